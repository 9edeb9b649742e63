"""Browsers that exchanged a token for a cookie: 256 random bits, kept as a hash, no longer valid than its token."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from orchestrator.tables import TokenRow, WebSessionRow
from orchestrator.tokens import Identity, Role, hash_of, identity_of

LIFETIMES = {Role.PANEL: timedelta(days=30), Role.ADMIN: timedelta(hours=12)}
"""A tablet hangs on its wall; a technician goes home. Agents have no browser."""


def open_web_session(session: Session, identity: Identity, now: datetime) -> tuple[str, datetime]:
    """Store a new one for a panel or administrator; return the cookie's value and its end. Clears those that ended."""
    cookie, expires_at = secrets.token_urlsafe(32), now + LIFETIMES[identity.role]
    session.execute(delete(WebSessionRow).where(WebSessionRow.expires_at <= now))
    session.add(WebSessionRow(hash=hash_of(cookie), token_id=identity.token, created_at=now, expires_at=expires_at))
    return cookie, expires_at


def renew_web_session(session: Session, cookie_hash: str, identity: Identity, now: datetime) -> datetime:
    """Let the time of a session still good begin anew; gives its end. The cookie stays, so a lost answer costs nothing."""
    expires_at = now + LIFETIMES[identity.role]
    renewed = update(WebSessionRow).where(WebSessionRow.hash == cookie_hash).values(expires_at=expires_at)
    session.execute(renewed)
    return expires_at


def verify_web_session(session: Session, cookie_hash: str, now: datetime) -> Identity | None:
    """Who holds that cookie; None if it is unknown or over, or its token revoked."""
    row = session.scalar(
        select(TokenRow)
        .join(WebSessionRow, WebSessionRow.token_id == TokenRow.id)
        .where(WebSessionRow.hash == cookie_hash, WebSessionRow.expires_at > now, TokenRow.revoked_at.is_(None))
    )
    return None if row is None else identity_of(row)


def close_web_session(session: Session, cookie_hash: str) -> None:
    """Forget it, if it is there."""
    session.execute(delete(WebSessionRow).where(WebSessionRow.hash == cookie_hash))
