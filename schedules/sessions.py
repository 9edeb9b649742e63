"""Pinning what goes live: from then on nothing in a calendar throws it out of its room."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from schedules.bookings import Occurrence, Phase
from schedules.inputs import room_timeline
from schedules.planner import Booked
from schedules.sites import active_digest, active_rooms, touch
from schedules.tables import SessionRow

MOMENT = timedelta(milliseconds=1)


def pin_due(session: Session, rooms: Iterable[str], now: datetime) -> Sequence[str]:
    """Make a session of each occurrence that is live *now* and is none yet; gives the rooms where that happened.

    Run before anything else that changes a room's inputs, so that an edit which arrives after the start cannot undo it,
    and after it, because the change itself may let something go live. Rooms that are not there are passed over.
    """
    pinned = []
    for room_id in sorted(set(rooms).intersection(active_rooms(session))):
        timeline, stored = room_timeline(session, room_id, now, now + MOMENT)
        segment = timeline.segments[0]
        if segment.phase is Phase.LIVE and isinstance(segment.booking, Occurrence):
            occurrence = replace(segment.booking, end=_live_until(session, room_id, segment.booking, now))
            pin(session, room_id, stored.ids[occurrence.key], occurrence, occurrence.start)
            pinned.append(room_id)
    return pinned


def _live_until(session: Session, room_id: str, occurrence: Occurrence, now: datetime) -> datetime:
    """How long what is live now would last: going live takes nothing from others that had the room after it."""
    until = now
    for segment in room_timeline(session, room_id, now, occurrence.end)[0].segments:
        if segment.phase is not Phase.LIVE or segment.booking is None or segment.booking.key != occurrence.key:
            break
        until = segment.end
    return until


def pin(session: Session, room_id: str, occurrence_id: str, booked: Booked, start: datetime) -> None:
    """The session of *booked* in one room, from *start* to the booking's end."""
    session.add(
        SessionRow(
            room_id=room_id,
            occurrence_id=occurrence_id,
            start=start,
            end=booked.end,
            title=booked.title,
            preset=booked.preset,
            confidential=booked.confidential,
            link=booked.link,
            digest=active_digest(session, room_id),
        )
    )
    session.flush()
    touch(session, [room_id])
