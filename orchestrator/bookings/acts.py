"""What is recorded of bookings: which one, in which room, and whose managers may read of it."""

from datetime import datetime

from orchestrator.audit.acts import Act, ActKind, ActObject, Changes, ObjectKind
from orchestrator.audit.store import record
from orchestrator.bookings.asking import Asker
from schedules.bookings import Occurrence
from schedules.store.transaction import Transaction


def record_booking_act(
    db: Transaction, asker: Asker, kind: ActKind, booking_id: str, booking: Occurrence, now: datetime, changes: Changes
) -> None:
    """That *asker* did it to the booking; of several rooms the act names the first."""
    about, room = ActObject(ObjectKind.BOOKING, booking_id), next(iter(booking.rooms), None)
    record(db, asker.actor, Act(kind, now, about, room=room, organisation=booking.organisation, changes=changes))
