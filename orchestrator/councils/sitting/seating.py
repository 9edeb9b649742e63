"""Which seats are in office, and who holds them."""

from datetime import datetime

from orchestrator.councils.sitting.roll import Roll
from orchestrator.councils.sitting.seats import SeatState
from orchestrator.councils.sitting.state import Sitting


def seat_everyone(sitting: Sitting, roll: Roll, at: datetime) -> None:
    """Put in office the seats that somebody holds at that instant.

    Whoever was present stays so. The record of a seat that is gone, or that somebody else holds now, is kept in `former`.
    """
    seats: dict[str, SeatState] = {}
    for seat in roll:
        if (holder := seat.holder(at)) is not None:
            known = sitting.seats.get(seat.id)
            if known is None or known.person != holder.person:
                known = SeatState(seat.id, seat.code, holder.person, holder.name, seat.ex_officio)
            seats[seat.id] = known
    sitting.former += [known for known in sitting.seats.values() if known.stays and seats.get(known.id) is not known]
    sitting.roll = roll
    sitting.seats = seats
    sitting.persons = {seat.person: seat.id for seat in seats.values()}
