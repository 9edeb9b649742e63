"""People in rows: accounts, organisations, roles, links to sign in by, and signed-in browsers. All times are UTC."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from schedules.store.rows import Base


class AccountRow(Base):
    """Somebody who may sign in. A row is never deleted: what it names is blanked, and its acts stay under its id."""

    __tablename__ = "accounts"
    __table_args__ = (Index(None, "name_key", "id"),)

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    email: Mapped[str | None] = mapped_column(Text)
    """None once it was blanked."""
    email_key: Mapped[str | None] = mapped_column(Text, unique=True)
    """By which it is found: see emails.key_of."""
    name: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    """Since when it may not sign in."""
    password: Mapped[str | None] = mapped_column(Text)
    """The hash that argon2 makes, with its parameters; None until one is chosen."""
    revision: Mapped[int] = mapped_column(default=1, server_default="1")
    """Raised by each change, so that a second editor is told."""
    name_key: Mapped[str] = mapped_column(Text, default="", server_default="")
    """By which the name is looked for and sorted: see names.folded."""


class OrganisationRow(Base):
    """A body that owns bookings: the municipality, a school, an association."""

    __tablename__ = "organisations"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    """Short, of letters, digits and dashes: room files name it."""
    name: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    revision: Mapped[int] = mapped_column(default=1, server_default="1")


class MembershipRow(Base):
    """What an account is in an organisation."""

    __tablename__ = "memberships"
    __table_args__ = (Index(None, "organisation_id"),)

    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id", ondelete="CASCADE"), primary_key=True)
    role: Mapped[str] = mapped_column(Text, primary_key=True)


class StaffRow(Base):
    """What an account is on the staff of a site, or of all sites."""

    __tablename__ = "staff"

    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True)
    site_id: Mapped[str] = mapped_column(Text, primary_key=True)
    """No foreign key: sites come and go with room files. ALL_SITES for every one."""
    role: Mapped[str] = mapped_column(Text, primary_key=True)


class LinkRow(Base):
    """A link by which somebody chooses a password: an invitation, or a reset. Only its hash is kept."""

    __tablename__ = "links"
    __table_args__ = (Index(None, "account_id"),)

    hash: Mapped[str] = mapped_column(Text, primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    spent_at: Mapped[datetime | None]


class SignInRow(Base):
    """A browser in which somebody signed in; of its cookie only the hash is kept."""

    __tablename__ = "sign_ins"
    __table_args__ = (Index(None, "account_id"),)

    hash: Mapped[str] = mapped_column(Text, primary_key=True)
    id: Mapped[str] = mapped_column(Text, unique=True)
    """To name it in lists; it lets nobody in."""
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    created_at: Mapped[datetime]
    used_at: Mapped[datetime]
    """To a minute or so."""
    proved_at: Mapped[datetime]
    """When the password was last given, or what stands for it."""
    way: Mapped[str] = mapped_column(Text)
    """How: ``password``, ``link``, or the id of a provider."""
    browser: Mapped[str] = mapped_column(Text)
    """In words for its owner, like ``Firefox, Linux``."""
    address: Mapped[str] = mapped_column(Text)
    """The network address of its last use."""
    level: Mapped[str | None] = mapped_column(Text)
    """How surely its provider knew who signed in, in the provider's own words; None where it does not say."""


class SecondFactorRow(Base):
    """An authenticator that knows a secret of an account's. Both columns of secrets are sealed (`schedules.store.sealing`)."""

    __tablename__ = "second_factors"

    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True)
    secret: Mapped[bytes | None]
    """The one that counts; None until the first was proved."""
    offered: Mapped[bytes | None]
    """One that was set up and not yet proved."""
    proved_at: Mapped[datetime | None]
    last_step: Mapped[int]
    """Of 30 seconds since 1970, of which a code was used last: none of it or of those before it is good any more."""


class PaperCodeRow(Base):
    """A code on paper, in place of the authenticator's. Only its hash is kept, until it is spent."""

    __tablename__ = "paper_codes"

    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True)
    hash: Mapped[str] = mapped_column(Text, primary_key=True)


class IdentityRow(Base):
    """Somebody at a provider, whom an account belongs to (OpenID Connect Core 1.0, 5.7: issuer and sub together)."""

    __tablename__ = "identities"
    __table_args__ = (Index(None, "account_id"),)

    issuer: Mapped[str] = mapped_column(Text, primary_key=True)
    subject: Mapped[str] = mapped_column(Text, primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    bound_at: Mapped[datetime]
