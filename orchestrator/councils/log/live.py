"""A sitting that people are at work on: acts come in, are looked at by the rules, stored, and only then acknowledged."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from orchestrator.councils.log.store import Line, OthersWere, append, log_of
from orchestrator.councils.sitting.acts import Act, Body
from orchestrator.councils.sitting.chain import head_of, line_of
from orchestrator.councils.sitting.codec import act_from_json, frame_from_json
from orchestrator.councils.sitting.fold import add, refusal_of, step
from orchestrator.councils.sitting.refusals import Refusal
from orchestrator.councils.sitting.state import Sitting
from schedules.store.database import Database
from schedules.store.transaction import Transaction

TOGETHER = 200
"""Acts of one transaction, at most."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants to do. *id* is theirs: the same one again is the same act."""

    id: str
    body: Body
    by: str
    screen: str
    seen: int = 0


@dataclass(frozen=True, slots=True)
class Done:
    """An act that is stored."""

    number: int


Answer = Done | Refusal


@dataclass(slots=True, eq=False)
class _Waiting:
    wanted: Wanted
    became: Answer | Exception | None = None
    """None until its transaction has ended."""


@dataclass(slots=True)
class _State:
    """What the store has, folded."""

    sitting: Sitting
    head: str
    numbers: dict[str, int] = field(default_factory=dict)
    """Of all acts, by their ids."""


class LiveSitting:
    """One sitting in the memory of a service.

    Whoever comes while acts are being stored waits; the first of them then stores what all have brought, in the order in
    which they came. Should a transaction fail, memory is thrown away and the log read again: it alone is the truth.
    """

    def __init__(self, database: Database, clock: Callable[[], datetime], sitting: str) -> None:
        self._database, self._clock, self._id = database, clock, sitting
        self._turn = asyncio.Lock()
        self._waiting: list[_Waiting] = []
        self._state: _State | None = None
        self._ahead = timedelta()
        """How far the sitting's time is ahead of the clock, which was set back: no act is earlier than the one before."""
        self._news = asyncio.Event()
        """Set with the next change, and then another one."""

    async def act(self, wanted: Wanted) -> Answer:
        """What became of it, once it is stored; a refusal stores nothing. Raises NoSuchSitting, StorageError."""
        mine = _Waiting(wanted)
        self._waiting.append(mine)
        try:
            async with self._turn:
                while mine.became is None:
                    await self._store()
        finally:
            if mine in self._waiting:  # nobody waits for it any more: it is not done later, unasked
                self._waiting.remove(mine)
        if isinstance(mine.became, Exception):
            raise mine.became
        return mine.became

    async def look(self) -> Sitting:
        """The sitting as it is stored, to be read before anything else is awaited. Raises NoSuchSitting, StorageError."""
        async with self._turn:
            return (await self._loaded()).sitting

    async def refusal_of(self, wanted: Wanted) -> Refusal | None:
        """The rule that would forbid it now; None also of what is done already. Raises NoSuchSitting, StorageError."""
        async with self._turn:
            state = await self._loaded()
            return None if wanted.id in state.numbers else refusal_of(state.sitting, _act(state, wanted, self.time()))

    def time(self) -> datetime:
        """The sitting's time right after a look: the clock's; where that was set back, it goes on from the last act."""
        now, last = self._clock() + self._ahead, None if self._state is None else self._state.sitting.at
        if last is not None and now < last:
            self._ahead += last - now
            return last
        return now

    def clock_was_set(self, forward: timedelta) -> None:
        """The clock was set by so much: what it was set back by before may be made up for.

        Whoever acted since it was set back has already brought the time ahead, by nearly as much.
        """
        if forward > timedelta():
            self._ahead = max(timedelta(), self._ahead - forward)
        else:
            self._ahead = max(self._ahead, -forward)

    @property
    def head(self) -> str:
        """The head of the chain of acts, right after a look; "" before the first."""
        return "" if self._state is None else self._state.head

    async def reread(self) -> None:
        """Read the log again, since something was stored beside; whoever waits is told."""
        async with self._turn:
            self._state = None
        self._news.set()
        self._news = asyncio.Event()

    async def changed_from(self, number: int) -> Sitting:
        """The sitting, as soon as its last act is another one than *number*. Raises NoSuchSitting, StorageError."""
        while True:
            news = self._news
            sitting = await self.look()
            if sitting.number != number:
                return sitting
            await news.wait()

    async def _store(self) -> None:
        taken, self._waiting = self._waiting[:TOGETHER], self._waiting[TOGETHER:]
        try:
            await self._take(taken)
        except asyncio.CancelledError:
            self._state = None  # what was stored all the same is read again
            self._waiting = [each for each in taken if each.became is None] + self._waiting
            raise
        except Exception as error:  # noqa: BLE001  each of them is told, and may try again
            self._state = None
            for each in taken:
                each.became = error
        self._news.set()
        self._news = asyncio.Event()

    async def _take(self, taken: list[_Waiting]) -> None:
        while True:
            state = await self._loaded()
            head, lines, answers = state.head, list[Line](), list[Answer]()
            for each in taken:
                answers.append(_decide(state, each.wanted, self.time(), lines))
            try:
                if lines:
                    await self._database.write(append, self._id, head, lines, self._clock(), state.sitting.status)
            except OthersWere:
                self._state = None
                continue
            for each, answer in zip(taken, answers, strict=True):
                each.became = answer
            return

    async def _loaded(self) -> _State:
        if self._state is None:
            self._state = await self._database.read(_read, self._id)
        return self._state


def act_in(db: Transaction, sitting: str, wanted: Wanted, now: datetime) -> Answer:
    """What became of it within a transaction that stores other things with it. Raises NoSuchSitting.

    Services that have the sitting in memory read it again with its next act, or when they are told to.
    """
    state = _read(db, sitting)
    head, lines = state.head, list[Line]()
    answer = _decide(state, wanted, now, lines)
    if lines:
        append(db, sitting, head, lines, now, state.sitting.status)
    return answer


def sitting_in(db: Transaction, sitting: str) -> Sitting:
    """The sitting as its log makes it. Raises NoSuchSitting."""
    return _read(db, sitting).sitting


def _decide(state: _State, wanted: Wanted, now: datetime, lines: list[Line]) -> Answer:
    """Add the act in memory, and to *lines*, if it is lawful and new."""
    if (number := state.numbers.get(wanted.id)) is not None:
        return Done(number)
    act = _act(state, wanted, now)
    refused = refusal_of(state.sitting, act)
    if refused is not None:
        return refused
    line = line_of(act, state.head)
    add(state.sitting, act_from_json(json.loads(line)))  # as it is written: clocks of houses with summer times are not
    lines.append(Line(act.number, wanted.id, line))
    state.head = head_of(line)
    state.numbers[wanted.id] = act.number
    return Done(act.number)


def _act(state: _State, wanted: Wanted, now: datetime) -> Act:
    """As it would stand in the log, as the next one."""
    sitting = state.sitting
    at = now if sitting.at is None else max(now, sitting.at)
    return Act(sitting.number + 1, at, wanted.by, wanted.screen, wanted.body, wanted.seen)


def _read(db: Transaction, sitting: str) -> _State:
    log = log_of(db, sitting)
    _, rules, roll = frame_from_json(json.loads(log.frame))
    state = _State(Sitting(rules, roll), log.head)
    for stored in log.lines:
        step(state.sitting, act_from_json(json.loads(stored.line)))
        state.numbers[stored.id] = stored.number
    return state
