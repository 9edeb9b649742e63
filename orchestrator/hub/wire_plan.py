"""What the planner made of a room, as the wire has it: segments with their meetings, bookings without their secrets, sessions. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from operator import attrgetter

from config.rooms import Preset, Room
from orchestrator.conferences.manner import AS_PRESET, MeetingSettings
from orchestrator.conferences.meeting import Conferences, MeetingPresses
from orchestrator.conferences.names import Naming, series_of
from room_agents.plan import Conference, MeetingWish, PutOut, WireBooking, WireSegment, WireSession
from schedules.bookings import IN_MEETING, Key, Override, OverrideKind, Phase, Segment
from schedules.fields import Audience, seen_by
from schedules.planning.decide_press import RUN_ON
from schedules.planning.planner import Booked


def boundaries_of(segments: Sequence[Segment]) -> Mapping[datetime, datetime]:
    """When a booking must be over, by the start of each segment of its own: when another next has the room, or it is blocked.

    A booking ended and reopened, or held in between, has another boundary each time.
    """
    boundaries: dict[datetime, datetime] = {}
    coming = over = segments[-1].end if segments else None
    taken_by: Key | None = None
    for segment in reversed(segments):
        key = segment.booking.key if segment.booking is not None else None
        if segment.phase is Phase.BLOCKED:
            coming, taken_by = segment.start, None
        elif segment.phase is Phase.LIVE:
            over = over if key == taken_by else coming
            coming, taken_by = segment.start, key
        if key is not None and key == taken_by and over is not None:
            boundaries[segment.start] = over
    return boundaries


@dataclass(frozen=True, slots=True)
class Encoder:
    """Encodes one room's bookings, segments and sessions for the wire."""

    presets: Mapping[str, Preset]
    """The presets as the room has them."""
    room: Room
    conferences: Conferences
    ids: Mapping[Key, str]
    boundaries: Mapping[datetime, datetime]
    lasting: Mapping[str, datetime]
    """Until when bookings also take other rooms, by the bookings' ids."""
    pressed: Mapping[Key, MeetingPresses]
    namings: Mapping[str, int | None]
    """The generations of their meetings' names, by the bookings' ids."""
    settings: Mapping[str, MeetingSettings]
    """What is wanted of their meetings, where something is."""
    ran_on: Mapping[str, datetime]
    """Until when meetings ran on by themselves, by the bookings' ids."""
    halls: Mapping[str, str]
    """The addresses at which those in the room join the meetings, by the bookings' ids."""
    sound_from: Mapping[str, str]
    """The names of other rooms that lead meetings with sound, by the bookings' ids."""
    put_out: Mapping[str, tuple[PutOut, ...]]
    """Who is to leave the meetings, by the bookings' ids."""
    screens: Mapping[str, str]
    """The addresses of what big screens show beside the meetings, by the bookings' ids."""

    def segment(self, segment: Segment) -> WireSegment:
        """A coming segment, with everything that is wished in it."""
        booked = segment.booking
        if booked is None:
            return WireSegment(
                start=segment.start,
                end=segment.end,
                phase=segment.phase.value,
                desired=segment.wishes,
                held=segment.held,
            )
        preset, seen = self._preset(booked), seen_by(booked, Audience.ROOM)
        shown = preset if seen.preset is not None else None
        return WireSegment(
            start=segment.start,
            end=segment.end,
            phase=segment.phase.value,
            preset=seen.preset if shown else None,
            preset_title=shown.title if shown else None,
            booking=self._told(seen, self.ids[booked.key]),
            desired=segment.wishes,
            needs=preset.needs if preset else (),
            scenes=shown.scenes if shown else (),
            conference=self._conference(booked, preset) if segment.phase is not Phase.CLOSING else None,
            ran_on_from=self._ran_on_from(booked),
            screen=self.screens.get(self.ids[booked.key]) if segment.phase is not Phase.CLOSING else None,
        )

    def bare(self, segment: Segment) -> WireSegment:
        """A segment that is over, without wishes."""
        booking = self.booking(segment.booking) if segment.booking is not None else None
        return WireSegment(
            start=segment.start, end=segment.end, phase=segment.phase.value, booking=booking, held=segment.held
        )

    def sessions(self, segments: Iterable[Segment]) -> Iterable[WireSession]:
        """How early and how late each booking that goes live may start and end in the room."""
        free_from: datetime | None = None
        seen: set[Key] = set()
        for segment in segments:
            if segment.phase is Phase.LIVE and segment.booking is not None and segment.booking.key not in seen:
                seen.add(segment.booking.key)
                earliest = segment.booking.start - self.room.early
                yield WireSession(
                    booking=self.ids[segment.booking.key],
                    earliest_start=min(max(earliest, free_from or earliest), segment.start),
                    latest_end=max(self.boundaries.get(segment.start, segment.end), segment.end),
                )
            if segment.phase in {Phase.LIVE, Phase.BLOCKED}:
                free_from = segment.end

    def _preset(self, booked: Booked) -> Preset | None:
        return self.presets.get(booked.preset) if booked.preset else None

    def _ran_on_from(self, booked: Booked) -> datetime | None:
        return booked.end - RUN_ON if self.ran_on.get(self.ids[booked.key]) == booked.end else None

    def booking(self, booked: Booked) -> WireBooking:
        """The booking as its room may know it."""
        return self._told(seen_by(booked, Audience.ROOM), self.ids[booked.key])

    def _told(self, seen: Booked, booking_id: str) -> WireBooking:
        return WireBooking(
            id=booking_id, title=seen.title, start=seen.start, end=seen.end, confidential=seen.confidential
        )

    def _conference(self, booked: Booked, preset: Preset | None) -> Conference | None:
        booking, pressed = self.ids[booked.key], self.pressed.get(booked.key, MeetingPresses())
        naming = Naming(booking, series_of(booked.key.calendar, booked.key.uid), self.namings[booking])
        lasting, settings = self.lasting.get(booking), self.settings.get(booking, AS_PRESET)
        meeting = self.conferences.of(booked, naming, preset, self.room, lasting, pressed, settings)
        if meeting is None or meeting.deployment is None:
            return meeting
        own = {
            "hall": self.halls.get(booking, ""),
            "sound_from": self.sound_from.get(booking),
            "put_out": self.put_out.get(booking, ()),
        }
        return meeting.model_copy(update=own)


def presses_of_meetings(room_id: str, overrides: Iterable[Override]) -> Mapping[Key, MeetingPresses]:
    """The newest presses in the room about the meeting of each booking."""
    pressed: dict[Key, MeetingPresses] = {}
    for override in sorted(overrides, key=attrgetter("number")):
        if override.key is None or override.room != room_id:
            continue
        if override.kind in {OverrideKind.START, OverrideKind.OPEN}:
            pressed[override.key] = replace(pressed.get(override.key, MeetingPresses()), opened_at=override.at)
        elif override.kind is OverrideKind.REJOIN:
            pressed[override.key] = replace(pressed.get(override.key, MeetingPresses()), rejoin_at=override.at)
        elif override.kind in IN_MEETING and override.wanted is not None:
            known = pressed.get(override.key, MeetingPresses())
            wish = MeetingWish(on=override.wanted, at=override.at)
            pressed[override.key] = replace(known, wishes={**known.wishes, override.kind.value: wish})
    return pressed
