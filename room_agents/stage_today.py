"""The rest of a room's day for its big screen: the bookings until midnight, and the next meeting to join. Pure."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta

from config.zones import iana_zone
from room_agents.plan import Plan, Wire


class TodayEntry(Wire):
    """A booking or a closure of today that is not over yet."""

    title: str
    """Empty for a closure."""
    start: datetime
    end: datetime
    confidential: bool = False
    closed: bool = False


class NextMeeting(Wire):
    """The next meeting of today that people can open by themselves."""

    start: datetime
    title: str
    link: str
    in_hall: bool = False
    """Whether the link is for those in the hall, who join without microphone and sound."""


def rest_of_today(plan: Plan, now: datetime) -> Sequence[TodayEntry]:
    """The room's bookings and closures until its own midnight, earliest first; what is over is left out."""
    entries: dict[str, TodayEntry] = {}
    for segment in plan.segments:
        if segment.end <= now or segment.start >= _midnight(plan, now):
            continue
        if segment.phase == "blocked" and not segment.held:
            closed = TodayEntry(title="", start=segment.start, end=segment.end, closed=True)
            entries[f"closed {segment.start}"] = closed
        elif segment.phase == "live" and segment.booking is not None:
            booking = segment.booking
            entries.setdefault(
                booking.id,
                TodayEntry(
                    title=booking.title, start=booking.start, end=booking.end, confidential=booking.confidential
                ),
            )
    return tuple(entries.values())


def next_meeting(plan: Plan, now: datetime) -> NextMeeting | None:
    """The first meeting that begins before midnight and has a link that lets people in."""
    for segment in plan.segments:
        if segment.phase != "live" or not now < segment.start < _midnight(plan, now):
            continue
        booking, conference = segment.booking, segment.conference
        if booking is None or conference is None or not (conference.hall or conference.link):
            continue
        link = conference.hall or conference.link
        return NextMeeting(start=booking.start, title=booking.title, link=link, in_hall=bool(conference.hall))
    return None


def _midnight(plan: Plan, now: datetime) -> datetime:
    """The end of the day of *now* in the room's zone."""
    zone = iana_zone(plan.room.timezone) or UTC
    return datetime.combine(now.astimezone(zone).date() + timedelta(days=1), time(), zone)
