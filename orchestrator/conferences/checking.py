"""What a Jitsi server can be asked, asked point by point: what works, what is missing, and what is wrong. Nothing is changed.

A meeting's room that nobody is in is made ready by one of the questions; Jicofo closes it by itself.
"""

from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum

import httpx
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey, RSAKey

from config.jitsi import JitsiDeployment
from integrations.services.jitsi import Defect, Probe, probe
from integrations.services.jitsi_config import ClientConfig, client_config
from integrations.services.jitsi_keys import PrivateKey
from integrations.services.jitsi_rooms import (
    Line,
    Occupied,
    RoomsError,
    RoomsTrouble,
    jicofo_health,
    request_conference,
    room_size,
    text_at,
)
from orchestrator.conferences.meeting import Deployment, Entrant

PROBED_WITHIN_S = 8.0
ROOM = "regia-prova"
"""The meeting that questions are about; nobody is ever in it."""
_DUMB = frozenset({Defect.UNREACHABLE, Defect.CERTIFICATE, Defect.SILENT})
"""Whoever is so at one question is so at all."""


class Topic(StrEnum):
    """What is asked about, in this order."""

    GATE = "gate"
    PAGE = "page"
    CLOCK = "clock"
    TOKEN = "token"  # noqa: S105 - no token
    CONFIG = "config"
    CONFERENCE = "conference"
    ROOM_SIZE = "room_size"
    JICOFO = "jicofo"
    KEYS = "keys"


class Grade(StrEnum):
    """What a point means for meetings."""

    GOOD = "good"
    LACKS = "lacks"
    """Meetings work, and something about them is not known."""
    BAD = "bad"
    """Meetings do not work, or not for everybody."""
    UNASKED = "unasked"


@dataclass(frozen=True, slots=True)
class Point:
    """One answer; `orchestrator.conferences.check_words` has the words for its *code*."""

    topic: Topic
    grade: Grade
    code: str
    params: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Asked:
    """A server as the room file has it and as this machine can use it, and where it finds us."""

    written: JitsiDeployment
    usable: Deployment
    service: str | None = None
    """The address of this service, which Prosody asks for our keys."""


async def check(asked: Asked, http: httpx.AsyncClient, now: Callable[[], datetime]) -> AsyncIterator[Point]:
    """The points one by one, as they are known. Each question ends within seconds, and none raises."""
    yield gate(asked)
    found = await probe(http, asked.usable.url, timeout_s=PROBED_WITHIN_S, now=lambda: now().timestamp())
    for point in of_probe(found):
        yield point
    token = _token(asked, now())
    if token is not None:
        yield of_token(asked, token, now() + timedelta(seconds=found.clock_ahead_s or 0))
    line, answers = Line(http), _DUMB.isdisjoint(found.defects)
    if answers and not asked.written.jaas:
        config = await _config(asked, line)
        yield config if isinstance(config, Point) else of_config(asked, config)
        yield await _conference(asked, line, config if isinstance(config, ClientConfig) else None)
    if not asked.written.jaas:
        yield await _room_size(asked, line, token)
        yield await _jicofo(asked, line)
    if asked.usable.keys:
        yield await _keys(asked, asked.usable.keys[-1], line)


def gate(asked: Asked) -> Point:
    """Who gets in, by what the room file says and this machine has."""
    signer, written = asked.usable.signer, asked.written
    if signer is None:
        lacks = bool(written.secret or written.keys)
        return Point(Topic.GATE, *((Grade.BAD, "gate_lacking") if lacks else (Grade.GOOD, "gate_open")))
    claims = asked.usable.claims
    told = {"iss": claims.issuer, "aud": claims.audience, "sub": claims.sub}
    if isinstance(signer, PrivateKey):
        code = "gate_jaas" if written.jaas else "gate_key"
        return Point(Topic.GATE, Grade.GOOD, code, {**told, "kid": signer.kid})
    return Point(Topic.GATE, Grade.GOOD, "gate_secret", told)


def of_probe(found: Probe) -> Iterator[Point]:
    """What its page, the page's headers and its clock come to."""
    params: Mapping[str, str | int] = {"status": found.status or 0, "ahead": f"{round(found.clock_ahead_s or 0):+d}"}
    of_page = [defect for defect in found.defects if defect is not Defect.CLOCK]
    for defect in of_page:
        grade = Grade.LACKS if defect is Defect.HOSTED else Grade.BAD
        yield Point(Topic.PAGE, grade, f"server_{defect}", params)
    if not of_page:
        yield Point(Topic.PAGE, Grade.GOOD, "page_good")
    if Defect.CLOCK in found.defects:
        yield Point(Topic.CLOCK, Grade.BAD, "server_clock", params)
    elif found.clock_ahead_s is not None:
        yield Point(Topic.CLOCK, Grade.GOOD, "clock_good", params)
    elif not of_page:
        yield Point(Topic.CLOCK, Grade.LACKS, "clock_untold")


def of_token(asked: Asked, token: str, theirs: datetime) -> Point:
    """Whether a token made now can be read with what its readers have, and is good at *theirs*, the server's own time."""
    signer = asked.usable.signer
    key: OctKey | RSAKey
    if isinstance(signer, PrivateKey):
        key = RSAKey.import_key(signer.public_pem)
    else:
        key = OctKey.import_key(asked.usable.secret or "")
    try:
        claims = jwt.decode(token, key, algorithms=["RS256" if isinstance(signer, PrivateKey) else "HS256"]).claims
    except JoseError:
        return Point(Topic.TOKEN, Grade.BAD, "token_unreadable")
    at = theirs.timestamp()
    if at < claims["nbf"]:
        return Point(Topic.TOKEN, Grade.BAD, "token_early", {"seconds": round(claims["nbf"] - at)})
    if at >= claims["exp"]:
        return Point(Topic.TOKEN, Grade.BAD, "token_late")
    return Point(Topic.TOKEN, Grade.GOOD, "token_good", {"room": str(claims["room"])})


def of_config(asked: Asked, config: ClientConfig) -> Point:
    """Whether the server calls itself as the room file does."""
    params = {"theirs": config.domain or "", "ours": asked.written.domain}
    if config.domain is None:
        return Point(Topic.CONFIG, Grade.LACKS, "config_nameless")
    if config.domain != asked.written.domain.lower():
        return Point(Topic.CONFIG, Grade.BAD, "config_other", params)
    return Point(Topic.CONFIG, Grade.GOOD, "config_good", params)


async def _config(asked: Asked, line: Line) -> ClientConfig | Point:
    try:
        return await client_config(line, asked.usable.url)
    except RoomsError as error:
        return _trouble(Topic.CONFIG, Grade.LACKS, error)


async def _conference(asked: Asked, line: Line, config: ClientConfig | None) -> Point:
    where = (config.muc if config else None) or f"conference.{asked.written.domain}"
    try:
        ready = await request_conference(line, asked.usable.url, f"{ROOM}@{where}")
    except RoomsError as error:
        return _trouble(Topic.CONFERENCE, Grade.LACKS, error)
    if not ready.ready:
        return Point(Topic.CONFERENCE, Grade.LACKS, "conference_unready")
    return Point(Topic.CONFERENCE, Grade.GOOD, "conference_good")


async def _room_size(asked: Asked, line: Line, token: str | None) -> Point:
    if asked.written.prosody is None:
        return Point(Topic.ROOM_SIZE, Grade.UNASKED, "unasked", {"key": "prosody"})
    try:
        await room_size(line, asked.written.prosody, Occupied(ROOM, asked.written.domain, token=token))
    except RoomsError as error:
        return _trouble(Topic.ROOM_SIZE, Grade.LACKS, error)
    return Point(Topic.ROOM_SIZE, Grade.GOOD, "room_size_good")


async def _jicofo(asked: Asked, line: Line) -> Point:
    if asked.written.jicofo is None:
        return Point(Topic.JICOFO, Grade.UNASKED, "unasked", {"key": "jicofo"})
    try:
        await jicofo_health(line, asked.written.jicofo)
    except RoomsError as error:
        return _trouble(Topic.JICOFO, Grade.BAD if error.trouble is RoomsTrouble.FAILING else Grade.LACKS, error)
    return Point(Topic.JICOFO, Grade.GOOD, "jicofo_good")


async def _keys(asked: Asked, key: PrivateKey, line: Line) -> Point:
    """Whether the key that signs is where Prosody looks for it, as far as this machine can tell."""
    if asked.written.jaas:
        return Point(Topic.KEYS, Grade.UNASKED, "keys_uploaded", {"kid": key.kid})
    if asked.service is None:
        return Point(Topic.KEYS, Grade.UNASKED, "keys_no_service")
    server = f"{asked.service.rstrip('/')}/jitsi/keys"
    try:
        served = await text_at(line, f"{server}/{key.file}")
    except RoomsError as error:
        return _trouble(Topic.KEYS, Grade.BAD, error)
    right = served.split() == key.public_pem.decode().split()
    params = {"server": server, "kid": key.kid}
    return Point(Topic.KEYS, Grade.GOOD if right else Grade.BAD, "keys_good" if right else "keys_other", params)


def _trouble(topic: Topic, grade: Grade, error: RoomsError) -> Point:
    return Point(topic, grade, f"trouble_{error.trouble}", {"status": error.status or 0})


def _token(asked: Asked, now: datetime) -> str | None:
    """One for a meeting that begins now, for nobody."""
    return asked.usable.token_for(ROOM, Entrant(ROOM, ROOM), now.astimezone(UTC), now.astimezone(UTC))
