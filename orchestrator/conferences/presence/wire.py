"""What Jitsi posts, read: event_sync's four messages (mod_event_sync_component of jitsi-contrib) and the webhooks of hosted JaaS.

JaaS: https://developer.8x8.com/jaas/docs/webhooks-payload. Lua writes an empty list as ``{}``.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from orchestrator.conferences.presence.evidence import MAIN, Event, Occupant, Told

LONGEST = 300
"""Characters of a name, id or address."""
MOST_OCCUPANTS = 5_000
JAAS = "jaas"
"""What a webhook of hosted JaaS is stored as; the four others as what they tell."""
_JAAS_TOLD = {
    "ROOM_CREATED": Told.CREATED,
    "ROOM_DESTROYED": Told.DESTROYED,
    "PARTICIPANT_JOINED": Told.JOINED,
    "PARTICIPANT_LEFT": Told.LEFT,
}


class Malformed(ValueError):
    """What came is none of Jitsi's messages. The text says nothing of what it was."""


@dataclass(frozen=True, slots=True)
class Message:
    """A message, and of which conference it is."""

    text: str
    """As it came, in JSON that every database can hold: names in order, other letters than ASCII written out."""
    room: str
    """As names are compared: in lower case, without the tenant."""
    digest: str
    """The same for a message that comes again."""
    event: Event | None
    """None for one that says nothing of who is there."""


def _no_empty_object(told: object) -> object:
    return [] if told == {} else told


_Text = Annotated[str, Field(max_length=LONGEST)]
_Moment = Annotated[int, Field(ge=0, le=4_102_444_800)]


class _Said(BaseModel):
    model_config = ConfigDict(extra="ignore")


class _Occupant(_Said):
    occupant_jid: _Text
    joined_at: _Moment | None = None
    left_at: _Moment | None = None
    id: _Text | None = None
    name: _Text | None = None

    def told(self) -> Occupant:
        return Occupant(self.occupant_jid, self.joined_at, self.left_at, self.id, self.name)


class _Sync(_Said):
    room_name: _Text
    is_breakout: bool = False
    breakout_room_id: _Text | None = None
    created_at: _Moment | None = None
    destroyed_at: _Moment | None = None
    occupant: _Occupant | None = None
    all_occupants: Annotated[
        tuple[_Occupant, ...] | None, BeforeValidator(_no_empty_object), Field(max_length=MOST_OCCUPANTS)
    ] = None


class _JaasData(_Said):
    id: _Text | None = None
    name: _Text | None = None
    participantId: _Text | None = None  # noqa: N815 - as JaaS writes it
    participantJid: _Text | None = None  # noqa: N815
    isBreakout: bool = False  # noqa: N815
    breakoutRoomId: _Text | None = None  # noqa: N815


class _Jaas(_Said):
    idempotencyKey: Annotated[str, Field(min_length=1, max_length=LONGEST)]  # noqa: N815
    eventType: _Text  # noqa: N815
    timestamp: Annotated[int, Field(ge=0, le=4_102_444_800_000)]
    fqn: _Text
    data: _JaasData = _JaasData()


def read(kind: str, raw: bytes | str) -> Message:
    """One message of *kind*: that of its path. Raises Malformed."""
    try:
        said = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise Malformed("no JSON") from error
    if not isinstance(said, Mapping):
        raise Malformed("no object")
    text = _written(said)
    try:
        if kind == JAAS:
            hosted = _Jaas.model_validate(said)
            digest = _digest(_written([JAAS, hosted.idempotencyKey]))
            return Message(text, room_of(hosted.fqn), digest, _of_jaas(hosted))
        sync = _Sync.model_validate(said)
    except ValidationError as error:
        raise Malformed("not as Jitsi writes it") from error
    return Message(text, room_of(sync.room_name), _digest(f'["{kind}",{text}]'), _of_sync(Told(kind), sync))


def event_in(kind: str, text: str) -> Event | None:
    """What the stored text of a message tells; None where it says nothing of who is there. Raises Malformed."""
    try:
        if kind == JAAS:
            return _of_jaas(_Jaas.model_validate_json(text))
        return _of_sync(Told(kind), _Sync.model_validate_json(text))
    except ValidationError:  # half a character in what nobody reads is none to this reader
        return read(kind, text).event


def room_of(name: str) -> str:
    """The name of a conference as it is compared: ``[tenant]name``, and the ``AppID/name`` of JaaS, lose what is before it."""
    return name.rpartition("/")[2].rpartition("]")[2].lower()


def _of_sync(told: Told, said: _Sync) -> Event | None:
    room = room_of(said.room_name)
    place = (said.breakout_room_id or "separate") if said.is_breakout else MAIN
    if told is Told.CREATED:
        if said.created_at is None:
            raise Malformed("no time")
        return Event(told, place, said.created_at, conference=room)
    if told is Told.DESTROYED:
        if said.destroyed_at is None:
            raise Malformed("no time")
        listed = None if said.all_occupants is None else tuple(each.told() for each in said.all_occupants)
        return Event(told, place, said.destroyed_at, said.created_at, None, listed or (), listed is not None, room)
    # a module loaded during a meeting tells of the leaving of somebody whom it does not know
    return None if said.occupant is None else Event(told, place, occupant=said.occupant.told(), conference=room)


def _of_jaas(said: _Jaas) -> Event | None:
    room = room_of(said.fqn)
    told, at, data = _JAAS_TOLD.get(said.eventType), said.timestamp // 1000, said.data
    place = (data.breakoutRoomId or "separate") if data.isBreakout else MAIN
    device = data.participantId or data.participantJid
    match told:
        case Told.CREATED | Told.DESTROYED:
            return Event(told, place, at, conference=room)
        case Told.JOINED | Told.LEFT if device:
            came, went = (at, None) if told is Told.JOINED else (None, at)
            occupant = Occupant(device, came, went, data.id or None, data.name or None)
            return Event(told, place, occupant=occupant, conference=room)
    return None


_written = json.JSONEncoder(sort_keys=True, separators=(",", ":")).encode


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
