"""Which seats are in office, and who holds them."""

from datetime import datetime

from orchestrator.councils.sitting.acts import Act
from orchestrator.councils.sitting.lawful import goes
from orchestrator.councils.sitting.roll import Roll
from orchestrator.councils.sitting.seats import SeatState
from orchestrator.councils.sitting.state import Sitting


def seat_everyone(sitting: Sitting, act: Act, roll: Roll, at: datetime) -> None:
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
    gone = [known for known in sitting.seats.values() if seats.get(known.id) is not known]
    for known in gone:
        goes(sitting, act, known.id, "rectified")
    sitting.former += [known for known in gone if known.stays]
    sitting.roll = roll
    sitting.seats = seats
    sitting.persons = {seat.person: seat.id for seat in seats.values()}
