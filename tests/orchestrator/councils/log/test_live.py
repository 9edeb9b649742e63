"""Acts of a sitting: stored before they are acknowledged, once each, in one order."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from orchestrator.councils.log.live import Done, LiveSitting, Wanted
from orchestrator.councils.log.sittings import Sittings
from orchestrator.councils.log.store import Log, NoSuchSitting, OthersWere, append, log_of, start_sitting
from orchestrator.councils.sitting.acts import (
    SERVICE,
    Adjourned,
    Convened,
    Entered,
    ItemOpened,
    Opened,
    RollCallBegun,
    SourceLost,
)
from orchestrator.councils.sitting.chain import Fault, verify
from orchestrator.councils.sitting.refusals import Reason, Refusal
from orchestrator.councils.sitting.seats import Doubt, Place, Source
from orchestrator.councils.sitting.state import Sitting, Status
from orchestrator.councils.sitting.vote_acts import Cast, ClosingAnnounced, VoteOpened
from orchestrator.councils.sitting.votes import AGAINST, FOR, Manner, Motion
from schedules.store.database import Database
from schedules.store.transaction import Transaction
from tests.support.council_house import RULES, Clock, does, new_sitting, opened
from tests.support.council_log import CHAIR, SECRETARY, convened, roll_of


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def live(database: Database, clock: Clock) -> LiveSitting:
    """A sitting of seven seats that was convened."""
    return await new_sitting(database, clock)


async def voting(live: LiveSitting) -> LiveSitting:
    """Five in the hall, one elsewhere, and a vote open about an item."""
    await opened(live)
    await does(live, ItemOpened("plan"), VoteOpened("v", "plan", "testo", Motion(), Manner.OPEN))
    return live


async def read_again(database: Database, clock: Clock) -> Sitting:
    return await LiveSitting(database, clock, "s1").look()


async def test_act_given_a_lawful_one_when_answered_then_it_is_stored_and_the_chain_holds(
    database: Database, live: LiveSitting, clock: Clock
) -> None:
    await voting(live)

    log = await database.read(log_of, "s1")
    sitting, faults = verify(log.frame, [line.line for line in log.lines], log.head)
    assert faults == []
    assert sitting == await live.look() == await read_again(database, clock)


async def test_act_given_one_that_a_rule_forbids_when_answered_then_nothing_is_stored(
    database: Database, live: LiveSitting
) -> None:
    answer = await does(live, Opened())

    assert answer == Refusal(Reason.NO_ROLL_CALL)
    assert len((await database.read(log_of, "s1")).lines) == 1


async def test_act_given_the_same_tap_again_when_answered_then_it_is_the_same_act(live: LiveSitting) -> None:
    tap = Wanted("tap", Entered("3", Source.TABLET), SECRETARY, "tablet")

    answers = [await live.act(tap), *await asyncio.gather(*(live.act(tap) for _ in range(5)))]

    assert set(answers) == {Done(2)}
    assert (await live.look()).number == 2


async def test_acts_given_many_at_once_when_answered_then_each_is_stored_once_and_has_its_number(
    database: Database, live: LiveSitting, clock: Clock
) -> None:
    await voting(live)
    before = (await live.look()).number
    taps = [
        Wanted(f"{seat} {n}", Cast("v", str(seat), ((FOR, AGAINST)[n % 2],)), f"p{seat}", "page")
        for seat in range(1, 7)
        for n in range(50)
    ]

    answers = await asyncio.gather(*(live.act(tap) for tap in taps))

    assert sorted(answer.number for answer in answers if isinstance(answer, Done)) == list(
        range(before + 1, before + 301)
    )
    assert (await read_again(database, clock)).votes["v"].casts == (await live.look()).votes["v"].casts


async def test_acts_given_a_store_that_fails_when_it_is_back_then_memory_says_what_is_stored(
    database: Database, live: LiveSitting, clock: Clock
) -> None:
    await voting(live)
    await database.write(_forbid)
    with pytest.raises(Exception, match="full"):
        await live.act(Wanted("lost", Cast("v", "1", (FOR,)), "p1", "page"))
    await database.write(_allow)

    assert (await live.look()).votes["v"].casts == {}
    await live.act(Wanted("lost", Cast("v", "1", (AGAINST,)), "p1", "page"))
    assert (await live.look()) == await read_again(database, clock)


def _forbid(db: Transaction) -> None:
    db.execute(text("CREATE TRIGGER full BEFORE INSERT ON council_acts BEGIN SELECT RAISE(ABORT, 'full'); END"))


def _allow(db: Transaction) -> None:
    db.execute(text("DROP TRIGGER full"))


async def test_act_given_another_service_that_was_faster_when_stored_then_it_is_looked_at_anew(
    database: Database, live: LiveSitting, clock: Clock
) -> None:
    other = LiveSitting(database, clock, "s1")
    await other.look()
    await does(live, Entered("1", Source.TABLET), by=SECRETARY)

    answer = await does(other, Entered("2", Source.TABLET), by=SECRETARY)

    assert answer == Done(3)
    assert (await other.look()).live.in_hall == 2


async def test_sitting_given_none_of_that_id_when_asked_for_then_it_is_said(database: Database, clock: Clock) -> None:
    with pytest.raises(NoSuchSitting):
        await LiveSitting(database, clock, "s2").look()
    with pytest.raises(NoSuchSitting):
        await LiveSitting(database, clock, "s2").act(Wanted("x", Opened(), CHAIR, "page"))


async def test_watcher_given_an_act_when_it_is_stored_then_they_have_the_sitting(live: LiveSitting) -> None:
    watching = asyncio.create_task(live.changed_from((await live.look()).number))
    await asyncio.sleep(0)

    await does(live, Entered("1", Source.TABLET), by=SECRETARY)

    assert (await watching).live.in_hall == 1


async def no_papers(_sitting: str, _live: LiveSitting, _vote: str) -> None:
    raise AssertionError("no secret vote is closed here")


@asynccontextmanager
async def running(sittings: Sittings) -> AsyncIterator[None]:
    task = asyncio.create_task(sittings.run())
    yield
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


@pytest.fixture
async def sittings(database: Database, clock: Clock, live: LiveSitting) -> AsyncIterator[Sittings]:
    await voting(live)
    sittings = Sittings(database, clock, no_papers, clock.steady_s)
    async with running(sittings):
        yield sittings


async def test_grace_given_that_it_is_over_when_the_service_keeps_time_then_somebody_is_out(
    sittings: Sittings, clock: Clock
) -> None:
    live = await sittings.live("s1")
    await does(live, ClosingAnnounced("v"))
    clock.now += timedelta(seconds=16)
    closed = await live.changed_from((await live.look()).number)
    assert closed.votes["v"].closed is not None

    await live.act(Wanted("lost", SourceLost("6", Source.PAGE), SERVICE, "page"))
    assert (await live.look()).seats["6"].place is Place.REMOTE
    clock.now += timedelta(seconds=61)
    await live.act(Wanted("wake", Entered("1", Source.TABLET), SECRETARY, "tablet"))

    sitting = await live.changed_from((await live.look()).number)
    assert sitting.seats["6"].place is Place.OUT


async def test_sitting_given_a_service_that_was_away_when_it_returns_then_it_says_from_when_and_no_vote_was_closed(
    database: Database, clock: Clock, live: LiveSitting
) -> None:
    await voting(live)
    away = clock.now
    clock.now += timedelta(minutes=5)
    sittings = Sittings(database, clock, no_papers, clock.steady_s)
    async with running(sittings):
        sitting = await (await sittings.live("s1")).look()

    assert sitting.events[-1].what == "interrupted"
    assert sitting.events[-1].about == (away.isoformat(), clock.now.isoformat())
    assert sitting.votes["v"].running
    assert not sitting.confirmed


async def test_append_given_a_head_that_is_not_the_last_when_written_then_nothing_is(
    database: Database, live: LiveSitting, clock: Clock
) -> None:
    log = await database.read(log_of, "s1")
    await does(live, Entered("1", Source.TABLET), by=SECRETARY)

    with pytest.raises(OthersWere):
        await database.write(append, "s1", log.head, log.lines, clock(), Status.CONVENED)


async def test_act_given_nobody_waits_for_it_any_more_when_others_act_then_it_is_not_done(
    database: Database, live: LiveSitting, clock: Clock
) -> None:
    busy, free = asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()

    def hold(_db: Transaction) -> None:
        loop.call_soon_threadsafe(busy.set)
        assert free.wait(20)

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(database.write(hold))
        await busy.wait()  # whatever is written now waits
        first = tasks.create_task(live.act(Wanted("first", Entered("1", Source.TABLET), SECRETARY, "tablet")))
        await asyncio.sleep(0)
        given_up = asyncio.create_task(live.act(Wanted("given up", Entered("2", Source.TABLET), SECRETARY, "tablet")))
        await asyncio.sleep(0)
        given_up.cancel()
        with pytest.raises(asyncio.CancelledError):
            await given_up
        free.set()

    assert await first == Done(2)
    await does(live, Entered("3", Source.TABLET), by=SECRETARY)
    assert [line.id for line in (await database.read(log_of, "s1")).lines].count("given up") == 0
    assert (await read_again(database, clock)).live.in_hall == 2


async def test_sittings_given_who_asked_before_they_ran_has_gone_when_they_run_then_they_do(
    database: Database, clock: Clock, live: LiveSitting
) -> None:
    sittings = Sittings(database, clock, no_papers, clock.steady_s)
    early = asyncio.create_task(sittings.live("s1"))
    assert await asyncio.wait([early], timeout=0.5) == (set(), {early})
    early.cancel()
    with suppress(asyncio.CancelledError):
        await early

    async with running(sittings):
        found = await sittings.live("s1")

    assert (await found.look()).status is (await live.look()).status


async def once(live: LiveSitting, is_so: Callable[[Sitting], bool]) -> Sitting:
    """The sitting, as soon as it is so."""
    async with asyncio.timeout(30):
        sitting = await live.look()
        while not is_so(sitting):
            sitting = await live.changed_from(sitting.number)
        return sitting


def is_told(sitting: Sitting) -> bool:
    return any(event.what == "clock_jumped" for event in sitting.events)


def faults_of(log: Log) -> list[Fault]:
    return verify(log.frame, [line.line for line in log.lines], log.head)[1]


async def test_clock_given_it_is_set_back_an_hour_when_a_vote_closes_then_it_is_an_act_and_nothing_waits_an_hour(
    database: Database, sittings: Sittings, clock: Clock
) -> None:
    live = await sittings.live("s1")
    before = (await live.look()).at

    clock.set_by = timedelta(hours=-1)
    sitting = await once(live, is_told)
    await does(live, ClosingAnnounced("v"))
    clock.now += timedelta(seconds=16)
    closed = await once(live, lambda sitting: sitting.votes["v"].closed is not None)

    assert sitting.events[-1].about == ("-3600.0",)
    assert before is not None
    assert closed.at == before + timedelta(seconds=16)
    assert faults_of(await database.read(log_of, "s1")) == []


@pytest.mark.parametrize("found_first", [False, True])
async def test_clock_given_it_is_set_back_when_somebody_acts_about_then_it_is_made_up_for_once(
    live: LiveSitting, clock: Clock, *, found_first: bool
) -> None:
    await voting(live)
    before = (await live.look()).at

    clock.set_by = timedelta(hours=-1)
    if found_first:
        live.clock_was_set(clock.set_by)
    await does(live, Cast("v", "1", (FOR,)), by="p1")
    if not found_first:
        live.clock_was_set(clock.set_by)
    clock.now += timedelta(seconds=5)
    await does(live, Cast("v", "2", (FOR,)), by="p2")

    assert before is not None
    assert (await live.look()).at == before + timedelta(seconds=5)


async def test_clock_given_it_is_set_forward_an_hour_when_somebody_is_in_their_grace_then_they_have_all_of_it(
    sittings: Sittings, clock: Clock
) -> None:
    live = await sittings.live("s1")
    await live.act(Wanted("lost", SourceLost("6", Source.PAGE), SERVICE, "page"))
    assert (await live.look()).seats["6"].doubt is Doubt.GRACE

    clock.set_by = timedelta(hours=1)
    sitting = await once(live, is_told)
    assert sitting.seats["6"].place is Place.REMOTE
    clock.now += timedelta(seconds=59)
    await does(live, Entered("1", Source.TABLET), by=SECRETARY)
    assert (await live.look()).seats["6"].place is Place.REMOTE
    clock.now += timedelta(seconds=2)

    await once(live, lambda sitting: sitting.seats["6"].place is Place.OUT)


async def test_clock_given_it_was_set_back_while_no_service_was_there_when_one_returns_then_both_are_acts(
    database: Database, clock: Clock, live: LiveSitting
) -> None:
    await voting(live)
    clock.set_by = timedelta(minutes=-20)
    sittings = Sittings(database, clock, no_papers, clock.steady_s)
    async with running(sittings):
        sitting = await (await sittings.live("s1")).look()

    assert [event.what for event in sitting.events][-2:] == ["clock_jumped", "interrupted"]
    assert not sitting.confirmed


async def test_service_given_it_was_away_during_the_first_roll_call_when_it_returns_then_no_grace_ran_meanwhile(
    database: Database, clock: Clock, live: LiveSitting
) -> None:
    await does(live, RollCallBegun(), by=SECRETARY)
    await does(live, Entered("6", Source.PAGE), by="p6")
    await live.act(Wanted("lost", SourceLost("6", Source.PAGE), SERVICE, "page"))
    clock.now += timedelta(minutes=5)
    sittings = Sittings(database, clock, no_papers, clock.steady_s)
    async with running(sittings):
        live = await sittings.live("s1")
        await does(live, Entered("1", Source.TABLET), by=SECRETARY)
        sitting = await live.look()

    assert sitting.events[-1].what == "interrupted"
    assert sitting.seats["6"].doubt is Doubt.GRACE


async def test_adjournment_given_a_night_in_which_clocks_are_set_back_when_read_again_then_it_ends_at_the_same_instant(
    database: Database, clock: Clock
) -> None:
    rome = ZoneInfo("Europe/Rome")
    await database.write(start_sitting, "s1", "collegio", RULES, roll_of(7), clock())
    live = LiveSitting(database, clock, "s1")
    body = convened(RULES, 7).acts[0].body
    assert isinstance(body, Convened)
    begins, ends = datetime(2026, 10, 24, 23, 0, tzinfo=rome), datetime(2026, 10, 25, 3, 30, tzinfo=rome)
    await does(live, replace(body, begins=begins, ends=ends))
    await opened(live)
    await does(live, Adjourned(datetime(2026, 10, 27, 23, 0, tzinfo=rome), "è tardi"))

    sitting = await live.look()
    assert sitting == await read_again(database, clock)
    # Five hours and a half, of which one came twice.
    assert sitting.ends == datetime(2026, 10, 28, 4, 30, tzinfo=rome)
