"""Bookings as the API shows them."""

from collections.abc import Mapping, Sequence

from pydantic import AwareDatetime, BaseModel

from orchestrator.web.blocking import BlockingView
from schedules.bookings import Entry, Occurrence
from schedules.free_times import Span

Names = Mapping[str, str]
"""Of people, by the ids of their accounts."""


class BookingView(BaseModel):
    """A booking as whoever asks may see it; of one that is not theirs to know only the times and the rooms."""

    id: str
    title: str
    start: AwareDatetime
    end: AwareDatetime
    room: str
    """The one of *rooms* that the times are of: the first, where it has just been made."""
    rooms: tuple[str, ...]
    confidential: bool
    calendar: str | None = None
    """The calendar that owns the booking; null where that is nobody's business."""
    holding: bool = True
    """False: it came second and another has the room, or yields to all others, or is a closure."""
    closure: bool = False
    """The rooms are blocked, and nothing is prepared."""
    organiser: str | None = None
    phone: str | None = None
    """Whom to call about the booking."""
    notes: str | None = None
    """What the caretaker should know."""
    preset: str | None = None
    organisation: str | None = None
    """Id of the organisation whose it is."""
    booked_by: str | None = None
    """The name of who booked it here."""
    made_by: str | None = None
    """Id of the token with which it was booked here, as `regia token list` has it."""
    guests_link: str | None = None
    """The address by which guests come into its meeting, told to those who may change it where it was asked for."""
    revision: int = 0
    """How often it was changed: whoever changes it says which one they looked at."""


_OF_BOOKINGS = (BookingView.model_fields.keys() & Occurrence.__dataclass_fields__.keys()) - {"booked_by"}


class BookingList(BaseModel):
    """Bookings, earliest first; one of several rooms has an entry for each."""

    bookings: tuple[BookingView, ...]
    next: str | None = None
    """Where there are more: ask again for the same window with this as *next*."""


class StretchView(BaseModel):
    """[start, end)."""

    start: AwareDatetime
    end: AwareDatetime


class FreeView(BaseModel):
    """When rooms are all free."""

    free: tuple[StretchView, ...]
    """The next stretches, each as long as it goes on within the hours of the house."""
    blocking: tuple[BlockingView, ...]
    """What is in the way of the time that was asked for."""


def booking_view(entry: Entry, names: Names, guests_link: str | None = None) -> BookingView:
    """A booking that is masked for whoever asks already."""
    booking = entry.booking
    told = {name: getattr(booking, name) for name in _OF_BOOKINGS}
    return BookingView(
        **told,
        id=entry.id,
        room=entry.room,
        calendar=booking.key.calendar or None,
        holding=booking.holds,
        booked_by=None if booking.booked_by is None else names.get(booking.booked_by),
        guests_link=guests_link,
        revision=booking.sequence,
    )


def free_view(free: Sequence[Span], blocking: Sequence[Entry]) -> FreeView:
    """The same, of entries that are masked already."""
    return FreeView(
        free=tuple(StretchView(start=start, end=end) for start, end in free),
        blocking=tuple(
            BlockingView(
                id=entry.id, title=entry.booking.title, start=entry.start, end=entry.end, rooms=entry.booking.rooms
            )
            for entry in blocking
        ),
    )
