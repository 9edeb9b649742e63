"""What every driver promises, asked of it on any bench: an emulator or the real device."""

import asyncio
import logging
import threading
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from pathlib import Path
from time import monotonic
from typing import Any

import pytest

from config.states import State, attributes
from config.words.sentences import LANGUAGES, SENTENCES, sentence
from integrations.drivers.driver import Driver
from integrations.drivers.errors import DeviceError, NeedsPerson, Unreachable
from integrations.emulators.controls import Emulator
from tests.support.waiting import WITHIN_S

TIMEOUT_S = 0.5
"""One that is waited for."""
LONG_S = 120.0
"""A time-out that nothing may wait for."""
MARGIN_S = WITHIN_S
"""What a loaded machine may add to a time-out, and what is 'at once' there."""
PASSWORD = "a-secret-of-the-room"


class Bench(ABC):
    """A device to try a driver on."""

    password = PASSWORD
    host = "127.0.0.1"
    port: int
    states: tuple[Any, Any]
    """Two states it can take in turn, without the fields that depend on others."""
    nothing: State
    """No wish at all."""

    def open(
        self, password: str | None = PASSWORD, *, timeout_s: float = LONG_S
    ) -> AbstractAsyncContextManager[Driver[Any]]:
        """A line to the device, with its own password where none is given."""
        return self.line(self.password if password == PASSWORD else password, timeout_s)

    @abstractmethod
    def line(self, password: str | None, timeout_s: float) -> AbstractAsyncContextManager[Driver[Any]]: ...

    @abstractmethod
    def freeze(self) -> None: ...

    @abstractmethod
    def thaw(self) -> None: ...

    @abstractmethod
    def refuse(self) -> None:
        """Nothing listens any more, and the lines there were are cut."""

    @abstractmethod
    def restore(self) -> None:
        """As if nothing had been."""


class EmulatedBench(Bench):
    """A bench whose device is an emulator."""

    def __init__(self, emulator: Emulator) -> None:
        self.emulator = emulator
        self.port = emulator.port

    def freeze(self) -> None:
        self.emulator.control("freeze")

    def thaw(self) -> None:
        self.emulator.control("clear")

    def refuse(self) -> None:
        self.emulator.control("refuse")

    def restore(self) -> None:
        self.emulator.control("clear")


class DriverContract(ABC):
    """The suite; a subclass says on which bench."""

    @abstractmethod
    def bench(self) -> AbstractAsyncContextManager[Bench]:
        """A device in working order."""

    async def test_given_a_device_when_states_are_applied_in_turn_then_each_is_read_back(self) -> None:
        async with self.bench() as bench, bench.open() as driver:
            for wished in (*bench.states, *bench.states):
                await driver.apply(wished)
                await settled(driver, wished)

    async def test_given_a_state_when_it_is_applied_again_then_nothing_is_refused_and_nothing_changes(self) -> None:
        async with self.bench() as bench, bench.open() as driver:
            for wished in bench.states:
                await driver.apply(wished)
                before = await settled(driver, wished)
                await driver.apply(wished)
                assert await driver.observe() == before

    async def test_given_a_state_when_nothing_is_wished_then_it_stays(self) -> None:
        async with self.bench() as bench, bench.open() as driver:
            await driver.apply(bench.states[0])
            before = await settled(driver, bench.states[0])
            await driver.apply(bench.nothing)
            assert await driver.observe() == before

    async def test_given_one_line_when_two_tasks_use_it_at_once_then_each_gets_its_own_answer(self) -> None:
        async with self.bench() as bench, bench.open() as driver:
            await driver.apply(bench.states[0])
            settled_state = await settled(driver, bench.states[0])
            async with asyncio.TaskGroup() as tasks:
                observing = [tasks.create_task(driver.observe()) for _ in range(8)]
                tasks.create_task(driver.apply(bench.states[0]))
            assert {task.result() for task in observing} == {settled_state}

    async def test_given_no_device_when_a_line_is_opened_then_it_is_unreachable_at_once(self) -> None:
        async with self.bench() as bench:
            bench.refuse()
            async with left_nothing():
                with within(MARGIN_S):
                    fault = await fault_of_opening(bench.open(timeout_s=LONG_S))
            assert_fault(fault, Unreachable, "unreachable", host=bench.host, port=bench.port)

    async def test_given_an_open_line_when_the_device_vanishes_then_it_is_unreachable_until_it_is_back(self) -> None:
        async with self.bench() as bench:
            async with left_nothing(), bench.open(timeout_s=LONG_S) as driver:
                bench.refuse()
                with pytest.raises(Unreachable), within(MARGIN_S):
                    await driver.observe()
            bench.restore()
            async with bench.open() as driver:
                assert attributes(await driver.observe())

    async def test_given_a_frozen_device_when_a_line_is_opened_then_it_is_silent_within_the_timeout(self) -> None:
        async with self.bench() as bench:
            async with left_nothing():
                bench.freeze()
                with within(TIMEOUT_S + MARGIN_S):
                    fault = await fault_of_opening(bench.open(timeout_s=TIMEOUT_S))
                bench.thaw()
            assert_fault(fault, Unreachable, "silent", seconds=TIMEOUT_S)

    async def test_given_an_open_line_when_the_device_freezes_then_it_is_silent_within_the_timeout(self) -> None:
        async with self.bench() as bench:
            async with left_nothing(), bench.open(timeout_s=TIMEOUT_S) as driver:
                bench.freeze()
                with pytest.raises(DeviceError) as fault, within(TIMEOUT_S + MARGIN_S):
                    await driver.observe()
                bench.thaw()
            assert_fault(fault.value, Unreachable, "silent", seconds=TIMEOUT_S)

    async def test_given_a_device_that_froze_when_it_thaws_then_a_new_line_tells_the_truth(self) -> None:
        async with self.bench() as bench:
            async with bench.open(timeout_s=TIMEOUT_S) as driver:
                await driver.apply(bench.states[0])
                await settled(driver, bench.states[0])
                bench.freeze()
                with pytest.raises(Unreachable):
                    await driver.observe()
                bench.thaw()
            async with bench.open() as driver:
                await settled(driver, bench.states[0])

    async def test_given_a_frozen_device_when_observing_is_cancelled_then_nothing_is_left(self) -> None:
        async with self.bench() as bench, left_nothing(), bench.open(timeout_s=LONG_S) as driver:
            bench.freeze()
            with within(MARGIN_S):
                await cancelled(driver.observe())
            bench.thaw()

    async def test_given_a_frozen_device_when_opening_is_cancelled_then_nothing_is_left(self) -> None:
        async with self.bench() as bench, left_nothing():
            bench.freeze()
            with within(MARGIN_S):
                await cancelled(fault_of_opening(bench.open(timeout_s=LONG_S)))
            bench.thaw()

    async def test_given_a_call_that_was_cancelled_when_another_follows_then_it_never_gets_the_others_answer(
        self,
    ) -> None:
        async with self.bench() as bench, bench.open() as driver:
            await driver.apply(bench.states[0])
            truth = await settled(driver, bench.states[0])
            await cancelled(driver.apply(bench.states[0]), after_s=0.0)
            assert await answer(driver) in {truth, "line_lost"}

    async def test_given_a_wrong_password_when_a_line_is_opened_then_a_person_is_needed(self) -> None:
        async with self.bench() as bench:
            async with left_nothing():
                fault = await fault_of_opening(bench.open(password="not-the-password"))
            assert_fault(fault, NeedsPerson, "wrong_password")

    async def test_given_no_password_when_the_device_wants_one_then_a_person_is_needed(self) -> None:
        async with self.bench() as bench:
            async with left_nothing():
                fault = await fault_of_opening(bench.open(password=None))
            assert_fault(fault, NeedsPerson, "password_missing")

    async def test_given_a_password_when_a_line_is_used_and_lost_then_it_stands_in_no_log_and_no_error(
        self, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.DEBUG)
        async with self.bench() as bench:
            async with bench.open() as driver:
                await driver.observe()
                told = [repr(driver), str(driver)]
                bench.refuse()
                told += traces(await fault_of(driver.observe()))
            told += traces(await fault_of_opening(bench.open()))
            bench.restore()
            told += traces(await fault_of_opening(bench.open(password="wrong-" + bench.password)))
            assert bench.password not in "\n".join(told) + caplog.text


class EmulatedContract(DriverContract):
    """What can be asked only of an emulator, whose device may lie."""

    @abstractmethod
    def bench(self) -> AbstractAsyncContextManager[EmulatedBench]: ...

    async def test_given_an_open_line_when_it_is_cut_then_it_is_lost(self) -> None:
        async with self.bench() as bench, left_nothing(), bench.open() as driver:
            bench.emulator.control("drop")
            for _ in range(2):
                assert_fault(await fault_of(driver.observe()), Unreachable, "line_lost")

    async def test_given_a_device_that_cuts_lines_when_one_is_opened_then_it_is_lost(self) -> None:
        async with self.bench() as bench:
            bench.emulator.control("drop")
            async with left_nothing():
                assert_fault(await fault_of_opening(bench.open()), Unreachable, "line_lost")

    async def test_given_an_open_line_when_answers_are_garbage_then_it_is_not_this_device(self) -> None:
        async with self.bench() as bench:
            async with left_nothing(), bench.open() as driver:
                bench.emulator.control("wrong")
                fault = await fault_of(driver.observe())
            assert_fault(fault, Unreachable, "protocol", host=bench.host, port=bench.port)

    async def test_given_a_device_that_talks_garbage_when_a_line_is_opened_then_it_is_not_this_device(self) -> None:
        async with self.bench() as bench:
            bench.emulator.control("wrong")
            async with left_nothing():
                fault = await fault_of_opening(bench.open())
            assert_fault(fault, Unreachable, "protocol", host=bench.host, port=bench.port)

    async def test_given_a_device_that_says_ok_and_does_nothing_when_it_is_observed_then_that_shows(self) -> None:
        async with self.bench() as bench, bench.open() as driver:
            await driver.apply(bench.states[0])
            before = await settled(driver, bench.states[0])
            bench.emulator.control("ignore")
            await driver.apply(bench.states[1])
            await asyncio.sleep(0.2)
            assert await driver.observe() == before


async def settled(driver: Driver[Any], wished: State) -> State:
    """The first observation in which every field of *wished* has come true."""
    async with asyncio.timeout(WITHIN_S):
        while True:
            seen: State = await driver.observe()
            if attributes(wished).items() <= attributes(seen).items():
                return seen
            await asyncio.sleep(0.02)


async def answer(driver: Driver[Any]) -> State | str:
    """What *driver* observes, or the code of its fault."""
    try:
        seen: State = await driver.observe()
    except DeviceError as fault:
        return fault.code
    return seen


async def fault_of(call: Any) -> DeviceError:
    """The DeviceError that awaiting *call* raises."""
    with pytest.raises(DeviceError) as raised:
        await call
    return raised.value


async def fault_of_opening(line: AbstractAsyncContextManager[Driver[Any]]) -> DeviceError:
    """The DeviceError that opening *line* raises."""
    return await fault_of(line.__aenter__())


async def cancelled(call: Any, *, after_s: float = 0.1) -> None:
    """Begin *call*, cancel it, and see it end by that."""
    task = asyncio.ensure_future(call)
    await asyncio.sleep(after_s)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


def assert_fault(fault: DeviceError, kind: type[DeviceError], code: str, **params: str | int | float) -> None:
    """*fault* is of that kind, with that code and exactly those params, and people can be told."""
    assert (type(fault), fault.code, fault.params) == (kind, code, params)
    for language in LANGUAGES:
        assert sentence(fault.code, language, fault.params) == SENTENCES[code][language].format(**params)


def traces(error: BaseException | None) -> list[str]:
    """What *error* and all that led to it say."""
    return [] if error is None else [repr(error), str(error), *traces(error.__cause__), *traces(error.__context__)]


@asynccontextmanager
async def left_nothing() -> AsyncIterator[None]:
    """The body leaves no task, thread or socket behind, not longer than a moment."""
    before = _held()
    yield
    left = _held() - before
    with suppress(TimeoutError):
        async with asyncio.timeout(MARGIN_S):
            while True:
                if not left:
                    break
                await asyncio.sleep(0.01)
                left = _held() - before
    assert left == set()


def _held() -> set[str]:
    sockets = {str(held.readlink()) for held in Path("/proc/self/fd").iterdir() if held.is_symlink()}
    threads = {f"thread {thread.ident}" for thread in threading.enumerate()}
    tasks = {f"task {task.get_name()}" for task in asyncio.all_tasks()}
    return {name for name in sockets if name.startswith("socket:")} | threads | tasks


class within:  # noqa: N801 - reads as a word
    """The body takes at most so many seconds."""

    def __init__(self, limit_s: float) -> None:
        self.limit_s = limit_s

    def __enter__(self) -> None:
        self.began = monotonic()

    def __exit__(self, *_: object) -> None:
        assert monotonic() - self.began < self.limit_s
