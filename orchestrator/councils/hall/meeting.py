"""The meeting of a sitting: each member enters it by a token of their own, so that it tells who of them is in it."""

import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from aiohttp import web
from sqlalchemy import select

from config.rooms import Installation
from config.words.sentences import Language
from orchestrator.access.tables import TokenRow
from orchestrator.access.tokens import in_force
from orchestrator.conferences.meeting import Entrant
from orchestrator.conferences.meetings import Houses, Meeting, meeting_of
from orchestrator.conferences.tables import MeetingEventRow
from orchestrator.councils.dossiers.dossier import Dossier
from orchestrator.councils.sitting.state import Sitting
from orchestrator.door.letting_in import address_for
from orchestrator.site.conferences import houses_of
from orchestrator.web.keys import CLOCK, DATABASE, FACTS
from schedules.store.tables import OccurrenceRow
from schedules.store.transaction import Transaction

_DIGITS = 32


@dataclass(frozen=True, slots=True)
class MeetingDoor:
    """Where one person enters the meeting, made for them at that moment: to be followed, and kept nowhere."""

    address: str = field(repr=False)
    """With their token, which lets in whoever has it."""
    opens: datetime
    """From when on the token is good."""
    password: str | None = field(default=None, repr=False)
    """What the meeting asks for besides."""


def seat_entrant(key: bytes, sitting: str, seat: str) -> str:
    """The id by which the meeting knows a member, or an officer without a seat: of this sitting alone, and telling nothing else."""
    meant = json.dumps(["council", sitting, seat]).encode()
    return hmac.digest(key, meant, hashlib.sha256).hex()[:_DIGITS]


def seats_by_entrant(key: bytes, sitting_id: str, sitting: Sitting) -> Mapping[str, str]:
    """The seats of those in office by the ids that their tokens have."""
    return {seat_entrant(key, sitting_id, seat): seat for seat in sitting.seats}


async def member_meeting(
    app: web.Application, dossier: Dossier, sitting: Sitting, seat: str, language: Language, *, in_hall: bool
) -> MeetingDoor | None:
    """Where the holder of a seat enters, under their name on the roll; with *in_hall* silently. None: there is no meeting.

    Whoever presides or keeps the minutes moderates.
    """
    held = sitting.seats.get(seat)
    if held is None:
        return None
    moderates = held.person in {sitting.presiding, sitting.secretary}
    entrant = Entrant(seat_entrant(app[FACTS].conferences_key, dossier.sitting, seat), held.name, moderates)
    return await _door(app, dossier, entrant, language, in_hall=in_hall)


async def officer_meeting(
    app: web.Application,
    dossier: Dossier,
    sitting: Sitting,
    person: str,
    name: str,
    language: Language,
    *,
    in_hall: bool,
) -> MeetingDoor | None:
    """Where somebody enters who steers: by their seat if they hold one."""
    seat = sitting.persons.get(person)
    if seat is not None:
        return await member_meeting(app, dossier, sitting, seat, language, in_hall=in_hall)
    moderates = person in {sitting.presiding, sitting.secretary}
    entrant = Entrant(seat_entrant(app[FACTS].conferences_key, dossier.sitting, person), name, moderates)
    return await _door(app, dossier, entrant, language, in_hall=in_hall)


async def sitting_meeting(app: web.Application, dossier: Dossier) -> Meeting | None:
    """The meeting of the sitting's booking that is nearest now; None where none has one. Raises StorageError."""
    return await app[DATABASE].read(_nearest, houses_of(app), dossier, app[CLOCK]())


def meeting_tells(db: Transaction, installation: Installation, booking: str, now: datetime) -> bool:
    """Whether the server of that booking's meeting tells who comes and goes: it has a token for that, and has told something."""
    row = db.get(OccurrenceRow, booking)
    preset = None if row is None or row.confidential else installation.presets.get(row.preset or "")
    deployment = None if preset is None else preset.jitsi
    if deployment is None:
        return False
    may = select(TokenRow.id).where(TokenRow.deployment == deployment, in_force(now)).limit(1)
    told = select(MeetingEventRow.number).where(MeetingEventRow.deployment == deployment).limit(1)
    return db.scalar(may) is not None and db.scalar(told) is not None


async def _door(
    app: web.Application, dossier: Dossier, entrant: Entrant, language: Language, *, in_hall: bool
) -> MeetingDoor | None:
    meeting = await sitting_meeting(app, dossier)
    if meeting is None:
        return None
    address = address_for(meeting, entrant, language, in_hall=in_hall)
    return MeetingDoor(address, meeting.opens, meeting.password)


def _nearest(db: Transaction, houses: Houses, dossier: Dossier, now: datetime) -> Meeting | None:
    return min(_meetings(db, houses, dossier), key=lambda meeting: _away(meeting, now), default=None)


def _meetings(db: Transaction, houses: Houses, dossier: Dossier) -> Iterator[Meeting]:
    for booking in dossier.bookings:
        meeting = meeting_of(db, houses.conferences, houses.installation, booking)
        if meeting is not None:
            yield meeting


def _away(meeting: Meeting, now: datetime) -> timedelta:
    return max(meeting.start - now, now - meeting.end, timedelta())
