"""Members are present as long as the meeting sees them: what Jitsi tells of their tokens becomes acts of the service."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from aiohttp import web

from orchestrator.conferences.presence.event_store import events_of
from orchestrator.conferences.putting_out import Inside, inside_now
from orchestrator.councils.dossiers.dossier import Dossier
from orchestrator.councils.hall.meeting import seats_by_entrant, sitting_meeting
from orchestrator.councils.log.live import LiveSitting, Wanted
from orchestrator.councils.sitting.acts import SERVICE, Body, Entered, SourceLost
from orchestrator.councils.sitting.seats import Place, SeatState, Source
from orchestrator.councils.sitting.state import Sitting
from orchestrator.web.keys import DATABASE, FACTS

Devices = frozenset[Inside]
"""Who is in the meeting, device by device."""


@dataclass(slots=True)
class Known:
    """What was seen when it was looked last; None: nobody has looked yet."""

    devices: Devices | None = None


async def follow_meeting(app: web.Application, dossier: Dossier, live: LiveSitting, known: Known) -> None:
    """Say in the log who came into the meeting, and who is in it no longer. Raises NoSuchSitting, StorageError."""
    meeting = await sitting_meeting(app, dossier)
    if meeting is None:
        return
    inside = frozenset(inside_now(await app[DATABASE].read(events_of, meeting.booking)))
    sitting = await live.look()
    seats = seats_by_entrant(app[FACTS].conferences_key, dossier.sitting, sitting)
    wanted = [Wanted(str(uuid4()), body, SERVICE, "meeting") for body in changes(sitting, seats, inside, known.devices)]
    if not sitting.over:
        await asyncio.gather(*(live.act(each) for each in wanted))  # what has become wrong meanwhile is refused
    known.devices = inside


def changes(sitting: Sitting, seats: Mapping[str, str], inside: Devices, before: Devices | None) -> Sequence[Body]:
    """The acts that make the sitting know who is *inside*; *seats* by the ids of tokens. Pure."""
    by_seat: dict[str, list[Inside]] = {}
    for device in inside:
        if device.user in seats:
            by_seat.setdefault(seats[device.user], []).append(device)
    return list(_changes(sitting, by_seat, before))


def _changes(sitting: Sitting, by_seat: Mapping[str, Sequence[Inside]], before: Devices | None) -> Iterator[Body]:
    for seat in sitting.seats.values():
        devices = by_seat.get(seat.id, ())
        if Source.MEETING in seat.seen:
            if not devices:
                yield SourceLost(seat.id, Source.MEETING)
        elif any(_brings_in(device, seat, before) for device in devices):
            yield Entered(seat.id, Source.MEETING)


def _brings_in(device: Inside, seat: SeatState, before: Devices | None) -> bool:
    """Whether a device makes its member present.

    Who left, or did not answer a roll call, is not brought back by a meeting that was left open: only by entering it again.
    """
    if seat.place is not Place.OUT or not seat.stays:
        return True
    if before is not None and device not in before:
        return True
    return device.joined > _seconds(seat.stays[-1].at)


def _seconds(at: datetime) -> float:
    return at.timestamp()
