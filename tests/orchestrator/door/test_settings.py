"""Deciding how the meeting of one booking is held: on its page, by the API, and what comes of it."""

from urllib.parse import unquote, urlsplit

from aiohttp import ClientResponse

from orchestrator.conferences.guest_list import Expected, add_people
from orchestrator.hub.keys import PLANS
from orchestrator.keeping.kinds import KINDS, terms_of
from orchestrator.site.keys import SITE
from schedules.store.database import Database
from tests.orchestrator.door.test_door import FROM_PAGE, claims_of, enter, link_for, link_of
from tests.support.page_forms import Browser
from tests.support.people import sign_in
from tests.support.town import Json, Town, hour

NOTICE = "viene registrata"


async def asked(town: Town, method: str, booking: str, body: object = None) -> tuple[int, Json]:
    headers, path = await town.as_("admin"), f"/api/v1/bookings/{booking}/meeting"
    answer = await town.client.request(method, path, json=body, headers=headers)
    return answer.status, await answer.json()


async def conference(town: Town) -> Json:
    plan = (await town.client.app[PLANS].current("sala-1", town.now)).plan
    told = next(segment.conference for segment in plan.segments if segment.conference)
    return told.model_dump()


def went(answer: ClientResponse) -> str:
    assert answer.status == 303
    return answer.headers["Location"]


async def test_settings_given_a_booking_when_changed_by_the_api_then_stage_door_and_guests_follow_and_seconds_are_told(
    meeting_town: Town,
) -> None:
    booking, path = await link_of(meeting_town)
    status, before = await asked(meeting_town, "GET", booking)
    assert (status, before["revision"], before["held"]["subject"]) == (200, 0, "Consiglio")
    assert before["name"] == (await conference(meeting_town))["name"]
    said = {"revision": 0, "subject": "Bilancio", "lobby": True, "language": "en", "recorded": True, "open": "auto"}

    status, after = await asked(meeting_town, "PUT", booking, said)
    told = await conference(meeting_town)
    second = await asked(meeting_town, "PUT", booking, said)
    same, _ = await asked(meeting_town, "PUT", booking, {**said, "revision": 1})
    meeting_town.now = hour("09:00")
    shown = await (await meeting_town.client.get(path, headers=FROM_PAGE)).text()
    address = went(await enter(meeting_town, path, name="Bea"))

    assert (status, after["revision"], after["subject"]) == (200, 1, "Bilancio")
    assert after["held"] == {key: said[key] for key in said if key != "revision"} | {"password": None}
    assert (told["subject"], told["recorded"], told["opened_at"]) == ("Bilancio", True, hour("09:00"))
    assert told["wishes"]["lobby"]["on"] is True
    assert (second[0], second[1]["error"]["code"], same) == (409, "changed", 200)
    assert NOTICE in shown
    assert 'config.defaultLanguage="en"' in unquote(urlsplit(address).fragment)
    assert "Bilancio" not in address


async def test_settings_given_an_invited_person_when_they_enter_then_jitsi_speaks_their_language(
    meeting_town: Town, database: Database
) -> None:
    booking, _ = await link_of(meeting_town)
    meeting_town.now = hour("09:00")
    (bea,) = await database.write(add_people, booking, [Expected("b@x.example", "Bea", "en")], meeting_town.now)
    _, path = await link_for(meeting_town, database, booking, bea.holder)

    address = went(await enter(meeting_town, path))

    assert 'config.defaultLanguage="en"' in unquote(urlsplit(address).fragment)
    assert claims_of(address)["context"]["user"]["moderator"] == "false"


async def test_settings_given_two_who_decide_on_the_page_when_both_save_then_the_second_reads_what_the_first_chose(
    meeting_town: Town, database: Database
) -> None:
    booking, _ = await link_of(meeting_town)
    here = f"/bookings/{booking}/meeting"
    browsers = [Browser(meeting_town.client, await sign_in(database, who)) for who in ("desk", "administrator")]
    forms = [await browser.opened(here) for browser in browsers]

    first = await browsers[0].post(here, {**forms[0], "lobby": "yes", "subject": "Bilancio", "language": "en"})
    second = await browsers[1].post(here, {**forms[1], "recorded": "yes"})
    text = await second.text()
    long = await browsers[1].send(here, {"subject": "x" * 121})

    assert (first.status, second.status, long.status) == (303, 409, 422)
    assert "Nel frattempo" in text
    assert 'value="Bilancio"' in text
    assert 'value="yes" selected' in text
    assert "al massimo 120 caratteri" in await long.text()
    assert "Come si tiene" in await browsers[0].text(f"/bookings/{booking}")
    assert "Come di solito: No" in await browsers[0].text(here)
    assert (await asked(meeting_town, "GET", booking))[1]["lobby"] is True


async def test_settings_given_no_meeting_or_a_confidential_booking_or_one_that_is_over_when_asked_then_nothing_is_decided(
    meeting_town: Town,
) -> None:
    none, _ = await asked(
        meeting_town, "GET", (await meeting_town.book(hour("11:00"), hour("12:00"), category="COLLEGIO"))["id"]
    )
    secret = await meeting_town.book(hour("13:00"), hour("14:00"), confidential=True)
    hidden, _ = await asked(meeting_town, "PUT", secret["id"], {"revision": 0, "subject": "Segreto"})
    booking, _ = await link_of(meeting_town)
    meeting_town.now = hour("10:30")
    over, told = await asked(meeting_town, "PUT", booking, {"revision": 0, "lobby": True})

    assert none == 409
    assert hidden in {403, 409}
    assert (over, told["error"]["code"]) == (403, "booking_over")


async def test_settings_given_a_booking_that_became_confidential_when_its_words_are_forgotten_then_the_subject_goes_too(
    meeting_town: Town, database: Database
) -> None:
    booking, _ = await link_of(meeting_town)
    await asked(meeting_town, "PUT", booking, {"revision": 0, "subject": "Zibellina"})
    headers = await meeting_town.as_("admin")
    became = await meeting_town.client.patch(
        f"/api/v1/bookings/{booking}", json={"revision": 0, "confidential": True}, headers=headers
    )
    plan = (await meeting_town.client.app[PLANS].current("sala-1", meeting_town.now)).encoded
    words = next(kind for kind in KINDS if kind.name == "confidential")
    terms = terms_of(meeting_town.client.app[SITE].installation.retention, [], hour("10:00", 8))

    gone = await database.write(lambda db: words.remove(db, terms, db.execute(words.over(terms)).all()))

    assert became.status == 200, await became.text()
    assert b"Zibellina" not in plan
    assert "Zibellina" in gone.words
