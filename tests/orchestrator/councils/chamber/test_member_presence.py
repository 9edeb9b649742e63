"""Whom a page that opens sees again, and whom not."""

import asyncio
from collections.abc import Sequence

import pytest

from orchestrator.councils.chamber.member.presence import OpenPages, comes_back
from orchestrator.councils.sitting.acts import (
    SERVICE,
    Body,
    Entered,
    GraceEnded,
    Left,
    RollCallBegun,
    RollCallEnded,
    SourceLost,
    Suspended,
)
from orchestrator.councils.sitting.rules import Rules
from orchestrator.councils.sitting.seats import Doubt, Place, Source
from tests.orchestrator.conftest import Start
from tests.support.convened_council import convened_council
from tests.support.council_log import CHAIR, SECRETARY, opened
from tests.support.members import REMOTE, Chamber

LOST = (SourceLost("6", Source.PAGE), SERVICE)
OUT = (GraceEnded("6"), SERVICE)
CALL = (RollCallBegun(), SECRETARY)
CASES: Sequence[tuple[str, str, Sequence[tuple[Body, str]], bool]] = (
    ("seen", "6", (), False),
    ("silent", "6", (LOST,), True),
    ("out when the grace ended", "6", (LOST, OUT), True),
    ("in the meeting alone", "6", (LOST, (Entered("6", Source.MEETING), SERVICE)), True),
    ("silent, and called", "6", (LOST, CALL), False),
    ("silent, called, and heard", "6", (LOST, CALL, (Entered("6", Source.HEARD), SECRETARY)), True),
    (
        "called since, without an answer",
        "6",
        (LOST, OUT, (Suspended("pausa"), CHAIR), CALL, (RollCallEnded(), SECRETARY)),
        False,
    ),
    ("gone by themselves", "6", ((Left("6"), "p6"),), False),
    ("in the hall", "2", (), False),
    ("never there", "7", (), False),
    ("no member", "99", (), False),
)


@pytest.mark.parametrize(("who", "seat", "acts", "back"), CASES, ids=[case[0] for case in CASES])
def test_page_given_what_happened_when_it_opens_then_only_who_was_there_from_afar_is_back(
    who: str, seat: str, acts: Sequence[tuple[Body, str]], *, back: bool
) -> None:
    log = opened(Rules(), 7, 5, 1)
    for body, by in acts:
        log.do(body, by=by)

    assert comes_back(log.sitting, seat) is back, who


async def test_pages_given_a_service_that_died_when_the_next_one_starts_then_those_that_stay_away_are_in_doubt(
    start: Start,
) -> None:
    client = await start()
    chamber = Chamber(client, await convened_council(client, members=4, rules=REMOTE))
    await chamber.opened_from_afar(range(4))
    async with asyncio.TaskGroup() as tasks:
        next_one = tasks.create_task(OpenPages(client.app, away_s=0.0).run())
        for number in range(4):
            await chamber.until(number, Place.REMOTE, Doubt.UNVERIFIED)
        next_one.cancel()
