"""Somebody in a meeting whose own link is taken back: what screens are told, and what the page of the links says."""

import json

from aiohttp import ClientResponse

from orchestrator.conferences.guest_list import Expected, add_people, remove_person
from orchestrator.conferences.presence.event_store import Arrived, store_messages
from orchestrator.conferences.presence.wire import read
from orchestrator.rooms.endings import Attended
from orchestrator.rooms.keys import ENDINGS
from orchestrator.site.conferences import houses_of
from room_agents.plan import Conference
from schedules.store.database import Database
from tests.orchestrator.door.test_door import claims_of, enter, link_for, link_of
from tests.orchestrator.door.test_settings import conference, went
from tests.support.page_forms import Browser
from tests.support.people import sign_in
from tests.support.town import Json, Town, hour


async def told(town: Town, database: Database, kind: str, occupant: Json) -> None:
    """What Jitsi posts of the meeting that is live."""
    name = (await conference(town))["name"]
    said = {"room_name": name, "occupant": {"occupant_jid": "x@meet.example/a1b2", "joined_at": 1_000, **occupant}}
    arrived = [Arrived("meet", kind, read(kind, json.dumps(said)))]
    await database.write(store_messages, houses_of(town.client.app), arrived, town.now)


async def press(browser: Browser, booking: str, act: str, holder: str) -> ClientResponse:
    """Press a button of the list of links beside that of *holder*."""
    here = f"/bookings/{booking}/links"
    links = (await (await browser.client.get(f"/api/v1{here}", headers=browser.shown)).json())["links"]
    seen = next(link["revision"] for link in links if link["id"] == holder)
    return await browser.send(f"{here}", {"holder": holder, "seen": str(seen)}, f"{here}/{act}")


async def test_person_given_their_link_is_revoked_renewed_or_they_are_removed_when_planned_then_screens_know_whom_to_put_out(
    meeting_town: Town, database: Database
) -> None:
    booking, _ = await link_of(meeting_town)
    meeting_town.now = hour("09:00")
    listed = [Expected("a@x.example", "Ada", "it"), Expected("b@x.example", "Bea", "it")]
    ada, bea = await database.write(add_people, booking, listed, meeting_town.now)
    _, path = await link_for(meeting_town, database, booking, ada.holder)
    await link_for(meeting_town, database, booking, bea.holder)  # who never used hers, and has no token
    user = claims_of(went(await enter(meeting_town, path)))["context"]["user"]["id"]
    await told(meeting_town, database, "joined", {"id": user})
    browser = Browser(meeting_town.client, await sign_in(database, "administrator"))
    assert (await conference(meeting_town))["put_out"] == ()

    revoked = await press(browser, booking, "revoke", f"personal:{ada.id}")
    await press(browser, booking, "revoke", f"personal:{bea.id}")

    assert "ci resta" in await browser.text(revoked.headers["Location"])
    assert (await conference(meeting_town))["put_out"] == ({"user": user, "participants": ("a1b2",)},)
    assert "è ancora dentro" in await browser.text(f"/bookings/{booking}/links")
    await told(meeting_town, database, "left", {"id": user, "left_at": 2_000})
    assert "è ancora dentro" not in await browser.text(f"/bookings/{booking}/links")

    await press(browser, booking, "renew", f"personal:{ada.id}")
    assert (await conference(meeting_town))["put_out"] == ()

    await database.write(remove_person, ada.id, meeting_town.now)
    assert (await conference(meeting_town))["put_out"] == ({"user": user, "participants": ()},)
    await database.write(add_people, booking, listed[:1], meeting_town.now)
    assert (await conference(meeting_town))["put_out"] == ()


async def test_person_given_a_screen_that_moderates_when_their_link_is_revoked_then_the_page_says_who_puts_them_out(
    meeting_town: Town, database: Database
) -> None:
    booking, _ = await link_of(meeting_town)
    (ada,) = await database.write(add_people, booking, [Expected("a@x.example", "Ada", "it")], meeting_town.now)
    await link_for(meeting_town, database, booking, ada.holder)
    meeting_town.client.app[ENDINGS].attended["sala-1"] = Attended(booking, Conference(link=""), moderates=True)
    browser = Browser(meeting_town.client, await sign_in(database, "administrator"))

    guests = await press(browser, booking, "revoke", "guests")
    assert "ci resta" in await browser.text(guests.headers["Location"])
    hers = await press(browser, booking, "revoke", f"personal:{ada.id}")

    assert "viene fatto uscire dallo schermo" in await browser.text(hers.headers["Location"])
