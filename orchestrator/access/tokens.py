"""Tokens for administrators, panels, agents and programs: made once, shown once, kept as a hash."""

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select, update

from config.scalars import ID_PATTERN
from orchestrator.access.identity import Holding, Identity
from orchestrator.access.permissions import Role
from orchestrator.access.tables import TokenRow
from orchestrator.accounts.hashing import hash_of
from schedules.store.transaction import Transaction

_TOKEN = re.compile(r"regia_(?:admin|panel|agent|program)_[A-Za-z0-9_-]{43}")


SCOPES = (Role.BOOKINGS_READ, Role.BOOKINGS_WRITE, Role.METRICS_READ, Role.EVENTS_WRITE)
"""What a program can be allowed."""


class UnknownRole(ValueError):
    """The text names no role that a token can have; it says which there are."""


@dataclass(frozen=True, slots=True)
class Grant:
    """What a token allows: a role, and the rooms to which it is confined (none for administrators, who may use all).

    A program has scopes instead, for what belongs to an organisation or for the rooms of a site.
    """

    role: Role
    rooms: tuple[str, ...] = ()
    scopes: tuple[Role, ...] = ()
    organisation: str | None = None
    site: str | None = None
    deployment: str | None = None

    def __str__(self) -> str:
        if self.role is Role.PROGRAM:
            return " ".join(
                [f"{self.role} of {self.organisation or self.site or self.deployment or 'the house'}:", *self.scopes]
            )
        return f"{self.role}:{','.join(self.rooms)}" if self.rooms else str(self.role)


@dataclass(frozen=True, slots=True)
class Token:
    """A stored token, as people may see it."""

    id: str
    grant: Grant
    created_at: datetime
    revoked_at: datetime | None
    label: str | None
    expires_at: datetime | None = None
    last_used_at: datetime | None = None
    """When it was last used, to a minute or so."""

    def is_over(self, now: datetime) -> bool:
        """Whether the token has ended."""
        return self.expires_at is not None and self.expires_at <= now


def parse_grant(text: str) -> Grant:
    """Read ``admin``, ``panel:<room>`` or ``agent:<room>,<room>``. Raises UnknownRole."""
    name, _, listed = text.partition(":")
    rooms = tuple(listed.split(",")) if listed else ()
    number_is_right = {"admin": len(rooms) == 0, "panel": len(rooms) == 1, "agent": len(rooms) >= 1}
    if not number_is_right.get(name) or not all(re.fullmatch(ID_PATTERN, room) for room in rooms):
        raise UnknownRole(f"{text!r} is not a role; write admin, panel:<room>, agent:<room>,<room> or program")
    return Grant(Role(name), rooms)


def program_grant(
    scopes: Sequence[str], organisation: str | None, site: str | None, deployment: str | None = None
) -> Grant:
    """What a program is allowed. Raises UnknownRole for scopes that do not go together, or not with what they are of."""
    known = [scope for scope in SCOPES if scope in scopes]
    if not known or len(known) < len(set(scopes)):
        raise UnknownRole(f"a program has one scope or more of {', '.join(SCOPES)}")
    if (Role.EVENTS_WRITE in known) != (deployment is not None):
        raise UnknownRole("events:write is of one Jitsi server (--deployment), and nothing else is")
    if deployment is not None:
        if len(known) > 1 or organisation is not None or site is not None:
            raise UnknownRole("events:write goes with no other scope, no organisation and no site")
        return Grant(Role.PROGRAM, scopes=tuple(known), deployment=deployment)
    of_house = Role.METRICS_READ in known
    if of_house and len(known) > 1:
        raise UnknownRole("metrics:read goes with no other scope: figures are of the whole installation")
    if of_house != (organisation is None and site is None) or (organisation is not None and site is not None):
        raise UnknownRole(
            "metrics:read is of the whole installation; any other scope is of one organisation (--organisation) or of one site (--site)"
        )
    return Grant(Role.PROGRAM, scopes=tuple(known), organisation=organisation, site=site)


def looks_like_token(text: str) -> bool:
    """Whether the text has the form of a token, before the database is asked."""
    return _TOKEN.fullmatch(text) is not None


def make_token(
    db: Transaction, grant: Grant, now: datetime, label: str | None = None, lasts: timedelta | None = None
) -> str:
    """Store a new token, for good or for as long as it *lasts*, and return its text, which cannot be had again."""
    text = f"regia_{grant.role}_{secrets.token_urlsafe(32)}"
    db.add(
        TokenRow(
            id=secrets.token_hex(4),
            hash=hash_of(text),
            role=grant.role,
            rooms=list(grant.rooms),
            scopes=list(grant.scopes),
            organisation=grant.organisation,
            site=grant.site,
            deployment=grant.deployment,
            created_at=now,
            label=label,
            expires_at=None if lasts is None else now + lasts,
        )
    )
    return text


def verify_token(db: Transaction, token_hash: str, now: datetime) -> Identity | None:
    """Whose token has that hash; None if it is unknown, ended or revoked."""
    row = db.scalar(select(TokenRow).where(TokenRow.hash == token_hash, in_force(now)))
    return None if row is None else identity_of(row)


def in_force(now: datetime) -> ColumnElement[bool]:
    """Of a token, that it was not revoked and is not over: it ends at the instant that it names."""
    return TokenRow.revoked_at.is_(None) & (TokenRow.expires_at.is_(None) | (TokenRow.expires_at > now))


def revoke_token(db: Transaction, token_id: str, now: datetime) -> bool:
    """End a token, and with it the cookies it was exchanged for. False if there is none of that id in force."""
    ended = update(TokenRow).where(TokenRow.id == token_id, TokenRow.revoked_at.is_(None)).values(revoked_at=now)
    return db.scalar(ended.returning(TokenRow.id)) is not None


def list_tokens(db: Transaction) -> Sequence[Token]:
    """All tokens, oldest first."""
    rows = db.scalars(select(TokenRow).order_by(TokenRow.created_at, TokenRow.id))
    return [token_of(row) for row in rows]


def find_token(db: Transaction, token_hash: str) -> Token | None:
    """The token with that hash, in force or not."""
    row = db.scalar(select(TokenRow).where(TokenRow.hash == token_hash))
    return None if row is None else token_of(row)


def token_of(row: TokenRow) -> Token:
    """A token's row, as people may see it."""
    return Token(row.id, _grant_of(row), row.created_at, row.revoked_at, row.label, row.expires_at, row.last_used_at)


def token_id_of(db: Transaction, text: str) -> str:
    """The id of a token that there is."""
    return db.execute(select(TokenRow.id).where(TokenRow.hash == hash_of(text))).scalar_one()


def identity_of(row: TokenRow) -> Identity:
    """The identity behind a token's row."""
    if row.role == Role.PROGRAM:
        held = (
            Holding(Role(scope), site=row.site, organisation=row.organisation, deployment=row.deployment)
            for scope in row.scopes
        )
        return Identity(row.id, tuple(held))
    return Identity(row.id, (Holding(Role(row.role), frozenset(row.rooms)),))


def _grant_of(row: TokenRow) -> Grant:
    return Grant(
        Role(row.role), tuple(row.rooms), tuple(map(Role, row.scopes)), row.organisation, row.site, row.deployment
    )
