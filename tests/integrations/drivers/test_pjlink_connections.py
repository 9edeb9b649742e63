"""How many connections a display sees, and what becomes of those it ends."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest

from config.states import DisplayState, Power
from integrations.drivers.driver import Driver
from integrations.drivers.errors import NeedsPerson, Unreachable
from integrations.drivers.pjlink import open_pjlink
from integrations.drivers.pjlink_line import HABITS, SHORTEST_PAUSE_S
from integrations.emulators.controls import running
from integrations.emulators.projector import Projector, Quirks, projector_running
from tests.integrations.driver_contract import LONG_S, TIMEOUT_S, assert_fault, fault_of, fault_of_opening, left_nothing
from tests.support.scripted import scripted
from tests.support.waiting import wait_for

PASSWORD = "JBMIAProjectorLink"
ON = DisplayState(Power.ON, "rgb1")


@pytest.fixture(autouse=True)
def _nothing_known() -> None:
    """A port may have been another display's."""
    HABITS.clear()


def line_to(projector: Projector, *, timeout_s: float = LONG_S) -> AbstractAsyncContextManager[Driver[DisplayState]]:
    return open_pjlink(projector.host, projector.port, projector.password, timeout_s=timeout_s)


@asynccontextmanager
async def projector_on(quirks: Quirks | None = None, password: str | None = None) -> AsyncIterator[Projector]:
    """A projector that is on."""
    async with projector_running(quirks=quirks, password=password, cool_down_s=0, warm_up_s=0) as projector:
        projector.control("by-hand power on")
        yield projector


@pytest.mark.parametrize("password", [None, PASSWORD])
async def test_display_given_many_questions_when_they_are_asked_then_one_connection_serves_them_all(
    password: str | None,
) -> None:
    async with projector_on(password=password) as projector, line_to(projector) as driver:
        for _ in range(10):
            assert await driver.observe() == ON
        await driver.apply(DisplayState(Power.ON, "hdmi2"))
    assert projector.connections == 1


async def test_display_given_a_line_when_it_is_left_then_its_connection_is_closed() -> None:
    async with projector_on() as projector:
        async with left_nothing(), line_to(projector) as driver:
            await driver.observe()
        async with left_nothing(), line_to(projector) as driver:
            await driver.observe()
    assert projector.connections == 2


async def test_display_given_connections_that_end_while_idle_when_it_is_asked_then_another_serves() -> None:
    async with projector_on() as projector, line_to(projector) as driver:
        for wished in ("hdmi1", "hdmi2"):
            projector.cut()
            await wait_for(lambda: not projector.connected)
            assert (await driver.observe()).power is Power.ON
            projector.cut()
            await wait_for(lambda: not projector.connected)
            await driver.apply(DisplayState(input=wished))
            assert await driver.observe() == DisplayState(Power.ON, wished)
    assert projector.connections == 1 + 4


async def test_display_given_a_connection_cut_under_a_question_when_it_is_asked_again_then_it_is_answered() -> None:
    async with projector_on() as projector, line_to(projector) as driver:
        await driver.observe()
        projector.on_heard = lambda _: projector.cut() if projector.connections == 1 else None
        assert await driver.observe() == ON
    assert projector.connections == 2


@pytest.mark.parametrize("password", [None, PASSWORD])
async def test_display_given_one_that_closes_after_each_answer_when_it_is_used_then_each_is_answered_and_it_is_known(
    password: str | None,
) -> None:
    async with projector_on(Quirks(one_answer=True), password) as projector, line_to(projector) as driver:
        for _ in range(3):
            assert await driver.observe() == ON
        await driver.apply(DisplayState(Power.OFF))
        assert await driver.observe() == DisplayState(Power.OFF)
        async with line_to(projector) as another:
            await another.observe()
        assert projector.connections == len(projector.heard)
        assert HABITS[projector.host, projector.port].lone_answers > 1


async def test_display_given_one_that_wants_the_digest_with_each_command_when_it_is_used_then_it_is_answered() -> None:
    async with projector_on(Quirks(digest_each=True), PASSWORD) as projector, line_to(projector) as driver:
        for _ in range(3):
            assert await driver.observe() == ON


@pytest.mark.parametrize(
    "quirks",
    [
        Quirks(gap_s=0.01),
        Quirks(gap_s=0.01, one_client=True),
        Quirks(gap_s=0.01, one_client=True, one_answer=True),
        Quirks(gap_s=0.1, one_client=True, one_answer=True),
        Quirks(gap_s=0.1, idle_s=0.05),
    ],
)
async def test_display_given_a_single_socket_that_needs_a_moment_when_it_is_used_then_all_is_answered(
    quirks: Quirks,
) -> None:
    async with projector_on(quirks) as projector:
        for wished in ("hdmi1", "hdmi2"):
            async with line_to(projector) as driver:
                await driver.apply(DisplayState(input=wished))
                assert await driver.observe() == DisplayState(Power.ON, wished)


async def test_display_given_one_that_turned_a_connection_away_when_it_is_reached_again_then_it_gets_longer_pauses() -> (
    None
):
    class Choosy(Projector):
        tries = 0

        async def converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            self.tries += 1
            if self.tries == 2:
                writer.transport.abort()
            else:
                await super().converse(reader, writer)

    choosy = Choosy("127.0.0.1", 0, None, warm_up_s=0, cool_down_s=0, quirks=Quirks())
    async with running(choosy) as projector:
        pauses = []
        for _ in range(3):
            async with line_to(projector) as driver:
                await driver.observe()
            pauses.append(HABITS[projector.host, projector.port].pause_s)
    assert pauses == [SHORTEST_PAUSE_S, 3 * SHORTEST_PAUSE_S, 3 * SHORTEST_PAUSE_S]


async def test_display_given_another_client_on_its_single_socket_when_a_line_is_opened_then_it_is_lost() -> None:
    async with projector_on(Quirks(one_client=True)) as projector:
        _, other = await asyncio.open_connection(projector.host, projector.port)
        await wait_for(lambda: projector.connected)
        assert_fault(await fault_of_opening(line_to(projector)), Unreachable, "line_lost")
        other.close()
        await other.wait_closed()
        await wait_for(lambda: not projector.connected)
        async with line_to(projector) as driver:
            assert await driver.observe() == ON


async def test_display_given_an_answer_after_the_time_out_when_it_is_asked_again_then_it_hears_its_own_answer() -> None:
    quirks = Quirks()
    async with projector_on(quirks) as projector, line_to(projector, timeout_s=TIMEOUT_S) as driver:
        await driver.observe()
        quirks.answer_delay_s = TIMEOUT_S * 1.5
        assert_fault(await fault_of(driver.observe()), Unreachable, "silent", seconds=TIMEOUT_S)
        quirks.answer_delay_s = 0.0
        projector.control("by-hand power off")
        assert await driver.observe() == DisplayState(Power.OFF)


async def test_display_given_a_second_answer_to_a_command_when_another_is_asked_then_it_is_passed_over() -> None:
    lines = (b"%1POWR=1\r%1POWR=0\r%1INPT=11\r", b"%1POWR=1\r", b"%1POWR=2\r%1INPT=32\r")
    async with (
        scripted(b"PJLINK 0\r", *lines, stays=True) as peer,
        open_pjlink("127.0.0.1", peer.port, None, timeout_s=LONG_S) as driver,
    ):
        assert await driver.observe() == DisplayState(Power.ON, "hdmi2")


@pytest.mark.parametrize(
    "quirks",
    [
        Quirks(line_end=b"\r\n"),
        Quirks(line_end=b"\n"),
        Quirks(line_end=b"\r\n\r\n"),
        Quirks(lower=True),
        Quirks(spaces=True),
        Quirks(bytewise=True),
        Quirks(unasked=b"%2LKUP=00:11:22:33:44:55\r"),
        Quirks(unasked=b"\r\nready\r\n"),
        Quirks(state_for_ok=True),
        Quirks(greeting_delay_s=0.1, answer_delay_s=0.1),
        Quirks(line_end=b"\r\n", lower=True, spaces=True, bytewise=True, state_for_ok=True, unasked=b"%1CLSS=1\n"),
    ],
)
@pytest.mark.parametrize("password", [None, PASSWORD])
async def test_display_given_odd_but_harmless_answers_when_it_is_used_then_it_is_as_any_other(
    quirks: Quirks, password: str | None
) -> None:
    async with projector_running(quirks=quirks, password=password, warm_up_s=0, cool_down_s=0) as projector:
        async with line_to(projector) as driver:
            assert await driver.observe() == DisplayState(Power.OFF)
            await driver.apply(DisplayState(Power.ON, "hdmi1"))
            assert await driver.observe() == DisplayState(Power.ON, "hdmi1")
            await driver.apply(DisplayState(Power.OFF))
            assert await driver.observe() == DisplayState(Power.OFF)
        assert projector.connections == 1
        if password:
            wrong = open_pjlink(projector.host, projector.port, "wrong", timeout_s=LONG_S)
            assert_fault(await fault_of_opening(wrong), NeedsPerson, "wrong_password")
