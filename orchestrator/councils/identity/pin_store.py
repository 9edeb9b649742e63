"""Codes of seats: made with the convocation, shown to whoever hands them out, asked for, and made anew."""

import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select

from orchestrator.councils.identity.pins import ERRORS, as_typed, pin_of
from orchestrator.councils.identity.tables import SeatPinRow
from schedules.store.sealing import Keys, Unreadable
from schedules.store.transaction import Transaction


class Found(StrEnum):
    """What came of a code that somebody typed."""

    RIGHT = "right"
    WRONG = "wrong"
    BLOCKED = "blocked"
    """It was wrong too often, or its key is lost: the secretary makes another one."""
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
    """The codes of a sitting by seat, for slips, without those whose key is lost: they can only be made anew."""
    rows = db.scalars(select(SeatPinRow).where(SeatPinRow.sitting_id == sitting))
    codes = ((row.seat, _pin(keys, row)) for row in rows)
    return {seat: code for seat, code in codes if code is not None}


def check_pin(db: Transaction, keys: Keys, sitting: str, seat: str, typed: str) -> Checked:
    """Whether that is the seat's code; a wrong one is counted, a right one forgets those before."""
    row = db.get(SeatPinRow, (sitting, seat), with_for_update=True)
    if row is None:
        return Checked(Found.NONE, 0)
    code = _pin(keys, row)
    if code is None or row.errors >= ERRORS:
        return Checked(Found.BLOCKED, 0)
    right = hmac.compare_digest(as_typed(typed).encode(errors="replace"), code.encode())
    row.errors = 0 if right else row.errors + 1
    db.flush()
    if right:
        return Checked(Found.RIGHT, ERRORS)
    left = ERRORS - row.errors
    return Checked(Found.WRONG if left else Found.BLOCKED, left)


def new_pin(db: Transaction, keys: Keys, sitting: str, seat: str) -> str | None:
    """Another code for the seat, good at once; None where it has none."""
    row = db.get(SeatPinRow, (sitting, seat), with_for_update=True)
    if row is None:
        return None
    row.key, row.generation, row.errors = keys.first, row.generation + 1, 0
    db.flush()
    return _pin(keys, row)


def _pin(keys: Keys, row: SeatPinRow) -> str | None:
    try:
        return pin_of(keys, row.key, row.sitting_id, row.seat, row.generation)
    except Unreadable:
        return None
