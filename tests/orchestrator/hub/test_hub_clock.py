"""The hub and the time: who is welcomed and told it, and what is said of a clock that is off."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs

from orchestrator.hub.clocks import clock_note
from orchestrator.hub.presence import Presence
from room_agents.protocol import AskTime, Time
from tests.support.town import Town
from tests.support.wired_agent import agent_at, connected, ready, until


def offset_is(ahead_s: float) -> Callable[[dict[str, Any]], bool]:
    """Whether a room's picture says that its computer's clock is so far ahead."""
    return lambda seen: seen["agent"]["clock_offset_s"] == ahead_s


@pytest.mark.parametrize("version", [2, 3])
async def test_agent_given_version_2_or_later_when_it_arrives_then_it_is_welcomed_first_and_told_the_time(
    town: Town, version: int
) -> None:
    async with agent_at(town, "sala-1") as agent:
        await agent.hello(version=version)
        await agent.plan()  # see `heard`: nothing came before the welcome
        assert agent.welcome is not None

        await agent.say(AskTime(asked_s=12.5))
        assert await agent.time() == Time(asked_s=12.5, now=town.now)
        town.now += timedelta(seconds=30)
        await agent.say(AskTime(asked_s=42.5))
        assert await agent.time() == Time(asked_s=42.5, now=town.now)


async def test_agent_given_version_1_when_it_arrives_and_asks_then_it_hears_nothing_that_it_does_not_know(
    town: Town,
) -> None:
    async with agent_at(town, "sala-1") as agent:
        await agent.hello(version=1)
        plan = await agent.plan()

        await agent.say(AskTime(asked_s=1.0))
        await agent.say(agent.state(plan))
        await agent.say(agent.report(0))

        assert await agent.acknowledged() == 0
        assert agent.welcome is None
        assert (await until(town, lambda seen: seen["verdict"] == "ready"))["agent"]["clock_offset_s"] == 0


async def test_agent_given_a_wall_clock_of_its_own_when_it_tells_its_state_then_that_ones_offset_is_kept(
    town: Town,
) -> None:
    async with agent_at(town, "sala-1") as agent:
        plan = await ready(agent)
        for ahead_s in (12.0, -130.0):
            await agent.say(agent.state(plan, wall=town.now + timedelta(seconds=ahead_s)))
            seen = await until(town, offset_is(ahead_s))
            assert seen["verdict"] == "ready"
        assert seen["notes"][-1] == "L’orologio del computer di sala è indietro di 2 minuti."


async def test_agent_of_version_1_given_a_clock_ahead_when_it_tells_its_state_then_its_offset_is_kept(
    town: Town,
) -> None:
    async with agent_at(town, "sala-1") as agent:
        await agent.hello(version=1, now=town.now + timedelta(seconds=60))
        plan = await agent.plan()
        assert (await until(town, connected))["agent"]["clock_offset_s"] == 60

        await agent.say(agent.state(plan, at=town.now + timedelta(seconds=20)))
        await until(town, offset_is(20))


async def test_clock_given_that_it_goes_wrong_and_right_when_told_of_then_each_is_logged_once(town: Town) -> None:
    async with agent_at(town, "sala-1") as agent:
        plan = await ready(agent)
        with capture_logs() as logs:
            for ahead_s in (4.0, 12.0, 13.0, -20.0, 1.0, 0.0):
                await agent.say(agent.state(plan, wall=town.now + timedelta(seconds=ahead_s)))
                await until(town, offset_is(ahead_s))

    told = [(log["log_level"], log["ahead_s"]) for log in logs if log["event"] == "agent.clock"]
    assert told == [("warning", 12.0), ("info", 1.0)]


NOW = datetime(2026, 10, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("ahead_s", "note"),
    [
        (0.3, None),
        (5.0, None),
        (-5.0, None),
        (5.6, "L’orologio del computer di sala è avanti di 6 secondi."),
        (12.2, "L’orologio del computer di sala è avanti di 12 secondi."),
        (-119.0, "L’orologio del computer di sala è indietro di 119 secondi."),
        (180.0, "L’orologio del computer di sala è avanti di 3 minuti."),
        (-3600.0, "L’orologio del computer di sala è indietro di 60 minuti."),
        (7200.0, "L’orologio del computer di sala è avanti di 2 ore."),
        (-86400.0 * 400, "L’orologio del computer di sala è indietro di 400 giorni."),
    ],
)
def test_clock_given_how_far_it_is_off_when_told_then_the_sentence_says_it_as_people_would(
    ahead_s: float, note: str | None
) -> None:
    assert clock_note(Presence("a", connected=True, seen_at=NOW, clock_offset_s=ahead_s), "it") == note


def test_clock_given_an_agent_that_is_gone_when_told_then_there_is_no_word_of_it() -> None:
    assert clock_note(None, "it") is None
    assert clock_note(Presence("a", connected=False, seen_at=NOW, clock_offset_s=60.0), "it") is None
    note = clock_note(Presence("a", connected=True, seen_at=NOW, clock_offset_s=-60.0), "en")
    assert note == "The clock of the room’s computer is 60 seconds slow."
