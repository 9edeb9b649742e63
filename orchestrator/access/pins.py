"""Trying a room's PIN: wrong tries are counted in the database, and too many in a row lock it for a while."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from config.pins import pin_matches
from orchestrator.access.tables import PinTriesRow
from schedules.planning.situation import PressRefused
from schedules.store.database import Database
from schedules.store.transaction import Transaction

TRIES = 5
"""How many wrong tries in a row lock the room's PIN."""
LOCKED_FOR = timedelta(minutes=5)
WhenLocked = Callable[[Transaction], object]


@dataclass(frozen=True, slots=True)
class Tried:
    """The result of a try."""

    left: int = TRIES
    """How many more wrong tries are left."""
    locked_until: datetime | None = None


class PinGuard:
    """Tries PINs one after the other, so that many guesses at once cost no more than those that count."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._trying = asyncio.Lock()

    async def check(self, room_id: str, hashed: str, given: str | None, now: datetime, when_locked: WhenLocked) -> None:
        """Whether *given* is the PIN of the room. Raises PressRefused: pin_missing, pin_wrong, pin_locked.

        While it is locked a right PIN is refused as a wrong one is, and tells nothing. *when_locked* is called in the
        transaction of the try that locks it.
        """
        if not given:
            raise PressRefused("pin_missing")
        async with self._trying:
            locked = await self._database.read(locked_until, room_id, now)
            if locked is not None:
                raise PressRefused("pin_locked", until=locked)
            right = await asyncio.to_thread(pin_matches, given, hashed)
            tried = await self._database.write(_try, room_id, now, when_locked, right=right)
        if tried.locked_until is not None:
            raise PressRefused("pin_locked", until=tried.locked_until)
        if not right:
            raise PressRefused("pin_wrong", tries_left=tried.left)


def _try(db: Transaction, room_id: str, now: datetime, when_locked: WhenLocked, *, right: bool) -> Tried:
    before = locked_until(db, room_id, now)
    tried = count_try(db, room_id, now, right=right)
    if before is None and tried.locked_until is not None:
        when_locked(db)
    return tried


def locked_until(db: Transaction, room_id: str, now: datetime) -> datetime | None:
    """Until when the room's PIN is locked; None if it is not."""
    row = db.get(PinTriesRow, room_id)
    return row.locked_until if row is not None and row.locked_until is not None and now < row.locked_until else None


def count_try(db: Transaction, room_id: str, now: datetime, *, right: bool) -> Tried:
    """Count a try, unless the PIN is locked by now: other services try PINs too."""
    locked = locked_until(db, room_id, now)
    if locked is not None:
        return Tried(0, locked)
    row = db.get(PinTriesRow, room_id)
    if right:
        if row is not None:
            db.delete(row)
        return Tried()
    if row is None:
        row = PinTriesRow(room_id=room_id, wrong=0)
        db.add(row)
    row.wrong = 1 if row.locked_until is not None else row.wrong + 1
    row.locked_until = now + LOCKED_FOR if row.wrong >= TRIES else None
    return Tried(TRIES - row.wrong, row.locked_until)
