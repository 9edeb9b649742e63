"""Seats of an organ in the store: added and changed of pasted lines, given up, handed on, and substituted for some days."""

from collections.abc import Sequence
from uuid import uuid4

from sqlalchemy import select

from orchestrator.audit.acts import ActKind, Field, changes_between
from orchestrator.councils.organs.organ import MOST_SEATS, Holder, Organ, Seat
from orchestrator.councils.organs.pasted import Line
from orchestrator.councils.organs.pasting import Row, merged
from orchestrator.councils.organs.store import note, raised, seats_of
from orchestrator.councils.organs.tables import HolderRow, SeatRow
from orchestrator.people.doer import Doer
from schedules.store.transaction import Transaction


class TooManySeats(Exception):
    """The organ would have more than `MOST_SEATS`."""


class NoSuchSeat(Exception):
    """The organ has no seat of that id."""


def find_seat(db: Transaction, organ: Organ, seat_id: str) -> Seat:
    """Its seat of that id. Raises NoSuchSeat."""
    found = next((seat for seat in seats_of(db, organ.id) if seat.id == seat_id), None)
    if found is None:
        raise NoSuchSeat(seat_id)
    return found


def put_rows(db: Transaction, organ: Organ, rows: Sequence[Row], by: Doer) -> int:
    """Do what the rows say; gives how many seats that were. Raises Overtaken, TooManySeats."""
    to_do = [row for row in rows if row.is_to_do]
    if not to_do:
        return 0
    raised(db, organ)
    new = [row for row in to_do if row.seat is None]
    if len(seats_of(db, organ.id)) + len(new) > MOST_SEATS:
        raise TooManySeats
    made = [_new_seat(row.line) for row in new]
    for row in to_do:
        if row.seat is not None:
            _write(db, organ, merged(row.seat, row.line))
    db.add_all(SeatRow(id=seat.id, organ_id=organ.id, code=seat.code, ex_officio=seat.ex_officio) for seat in made)
    db.flush()
    for seat in made:
        db.add_all(_row_of(seat.id, holder) for holder in seat.holders)
    db.flush()
    _note(db, organ, len(to_do), by)
    return len(to_do)


def change_seat(db: Transaction, organ: Organ, seat: Seat, by: Doer) -> None:
    """Let the seat be so: its code, and who holds it when. Raises Overtaken."""
    raised(db, organ)
    _write(db, organ, seat)
    db.flush()
    _note(db, organ, 1, by)


def remove_seat(db: Transaction, organ: Organ, seat: Seat, by: Doer) -> None:
    """Take away a seat that should never have been there; frozen rolls keep it. Raises Overtaken."""
    raised(db, organ)
    row = db.get(SeatRow, seat.id)
    if row is not None:
        db.delete(row)
    db.flush()
    _note(db, organ, 1, by)


def _new_seat(line: Line) -> Seat:
    member = Holder(str(uuid4()), line.name, line.mail, line.since, line.until)
    return Seat(str(uuid4()), line.code, bool(line.ex_officio), (member,))


def _write(db: Transaction, organ: Organ, seat: Seat) -> None:
    """Make the rows of a seat that is there be as it is. Raises NoSuchSeat."""
    row = db.get(SeatRow, seat.id)
    if row is None or row.organ_id != organ.id:
        raise NoSuchSeat(seat.id)
    row.code, row.ex_officio = seat.code, seat.ex_officio
    known = {holder.id: holder for holder in db.scalars(select(HolderRow).where(HolderRow.seat_id == seat.id))}
    for holder in seat.holders:
        db.merge(_row_of(seat.id, holder))
    for gone in known.keys() - {holder.id for holder in seat.holders}:
        db.delete(known[gone])


def _row_of(seat_id: str, holder: Holder) -> HolderRow:
    return HolderRow(
        id=holder.id,
        seat_id=seat_id,
        name=holder.name,
        mail=holder.mail,
        substitute=holder.substitute,
        since=holder.since,
        until=holder.until,
    )


def _note(db: Transaction, organ: Organ, count: int, by: Doer) -> None:
    note(db, ActKind.ORGAN_ROLL_CHANGED, organ, by, changes_between({}, {Field.COUNT: count}))
