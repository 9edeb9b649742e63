"""Which version of the room files each room follows, and how often the inputs of its plan have changed.

Texts are stored by hash. A room switches to the wished version in its first idle instant, so that nothing changes under
a running session.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select, update

from config.rooms import Installation
from config.site_file.loading import load_texts
from schedules.planning.presets import RoomRules, compile_rules
from schedules.store.database import TOUCHED
from schedules.store.prepared import Prepared
from schedules.store.tables import RoomRow, SiteChangeRow, SiteTextRow
from schedules.store.transaction import Transaction

Texts = Sequence[tuple[str, str]]

_ALL_ROOMS = select(RoomRow.id).where(RoomRow.active_digest.is_not(None)).order_by(RoomRow.id)
_BEHIND = Prepared(
    select(RoomRow.id).where(RoomRow.active_digest.is_distinct_from(RoomRow.wished_digest)).order_by(RoomRow.id)
)
_ACTIVE_DIGEST = Prepared(select(RoomRow.active_digest).where(RoomRow.id == bindparam("room")))
_TOUCH = Prepared(
    update(RoomRow)
    .where(RoomRow.id == bindparam("room"), RoomRow.active_digest.is_not(None))
    .values(revision=RoomRow.revision + 1)
    .returning(RoomRow.revision)
)


@dataclass(frozen=True, slots=True)
class RoomVersion:
    """Which version of the room files a room follows, and is to follow."""

    room: str
    follows: str
    wished: str | None
    """None: it is to go."""


@dataclass(frozen=True, slots=True)
class SiteChange:
    """Another version was wished, or *rooms* were made to follow it without waiting for their idle instant."""

    at: datetime
    digest: str
    who: str | None
    """Id of the token; None for the service, when it started."""
    reason: str | None
    rooms: tuple[str, ...]


def wish_site(
    db: Transaction, digest: str, texts: Texts, rooms: Iterable[str], now: datetime, who: str | None = None
) -> None:
    """Make *digest* the version that all rooms are to follow; rooms it does not have are to go.

    A room that is new follows at once, and so does a room whose version can no longer be read; for the others see `follow`.
    """
    if db.get(SiteTextRow, digest) is None:
        db.add(SiteTextRow(digest=digest, texts=[(name, text) for name, text in texts], stored_at=now))
        db.flush()
    if [change.digest for change in site_changes(db, 1)] != [digest]:
        db.add(SiteChangeRow(at=now, digest=digest, who=who))
    known = {row.id: row for row in db.scalars(select(RoomRow))}
    wanted = set(rooms)
    for room_id in sorted(wanted - known.keys()):
        db.add(RoomRow(id=room_id, active_digest=digest, wished_digest=digest, revision=1))
    for room_id, row in known.items():
        row.wished_digest = digest if room_id in wanted else None
        if row.wished_digest != row.active_digest and not _can_be_read(db, row.active_digest):
            follow(db, room_id)


def rooms_to_follow(db: Transaction) -> Sequence[str]:
    """Rooms that follow another version than they are to, in order."""
    return [row.id for row in _BEHIND.all(db)]


def follow(db: Transaction, room_id: str) -> None:
    """Switch an idle room to the version it is to follow. A room that is to go, goes.

    The row of a room that went stays, so that its revision goes on rising if it ever comes back: agents take no older plan.
    """
    row = db.get_one(RoomRow, room_id)
    row.active_digest = row.wished_digest
    row.revision += 1
    db.flush()
    _wake(db, [room_id])


def follow_now(db: Transaction, rooms: Collection[str], who: str, reason: str, now: datetime) -> None:
    """Switch *rooms* though they are not idle, and keep who said so and why."""
    (newest,) = site_changes(db, 1)
    for room_id in rooms:
        follow(db, room_id)
    db.add(SiteChangeRow(at=now, digest=newest.digest, who=who, reason=reason, rooms=sorted(rooms)))


def site_changes(db: Transaction, most: int) -> Sequence[SiteChange]:
    """The newest changes, the last first."""
    rows = db.scalars(select(SiteChangeRow).order_by(SiteChangeRow.number.desc()).limit(most))
    return [SiteChange(row.at, row.digest, row.who, row.reason, tuple(row.rooms)) for row in rows]


def room_versions(db: Transaction) -> Sequence[RoomVersion]:
    """The versions of all rooms, in order."""
    rows = db.scalars(select(RoomRow).where(RoomRow.active_digest.is_not(None)).order_by(RoomRow.id))
    return [RoomVersion(row.id, row.active_digest, row.wished_digest) for row in rows if row.active_digest]


def active_rooms(db: Transaction) -> Sequence[str]:
    """Ids of all rooms, in order."""
    return db.scalars(_ALL_ROOMS).all()


def rules_of(db: Transaction, room_id: str) -> RoomRules:
    """The room by the version it follows. Raises KeyError for no such room."""
    return rules_in(db, active_digest(db, room_id), room_id)


def rules_in(db: Transaction, digest: str, room_id: str) -> RoomRules:
    """The room by one version. Raises KeyError for no such room in it."""
    rules = _compiled.get((digest, room_id))
    if rules is None:
        rules = _compiled[digest, room_id] = compile_rules(installation(db, digest), room_id)
    return rules


def active_digest(db: Transaction, room_id: str) -> str:
    """The version the room follows. Raises KeyError for no such room."""
    row = _ACTIVE_DIGEST.first(db, room=room_id)
    if row is None or row.active_digest is None:
        raise KeyError(room_id)
    return str(row.active_digest)


def installation(db: Transaction, digest: str) -> Installation:
    """What the stored room files of *digest* say."""
    known = _read.get(digest)
    if known is None:
        texts = tuple((name, text) for name, text in db.get_one(SiteTextRow, digest).texts)
        loaded = load_texts(texts).installation
        if loaded is None:
            raise ValueError(f"the room files {digest} were stored and no longer read")
        known = _read[digest] = loaded
    return known


def _can_be_read(db: Transaction, digest: str | None) -> bool:
    try:
        return digest is not None and installation(db, digest) is not None
    except ValueError:
        return False


def touch(db: Transaction, rooms: Iterable[str]) -> Mapping[str, int]:
    """Raise the revision of *rooms*: an input of their plans has changed in this transaction. Gives those there are.

    Whoever waits for a room of these is woken after the commit.
    """
    touched = sorted(set(rooms))
    _wake(db, touched)
    raised = {room_id: _TOUCH.first(db, room=room_id) for room_id in touched}
    return {room_id: row.revision for room_id, row in raised.items() if row is not None}


def rooms_behind(db: Transaction, revisions: Mapping[str, int]) -> Sequence[str]:
    """Those of the rooms whose revision is lower than the one given, in order."""
    found = db.execute(select(RoomRow.id, RoomRow.revision).where(RoomRow.id.in_(revisions)).order_by(RoomRow.id))
    return [row.id for row in found if row.revision < revisions[row.id]]


def overtake(db: Transaction, revisions: Mapping[str, int]) -> None:
    """Raise the revision of those rooms above the one given: an agent holds a plan of that number already."""
    behind = rooms_behind(db, revisions)
    for room_id in behind:
        db.get_one(RoomRow, room_id).revision = revisions[room_id] + 1
    db.flush()
    _wake(db, behind)


def _wake(db: Transaction, rooms: Iterable[str]) -> None:
    db.info.setdefault(TOUCHED, set()).update(rooms)


# Versions never change, so what was read of one stays true; a service sees a handful in its life.
_read: dict[str, Installation] = {}
_compiled: dict[tuple[str, str], RoomRules] = {}
