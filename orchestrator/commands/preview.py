"""What the rooms would do, from room files and calendar files alone: for the person at the keyboard, before anything runs.

Pure.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from operator import attrgetter
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from config.rooms import Calendar, Installation, Site
from config.words.sentences import Language
from orchestrator.calendars.failures import Failure
from orchestrator.calendars.masking import Masking, utc
from orchestrator.calendars.unprepared import in_words
from schedules.bookings import Conflict, Key, Occurrence, Segment
from schedules.calendar_text.ics import BrokenCalendar, read_calendar
from schedules.events import CalendarContents, Placed
from schedules.placing.places import place, rooms_finder
from schedules.planning.planner import MARGIN, RoomInputs, plan
from schedules.planning.presets import compile_rules


class CalendarText(NamedTuple):
    """A calendar and its text, as it was had."""

    calendar: Calendar
    text: bytes
    charset: str | None = None
    """What its server named."""


@dataclass(frozen=True, slots=True)
class Preview:
    """The plan of every room, and what of the calendars takes no room."""

    segments: tuple[Segment, ...]
    conflicts: tuple[Conflict, ...]
    placed: Placed
    bookings: Mapping[Key, Occurrence]
    """Of one that several sites have, a confidential one."""
    zones: Mapping[str, ZoneInfo]
    """By room id."""
    broken: Mapping[str, Failure]
    """Why a calendar cannot be read at all, by its id; its events are missing."""


def preview(installation: Installation, calendars: Sequence[CalendarText], first: date, last: date) -> Preview:
    """Plan all rooms from midnight of *first* to midnight of *last*, each by its site's clock.

    A calendar of no site, where there are several, is read for each by its clock.
    """
    read, broken = _read_all(installation, calendars, first, last)
    occurrences = place(read, installation).occurrences
    segments: list[Segment] = []
    conflicts: list[Conflict] = []
    zones = {}
    for room in sorted(installation.rooms, key=attrgetter("id")):
        site = installation.site_of(room)
        zones[room.id] = ZoneInfo(site.timezone)
        start, end = _window(site, first, last)
        mine = [occurrence for occurrence in occurrences if room.id in occurrence.rooms]
        timeline = plan(compile_rules(installation, room.id), RoomInputs(mine), start, end)
        segments += timeline.segments
        conflicts += timeline.conflicts
    return Preview(
        tuple(segments),
        tuple(conflicts),
        place(
            [
                (calendar, contents.within(*_window(installation.site_of(calendar), first, last)))
                for calendar, contents in read
            ],
            installation,
        ),
        {booking.key: booking for booking in sorted(occurrences, key=attrgetter("confidential"))},
        zones,
        broken,
    )


def as_json(found: Preview, masking: Masking, language: Language) -> dict[str, Any]:
    """The preview as the command prints it, its notes in *language*: times in UTC with ``Z``, segments by room and start."""
    return {
        "segments": [
            {
                "room": segment.room,
                "start": utc(segment.start),
                "end": utc(segment.end),
                "phase": segment.phase.value,
                "preset": segment.booking.preset if segment.booking is not None else None,
                "booking": masking.booking(segment),
                "desired": {device: dict(wish) for device, wish in segment.wishes.items()},
            }
            for segment in found.segments
        ],
        "conflicts": [
            {
                "room": conflict.room,
                "uids": [masking.uid(found.bookings[key]) for key in conflict.keys],
                "start": utc(conflict.start),
                "end": utc(conflict.end),
            }
            for conflict in found.conflicts
        ],
        **in_words(masking.notes(found.placed), language),
    }


def _read_all(
    installation: Installation, calendars: Sequence[CalendarText], first: date, last: date
) -> tuple[Sequence[tuple[Calendar, CalendarContents]], Mapping[str, Failure]]:
    """The contents of the calendars that can be read, and why the others cannot, by their ids."""
    read: list[tuple[Calendar, CalendarContents]] = []
    broken: dict[str, Failure] = {}
    for told in calendars:
        calendar = told.calendar
        try:
            if calendar.site is None and calendar.room is None and len(installation.sites) > 1:
                read += _read_for_each_site(installation, told, first, last)
            else:
                read.append((calendar, _read(installation, told, first, last)))
        except BrokenCalendar as error:
            broken[calendar.id] = Failure.of(error)
    return read, broken


def _read(installation: Installation, told: CalendarText, first: date, last: date) -> CalendarContents:
    site = installation.site_of(told.calendar)
    start, end = _window(site, first, last)
    zone = ZoneInfo(site.timezone)
    return read_calendar(
        told.text,
        calendar=told.calendar.id,
        zone=zone,
        start=start - MARGIN,
        end=end + MARGIN,
        charset=told.charset,
    )


def _read_for_each_site(
    installation: Installation, told: CalendarText, first: date, last: date
) -> Iterator[tuple[Calendar, CalendarContents]]:
    """What each site has a room for; the first one also has what none has a room for, so that it is told once."""
    finders = {site.id: rooms_finder(installation, site) for site in installation.sites}
    for site in installation.sites:
        own = told.calendar.model_copy(update={"site": site.id})
        contents = _read(installation, told._replace(calendar=own), first, last)
        if site is installation.sites[0]:
            kept = [
                event
                for event in contents.events
                if finders[site.id](event) or not any(f(event) for f in finders.values())
            ]
            yield own, replace(contents, events=tuple(kept))
        else:
            kept = [event for event in contents.events if finders[site.id](event)]
            yield own, replace(contents, events=tuple(kept), quarantined=())


def _window(site: Site, first: date, last: date) -> tuple[datetime, datetime]:
    zone = ZoneInfo(site.timezone)
    start, end = (datetime.combine(day, time(), zone).astimezone(UTC) for day in (first, last))
    return start, end
