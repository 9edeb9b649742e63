"""The rest of a room's day for its big screen: what is booked until midnight, and the next meeting to join. Pure."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta

from config.zones import iana_zone
from room_agents.plan import Plan, Wire


class TodayEntry(Wire):
    """A booking or a closure of today that is not over."""

    title: str
    """Empty of a closure."""
    start: datetime
    end: datetime
    confidential: bool = False
    closed: bool = False


class NextMeeting(Wire):
    """The next meeting of today that people can open by themselves."""

    start: datetime
    title: str
    link: str


def today(plan: Plan, now: datetime) -> Sequence[TodayEntry]:
    """What the room is booked for until midnight, its own midnight, earliest first; what is over is left out."""
    entries: dict[str, TodayEntry] = {}
    for one in plan.segments:
        if one.end <= now or one.start >= _midnight(plan, now):
            continue
        if one.phase == "blocked" and not one.held:
            entries[f"closed {one.start}"] = TodayEntry(title="", start=one.start, end=one.end, closed=True)
        elif one.phase == "live" and one.booking is not None:
            booking = one.booking
            entries.setdefault(
                booking.id,
                TodayEntry(
                    title=booking.title, start=booking.start, end=booking.end, confidential=booking.confidential
                ),
            )
    return tuple(entries.values())


def next_meeting(plan: Plan, now: datetime) -> NextMeeting | None:
    """The first meeting that begins before midnight and has a link that lets people in."""
    for one in plan.segments:
        if one.phase != "live" or not now < one.start < _midnight(plan, now):
            continue
        if one.booking is not None and one.conference is not None and one.conference.link:
            return NextMeeting(start=one.booking.start, title=one.booking.title, link=one.conference.link)
    return None


def _midnight(plan: Plan, now: datetime) -> datetime:
    """When the room's day is over."""
    zone = iana_zone(plan.room.timezone) or UTC
    return datetime.combine(now.astimezone(zone).date() + timedelta(days=1), time(), zone)
