"""The halls of a sitting: one ordinary booking of all of them, which follows when the sitting is moved."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from uuid import uuid4

from orchestrator.bookings.doing import book_as, cancel_as, change_as, see_as
from orchestrator.bookings.wanted import Wanted, occurrence_of
from orchestrator.councils.convening.convener import Convener, House
from orchestrator.councils.dossiers.dossier import Dossier
from schedules.bookings import Entry, Occurrence
from schedules.store.changing import Unchangeable
from schedules.store.diary import NoSuchBooking, NotOurs, in_the_way
from schedules.store.transaction import Transaction


class HallsConfidential(Exception):
    """What the room files say of such a booking makes it confidential: no meeting, no links, no sitting."""


def keep_halls(db: Transaction, house: House, convener: Convener, dossier: Dossier, title: str) -> tuple[str, ...]:
    """Have the newest booking of the sitting be of its halls at its times; gives the ids of all its bookings.

    Raises HallsConfidential, BookingClash, NotAllowed, UnknownRooms, NoSuchOrganisation, ApiError where no hall can be booked so.
    """
    if not dossier.rooms:
        free_halls(db, convener, dossier)
        return ()
    last = dossier.bookings[-1:]
    if last and _moved(db, convener, last[0], dossier):
        return dossier.bookings
    return (*dossier.bookings[:-1], *book_halls(db, house, convener, dossier, title))


def book_halls(db: Transaction, house: House, convener: Convener, dossier: Dossier, title: str) -> tuple[str, ...]:
    """Book them anew; gives the id of the booking. Raises as `keep_halls`."""
    wanted = _wanted(house, convener, dossier, title)
    booked = book_as(db, house.ids_key, convener.asker, wanted, dossier.organisation, convener.now)
    return (booked.entry.id,)


def free_halls(db: Transaction, convener: Convener, dossier: Dossier) -> None:
    """Take back what is booked and was not taken back since. Raises NotAllowed."""
    for booking in dossier.bookings:
        with suppress(NoSuchBooking, NotOurs):
            cancel_as(db, convener.asker, booking, convener.now)


def taken_halls(db: Transaction, convener: Convener, dossier: Dossier) -> Sequence[Entry]:
    """What is in the way in its halls at its times, as whoever asks may see it; its own booking is not."""
    own = dossier.bookings[-1] if dossier.bookings else None
    return in_the_way(db, dossier.rooms, dossier.begins, dossier.ends, besides=own, audience=convener.asker.audience)


def _moved(db: Transaction, convener: Convener, booking: str, dossier: Dossier) -> bool:
    """Whether the booking is of those halls at those times now; False where it is no more, or over."""
    try:
        present = see_as(db, convener.asker, booking).booking
        if (present.rooms, present.start, present.end) == (dossier.rooms, dossier.begins, dossier.ends):
            return True
        change_as(
            db,
            convener.asker,
            booking,
            lambda before: replace(before, rooms=dossier.rooms, start=dossier.begins, end=dossier.ends),
            present.sequence,
            convener.now,
        )
    except (NoSuchBooking, NotOurs, Unchangeable):
        return False
    return True


def _wanted(house: House, convener: Convener, dossier: Dossier, title: str) -> Occurrence:
    said = Wanted(id=uuid4(), rooms=list(dossier.rooms), title=title, start=dossier.begins, end=dossier.ends)
    wanted = occurrence_of(said, house.installation, convener.now, house.language)
    if wanted.confidential:
        raise HallsConfidential
    return wanted
