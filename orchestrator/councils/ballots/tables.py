"""Secret votes in rows: keys, whom papers were handed to, papers while a vote runs, and what is left of them afterwards.

No column says when. Papers name nobody and hang on no other row, and what would join one to its vote is sealed by a key that
goes with the closing.
"""

from sqlalchemy import ForeignKey, LargeBinary, Text, true
from sqlalchemy.orm import Mapped, mapped_column

from schedules.store.dialects import BY_KEY_ALONE
from schedules.store.rows import Base


class SecretVoteRow(Base):
    """One secret vote with its key pair."""

    __tablename__ = "secret_votes"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    stage: Mapped[str] = mapped_column(Text)
    public: Mapped[str] = mapped_column(Text)
    """PEM of the key that verifies papers."""
    private: Mapped[str | None] = mapped_column(Text)
    """The key that signs papers, sealed; gone when the vote is closed."""
    box: Mapped[str | None] = mapped_column(Text)
    """The key of `BallotRow.sealed`, sealed; gone likewise."""
    forgotten: Mapped[bool] = mapped_column(default=True, server_default=true())
    """Whether the file was looked through for what is gone, since it went."""


class BallotSeatRow(Base):
    """A paper was handed to the holder of a seat."""

    __tablename__ = "ballot_seats"
    __table_args__ = (BY_KEY_ALONE,)

    vote_id: Mapped[str] = mapped_column(ForeignKey("secret_votes.id", ondelete="CASCADE"), primary_key=True)
    seat: Mapped[str] = mapped_column(Text, primary_key=True)
    blinded: Mapped[str] = mapped_column(Text)
    """SHA-256 of the one blinded message that was signed for it."""


class BallotRow(Base):
    """A paper that was cast in a vote that runs. It hangs on no other row."""

    __tablename__ = "ballots"
    __table_args__ = (BY_KEY_ALONE,)

    vote: Mapped[str] = mapped_column(Text, primary_key=True)
    mark: Mapped[str] = mapped_column(Text, primary_key=True)
    """A keyed hash of its token."""
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    """Token, signature and choice, all of one length, by the key of the vote's box."""


class BallotReceiptRow(Base):
    """A paper was counted in a vote that is closed. Nothing says what was on it."""

    __tablename__ = "ballot_receipts"
    __table_args__ = (BY_KEY_ALONE,)

    vote: Mapped[str] = mapped_column(Text, primary_key=True)
    token: Mapped[str] = mapped_column(Text, primary_key=True)
    signature: Mapped[str] = mapped_column(Text)


class BallotChoiceRow(Base):
    """What one paper of a closed vote said. Nothing says which one."""

    __tablename__ = "ballot_choices"
    __table_args__ = (BY_KEY_ALONE,)

    vote: Mapped[str] = mapped_column(Text, primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    """Its place among the others, by chance."""
    choice: Mapped[str] = mapped_column(Text)
