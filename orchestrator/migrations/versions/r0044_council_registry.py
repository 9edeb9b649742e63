"""Notes, numbers, prints and signed files of minutes; resolutions, attendance, headings."""

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None
_TABLES = (
    "council_note_edits",
    "council_minutes",
    "council_resolutions",
    "council_attendance",
    "council_prints",
    "council_signed_files",
)


def upgrade() -> None:
    """Make the tables."""
    _of_sitting(
        "council_note_edits",
        ("item", "number"),
        _text("item"),
        _number("number"),
        _text("by"),
        _time("at"),
        _text("text"),
    )
    _of_sitting(
        "council_minutes",
        (),
        _text("organ_id"),
        _text("year"),
        _number("number"),
        _time("given_at"),
        _number("acts"),
        sa.Column("content", sa.Text()),
        sa.Column("about", sa.JSON()),
        _once_a_year("council_minutes"),
    )
    _of_sitting(
        "council_resolutions",
        ("vote",),
        _text("vote"),
        _text("organ_id"),
        _text("year"),
        _number("number"),
        _time("at"),
        _text("item"),
        _text("text"),
        _text("result"),
        _once_a_year("council_resolutions"),
    )
    _of_sitting(
        "council_attendance",
        ("place",),
        _number("place"),
        _text("organ_id"),
        _text("year"),
        _text("person"),
        _text("name"),
        _text("code"),
        _number("seconds"),
        sa.Column("justified", sa.Boolean(), nullable=False),
    )
    op.create_index(op.f("ix_council_attendance_organ_id_year"), "council_attendance", ["organ_id", "year"])
    _of_sitting(
        "council_prints", ("sha256",), _text("sha256"), _text("digest"), _bytes("data"), _time("at"), _text("by")
    )
    _of_sitting(
        "council_signed_files",
        (),
        _text("sha256"),
        _text("name"),
        _bytes("data"),
        _text("protocol"),
        sa.Column("protocol_day", sa.Date()),
        sa.Column("holds", sa.Text()),
        _time("at"),
        _text("by"),
    )
    op.create_table(
        "council_headings",
        _text("organisation"),
        sa.Column("lines", sa.JSON(), nullable=False),
        _number("revision"),
        sa.PrimaryKeyConstraint("organisation", name=op.f("pk_council_headings")),
    )


def downgrade() -> None:
    """Forget them."""
    for table in ("council_headings", *reversed(_TABLES)):
        op.drop_table(table)


def _of_sitting(table: str, keys: tuple[str, ...], *columns: sa.Column[object] | sa.UniqueConstraint) -> None:
    """A table of what goes with a sitting's dossier."""
    of_dossier = op.f(f"fk_{table}_sitting_id_council_dossiers")
    op.create_table(
        table,
        _text("sitting_id"),
        *columns,
        sa.PrimaryKeyConstraint("sitting_id", *keys, name=op.f(f"pk_{table}")),
        sa.ForeignKeyConstraint(["sitting_id"], ["council_dossiers.sitting_id"], name=of_dossier, ondelete="CASCADE"),
    )


def _once_a_year(table: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint("organ_id", "year", "number", name=op.f(f"uq_{table}_organ_id_year_number"))


def _text(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.Text(), nullable=False)


def _number(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _time(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.BigInteger(), nullable=False)


def _bytes(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.LargeBinary(), nullable=False)
