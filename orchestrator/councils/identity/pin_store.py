"""Codes of seats: made with the convocation, shown to whoever hands them out, asked for, and made anew."""

import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select

from orchestrator.councils.identity.pins import ERRORS, as_typed, pin_of
from orchestrator.councils.identity.tables import SeatPinRow
from schedules.store.sealing import Keys
from schedules.store.transaction import Transaction


class Found(StrEnum):
    """What came of a code that somebody typed."""

    RIGHT = "right"
    WRONG = "wrong"
    BLOCKED = "blocked"
    """It was wrong too often: the secretary makes another one."""
    NONE = "none"
    """The seat has no code."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of it, and how many more may be wrong."""

    found: Found
    left: int


def make_pins(db: Transaction, keys: Keys, sitting: str, seats: Iterable[str]) -> None:
    """Let those seats have a code; one that has keeps it."""
    known = set(db.scalars(select(SeatPinRow.seat).where(SeatPinRow.sitting_id == sitting)))
    for seat in seats:
        if seat not in known:
            db.add(SeatPinRow(sitting_id=sitting, seat=seat, key=keys.first, generation=0, errors=0))
    db.flush()


def pins_of(db: Transaction, keys: Keys, sitting: str) -> Mapping[str, str]:
    """All codes of a sitting by seat, for letters and lists. Raises Unreadable."""
    rows = db.scalars(select(SeatPinRow).where(SeatPinRow.sitting_id == sitting))
    return {row.seat: _pin(keys, row) for row in rows}


def check_pin(db: Transaction, keys: Keys, sitting: str, seat: str, typed: str) -> Checked:
    """Whether that is the seat's code; a wrong one is counted, a right one forgets those before. Raises Unreadable."""
    row = db.get(SeatPinRow, (sitting, seat), with_for_update=True)
    if row is None:
        return Checked(Found.NONE, 0)
    if row.errors >= ERRORS:
        return Checked(Found.BLOCKED, 0)
    right = hmac.compare_digest(as_typed(typed).encode(errors="replace"), _pin(keys, row).encode())
    row.errors = 0 if right else row.errors + 1
    db.flush()
    if right:
        return Checked(Found.RIGHT, ERRORS)
    left = ERRORS - row.errors
    return Checked(Found.WRONG if left else Found.BLOCKED, left)


def new_pin(db: Transaction, keys: Keys, sitting: str, seat: str) -> str | None:
    """Another code for the seat, good at once; None where it has none. Raises Unreadable."""
    row = db.get(SeatPinRow, (sitting, seat), with_for_update=True)
    if row is None:
        return None
    row.key, row.generation, row.errors = keys.first, row.generation + 1, 0
    db.flush()
    return _pin(keys, row)


def _pin(keys: Keys, row: SeatPinRow) -> str:
    return pin_of(keys, row.key, row.sitting_id, row.seat, row.generation)
