"""The password of one booking's meeting: who decides it, who reads it, and where it never stands."""

import asyncio
import logging
import sqlite3
from contextlib import closing

import pytest

from schedules.store.database import Database
from tests.orchestrator.door.test_door import FROM_PAGE, link_of
from tests.orchestrator.door.test_settings import asked, conference
from tests.support.page_forms import Browser
from tests.support.people import sign_in
from tests.support.town import Town, hour

OWN = "girasole 24"


async def dumped(database: Database) -> str:
    def dump() -> str:
        with closing(sqlite3.connect(database.path)) as opened:
            return "\n".join(opened.iterdump())

    return await asyncio.to_thread(dump)


async def test_password_given_one_that_is_made_or_typed_when_decided_by_the_api_then_stage_door_and_booking_follow(
    meeting_town: Town, database: Database
) -> None:
    booking, path = await link_of(meeting_town)
    without = await asked(meeting_town, "GET", booking)
    page = await (await meeting_town.client.get(path, headers=FROM_PAGE)).text()
    assert (without[1]["password"], without[1]["held"]["password"]) == (None, None)
    assert (await conference(meeting_town))["lock"] is None
    assert "<b data-password></b>" in page

    _, made = await asked(meeting_town, "PUT", booking, {"revision": 0, "password": True})
    password = made["held"]["password"]
    assert made["password"] is True
    assert password.isdecimal()
    assert (await conference(meeting_town))["lock"] == password
    still = await (await meeting_town.client.get(f"{path}/still", headers=FROM_PAGE)).json()
    assert still["password"] == password
    assert f"<b data-password>{password}</b>" in await (await meeting_town.client.get(path, headers=FROM_PAGE)).text()
    organiser = Browser(meeting_town.client, await sign_in(database, "administrator"))
    assert password in await organiser.text(f"/bookings/{booking}")

    _, own = await asked(meeting_town, "PUT", booking, {"revision": 1, "password": OWN, "lobby": True})
    assert (own["password"], own["held"]["password"]) == (OWN, OWN)
    assert (await conference(meeting_town))["lock"] == OWN
    assert (await asked(meeting_town, "PUT", booking, {"revision": 2, "password": OWN, "lobby": True}))[1][
        "revision"
    ] == 2

    _, gone = await asked(meeting_town, "PUT", booking, {"revision": 2, "password": False})
    assert (gone["password"], gone["held"]["password"]) == (False, None)
    assert (await conference(meeting_town))["lock"] is None


async def test_password_given_the_page_when_one_is_typed_and_another_then_acts_logs_titles_and_the_store_tell_neither(
    meeting_town: Town, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    booking, _ = await link_of(meeting_town)
    here, browser = (
        f"/bookings/{booking}/meeting",
        Browser(meeting_town.client, await sign_in(database, "administrator")),
    )
    short = await browser.send(here, {"protection": "own", "own_password": "abc"})
    typed = await browser.send(here, {"own_password": OWN})  # nobody chose it, but there it stands
    again = await browser.send(here, {"protection": "own", "own_password": "tramonto 7"})
    shown = await browser.text(here)
    left = await browser.send(
        here, {"protection": "", "own_password": "tramonto 7"}
    )  # as before, and not meant any more

    assert (short.status, typed.status, again.status, left.status) == (422, 303, 303, 303)
    assert "da 4 a 40 caratteri" in await short.text()
    assert 'value="tramonto 7"' in shown
    assert "Jitsi non la chiederà a nessuno" in shown  # no hall of this town has a screen to set it
    assert (await asked(meeting_town, "GET", booking))[1]["password"] is None
    acts = await browser.text(f"/bookings/{booking}")
    assert "password della riunione" in acts
    assert "un’altra" in acts
    title = shown.partition("<title>")[2].partition("</title>")[0]
    for secret in (OWN, "tramonto 7"):
        for text in (title, acts, await dumped(database), caplog.text):
            assert secret not in text


async def test_password_given_a_confidential_booking_or_one_that_is_over_when_asked_for_then_nobody_is_told_any(
    meeting_town: Town,
) -> None:
    secret = await meeting_town.book(hour("13:00"), hour("14:00"), confidential=True)
    hidden, told = await asked(meeting_town, "PUT", secret["id"], {"revision": 0, "password": OWN})
    booking, path = await link_of(meeting_town)
    wrong, mistake = await asked(meeting_town, "PUT", booking, {"revision": 0, "password": "abc"})
    await asked(meeting_town, "PUT", booking, {"revision": 0, "password": OWN})
    meeting_town.now = hour("10:30")
    over = await (await meeting_town.client.get(path, headers=FROM_PAGE)).text()

    assert hidden in {403, 409}
    assert wrong == 422
    assert "abc" not in str(mistake)
    assert OWN not in f"{told}{mistake}{over}"
