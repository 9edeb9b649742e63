"""The calendars' last good texts without the events that are over: titles that nothing else tells any more stand in them."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from schedules.calendar_text.past_events import without_past, words_of
from schedules.store.tables import CalendarTextRow
from schedules.store.transaction import Transaction


@dataclass(frozen=True, slots=True)
class TextOver:
    """A calendar whose text holds *events* that are over, and what is to stand in its place, both packed."""

    calendar: str
    before: bytes
    after: bytes
    events: Sequence[bytes]

    @property
    def words(self) -> frozenset[str]:
        """The words of those events."""
        return frozenset(word for event in self.events for word in words_of(event))


def texts_over(db: Transaction, before: datetime) -> Sequence[TextOver]:
    """The texts that hold events which were over before that."""
    rows = db.execute(select(CalendarTextRow.calendar, CalendarTextRow.packed))
    shortened = ((row, *without_past(zlib.decompress(row.packed), before.date())) for row in rows)
    return [
        TextOver(row.calendar, row.packed, zlib.compress(after, 1), events)
        for row, after, events in shortened
        if events
    ]


def shorten_text(db: Transaction, over: TextOver) -> None:
    """Store the text that lasts, if the calendar has said nothing else since."""
    this = (CalendarTextRow.calendar == over.calendar, CalendarTextRow.packed == over.before)
    db.execute(update(CalendarTextRow).where(*this).values(packed=over.after))
