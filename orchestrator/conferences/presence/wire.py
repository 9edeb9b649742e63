"""What Jitsi posts, read: event_sync's four messages (mod_event_sync_component of jitsi-contrib) and the webhooks of hosted JaaS.

JaaS: https://developer.8x8.com/jaas/docs/webhooks-payload. Lua writes an empty list as ``{}``.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

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
    try:
        return _jaas(said) if kind == JAAS else _sync(Told(kind), said)
    except ValidationError as error:
        raise Malformed("not as Jitsi writes it") from error


def room_of(name: str) -> str:
    """The name of a conference as it is compared: ``[tenant]name``, and the ``AppID/name`` of JaaS, lose what is before it."""
    return name.rpartition("/")[2].rpartition("]")[2].lower()


def _sync(told: Told, said: Mapping[str, Any]) -> Message:
    read_ = _Sync.model_validate(said)
    digest = _digest([told, said])
    place = (read_.breakout_room_id or "separate") if read_.is_breakout else MAIN
    room = room_of(read_.room_name)
    if told is Told.CREATED:
        if read_.created_at is None:
            raise Malformed("no time")
        return Message(room, digest, Event(told, place, read_.created_at))
    if told is Told.DESTROYED:
        if read_.destroyed_at is None:
            raise Malformed("no time")
        listed = None if read_.all_occupants is None else tuple(each.told() for each in read_.all_occupants)
        event = Event(told, place, read_.destroyed_at, read_.created_at, None, listed or (), listed is not None)
        return Message(room, digest, event)
    # a module loaded during a meeting tells of the leaving of somebody whom it does not know
    occupant = None if read_.occupant is None else read_.occupant.told()
    return Message(room, digest, None if occupant is None else Event(told, place, occupant=occupant))


def _jaas(said: Mapping[str, Any]) -> Message:
    read_ = _Jaas.model_validate(said)
    room, digest = room_of(read_.fqn), _digest([JAAS, read_.idempotencyKey])
    told, at, data = _JAAS_TOLD.get(read_.eventType), read_.timestamp // 1000, read_.data
    place = (data.breakoutRoomId or "separate") if data.isBreakout else MAIN
    device = data.participantId or data.participantJid
    match told:
        case Told.CREATED | Told.DESTROYED:
            return Message(room, digest, Event(told, place, at))
        case Told.JOINED | Told.LEFT if device:
            came, went = (at, None) if told is Told.JOINED else (None, at)
            return Message(
                room,
                digest,
                Event(told, place, occupant=Occupant(device, came, went, data.id or None, data.name or None)),
            )
    return Message(room, digest, None)


def _digest(told: object) -> str:
    return hashlib.sha256(json.dumps(told, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
