"""Another name for a booking's meeting, for those who may invite to it, with the act."""

from datetime import datetime

from orchestrator.audit.acts import ActKind, Field
from orchestrator.bookings.acts import record_booking_act
from orchestrator.bookings.asking import Asker
from orchestrator.bookings.owners import NotAllowed
from orchestrator.conferences.meetings import Houses
from orchestrator.conferences.renaming import rename_meeting, rename_meeting_of_series
from orchestrator.door.settings import MeetingSeen, NoMeeting, look_at_meeting
from schedules.store.transaction import Transaction


class NameChanged(Exception):
    """The meeting is not called so any more: somebody else gave it another name. Nothing was changed."""


def rename_as(db: Transaction, asker: Asker, houses: Houses, booking_id: str, name: str, now: datetime) -> MeetingSeen:
    """Let the meeting that was seen under *name* have another one.

    Raises as `look_at_meeting`, NoMeeting where its event's own link names it, NameChanged, NotAllowed of one that is over.
    """
    seen = look_at_meeting(db, asker, houses, booking_id, now)
    if not seen.meeting.is_named:
        raise NoMeeting
    if not seen.is_open:
        raise NotAllowed("booking_over")
    if seen.meeting.name != name:
        raise NameChanged
    booking, id_ = seen.looked.booking, seen.looked.entry.id
    renamed = rename_meeting_of_series(db, id_, now) if seen.meeting.is_of_series else rename_meeting(db, id_)
    changes = {Field.COUNT: (None, len(renamed))} if len(renamed) > 1 else {}
    record_booking_act(db, asker, ActKind.MEETING_RENAMED, id_, booking, now, changes)
    return look_at_meeting(db, asker, houses, booking_id, now)
