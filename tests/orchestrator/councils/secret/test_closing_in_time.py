"""A secret vote whose closing was announced is counted by the service, when its time is over."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import timedelta

import pytest

from orchestrator.councils.ballots.signing import Signers
from orchestrator.councils.log.live import Done, LiveSitting
from orchestrator.councils.log.sittings import PapersUncounted, Sittings
from orchestrator.councils.sitting.acts import ItemOpened
from orchestrator.councils.sitting.vote_acts import ClosingAnnounced, VoteOpened
from orchestrator.councils.sitting.votes import FOR, Manner, Motion
from schedules.store.database import Database
from tests.support.council_house import SITTING, Clock, new_sitting, opened, papers_of, voted, wanted

VOTE = VoteOpened("v", "case", "Si accoglie", Motion(), Manner.SECRET)


@pytest.fixture
async def signers() -> AsyncIterator[Signers]:
    signers = Signers(1)
    yield signers
    await signers.close()


async def test_secret_vote_given_its_closing_was_announced_when_the_time_is_over_then_its_papers_are_counted(
    database: Database, signers: Signers
) -> None:
    clock = Clock()
    await opened(await new_sitting(database, clock), remote=2)

    async def close_papers(_sitting: str, live: LiveSitting, vote: str) -> None:
        await papers_of(database, live, signers).close(vote)

    sittings = Sittings(database, clock, close_papers, clock.steady_s)
    keeping = asyncio.create_task(sittings.run())
    live = await sittings.live(SITTING)
    papers = papers_of(database, live, signers)
    await live.act(await wanted(live, ItemOpened("case")))
    assert isinstance(await papers.open(await wanted(live, VOTE), VOTE), Done)
    await voted(papers, "v", "6", FOR)
    closing = ClosingAnnounced("v")
    await papers.announce_closing(await wanted(live, closing), closing)
    clock.now += timedelta(seconds=16)

    async with asyncio.timeout(20):
        sitting = await live.look()
        while sitting.votes["v"].closed is None:
            sitting = await live.changed_from(sitting.number)
    keeping.cancel()
    with suppress(asyncio.CancelledError):
        await keeping

    assert sitting.votes["v"].remote is not None
    assert dict(sitting.votes["v"].remote.counts)[FOR] == 1


async def test_secret_vote_given_papers_that_cannot_be_counted_when_the_time_is_over_then_other_sittings_go_on_until_they_can(
    database: Database, signers: Signers
) -> None:
    clock, tries = Clock(), 0
    await opened(await new_sitting(database, clock), remote=2)

    async def close_papers(_sitting: str, live: LiveSitting, vote: str) -> None:
        nonlocal tries
        tries += 1
        if tries == 1:
            raise PapersUncounted
        await papers_of(database, live, signers).close(vote)

    sittings = Sittings(database, clock, close_papers, clock.steady_s)
    keeping = asyncio.create_task(sittings.run())
    live = await sittings.live(SITTING)
    papers = papers_of(database, live, signers)
    await live.act(await wanted(live, ItemOpened("case")))
    await papers.open(await wanted(live, VOTE), VOTE)
    closing = ClosingAnnounced("v")
    await papers.announce_closing(await wanted(live, closing), closing)
    clock.now += timedelta(seconds=16)

    async with asyncio.timeout(20):
        sitting = await live.look()
        while sitting.votes["v"].closed is None:
            sitting = await live.changed_from(sitting.number)
    assert not keeping.done()
    keeping.cancel()
    with suppress(asyncio.CancelledError):
        await keeping
