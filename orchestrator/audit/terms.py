"""How long acts are kept, by what they are about; what is over goes, and the database is told until when."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import delete, select

from orchestrator.audit.acts import ActKind
from orchestrator.audit.tables import ActRow, ActTermRow
from schedules.store.keeping import Found
from schedules.store.transaction import Transaction


class Kept(StrEnum):
    """Acts that are kept equally long."""

    BOOKINGS = "bookings"
    PRESSES = "presses"
    """At panels, and what people said is wrong."""
    ACCESS = "access"
    """Who came in and went."""
    SETTINGS = "settings"
    """Who may do what, room files, the store: all else."""


_BOOKINGS = frozenset(
    {
        ActKind.BOOKING_MADE,
        ActKind.BOOKING_CHANGED,
        ActKind.BOOKING_CANCELLED,
        ActKind.PEOPLE_LISTED,
        ActKind.PERSON_CHANGED,
        ActKind.PERSON_UNLISTED,
        ActKind.PEOPLE_INVITED,
        ActKind.INVITED_AGAIN,
        ActKind.PRESENCE_WRITTEN,
        ActKind.PRESENCE_STRUCK,
        ActKind.MEETING_LINK_RENEWED,
        ActKind.MEETING_LINK_REVOKED,
        ActKind.MEETING_RENAMED,
        ActKind.MEETING_ENDED,
        ActKind.ROOMS_CLOSED,
        ActKind.CLOSURE_LIFTED,
    }
)
_PRESSES = frozenset(kind for kind in ActKind if kind.startswith("pressed_")) | {ActKind.PROBLEM_TOLD}
_ACCESS = frozenset(
    {
        ActKind.PIN_LOCKED,
        ActKind.SESSION_OPENED,
        ActKind.SESSION_CLOSED,
        ActKind.SIGNED_IN,
        ActKind.SIGNED_OUT,
        ActKind.SIGN_INS_ENDED,
        ActKind.PROVED_AGAIN,
        ActKind.RESET_ASKED,
        ActKind.LINK_SPENT,
        ActKind.MAIL_RETRIED,
    }
)
KINDS: Mapping[Kept, frozenset[ActKind]] = {
    Kept.BOOKINGS: _BOOKINGS,
    Kept.PRESSES: _PRESSES,
    Kept.ACCESS: _ACCESS,
    Kept.SETTINGS: frozenset(ActKind) - _BOOKINGS - _PRESSES - _ACCESS,
}


def acts_over(kinds: Collection[ActKind], before: datetime) -> Found:
    """Acts of these *kinds* that were done before that, the oldest of each first: number and time."""
    over = select(ActRow.number, ActRow.at.label("at")).where(ActRow.action.in_(sorted(kinds)), ActRow.at < before)
    return over.order_by(ActRow.action, ActRow.at)


def delete_acts(db: Transaction, kinds: Collection[ActKind], numbers: Sequence[int], before: datetime) -> None:
    """Let acts of before that go, and tell the database that those of their *kinds* may. Raises IntegrityError for others."""
    for kind in kinds:
        db.merge(ActTermRow(action=kind, before=before))
    db.flush()
    db.execute(delete(ActRow).where(ActRow.number.in_(numbers)))
