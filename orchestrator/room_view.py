"""One whole picture of a room, for its panel and for the API: the plan, what the agent told, and plain sentences.

Pure. A verdict is the agent's; here it is only ever lowered: to unknown when the agent stays silent, and to preparing
as long as it speaks of wishes that are over.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from config.rooms import ObsDevice
from config.sentences import Language, sentence
from orchestrator.plans import RoomPlan
from orchestrator.presence import Presence
from room_agents.protocol import Booking, DeviceReading, PhaseName, RoomVerdict, Segment, State
from room_agents.view import Actions, AgentView, DeviceView, Held, RoomView, SceneView

VERDICTS: Mapping[RoomVerdict, Mapping[Language, str]] = {
    "ready": {"it": "Pronta", "en": "Ready"},
    "preparing": {"it": "In preparazione: {ok} di {wished}", "en": "Preparing: {ok} of {wished}"},
    "limited": {"it": "Pronta, ma {trouble}", "en": "Ready, but {trouble}"},
    "not_ready": {"it": "Problema: {trouble}", "en": "Problem: {trouble}"},
    "unknown": {"it": "Non sappiamo com’è la sala: {trouble}", "en": "We do not know how the room is: {trouble}"},
}
UNKNOWN: Mapping[str, Mapping[Language, str]] = {
    "gone": {"it": "il suo agente non è collegato.", "en": "its agent is not connected."},
    "silent": {"it": "il suo agente tace.", "en": "its agent is silent."},
    "run_out": {
        "it": "il piano del suo agente è finito; l’orologio di quel computer va bene?",
        "en": "its agent’s plan has run out; is that computer’s clock right?",
    },
    "unread": {"it": "manca una lettura recente di {devices}.", "en": "there is no recent reading of {devices}."},
}
"""Why a room is unknown. Plans are renewed by the hour, so one that has run out is told by a clock days ahead."""


def room_view(
    plan: RoomPlan,
    presence: Presence | None,
    calendars_failing_since: Mapping[str, datetime],
    now: datetime,
    language: Language,
) -> RoomView:
    """The room as it is *now*, in the reader's language."""
    segment = plan.at(now)
    present = _present(segment)
    coming = _coming(plan, present.live, now)
    devices = _devices(plan, presence, segment, now, language)
    verdict = _verdict(plan, presence, segment, now)
    wished = [device for device in devices.values() if device.desired]
    state = presence.state if presence is not None and verdict != "unknown" else None
    missing = state.missing if state is not None else ()
    return RoomView(
        id=plan.plan.room.id,
        name=plan.plan.room.name,
        site=plan.site,
        timezone=plan.plan.room.timezone,
        now=now,
        phase=present.phase,
        segment_end=present.end,
        verdict=verdict,
        message=_message(verdict, presence, devices, missing, now, language),
        missing=missing,
        ready_at=state.ready_at if state is not None else None,
        ok=sum(device.verdict == "ok" for device in wished),
        wished=len(wished),
        current=present.live,
        current_withdrawn=present.booking is not None and present.booking.id in plan.withdrawn,
        next=coming,
        reopens=_reopened(plan, present, now),
        next_early_at=coming.start - plan.early if coming is not None else None,
        conflicts=tuple(one for one in plan.conflicts if one.end > now),
        conference_link=present.link,
        scenes=_scenes(plan, segment, devices),
        actions=_actions(segment, devices),
        plan=_held(plan, presence),
        agent=_agent(presence),
        devices=devices,
        calendars_failing_since={one: at for one, at in calendars_failing_since.items() if one in plan.calendars},
    )


@dataclass(frozen=True, slots=True)
class _Present:
    """What the present segment says; that the room is idle where there is none."""

    phase: PhaseName = "idle"
    end: datetime | None = None
    booking: Booking | None = None
    link: str | None = None

    @property
    def live(self) -> Booking | None:
        return self.booking if self.phase == "live" else None


def _present(segment: Segment | None) -> _Present:
    if segment is None:
        return _Present()
    link = segment.conference.link if segment.conference is not None else None
    return _Present(segment.phase, segment.end, segment.booking, link)


def _reopened(plan: RoomPlan, present: _Present, now: datetime) -> Booking | None:
    if present.phase in {"live", "blocked"}:
        return None
    return next((one.booking for one in plan.ended if one.at <= now < one.until), None)


def _held(plan: RoomPlan, presence: Presence | None) -> Held:
    told = presence.state.plan if presence is not None and presence.state is not None else None
    return Held(wished=plan.plan.revision, held=told.revision if told is not None else None)


def _agent(presence: Presence | None) -> AgentView:
    if presence is None:
        return AgentView()
    return AgentView(connected=presence.connected, seen_at=presence.seen_at, clock_offset_s=presence.clock_offset_s)


def _verdict(plan: RoomPlan, presence: Presence | None, segment: Segment | None, now: datetime) -> RoomVerdict:
    if presence is None or presence.state is None or not presence.is_current(now):
        return "unknown"
    state = presence.state
    if state.verdict in {"ready", "limited"} and segment is not None and not _speaks_of(state, segment, plan):
        return "preparing"
    return state.verdict


def _speaks_of(state: State, segment: Segment, plan: RoomPlan) -> bool:
    """Whether *state* was judged by what the *segment* wishes, and not by what was wished until just now."""
    booking = segment.booking.id if segment.booking is not None else None
    if (state.phase, state.booking) != (segment.phase, booking):
        return False
    if state.plan == plan.held:
        return True
    told = {name: one.desired for name, one in state.devices.items() if one.driver != "stage" and one.desired}
    wished = {name: one for name, one in segment.desired.items() if name in plan.plan.room.devices and one}
    return told == wished


def _coming(plan: RoomPlan, live: Booking | None, now: datetime) -> Booking | None:
    """The booking after the one that is *live*."""
    known = live.id if live is not None else None
    for one in plan.plan.segments:
        if one.booking is not None and one.phase == "live" and one.end > now and one.booking.id != known:
            return one.booking
    return None


def _devices(
    plan: RoomPlan, presence: Presence | None, segment: Segment | None, now: datetime, language: Language
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
            message=sentence(reading.fault.code, language, reading.fault.params) if reading.fault else None,
            attempts=reading.attempts,
            left_alone=reading.left_alone,
            waits_for_person=reading.waits_for_person,
        )
    return views


def _message(
    verdict: RoomVerdict,
    presence: Presence | None,
    devices: Mapping[str, DeviceView],
    missing: tuple[str, ...],
    now: datetime,
    language: Language,
) -> str:
    wished = [device for device in devices.values() if device.desired]
    if verdict == "unknown":
        trouble = _why_unknown(presence, devices, now, language)
    else:
        trouble = " ".join(_trouble(device_id, devices.get(device_id), language) for device_id in missing)
    ok = sum(device.verdict == "ok" for device in wished)
    return VERDICTS[verdict][language].format(ok=ok, wished=len(wished), trouble=trouble)


def _why_unknown(
    presence: Presence | None, devices: Mapping[str, DeviceView], now: datetime, language: Language
) -> str:
    if presence is None or not presence.connected:
        return UNKNOWN["gone"][language]
    if presence.state is None or not presence.is_current(now):
        return UNKNOWN["silent"][language]
    if presence.state.phase is None:
        return UNKNOWN["run_out"][language]
    missing = [devices[name] for name in presence.state.missing if name in devices]
    unread = ", ".join(device.name for device in missing if device.verdict == "unknown")
    return UNKNOWN["unread"][language].format(devices=unread)


def _trouble(device_id: str, device: DeviceView | None, language: Language) -> str:
    if device is None:
        return f"{device_id}: {sentence('not_in_room', language, {})}"
    return f"{device.name}: {device.message}" if device.message else f"{device.name}."


def _scenes(plan: RoomPlan, segment: Segment | None, devices: Mapping[str, DeviceView]) -> tuple[SceneView, ...]:
    if segment is None or segment.phase not in {"live", "preparing"}:
        return ()
    encoders = [name for name, device in plan.plan.room.devices.items() if isinstance(device, ObsDevice)]
    return tuple(
        SceneView(device=encoder, scene=scene, active=devices[encoder].observed.get("scene") == scene)
        for encoder in encoders
        for scene in segment.scenes
    )


def _actions(segment: Segment | None, devices: Mapping[str, DeviceView]) -> Actions:
    phase = segment.phase if segment is not None else "idle"
    live = phase == "live"
    return Actions(
        start=phase not in {"live", "blocked"},
        extend=live,
        end=live,
        scene=bool(segment is not None and segment.scenes and phase in {"live", "preparing"}),
        put_back=any(device.left_alone or device.waits_for_person for device in devices.values()),
        hold=phase not in {"live", "blocked"},
        release=segment is not None and segment.held,
    )
