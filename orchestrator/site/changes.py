"""Taking other room files while the service runs: what is stored, which rooms follow at once, and what the others wait for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile

from config.site_file.loading import digest
from orchestrator.access.identity import Actor
from orchestrator.audit.acts import Act, ActKind, ActObject, Field, ObjectKind, changes_between
from orchestrator.audit.store import record
from orchestrator.hub.timekeeper import tick
from orchestrator.site.in_force import SiteFiles
from schedules.store.backgrounds import keep_backgrounds
from schedules.store.diary import UnknownRooms
from schedules.store.owners import follow_owners
from schedules.store.sites import (
    RoomVersion,
    SiteChange,
    active_rooms,
    follow_now,
    room_versions,
    rooms_to_follow,
    site_changes,
    wish_site,
)
from schedules.store.transaction import Transaction

CHANGES_TOLD = 20


@dataclass(frozen=True, slots=True)
class Order:
    """An order to take the files at once: who gives it, why, and for which rooms."""

    actor: Actor
    reason: str | None = None
    """The reason; None if every room waits for its idle instant."""
    rooms: frozenset[str] = frozenset()
    """The rooms that do not wait; all if none is named."""


@dataclass(frozen=True, slots=True)
class SiteVersions:
    """The version of each room, and the newest changes, the last first."""

    rooms: Sequence[RoomVersion]
    changes: Sequence[SiteChange]

    @property
    def since(self) -> datetime | None:
        """When the version that all rooms are to follow was first wished; None where nobody noted it."""
        alike = takewhile(lambda change: change.digest == self.changes[0].digest, self.changes)
        return min((change.at for change in alike), default=None)


def take_site(db: Transaction, files: SiteFiles, order: Order, now: datetime) -> None:
    """Store the files. Rooms that are idle follow at once, and so do those that the order names. Raises UnknownRooms."""
    texts, rooms = files.loaded.texts, [room.id for room in files.installation.rooms]
    if unknown := order.rooms.difference(rooms, active_rooms(db)):
        raise UnknownRooms(sorted(unknown))
    wish_site(db, digest(texts), texts, rooms, now, order.actor.id)
    follow_owners(db, files.installation)
    tick(db, (), now)
    behind = [room for room in rooms_to_follow(db) if not order.rooms or room in order.rooms]
    if order.reason is not None and behind:
        follow_now(db, behind, order.actor.id, order.reason, now)
    keep_backgrounds(db, digest(texts), files.loaded.pictures)  # now that some rooms have left another version
    record(db, order.actor, _act(digest(texts), order, now))


def _act(version: str, order: Order, now: datetime) -> Act:
    kind = ActKind.SITE_APPLIED if order.reason is None else ActKind.SITE_FORCED
    told = {Field.VERSION: version[:12], Field.REASON: order.reason, Field.ROOMS: tuple(sorted(order.rooms)) or None}
    return Act(kind, now, ActObject(ObjectKind.INSTALLATION), changes=changes_between({}, told))


def versions(db: Transaction) -> SiteVersions:
    """The stored state of the room files."""
    return SiteVersions(room_versions(db), site_changes(db, CHANGES_TOLD))
