"""One whole picture of a room, for its panel and for the API: the plan, what the agent told, and plain sentences.

Pure. Whose the room is comes from the plan. How it is comes from the agent, and is only ever lowered here: to unknown
when the agent stays silent, and to preparing as long as it speaks of wishes that are over.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from config.devices import is_page, mixers_of, pages_of
from config.states import Value
from config.words.sentences import Language
from orchestrator.hub.clocks import clock_note
from orchestrator.hub.plans import RoomPlan
from orchestrator.hub.presence import Presence
from orchestrator.rooms.contacts import contact_view
from orchestrator.rooms.day import day_view
from orchestrator.rooms.notes import notes
from orchestrator.rooms.now import RoomNow
from orchestrator.rooms.offers import after_end, offers, on_air
from orchestrator.rooms.screen import media_of, screen_of
from orchestrator.rooms.troubles import Occasion, Trouble, device_message, next_trouble, trouble_of, unknown
from orchestrator.site.words import waiting_note
from room_agents.plan import WireBooking, WireSegment
from room_agents.protocol import DeviceReading, RoomVerdict, State
from room_agents.view import AgentView, DayView, DeviceView, Held, Occupancy, RoomView, SceneView
from schedules.bookings import Entry

SOON = timedelta(minutes=15)
"""So long before a booking the room is not free for others any more."""


@dataclass(frozen=True, slots=True)
class Beside:
    """What a picture needs besides plan and agent, read when it is made."""

    failing_since: Mapping[str, datetime] = field(default_factory=dict)
    """Calendars that cannot be read."""
    wanting: Sequence[Entry] = ()
    """Every other booking from now on: in the room, or in all the rooms that the live booking has."""
    waits: bool = False
    """For the room's idle instant, to follow a newer room file."""
    waits_since: datetime | None = None
    takes_back: Collection[str] = ()
    """Ids of bookings that were made at the room's panel and may be cancelled there."""


def room_view(plan: RoomPlan, presence: Presence | None, beside: Beside, now: datetime, language: Language) -> RoomView:
    """The room as it is *now*, in the reader's language."""
    segment = plan.at(now)
    zone = ZoneInfo(plan.plan.room.timezone)
    live = segment.booking if segment is not None and segment.phase == "live" else None
    coming = _coming(plan, live, now)
    devices = _devices(plan, presence, segment, now, language)
    verdict = _verdict(plan, presence, segment, now)
    state = presence.state if presence is not None and presence.is_current(now) else None
    stage = _stage(plan, state)
    room = RoomNow(plan, segment, coming, _reopened(plan, segment, now), beside.wanting, devices, stage)
    buttons = offers(room, now, language)
    wished = [device for device in devices.values() if device.desired]
    ok = sum(device.verdict == "ok" for device in wished)
    trouble = _trouble(room, presence, verdict, (ok, len(wished)), now, language)
    conflicts = tuple(one for one in plan.conflicts if one.end > now)
    failing = {one: at for one, at in beside.failing_since.items() if one in plan.calendars}
    known = state if verdict != "unknown" else None
    return RoomView(
        id=plan.plan.room.id,
        name=plan.plan.room.name,
        site=plan.site,
        timezone=plan.plan.room.timezone,
        now=now,
        phase=segment.phase if segment is not None else "idle",
        segment_end=segment.end if segment is not None else None,
        occupancy=occupancy(segment, coming, now),
        occupancy_until=_occupancy_until(plan, segment, now),
        verdict=verdict,
        trouble=trouble.headline,
        message=trouble.message,
        checked_at=_checked_at(wished) if verdict == "ready" else None,
        meanwhile=trouble.meanwhile,
        contact=contact_view(plan, now),
        next_trouble=next_trouble(state, coming, _names(plan), zone, now, language) if state is not None else None,
        missing=known.missing if known is not None else (),
        ready_at=known.ready_at if known is not None else None,
        ok=ok,
        wished=len(wished),
        on_air=on_air(stage, language),
        microphone=media_of("microphone", plan.plan.room.devices, state, language) if room.meets else None,
        camera=media_of("camera", plan.plan.room.devices, state, language) if room.meets else None,
        screen=screen_of(plan.plan.room.devices, state, language),
        day=_day(plan, beside, zone, now, language),
        current=live,
        current_withdrawn=live is not None and live.id in plan.withdrawn,
        next=coming,
        reopens=room.reopens if any(one.kind == "reopen" for one in buttons.secondary) else None,
        next_early_at=coming.start - plan.rules.room.early if coming is not None else None,
        conflicts=conflicts,
        conference_link=(segment.conference.link or None) if segment is not None and segment.conference else None,
        scenes=_scenes(plan, segment, devices),
        primary=buttons.primary,
        secondary=buttons.secondary,
        actions=buttons.actions,
        refusals=buttons.refusals,
        after_end=after_end(room, now, zone, language),
        notes=(*notes(room, conflicts, failing, now, language), *filter(None, [clock_note(presence, language)])),
        waits_for_idle=waiting_note(plan, beside.waits_since, now, language) if beside.waits else None,
        plan=_held(plan, presence),
        agent=_agent(presence),
        devices=devices,
        calendars_failing_since=failing,
    )


def occupancy(segment: WireSegment | None, coming: WireBooking | None, now: datetime) -> Occupancy:
    """Whose the room is."""
    phase = segment.phase if segment is not None else "idle"
    if phase == "live":
        return "occupied"
    if phase == "blocked":
        return "closed"
    if phase == "preparing" or (coming is not None and coming.start - now <= SOON):
        return "soon"
    return "free"


def _occupancy_until(plan: RoomPlan, segment: WireSegment | None, now: datetime) -> datetime | None:
    """When that is over; None where nobody knows: of a hold without an end, and of a room that nobody wants."""
    following = [one for one in plan.plan.segments if one.start > now]
    if segment is None:
        return None
    if segment.phase == "blocked":
        return segment.end if following else None
    if segment.phase == "live":
        return segment.end
    taken = next((one for one in following if one.phase in {"live", "blocked"}), None)
    return taken.start if taken is not None else None


def _stage(plan: RoomPlan, state: State | None) -> Mapping[str, Value]:
    """The room's stage as its agent sees it."""
    names = pages_of(plan.plan.room.devices)
    readings = (state.devices[name] for name in names if state is not None and name in state.devices)
    return next((one.observed for one in readings), {})


def _names(plan: RoomPlan) -> Mapping[str, str]:
    return {name: one.name or name for name, one in plan.plan.room.devices.items()}


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
    here = [one for one in beside.wanting if one.room == plan.plan.room.id]
    return day_view((*plan.past, *plan.plan.segments), here, beside.takes_back, zone, now, language)


def _checked_at(wished: Sequence[DeviceView]) -> datetime | None:
    """The oldest reading of devices that have a wish."""
    return min((one.seen_at for one in wished if one.seen_at is not None), default=None)


def _reopened(plan: RoomPlan, segment: WireSegment | None, now: datetime) -> WireBooking | None:
    if segment is not None and segment.phase in {"live", "blocked"}:
        return None
    return next((one.booking for one in plan.ended if one.at <= now < one.until), None)


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
    """Whether *state* was judged by what the *segment* wishes, and not by what was wished until just now."""
    booking = segment.booking.id if segment.booking is not None else None
    if (state.phase, state.booking) != (segment.phase, booking):
        return False
    if state.plan == plan.held:
        return True
    told = {name: one.desired for name, one in state.devices.items() if not is_page(one.driver) and one.desired}
    wished = {name: one for name, one in segment.desired.items() if name in plan.plan.room.devices and one}
    return told == wished


def _coming(plan: RoomPlan, live: WireBooking | None, now: datetime) -> WireBooking | None:
    """The booking after the one that is *live*."""
    known = live.id if live is not None else None
    for one in plan.plan.segments:
        if one.booking is not None and one.phase == "live" and one.end > now and one.booking.id != known:
            return one.booking
    return None


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
