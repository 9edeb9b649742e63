"""Another name for a meeting after somebody disturbed it: what follows, who was faster, and what stays as it was."""

from urllib.parse import urlsplit

from orchestrator.conferences.presence.event_store import Arrived, events_of, store_messages
from orchestrator.conferences.presence.wire import read
from orchestrator.site.conferences import houses_of
from schedules.store.database import Database
from tests.orchestrator.door.test_door import FROM_PAGE, claims_of, enter, link_of
from tests.orchestrator.door.test_settings import asked, conference, went
from tests.support.page_forms import Browser
from tests.support.people import sign_in
from tests.support.town import Json, Town, event, hour

JOINED = '{"room_name": "%s", "occupant": {"occupant_jid": "x@meet/%s", "joined_at": 1, "id": "anna"}}'


async def rename(town: Town, booking: str, name: str) -> tuple[int, Json]:
    path = f"/api/v1/bookings/{booking}/meeting/rename"
    answer = await town.client.post(path, json={"name": name}, headers=await town.as_("admin"))
    return answer.status, await answer.json()


async def still(town: Town, path: str) -> Json:
    told: Json = await (await town.client.get(f"{path}/still", headers=FROM_PAGE)).json()
    return told


async def test_meeting_given_another_name_when_it_is_under_way_then_links_stage_and_presence_follow_and_the_old_one_counts(
    meeting_town: Town, database: Database
) -> None:
    booking, path = await link_of(meeting_town)
    meeting_town.now = hour("09:00")
    await asked(meeting_town, "PUT", booking, {"revision": 0, "password": True})
    before, told = await asked(meeting_town, "GET", booking), await still(meeting_town, path)
    name, password = before[1]["name"], before[1]["held"]["password"]

    status, after = await rename(meeting_town, booking, name)
    second = await rename(meeting_town, booking, name)

    assert (status, second[0], second[1]["error"]["code"]) == (200, 409, "changed")
    assert after["name"] != name
    assert after["held"]["password"] != password
    stage = await conference(meeting_town)
    assert (stage["name"], stage["lock"]) == (after["name"], after["held"]["password"])
    assert name in stage["former"]
    assert after["name"] not in stage["former"]
    assert (await still(meeting_town, path))["meeting"] != told["meeting"]
    address = went(await enter(meeting_town, path, name="Bea"))
    assert urlsplit(address).path == f"/{after['name']}"
    assert claims_of(address)["room"] == after["name"]
    houses = houses_of(meeting_town.client.app)
    said = [(JOINED % (room, room), "joined") for room in (name, after["name"])]
    arrived = [Arrived("meet", kind, read(kind, raw)) for raw, kind in said]
    await database.write(store_messages, houses, arrived, meeting_town.now)
    assert {event.conference for event in await database.read(events_of, booking)} == {name, after["name"]}


async def test_renaming_given_two_on_the_page_when_both_press_then_the_second_reads_that_somebody_was_faster(
    meeting_town: Town, database: Database
) -> None:
    booking, _ = await link_of(meeting_town)
    here = f"/bookings/{booking}/meeting"
    browsers = [Browser(meeting_town.client, await sign_in(database, who)) for who in ("desk", "administrator")]
    forms = [await browser.opened(here, f"{here}/rename") for browser in browsers]

    first = await browsers[0].post(f"{here}/rename", forms[0])
    second = await browsers[1].post(f"{here}/rename", forms[1])

    assert (first.status, second.status) == (303, 409)
    assert "qualcun altro ha già dato un altro nome" in await second.text()
    assert "Ha dato un altro nome alla riunione" in await browsers[1].text(f"/bookings/{booking}")
    assert forms[0]["name"] not in await browsers[0].text(here)


async def test_renaming_given_a_meeting_that_is_over_or_another_s_when_asked_then_nothing_is_renamed(
    meeting_town: Town,
) -> None:
    secret = await meeting_town.book(hour("13:00"), hour("14:00"), confidential=True)
    hidden, _ = await rename(meeting_town, secret["id"], "x")
    elsewhere = event("a", hour("11:00"), hour("12:00"), "CONFERENCE:https://meet.example/altra", title="Collegio")
    await meeting_town.calendar_says(elsewhere)
    (calendars,) = [booked["id"] for booked in await meeting_town.bookings() if booked["title"] == "Collegio"]
    linked, refusal = await rename(meeting_town, calendars, "altra")
    booking, _ = await link_of(meeting_town)
    name = (await asked(meeting_town, "GET", booking))[1]["name"]
    meeting_town.now = hour("10:30")
    over, told = await rename(meeting_town, booking, name)

    assert hidden in {403, 409}
    assert (linked, refusal["error"]["code"]) == (409, "no_meeting_of_ours")
    assert (over, told["error"]["code"]) == (403, "booking_over")
