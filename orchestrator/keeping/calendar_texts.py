"""The calendars' last good texts without the events that are over: titles that nothing else tells any more stand in them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from schedules.past_events import without_past, words_of
from schedules.tables import CalendarRow


@dataclass(frozen=True, slots=True)
class TextOver:
    """A calendar whose text holds *events* that are over, and what is to stand in its place."""

    calendar: str
    before: bytes
    after: bytes
    events: Sequence[bytes]

    @property
    def words(self) -> frozenset[str]:
        """What those events said."""
        return frozenset(word for event in self.events for word in words_of(event))


def texts_over(session: Session, before: datetime) -> Sequence[TextOver]:
    """The texts that hold events which were over before that."""
    rows = session.execute(select(CalendarRow.id, CalendarRow.text).where(CalendarRow.text.is_not(None)))
    shortened = ((row.id, row.text, *without_past(row.text, before.date())) for row in rows)
    return [TextOver(*one) for one in shortened if one[-1]]


def shorten_text(session: Session, over: TextOver) -> None:
    """Store the text that lasts, if the calendar has said nothing else since."""
    this = (CalendarRow.id == over.calendar, CalendarRow.text == over.before)
    session.execute(update(CalendarRow).where(*this).values(text=over.after))
