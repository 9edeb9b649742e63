"""One whole picture of a room, for its panel and for the API: the plan, what the agent told, and plain sentences.

Pure. Whose the room is comes from the plan. How it is comes from the agent, and is only ever lowered here: to unknown
when the agent stays silent, and to preparing as long as it speaks of wishes that are over.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from config.devices import is_page, mixers_of, pages_of
from config.states import Value
from config.words.sentences import Language
from orchestrator.hub.clocks import clock_note
from orchestrator.hub.plans import RoomPlan
from orchestrator.hub.presence import Presence
from orchestrator.rooms.contacts import contact_view
from orchestrator.rooms.day import day_view
from orchestrator.rooms.endings import HowEnded
from orchestrator.rooms.labels import labelled
from orchestrator.rooms.meeting_controls import meeting_controls
from orchestrator.rooms.notes import notes
from orchestrator.rooms.now import RoomNow
from orchestrator.rooms.offers import after_end, offers, on_air
from orchestrator.rooms.screen import media_of, screen_of
from orchestrator.rooms.troubles import Occasion, Trouble, device_message, next_trouble, trouble_of, unknown
from orchestrator.rooms.whose import coming_booking, occupancy, occupancy_until, reopened
from orchestrator.site.words import waiting_note
from room_agents.plan import WireSegment
from room_agents.protocol import DeviceReading, RoomVerdict, State
from room_agents.view import AgentView, ConflictView, DayView, DeviceView, Held, RoomView, SceneView
from schedules.bookings import Entry


@dataclass(frozen=True, slots=True)
class Beside:
    """What a picture needs besides the plan and the agent, read when the picture is made."""

    failing_since: Mapping[str, datetime] = field(default_factory=dict)
    """Calendars that cannot be read."""
    wanting: Sequence[Entry] = ()
    """Every other booking from now on: in the room, or in all the rooms that the live booking has."""
    waits: bool = False
    """Whether the room waits for an idle instant to follow a newer room file."""
    waits_since: datetime | None = None
    takes_back: Collection[str] = ()
    """Ids of bookings that were made at the room's panel and may be cancelled there."""
    over: HowEnded | None = None
    """How the room's last meeting ended, while that is news."""


@dataclass(frozen=True, slots=True)
class _Moment:
    """What every part of the picture is drawn from."""

    room: RoomNow
    presence: Presence | None
    beside: Beside
    now: datetime
    language: Language
    conflicts: tuple[ConflictView, ...]
    failing: Mapping[str, datetime]
    """Calendars of the room that cannot be read, and since when."""
    zone: ZoneInfo
    state: State | None
    """What the agent tells, unless it has been silent for too long."""


def room_view(plan: RoomPlan, presence: Presence | None, beside: Beside, now: datetime, language: Language) -> RoomView:
    """The room as it is *now*, in the reader's language."""
    said = labelled(presence, plan.plan.room.devices, language)
    moment = _moment(plan, said, beside, now, language)
    parts: dict[str, Any] = {
        "id": plan.plan.room.id,
        "name": plan.plan.room.name,
        "site": plan.site,
        "timezone": plan.plan.room.timezone,
        "now": now,
        **_whose_it_is(moment),
        **_how_it_is(moment),
        **_big_screen(moment),
        **_to_press(moment),
        **_for_technicians(moment),
    }
    return RoomView.model_validate(parts, extra="forbid")


def _moment(plan: RoomPlan, presence: Presence | None, beside: Beside, now: datetime, language: Language) -> _Moment:
    segment = plan.at(now)
    live = segment.booking if segment is not None and segment.phase == "live" else None
    state = presence.state if presence is not None and presence.is_current(now) else None
    devices = _devices(plan, presence, segment, now, language)
    coming, ended = coming_booking(plan, live, now), reopened(plan, segment, now)
    room = RoomNow(plan, segment, coming, ended, beside.wanting, devices, _stage(plan, state), beside.over)
    conflicts = tuple(conflict for conflict in plan.conflicts if conflict.end > now)
    failing = {calendar: at for calendar, at in beside.failing_since.items() if calendar in plan.calendars}
    zone = ZoneInfo(plan.plan.room.timezone)
    return _Moment(room, presence, beside, now, language, conflicts, failing, zone, state)


def _whose_it_is(moment: _Moment) -> Mapping[str, object]:
    """Whose the room is now and later: segments, bookings and the day, all from the plan."""
    room, now = moment.room, moment.now
    plan, segment, live, coming = room.plan, room.segment, room.live, room.coming
    return {
        "phase": segment.phase if segment is not None else "idle",
        "segment_end": segment.end if segment is not None else None,
        "occupancy": occupancy(segment, coming, now),
        "occupancy_until": occupancy_until(plan, segment, now),
        "day": _day(plan, moment.beside, moment.zone, now, moment.language),
        "current": live,
        "current_withdrawn": live is not None and live.id in plan.withdrawn,
        "next": coming,
        "next_early_at": coming.start - plan.rules.room.early if coming is not None else None,
        "conflicts": moment.conflicts,
        "conference_link": (segment.conference.link or None) if segment is not None and segment.conference else None,
    }


def _how_it_is(moment: _Moment) -> Mapping[str, object]:
    """Whether the room is ready, and what is wrong with it: the agent's verdict, lowered where it says nothing of now."""
    room, state, now, language = moment.room, moment.state, moment.now, moment.language
    plan = room.plan
    verdict = _verdict(plan, moment.presence, room.segment, now)
    wished = [device for device in room.devices.values() if device.desired]
    ok = sum(device.verdict == "ok" for device in wished)
    trouble = _trouble(room, moment.presence, verdict, (ok, len(wished)), now, language)
    known = state if verdict != "unknown" else None
    ahead = next_trouble(state, room.coming, _names(plan), moment.zone, now, language) if state is not None else None
    clock = clock_note(moment.presence, language)
    return {
        "verdict": verdict,
        "trouble": trouble.headline,
        "message": trouble.message,
        "checked_at": _checked_at(wished) if verdict == "ready" else None,
        "meanwhile": trouble.meanwhile,
        "contact": contact_view(plan, now),
        "next_trouble": ahead,
        "missing": known.missing if known is not None else (),
        "ready_at": known.ready_at if known is not None else None,
        "ok": ok,
        "wished": len(wished),
        "notes": (*notes(room, moment.conflicts, moment.failing, now, language), *([clock] if clock else [])),
    }


def _big_screen(moment: _Moment) -> Mapping[str, object]:
    """What the big screen was seen to show, and the microphone and camera of its meeting."""
    devices, state, language = moment.room.plan.plan.room.devices, moment.state, moment.language
    meets = moment.room.meets
    return {
        "on_air": on_air(moment.room.stage, language),
        "microphone": media_of("microphone", devices, state, language) if meets else None,
        "camera": media_of("camera", devices, state, language) if meets else None,
        "screen": screen_of(devices, state, language),
        "meeting": meeting_controls(moment.room, language),
    }


def _to_press(moment: _Moment) -> Mapping[str, object]:
    """What may be pressed now, and what else would be refused."""
    room = moment.room
    buttons = offers(room, moment.now, moment.language)
    return {
        "reopens": room.reopens if any(offer.kind == "reopen" for offer in buttons.secondary) else None,
        "scenes": _scenes(room.plan, room.segment, room.devices),
        "primary": buttons.primary,
        "secondary": buttons.secondary,
        "actions": buttons.actions,
        "refusals": buttons.refusals,
        "after_end": after_end(room, moment.now, moment.zone, moment.language),
    }


def _for_technicians(moment: _Moment) -> Mapping[str, object]:
    """The plan's revisions, the agent, the devices, and what is in the way of calendars and room files."""
    plan, beside = moment.room.plan, moment.beside
    waiting = waiting_note(plan, beside.waits_since, moment.now, moment.language) if beside.waits else None
    return {
        "waits_for_idle": waiting,
        "plan": _held(plan, moment.presence),
        "agent": _agent(moment.presence),
        "devices": moment.room.devices,
        "calendars_failing_since": moment.failing,
    }


def _stage(plan: RoomPlan, state: State | None) -> Mapping[str, Value]:
    """The room's stage as its agent sees it."""
    names = pages_of(plan.plan.room.devices)
    readings = (state.devices[name] for name in names if state is not None and name in state.devices)
    return next((reading.observed for reading in readings), {})


def _names(plan: RoomPlan) -> Mapping[str, str]:
    return {name: device.name or name for name, device in plan.plan.room.devices.items()}


def _trouble(
    room: RoomNow,
    presence: Presence | None,
    verdict: RoomVerdict,
    counted: tuple[int, int],
    now: datetime,
    language: Language,
) -> Trouble:
    names = _names(room.plan)
    if verdict == "unknown":
        return unknown(presence, names, now, language)
    phase, needs = (room.segment.phase, room.segment.needs) if room.segment is not None else ("idle", ())
    state = presence.state if presence is not None else None
    return trouble_of(verdict, state, names, Occasion(phase, needs, room.begun, room.meets), counted, language)


def _day(plan: RoomPlan, beside: Beside, zone: ZoneInfo, now: datetime, language: Language) -> DayView:
    here = [entry for entry in beside.wanting if entry.room == plan.plan.room.id]
    return day_view((*plan.past, *plan.plan.segments), here, beside.takes_back, zone, now, language)


def _checked_at(wished: Sequence[DeviceView]) -> datetime | None:
    """When the oldest reading among devices with a wish was made."""
    return min((device.seen_at for device in wished if device.seen_at is not None), default=None)


def _held(plan: RoomPlan, presence: Presence | None) -> Held:
    told = presence.state.plan if presence is not None and presence.state is not None else None
    return Held(wished=plan.plan.revision, held=told.revision if told is not None else None)


def _agent(presence: Presence | None) -> AgentView:
    if presence is None:
        return AgentView()
    return AgentView(connected=presence.connected, seen_at=presence.seen_at, clock_offset_s=presence.clock_offset_s)


def _verdict(plan: RoomPlan, presence: Presence | None, segment: WireSegment | None, now: datetime) -> RoomVerdict:
    if presence is None or presence.state is None or not presence.is_current(now):
        return "unknown"
    state = presence.state
    if state.verdict in {"ready", "limited"} and segment is not None and not _speaks_of(state, segment, plan):
        return "preparing"
    return state.verdict


def _speaks_of(state: State, segment: WireSegment, plan: RoomPlan) -> bool:
    """Whether *state* was judged by the wishes of *segment*, and not by earlier wishes."""
    booking = segment.booking.id if segment.booking is not None else None
    if (state.phase, state.booking) != (segment.phase, booking):
        return False
    if state.plan == plan.held:
        return True
    told = {
        name: device.desired for name, device in state.devices.items() if not is_page(device.driver) and device.desired
    }
    wished = {name: wish for name, wish in segment.desired.items() if name in plan.plan.room.devices and wish}
    return told == wished


def _devices(
    plan: RoomPlan, presence: Presence | None, segment: WireSegment | None, now: datetime, language: Language
) -> dict[str, DeviceView]:
    told = presence.state.devices if presence is not None and presence.state is not None else {}
    current = presence is not None and presence.is_current(now)
    views = {}
    for device_id, device in plan.plan.room.devices.items():
        reading = told.get(device_id) or DeviceReading(
            driver=device.driver, desired=segment.desired.get(device_id, {}) if segment is not None else {}
        )
        views[device_id] = DeviceView(
            name=device.name or device_id,
            driver=device.driver,
            desired=reading.desired,
            observed=reading.observed,
            seen_at=reading.seen_at,
            verdict=reading.verdict if current else "unknown",
            message=device_message(reading, device.name or device_id, language),
            attempts=reading.attempts,
            left_alone=reading.left_alone,
            waits_for_person=reading.waits_for_person,
        )
    return views


def _scenes(plan: RoomPlan, segment: WireSegment | None, devices: Mapping[str, DeviceView]) -> tuple[SceneView, ...]:
    if segment is None or segment.phase not in {"live", "preparing"}:
        return ()
    return tuple(
        SceneView(device=mixer, scene=scene, active=devices[mixer].observed.get("scene") == scene)
        for mixer in mixers_of(plan.plan.room.devices)
        for scene in segment.scenes
    )
