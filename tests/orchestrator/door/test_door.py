"""A meeting's link: what it opens when, whom it lets in with what, and what it tells nobody."""

import json
import logging
import re
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from aiohttp import ClientResponse

from orchestrator.access.guesses import ALLOWED
from orchestrator.access.tokens import make_token, program_grant
from orchestrator.conferences.guest_list import Expected, add_people, remove_person
from orchestrator.conferences.link_store import make_links, renew, revoke, uses_of
from orchestrator.conferences.links import GUESTS, LinkHolder, MeetingLink, secret_of
from orchestrator.conferences.shared_links import hall
from orchestrator.outbox.keys import SENDING
from orchestrator.site.keys import SITE
from schedules.store.database import Database
from tests.orchestrator.door.conftest import MEET
from tests.support.page_forms import Browser, hidden
from tests.support.people import sign_in
from tests.support.queries import counted
from tests.support.town import Town, hour

FROM_PAGE = {"Accept": "text/html", "Sec-Fetch-Site": "same-origin"}


async def link_of(town: Town, start: str = "09:00", **more: Any) -> tuple[str, str]:
    """The id of a new booking, and the path of its link for guests."""
    booked = await town.book(hour(start), hour(start) + timedelta(hours=1), **more)
    seen = await (await town.client.get(f"/api/v1/bookings/{booked['id']}", headers=await town.as_("admin"))).json()
    return booked["id"], urlsplit(seen["guests_link"]).path


async def link_for(town: Town, database: Database, booking: str, holder: LinkHolder) -> tuple[MeetingLink, str]:
    keys = town.client.app[SENDING].keys
    made = (await database.write(make_links, keys, booking, [holder], town.now))[holder]
    return made, secret_of(keys, made).path


async def enter(town: Town, path: str, **fields: str) -> ClientResponse:
    shown = await town.client.get(path, headers=FROM_PAGE)
    form = hidden(await shown.text(), f"{path}/enter")
    return await town.client.post(f"{path}/enter", data={**form, **fields}, headers=FROM_PAGE, allow_redirects=False)


def claims_of(address: str) -> Any:
    part = urlsplit(address).query.removeprefix("jwt=").split(".")[1]
    return json.loads(urlsafe_b64decode(part + "=" * (-len(part) % 4)))


async def test_link_given_a_booking_that_moves_when_it_is_seen_then_it_is_the_same_and_absolute(
    meeting_town: Town,
) -> None:
    booking, path = await link_of(meeting_town)
    headers = await meeting_town.as_("admin")
    moved = {"revision": 0, "rooms": ["sala-2"], "start": hour("11:00").isoformat(), "end": hour("12:00").isoformat()}
    changed = await meeting_town.client.patch(f"/api/v1/bookings/{booking}", json=moved, headers=headers)
    seen = await (await meeting_town.client.get(f"/api/v1/bookings/{booking}", headers=headers)).json()

    assert changed.status == 200, await changed.text()
    assert (urlsplit(seen["guests_link"]).scheme, urlsplit(seen["guests_link"]).path) == ("http", path)
    shown = await (await meeting_town.client.get(path, headers=FROM_PAGE)).text()
    assert "Sala 2" in shown


async def test_link_given_no_meeting_or_confidential_when_it_is_seen_then_there_is_none(meeting_town: Town) -> None:
    without: tuple[dict[str, Any], ...] = ({"category": "COLLEGIO"}, {"confidential": True})
    for more in without:
        booked = await meeting_town.book(hour("09:00"), hour("10:00"), **more)
        headers = await meeting_town.as_("admin")
        seen = await (await meeting_town.client.get(f"/api/v1/bookings/{booked['id']}", headers=headers)).json()
        assert seen["guests_link"] is None
        await meeting_town.cancel(booked["id"])


async def test_link_given_a_list_of_bookings_when_it_is_asked_for_then_each_has_the_link_that_its_own_answer_has(
    meeting_town: Town, database: Database
) -> None:
    paths = dict([await link_of(meeting_town), await link_of(meeting_town, "11:00")])
    late = await meeting_town.book(hour("13:00"), hour("14:00"))  # of which nobody has asked
    secret = await meeting_town.book(hour("15:00"), hour("16:00"), confidential=True)

    async def listed(headers: Mapping[str, str]) -> dict[str, str | None]:
        query = {"from": hour("08:00").isoformat(), "to": hour("20:00").isoformat()}
        answer = await meeting_town.client.get("/api/v1/bookings", params=query, headers=headers)
        return {told["id"]: told["guests_link"] for told in (await answer.json())["bookings"]}

    first = await listed(await meeting_town.as_("admin"))
    with counted(database) as asked:
        links = await listed(await meeting_town.as_("admin"))
    technician = await listed((await sign_in(database, "technician", meeting_town.now)).headers)

    assert first == links
    assert {booking: urlsplit(str(links[booking])).path for booking in paths} == paths
    assert str(links[late["id"]]).startswith("http")
    assert links[secret["id"]] is None
    assert sum("meeting_links" in statement for statement in asked) == 1
    assert not any(technician.values())


async def test_link_given_the_booking_s_page_when_whoever_may_change_it_looks_then_it_stands_there_and_for_a_technician_not(
    meeting_town: Town, database: Database
) -> None:
    booking, path = await link_of(meeting_town)
    for who, stands in (("desk", True), ("administrator", True), ("technician", False)):
        headers = (await sign_in(database, who, meeting_town.now)).headers
        shown = await meeting_town.client.get(f"/bookings/{booking}", headers={**headers, "Accept": "text/html"})
        assert (path in await shown.text()) is stands, who


async def test_door_given_each_moment_when_it_is_opened_and_entered_then_it_waits_lets_in_and_is_over(
    meeting_town: Town, database: Database
) -> None:
    booking, path = await link_of(meeting_town)
    meeting_town.now -= timedelta(days=1)
    assert "Torna allora" in await (await meeting_town.client.get(path, headers=FROM_PAGE)).text()
    meeting_town.now += timedelta(days=1)
    early = await enter(meeting_town, path, name="Ada")
    page = await early.text()
    assert (early.status, "Si entra dalle 10:30; comincia alle 11:00." in page) == (409, True)
    assert "Consiglio" in page
    assert 'http-equiv="refresh"' in page
    link, _ = await link_for(meeting_town, database, booking, GUESTS)
    assert await database.read(uses_of, link.id) == []

    meeting_town.now = hour("08:30")
    entered = await enter(meeting_town, path, name="  Ada\u202e \n<b>Lovelace</b> ")
    claims = claims_of(entered.headers["Location"])
    assert entered.status == 303
    assert entered.headers["Location"].startswith("https://meet.example/")
    assert "#" not in entered.headers["Location"]
    assert claims["context"]["user"]["name"] == "Ada <b>Lovelace</b>"
    assert claims["context"]["user"]["moderator"] == "false"
    assert claims["room"] in entered.headers["Location"]
    assert claims["nbf"] == (hour("08:29")).timestamp()
    assert claims["exp"] == (hour("22:00")).timestamp()
    assert await database.read(uses_of, link.id) == [hour("08:30")]

    meeting_town.now = hour("10:00")
    over = await meeting_town.client.get(path, headers=FROM_PAGE)
    assert "È finita" in await over.text()
    late = await meeting_town.client.post(
        f"{path}/enter", data={"form_id": "00000000-0000-4000-8000-000000000000", "name": "Ada"}, headers=FROM_PAGE
    )
    assert late.status == 410


async def test_door_given_who_was_invited_when_they_enter_then_it_is_under_their_name_and_one_id_on_two_devices(
    meeting_town: Town, database: Database
) -> None:
    booking, guests = await link_of(meeting_town)
    (person,) = await database.write(
        add_people, booking, [Expected("ada@example.it", "Ada Lovelace", moderator=True)], meeting_town.now
    )
    _, path = await link_for(meeting_town, database, booking, person.holder)
    meeting_town.now = hour("09:10")
    shown = await (await meeting_town.client.get(path, headers=FROM_PAGE)).text()
    users = [
        claims_of((await enter(meeting_town, path, name=name)).headers["Location"])["context"]["user"]
        for name in ("Somebody else", "")
    ]
    guest = claims_of((await enter(meeting_town, guests, name="Ada Lovelace")).headers["Location"])["context"]["user"]

    assert "Ciao, Ada Lovelace." in shown
    assert users[0] == users[1]
    assert (users[0]["name"], users[0]["moderator"]) == ("Ada Lovelace", "true")
    assert guest["id"] != users[0]["id"]
    assert "example.it" not in json.dumps(users)
    await database.write(remove_person, person.id, meeting_town.now)
    assert (await meeting_town.client.get(path, headers=FROM_PAGE)).status == 410


async def test_door_given_a_meeting_that_is_over_when_the_invited_open_their_links_then_each_sees_their_own_times(
    meeting_town: Town, database: Database
) -> None:
    booking, guests = await link_of(meeting_town)
    wanted = [Expected("ada@example.it", "Ada Lovelace"), Expected("ugo@example.it", "Ugo Foscolo")]
    ada, ugo = [
        (await link_for(meeting_town, database, booking, person.holder))[1]
        for person in await database.write(add_people, booking, wanted, meeting_town.now)
    ]
    meeting_town.now = hour("09:10")
    claims = claims_of((await enter(meeting_town, ada)).headers["Location"])
    token = await database.write(make_token, program_grant(["events:write"], None, None, "meet"), meeting_town.now)
    occupant = {"occupant_jid": "x/1", "id": claims["context"]["user"]["id"], "name": "Ada Lovelace"}
    for kind, at in (("joined", "09:10"), ("left", "09:50")):
        occupant = {**occupant, f"{kind}_at": int(hour(at).timestamp())}
        told = {"room_name": claims["room"], "is_breakout": False, "occupant": occupant}
        address = f"/jitsi/events/meet/events/occupant/{kind}"
        answer = await meeting_town.client.post(address, json=told, headers={"Authorization": f"Bearer {token}"})
        assert answer.status == 201

    meeting_town.now = hour("10:00")
    seen = [await (await meeting_town.client.get(path, headers=FROM_PAGE)).text() for path in (ada, ugo, guests)]

    assert ["La tua presenza" in text for text in seen] == [True, True, False]
    assert ["11:10:00–11:50:00" in text for text in seen] == [True, False, False]
    assert "Non risulta nessuna tua entrata." in seen[1]
    assert "Ada" not in seen[1]


@pytest.mark.parametrize("chosen", [True, False])
async def test_door_given_somebody_in_the_hall_when_they_enter_then_it_is_without_microphone_and_sound(
    meeting_town: Town, database: Database, *, chosen: bool
) -> None:
    booking, path = await link_of(meeting_town)
    if not chosen:
        _, path = await link_for(meeting_town, database, booking, hall("sala-1"))
    meeting_town.now = hour("09:00")
    entered = await enter(meeting_town, path, name="Ada", **({"in_hall": "yes"} if chosen else {}))

    fragment = urlsplit(entered.headers["Location"]).fragment
    assert "config.startSilent=true" in fragment
    assert "config.startWithAudioMuted=true" in fragment


async def test_door_given_a_link_revoked_renewed_unknown_or_hostile_when_it_is_opened_then_each_has_its_sentence(
    meeting_town: Town, database: Database
) -> None:
    booking, path = await link_of(meeting_town)
    keys = meeting_town.client.app[SENDING].keys
    link, same = await link_for(meeting_town, database, booking, GUESTS)
    assert same == path
    await database.write(revoke, link.id, meeting_town.now)
    revoked = await meeting_town.client.get(path, headers=FROM_PAGE)
    assert (revoked.status, "non vale più" in await revoked.text()) == (410, True)
    renewed = await database.write(renew, keys, link.id, meeting_town.now)
    assert renewed is not None
    assert (await meeting_town.client.get(path, headers=FROM_PAGE)).status == 404
    new = secret_of(keys, renewed).path
    assert (await meeting_town.client.get(new, headers=FROM_PAGE)).status == 200
    for secret in ("a", "a" * 43, "a" * 4000, "%F0%9F%98%80" * 20, "..%2F..%2Fetc", "%00", "%27%20or%201=1"):
        unknown = await meeting_town.client.get(f"/m/{secret}", headers=FROM_PAGE)
        assert (unknown.status, "non apre niente" in await unknown.text()) == (404, True), secret
    await meeting_town.cancel(booking)
    gone = await meeting_town.client.get(new, headers=FROM_PAGE)
    assert (gone.status, "non si tiene" in await gone.text()) == (410, True)


async def test_door_given_forms_of_others_or_without_a_name_when_sent_then_nobody_gets_in(meeting_town: Town) -> None:
    _, path = await link_of(meeting_town)
    meeting_town.now = hour("09:00")
    foreign = await meeting_town.client.post(
        f"{path}/enter", data={"name": "Ada"}, headers={**FROM_PAGE, "Sec-Fetch-Site": "cross-site"}
    )
    nameless = await enter(meeting_town, path, name=" \u200b\u202e ")
    long = await enter(meeting_town, path, name="à" * 5000)

    assert (foreign.status, nameless.status) == (403, 422)
    assert claims_of(long.headers["Location"])["context"]["user"]["name"] == "à" * 60


async def test_ticket_given_a_page_that_waits_when_it_may_open_then_it_holds_the_address_and_earlier_the_times(
    meeting_town: Town,
) -> None:
    _, path = await link_of(meeting_town)
    form = hidden(await (await meeting_town.client.get(path, headers=FROM_PAGE)).text(), f"{path}/enter")
    early = await meeting_town.client.post(f"{path}/ticket", data={**form, "name": "Ada"}, headers=FROM_PAGE)
    assert early.status == 409
    assert datetime.fromtimestamp((await early.json())["opens"] / 1000, UTC) == hour("08:30")
    meeting_town.now = hour("08:30")
    ready = await meeting_town.client.post(f"{path}/ticket", data={**form, "name": "Ada"}, headers=FROM_PAGE)
    assert claims_of((await ready.json())["address"])["context"]["user"]["name"] == "Ada"


async def test_secret_of_a_link_given_all_that_happens_when_logs_and_metrics_are_read_then_it_is_in_none(
    meeting_town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    _, path = await link_of(meeting_town)
    meeting_town.now = hour("09:00")
    shown = await meeting_town.client.get(path, headers=FROM_PAGE)
    entered = await enter(meeting_town, path, name="Ada")
    metrics = await (await meeting_town.client.get("/metrics", headers=await meeting_town.as_("admin"))).text()
    secret, token = path.removeprefix("/m/"), urlsplit(entered.headers["Location"]).query.removeprefix("jwt=")

    said = "".join(
        record.getMessage() for record in caplog.records if record.name != "aiohttp.access"
    )  # off in service
    for kept in (said, metrics):
        assert secret not in kept
        assert token not in kept
    assert "/m/{secret}" in metrics
    for answer in (shown, entered):
        assert answer.headers["Referrer-Policy"] == "strict-origin"
        assert answer.headers["Cache-Control"] == "no-store"
    assert "form-action 'self' https://meet.example;" in shown.headers["Content-Security-Policy"]
    assert secret not in (await shown.text()).partition("<title>")[2].partition("</title>")[0]


async def test_links_given_whoever_may_change_the_booking_when_they_renew_and_revoke_then_the_one_before_opens_nothing(
    meeting_town: Town, database: Database
) -> None:
    booking, path = await link_of(meeting_town)
    await database.write(add_people, booking, [Expected("ada@example.it", "Ada Lovelace")], meeting_town.now)
    browser = Browser(meeting_town.client, await sign_in(database, "desk", meeting_town.now))
    here = f"/bookings/{booking}/links"
    shown = await browser.text(here)
    assert all(words in shown for words in (path, "Ospiti", "In sala: Sala 1", "Ada Lovelace"))

    await browser.send(here, {"holder": "guests:", "seen": "1"}, f"{here}/renew")
    renewed = await browser.text(here)
    assert path not in renewed
    assert (await meeting_town.client.get(path, headers=FROM_PAGE)).status == 404
    new = re.findall(r'href="http[^"]+(/m/[^"]+)"', renewed)[0]
    assert (await meeting_town.client.get(new, headers=FROM_PAGE)).status == 200
    assert (await browser.send(here, {"holder": "guests:", "seen": "1"}, f"{here}/revoke")).status == 409
    await browser.send(here, {"holder": "guests:", "seen": "3"}, f"{here}/revoke")
    assert (await meeting_town.client.get(new, headers=FROM_PAGE)).status == 410
    assert "Ritirato" in await browser.text(here)
    assert (await browser.send(here, {"holder": "hall:sala-9", "seen": "0"}, f"{here}/renew")).status == 404
    assert (await browser.send(here, {"holder": "nobody:"}, f"{here}/renew")).status == 404
    stranger = Browser(meeting_town.client, await sign_in(database, "technician", meeting_town.now))
    assert (await stranger.get(here)).status == 403


async def test_waiting_given_its_link_s_meeting_moves_or_it_is_taken_back_when_asked_then_it_is_told_and_nothing_is_noted(
    meeting_town: Town, database: Database
) -> None:
    booking, path = await link_of(meeting_town)
    meeting_town.now = hour("08:30")

    async def asked() -> tuple[int, Any]:
        answer = await meeting_town.client.get(f"{path}/still", headers=FROM_PAGE)
        assert answer.headers["Cache-Control"] == "no-store"
        return answer.status, await answer.json()

    status, told = await asked()
    moments = ("now", "opens", "starts", "ends")
    told_hours = ["08:30", "08:30", "09:00", "10:00"]
    assert (status, [told[name] / 1000 for name in moments]) == (200, [hour(at).timestamp() for at in told_hours])
    moved = {"revision": 0, "start": hour("11:00").isoformat(), "end": hour("12:00").isoformat()}
    await meeting_town.client.patch(f"/api/v1/bookings/{booking}", json=moved, headers=await meeting_town.as_("admin"))
    assert (await asked())[1]["starts"] / 1000 == hour("11:00").timestamp()
    link, _ = await link_for(meeting_town, database, booking, GUESTS)
    assert await database.read(uses_of, link.id) == []
    await database.write(revoke, link.id, meeting_town.now)
    assert await asked() == (410, {"shut": "revoked"})


async def test_door_given_somebody_who_guesses_when_they_try_many_then_they_wait_and_a_right_link_and_an_old_one_do_not(
    meeting_town: Town,
) -> None:
    _, path = await link_of(meeting_town)
    old = [(await meeting_town.client.get(f"/m/{'o' * 43}", headers=FROM_PAGE)).status for _ in range(ALLOWED + 2)]
    guessed = [await meeting_town.client.get(f"/m/{number:043}", headers=FROM_PAGE) for number in range(ALLOWED + 1)]

    assert set(old) == {404}
    assert [answer.status for answer in guessed[:-2]] == [404] * (ALLOWED - 1)
    assert guessed[-1].status == 429
    assert 0 < int(guessed[-1].headers["Retry-After"]) <= 60
    assert "troppi collegamenti" in await guessed[-1].text()
    assert (await meeting_town.client.get(path, headers=FROM_PAGE)).status == 200
    assert (await meeting_town.client.post(f"{path}/ticket", data={}, headers=FROM_PAGE)).status != 429


async def test_pages_given_the_door_alone_needs_devices_when_they_are_answered_then_no_other_may_have_them(
    meeting_town: Town,
) -> None:
    _, path = await link_of(meeting_town)
    door, entrance = [await meeting_town.client.get(at, headers=FROM_PAGE) for at in (path, "/sign-in")]

    assert door.headers["Permissions-Policy"] == "camera=(self), microphone=(self)"
    assert "camera=()" in entrance.headers["Permissions-Policy"]
    assert "microphone=()" in entrance.headers["Permissions-Policy"]


async def test_links_given_a_program_when_it_shows_renews_and_revokes_them_then_each_counts_once(
    meeting_town: Town, database: Database
) -> None:
    booking, path = await link_of(meeting_town)
    (person,) = await database.write(
        add_people, booking, [Expected("ada@example.it", "Ada Lovelace")], meeting_town.now
    )
    here, headers = f"/api/v1/bookings/{booking}/links", await meeting_town.as_("admin")

    async def links() -> dict[str, Any]:
        answer = await (await meeting_town.client.get(here, headers=headers)).json()
        return {link["id"]: link for link in answer["links"]}

    async def do(link: str, action: str, revision: int) -> int:
        return (
            await meeting_town.client.post(f"{here}/{link}/{action}", json={"revision": revision}, headers=headers)
        ).status

    seen = await links()
    assert list(seen) == ["guests", "hall:sala-1", f"personal:{person.id}"]
    assert urlsplit(seen["guests"]["address"]).path == path
    assert (seen["hall:sala-1"]["address"], seen["hall:sala-1"]["revision"]) == (None, 0)
    assert await do("guests", "renew", seen["guests"]["revision"]) == 200
    assert await do("guests", "renew", seen["guests"]["revision"]) == 409
    assert await do("hall:sala-1", "revoke", 0) == 200
    assert [await do(link, "renew", 0) for link in ("hall:sala-9", "personal:nobody", "nobody", "")] == [404] * 4
    assert (await meeting_town.client.get(path, headers=FROM_PAGE)).status == 404
    seen = await links()
    renewed = urlsplit(seen["guests"]["address"]).path
    assert (await meeting_town.client.get(renewed, headers=FROM_PAGE)).status == 200
    assert (seen["hall:sala-1"]["revoked"], seen["hall:sala-1"]["address"]) == (True, None)
    assert await do("guests", "revoke", seen["guests"]["revision"]) == 200
    assert (await meeting_town.client.get(renewed, headers=FROM_PAGE)).status == 410


async def test_door_given_a_server_that_may_be_framed_when_somebody_enters_without_scripts_then_our_page_shows_that_server_alone(
    meeting_town: Town,
) -> None:
    _, path = await link_of(meeting_town)
    force = meeting_town.client.app[SITE]
    force.replace(replace(force.files, deployments={"meet": replace(MEET, embedded=True)}))
    meeting_town.now = hour("09:00")
    shown = await enter(meeting_town, path, name="Ada")
    page = await shown.text()

    assert shown.status == 200
    (source,) = re.findall(r'<iframe[^>]* src="([^"]+)"', page)
    assert claims_of(source)["context"]["user"]["name"] == "Ada"
    assert shown.headers["Content-Security-Policy"].endswith("; frame-src https://meet.example")
    assert 'camera=(self "https://meet.example")' in shown.headers["Permissions-Policy"]
    assert shown.headers["Cache-Control"] == "no-store"
