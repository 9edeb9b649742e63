"""Whether the halls of a sitting are recorded or streamed, as their devices and the meeting on their screens were read back.

What people do with telephones, and on their own computers at home, nobody can read back: that is said where it is shown.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web

from config.devices import pages_of, recorders_of
from orchestrator.councils.dossiers.dossier import Dossier
from orchestrator.councils.sitting.votes import Recorded, Recording
from orchestrator.hub.keys import PLANS, PRESENCES
from orchestrator.hub.plans import RoomPlan
from orchestrator.hub.presence import Presence
from orchestrator.web.keys import CLOCK
from room_agents.plan import WireSegment
from room_agents.protocol import DeviceReading

_CARRIES = ("recording", "streaming")
"""Outputs that keep what is said, or carry it out. A virtual camera only gives the picture to the meeting."""
POLLS = 3
"""A reading counts while it is younger than so many polls and a time-out, as for the verdict on the device."""
JITSI = "jitsi"
"""What a meeting is called that no screen of ours is in."""


@dataclass(frozen=True, slots=True)
class Recorder:
    """Something that may record, and how it was read back."""

    room: str
    """Id of the hall."""
    name: str
    """Of the hall."""
    device: str
    state: Recorded
    since: datetime | None = None
    """Of what is unknown: when it was last read; None: never."""

    @property
    def told(self) -> str:
        """As acts and minutes name it."""
        return f"{self.name}: {self.device}"


@dataclass(frozen=True, slots=True)
class Found:
    """Everything that was looked at."""

    recorders: tuple[Recorder, ...]

    @property
    def state(self) -> Recorded:
        """On if anything is; else unknown if anything is; off where there is nothing to record with."""
        states = {recorder.state for recorder in self.recorders}
        return next((state for state in (Recorded.ON, Recorded.UNKNOWN) if state in states), Recorded.OFF)

    @property
    def disturbing(self) -> tuple[Recorder, ...]:
        """What is on, or not known."""
        return tuple(recorder for recorder in self.recorders if recorder.state is not Recorded.OFF)

    def as_act(self, reason: str = "") -> Recording:
        """The same as it stands in the act that opens a secret vote; *reason*: why the chair goes on."""
        about = tuple(recorder.told for recorder in self.disturbing)
        return Recording(self.state, about, reason if self.disturbing else "")


async def recording_found(app: web.Application, dossier: Dossier) -> Found:
    """What the halls of the sitting record and stream now. Raises StorageError."""
    now = app[CLOCK]()
    plans = await app[PLANS].each(dossier.rooms, now)
    presences = app[PRESENCES].all()
    return recording_of(dossier, plans, presences, now)


def recording_of(
    dossier: Dossier, plans: Mapping[str, RoomPlan], presences: Mapping[str, Presence], now: datetime
) -> Found:
    """The same by plans and by what agents told last. A room that another booking has now is not looked at. Pure."""
    found: list[Recorder] = []
    meetings: dict[str, list[Recorder]] = {}
    for room in dossier.rooms:
        plan, presence = plans.get(room), presences.get(room)
        if plan is None:
            found.append(Recorder(room, room, "", Recorded.UNKNOWN))
            continue
        segment = plan.at(now)
        booking = segment.booking.id if segment is not None and segment.booking is not None else None
        if booking is not None and booking not in dossier.bookings:
            continue
        seen = _Seen(plan, presence, now)
        found += (seen.device(name, _CARRIES) for name in recorders_of(plan.plan.room.devices))
        if booking is not None and segment is not None and segment.conference is not None:
            meetings.setdefault(booking, []).extend(seen.meeting(segment))
    return Found((*found, *(each for seen in meetings.values() for each in _best(seen))))


def _best(screens: list[Recorder]) -> Iterator[Recorder]:
    """What the screens in one meeting tell of it: one that is in it is enough, unless another says that it is recorded."""
    on = [screen for screen in screens if screen.state is Recorded.ON]
    off = [screen for screen in screens if screen.state is Recorded.OFF]
    yield from on or off or screens


@dataclass(frozen=True, slots=True)
class _Seen:
    """One hall as its agent told it last."""

    plan: RoomPlan
    presence: Presence | None
    now: datetime

    def device(self, name: str, attributes: Iterable[str]) -> Recorder:
        """One of its devices: on, off or unknown by all those attributes together."""
        room, reading = self.plan.plan.room, self._read(name)
        called = room.devices[name].name or name
        if reading is None:
            return Recorder(room.id, room.name, called, Recorded.UNKNOWN, self._last_read(name))
        told = [reading.observed.get(attribute) for attribute in attributes]
        if any(value is not None and value is not False for value in told):
            return Recorder(room.id, room.name, called, Recorded.ON)  # stalled or stopping, too: something may be kept
        state = Recorded.OFF if None not in told else Recorded.UNKNOWN
        return Recorder(room.id, room.name, called, state, reading.seen_at if state is Recorded.UNKNOWN else None)

    def meeting(self, segment: WireSegment) -> Iterator[Recorder]:
        """The meeting as each of its screens tells it; one that Regia does not hold is unknown."""
        room, pages = self.plan.plan.room, pages_of(self.plan.plan.room.devices)
        if segment.conference is None or segment.conference.deployment is None or not pages:
            yield Recorder(room.id, room.name, JITSI, Recorded.UNKNOWN)
            return
        for page in pages:
            yield self.device(page, ("recording",))

    def _read(self, name: str) -> DeviceReading | None:
        """The reading of a device, while it is as fresh as its agent asks of one."""
        state = self.presence.state if self.presence is not None and self.presence.is_current(self.now) else None
        reading = state.devices.get(name) if state is not None else None
        if state is None or reading is None or reading.seen_at is None:
            return None
        device = self.plan.plan.room.devices[name]
        return reading if state.at - reading.seen_at < POLLS * device.poll + device.timeout else None

    def _last_read(self, name: str) -> datetime | None:
        state = self.presence.state if self.presence is not None else None
        return state.devices[name].seen_at if state is not None and name in state.devices else None
