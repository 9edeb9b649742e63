"""Links into sittings and the devices of members in the store."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import uuid4

from sqlalchemy import delete, select

from orchestrator.accounts.hashing import hash_of
from orchestrator.councils.dossiers.links import SittingLink, SittingLinkKind, secret_of
from orchestrator.councils.dossiers.tables import DossierRow, SittingDeviceRow, SittingLinkRow
from schedules.store.sealing import Keys
from schedules.store.sites import touch
from schedules.store.transaction import Transaction


def make_sitting_links(
    db: Transaction, keys: Keys, sitting: str, kind: SittingLinkKind, holders: Iterable[str] = ("",)
) -> None:
    """Let each of *holders* have a link; one that has keeps it."""
    known = {link.holder for link in sitting_links(db, sitting, kind)}
    for holder in holders:
        if holder not in known:
            _become(db, keys, SittingLink(str(uuid4()), sitting, kind, holder, 0, keys.first))
    db.flush()


def sitting_links(db: Transaction, sitting: str, kind: SittingLinkKind) -> Sequence[SittingLink]:
    """All links of that kind into a sitting, revoked ones too."""
    rows = select(SittingLinkRow).where(SittingLinkRow.sitting_id == sitting, SittingLinkRow.kind == kind)
    return [_link(row) for row in db.scalars(rows.order_by(SittingLinkRow.holder))]


def member_links(db: Transaction, sitting: str) -> Mapping[str, SittingLink]:
    """Those of its members, by seat."""
    return {link.holder: link for link in sitting_links(db, sitting, SittingLinkKind.MEMBER)}


def known_sitting_link(db: Transaction, secret: str) -> SittingLink | None:
    """The link that *secret* opens, one that was revoked too; None for a secret that is nobody's, or replaced."""
    row = db.scalar(select(SittingLinkRow).where(SittingLinkRow.hash == hash_of(secret)))
    return _link(row) if row is not None else None


def renew_sitting_link(db: Transaction, keys: Keys, link: SittingLink) -> SittingLink:
    """Let another secret open it, and the old one nothing; its member's device is none any more."""
    forget_device(db, link.sitting, link.holder)
    _tell_screens(db, link)
    return _become(db, keys, replace(link, generation=link.generation + 1, key=keys.first, revoked_at=None))


def hand_on_link(db: Transaction, keys: Keys, link: SittingLink) -> None:
    """Let it be of somebody else: renewed, and nobody has taken note of anything by it."""
    renew_sitting_link(db, keys, link)
    db.get_one(SittingLinkRow, link.id).read_at = None
    db.flush()


def revoke_sitting_link(db: Transaction, link: SittingLink, now: datetime) -> None:
    """Let it open nothing until it is renewed."""
    row = db.get_one(SittingLinkRow, link.id)
    row.revoked_at = row.revoked_at or now
    forget_device(db, link.sitting, link.holder)
    _tell_screens(db, link)


def note_read(db: Transaction, link: SittingLink, now: datetime) -> None:
    """Keep that its member took note of the convocation; the first time counts."""
    row = db.get_one(SittingLinkRow, link.id)
    row.read_at = row.read_at or now
    db.flush()


def take_over(db: Transaction, sitting: str, seat: str, now: datetime) -> str:
    """Let a browser act for the seat, and no other one any more; the secret that it is to keep."""
    secret = secrets.token_urlsafe(32)
    forget_device(db, sitting, seat)
    db.add(SittingDeviceRow(sitting_id=sitting, seat=seat, hash=hash_of(secret), made_at=now))
    db.flush()
    return secret


def seat_of_device(db: Transaction, sitting: str, secret: str) -> str | None:
    """The seat that a browser with that secret acts for; None where another one took over, or it never did."""
    return db.scalar(
        select(SittingDeviceRow.seat).where(
            SittingDeviceRow.sitting_id == sitting, SittingDeviceRow.hash == hash_of(secret)
        )
    )


def device_known(db: Transaction, secret: str) -> tuple[str, str] | None:
    """The sitting and the seat that a browser with that secret acts for; None: it acts for nobody."""
    row = db.scalar(select(SittingDeviceRow).where(SittingDeviceRow.hash == hash_of(secret)))
    return None if row is None else (row.sitting_id, row.seat)


def forget_device(db: Transaction, sitting: str, seat: str) -> None:
    """Let nobody's browser act for the seat."""
    db.execute(delete(SittingDeviceRow).where(SittingDeviceRow.sitting_id == sitting, SittingDeviceRow.seat == seat))


def _tell_screens(db: Transaction, link: SittingLink) -> None:
    """A big screen's link stands in the plans of the halls."""
    row = db.get(DossierRow, link.sitting) if link.kind is SittingLinkKind.SCREEN else None
    if row is not None:
        touch(db, row.rooms)


def _become(db: Transaction, keys: Keys, link: SittingLink) -> SittingLink:
    row = db.get(SittingLinkRow, link.id)
    if row is None:
        row = SittingLinkRow(id=link.id, sitting_id=link.sitting, kind=link.kind, holder=link.holder)
        db.add(row)
    row.generation, row.key, row.revoked_at = link.generation, link.key, None
    row.hash = hash_of(secret_of(keys, link).value)
    db.flush()
    return link


def _link(row: SittingLinkRow) -> SittingLink:
    return SittingLink(
        row.id,
        row.sitting_id,
        SittingLinkKind(row.kind),
        row.holder,
        row.generation,
        row.key,
        row.revoked_at,
        row.read_at,
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """Which links and devices of members are good at a moment."""

    links: frozenset[tuple[str, int]]
    """Ids and generations of those that were not revoked."""
    devices: Mapping[str, str]
    """The hash of what a browser keeps, by the seat that it acts for."""


def standing_of(db: Transaction, sitting: str) -> Standing:
    """Those of a sitting."""
    good = select(SittingLinkRow.id, SittingLinkRow.generation).where(
        SittingLinkRow.sitting_id == sitting, SittingLinkRow.revoked_at.is_(None)
    )
    devices = select(SittingDeviceRow.seat, SittingDeviceRow.hash).where(SittingDeviceRow.sitting_id == sitting)
    return Standing(
        frozenset((row.id, row.generation) for row in db.execute(good)),
        {row.seat: row.hash for row in db.execute(devices)},
    )
