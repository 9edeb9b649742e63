"""Browsers that exchanged a token for a cookie: 256 random bits, kept as a hash, valid no longer than the token."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from orchestrator.access.identity import Identity
from orchestrator.access.permissions import Role
from orchestrator.access.tables import TokenRow, WebSessionRow
from orchestrator.access.tokens import Token, identity_of, in_force, token_of
from orchestrator.accounts.hashing import hash_of
from schedules.store.transaction import Transaction

LIFETIMES = {Role.PANEL: timedelta(days=30), Role.ADMIN: timedelta(hours=12)}
"""Without being used. A tablet hangs on its wall; a technician goes home. Agents have no browser."""
LONGEST = {Role.PANEL: timedelta(days=400), Role.ADMIN: timedelta(days=7)}
"""However often it is used: then the token is shown anew. As long as browsers keep a cookie, for a tablet."""
MOST = 20
"""The most sessions of one token; the oldest gives way."""


def open_web_session(db: Transaction, token: str, role: Role, now: datetime) -> tuple[str, datetime]:
    """Store a new one for the token of a panel or administrator; return the cookie's value and its end. Clears those that ended."""
    cookie, expires_at = secrets.token_urlsafe(32), now + LIFETIMES[role]
    db.execute(delete(WebSessionRow).where(WebSessionRow.expires_at <= now))
    mine = select(WebSessionRow.hash).where(WebSessionRow.token_id == token)
    too_many = mine.order_by(WebSessionRow.created_at.desc()).offset(MOST - 1)
    db.execute(delete(WebSessionRow).where(WebSessionRow.hash.in_(db.scalars(too_many).all())))
    db.add(WebSessionRow(hash=hash_of(cookie), token_id=token, created_at=now, expires_at=expires_at))
    return cookie, expires_at


def renew_web_session(db: Transaction, cookie_hash: str, role: Role, now: datetime) -> datetime:
    """Let the time of a good session begin anew. Returns its end. The cookie stays, so a lost answer does no harm."""
    row = db.get(WebSessionRow, cookie_hash)
    expires_at = now + LIFETIMES[role]
    if row is not None:
        expires_at = row.expires_at = min(expires_at, row.created_at + LONGEST[role])
    return expires_at


def verify_web_session(db: Transaction, cookie_hash: str, now: datetime) -> Identity | None:
    """Who holds that cookie; None if it is unknown or has ended, or if its token was revoked."""
    row = db.scalar(
        select(TokenRow)
        .join(WebSessionRow, WebSessionRow.token_id == TokenRow.id)
        .where(WebSessionRow.hash == cookie_hash, WebSessionRow.expires_at > now, in_force(now))
    )
    return None if row is None else identity_of(row)


def find_token_of_cookie(db: Transaction, cookie_hash: str) -> Token | None:
    """The token that a cookie was given for, in force or not."""
    row = db.scalar(
        select(TokenRow)
        .join(WebSessionRow, WebSessionRow.token_id == TokenRow.id)
        .where(WebSessionRow.hash == cookie_hash)
    )
    return None if row is None else token_of(row)


def close_web_session(db: Transaction, cookie_hash: str) -> None:
    """Forget the session, if it exists."""
    db.execute(delete(WebSessionRow).where(WebSessionRow.hash == cookie_hash))
