"""What is done in rooms, to room files, tokens and the store leaves its act, in the same transaction and once."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from orchestrator.access.pins import TRIES
from orchestrator.audit.tables import ActRow
from orchestrator.migrations.schema import upgrade
from orchestrator.web.keys import DATABASE
from schedules.store.database import Database, open_database
from schedules.store.transaction import Transaction
from tests.support.commands import regia
from tests.support.town import Town, hour
from tests.support.town_site import TOWN


async def acts(database: Database) -> list[Any]:
    def read(db: Transaction) -> list[Any]:
        columns = (ActRow.action, ActRow.who_kind, ActRow.object_kind, ActRow.object_id, ActRow.room, ActRow.changes)
        return [tuple(row) for row in db.execute(select(*columns).order_by(ActRow.number))]

    return await database.read(read)


async def acts_of(town: Town) -> list[Any]:
    return [act for act in await acts(town.client.app[DATABASE]) if not act[0].startswith("booking")]


async def test_press_given_that_it_is_stored_when_it_is_repeated_or_refused_then_there_is_one_act(
    meeting: Town,
) -> None:
    (booking,) = await meeting.bookings()
    number = str(uuid4())
    more = {"until": hour("10:15").isoformat(), "seen_end": hour("10:00").isoformat()}
    for _ in range(2):
        await meeting.press("extend", role="panel:sala-1", id=number, **more)
    await meeting.refused("scene", scene="Nessuna")

    assert await acts_of(meeting) == [
        (
            "pressed_extend",
            "token",
            "booking",
            booking["id"],
            "sala-1",
            {"end": ["2026-10-20T10:00:00Z", "2026-10-20T10:15:00Z"]},
        )
    ]


async def test_booking_given_several_rooms_when_it_is_made_and_taken_back_then_its_acts_name_the_first(
    town: Town,
) -> None:
    booked = await town.book(hour("11:00"), hour("12:00"), room=None, rooms=["sala-1", "sala-2"])
    await town.cancel(booked["id"])

    told = await acts(town.client.app[DATABASE])
    assert [(act[0], act[4]) for act in told] == [("booking_made", "sala-1"), ("booking_cancelled", "sala-1")]


async def test_problem_given_that_it_is_told_when_looked_for_then_it_is_an_act_of_its_room(town: Town) -> None:
    await town.pressed("problem", about="sound", role="panel:sala-1")

    assert await acts_of(town) == [
        ("problem_told", "token", "room", "sala-1", "sala-1", {"about": [None, "sound"]}),
    ]


async def test_pin_given_so_many_wrong_ones_that_it_is_locked_when_looked_for_then_that_is_one_act(
    town_with_pins: Town,
) -> None:
    for _ in range(TRIES + 2):
        await town_with_pins.details(role="panel:sala-1", pin="0000")

    assert await acts_of(town_with_pins) == [("pin_locked", "token", "room", "sala-1", "sala-1", {})]


async def test_room_files_given_that_others_are_taken_when_looked_for_then_it_is_an_act_with_the_reason(
    town: Town,
) -> None:
    headers = await town.as_("admin")
    files = {"files": [{"name": "sito.toml", "text": TOWN}]}

    for wanted in (files, {**files, "now": {"reason": "domani si vota", "rooms": ["sala-1"]}}):
        assert (await town.client.post("/api/v1/site", json=wanted, headers=headers)).status == 200

    applied, forced = await acts_of(town)
    assert (applied[0], applied[2], set(applied[5])) == ("site_applied", "installation", {"version"})
    assert (forced[0], forced[5]["reason"], forced[5]["rooms"]) == (
        "site_forced",
        [None, "domani si vota"],
        [None, "sala-1"],
    )


@pytest.mark.parametrize("wish", [timedelta(hours=1), None], ids=["for an hour", "for good"])
def test_token_given_commands_that_make_and_revoke_it_when_looked_for_then_both_are_acts_without_its_text(
    tmp_path: Path, wish: timedelta | None
) -> None:
    expires = () if wish is None else ("--expires", "1h")
    made = regia("token", "add", "--role", "admin", "--label", "prova", "--data", tmp_path, *expires)
    token_id = regia("token", "list", "--data", tmp_path).out.split()[0]
    regia("token", "revoke", token_id, "--data", tmp_path)
    regia("token", "revoke", token_id, "--data", tmp_path)

    stored = _acts_in(tmp_path)

    assert [act[:4] for act in stored] == [
        ("token_made", "command", "token", token_id),
        ("token_revoked", "command", "token", token_id),
    ]
    assert stored[0][5] == {"role": [None, "admin"], "label": [None, "prova"]}
    assert made.out.strip() not in str(stored)


def test_store_given_a_copy_when_it_is_restored_then_the_store_knows_that(tmp_path: Path) -> None:
    regia("token", "add", "--role", "admin", "--data", tmp_path)
    copy = tmp_path / "copia.db"
    assert regia("backup", copy, "--data", tmp_path).code == 0

    assert regia("restore", copy, "--data", tmp_path).code == 0

    assert [(act[0], act[5]) for act in _acts_in(tmp_path)][1:] == [("store_restored", {"files": [None, "copia.db"]})]


def _acts_in(folder: Path) -> list[Any]:
    database = open_database(f"sqlite:///{folder}/regia.db")
    try:
        upgrade(database)
        return asyncio.run(acts(database))
    finally:
        database.close()


async def test_presses_given_a_walk_in_that_is_ended_when_looked_for_then_its_times_and_the_end_that_moved_are_told(
    town: Town,
) -> None:
    town.now = hour("09:00")
    await town.pressed("start")
    town.now = hour("09:10")
    await town.pressed("end")

    started, ended = await acts_of(town)
    assert (started[0], started[5]) == (
        "pressed_start",
        {"start": [None, "2026-10-20T09:00:00Z"], "end": [None, "2026-10-20T09:30:00Z"]},
    )
    assert (ended[0], ended[5]) == ("pressed_end", {"end": ["2026-10-20T09:30:00Z", "2026-10-20T09:10:00Z"]})


async def test_press_given_a_confidential_booking_and_a_reason_when_looked_for_then_the_reason_is_not_kept(
    town: Town,
) -> None:
    for start, confidential in (("09:00", True), ("11:00", False)):
        await town.book(hour(start), hour(start) + timedelta(hours=1), confidential=confidential)
        await town.at(hour(start))
        await town.pressed("end", role="admin", reason="Zibellina")

    secret, open_one = await acts_of(town)
    assert "reason" not in secret[5]
    assert open_one[5]["reason"] == [None, "Zibellina"]
