"""The calendars' last good texts in a table of their own, packed: they are long, and what is said of a calendar changes often."""

import zlib

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_MOVED = ("etag", "last_modified", "charset")
_CALENDARS = sa.table("calendars", *(sa.column(name) for name in ("id", "text", *_MOVED)))
_TEXTS = sa.table("calendar_texts", *(sa.column(name) for name in ("calendar", "packed", *_MOVED)))


def upgrade() -> None:
    """Move the texts, one by one."""
    op.create_table(
        "calendar_texts",
        sa.Column("calendar", sa.Text(), nullable=False),
        sa.Column("packed", sa.LargeBinary(), nullable=False),
        sa.Column("etag", sa.Text()),
        sa.Column("last_modified", sa.Text()),
        sa.Column("charset", sa.Text()),
        sa.ForeignKeyConstraint(
            ["calendar"], ["calendars.id"], name=op.f("fk_calendar_texts_calendar_calendars"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("calendar", name=op.f("pk_calendar_texts")),
    )
    connection = op.get_bind()
    told = connection.scalars(sa.select(_CALENDARS.c.id).where(_CALENDARS.c.text.is_not(None))).all()
    for calendar in told:
        row = connection.execute(sa.select(_CALENDARS).where(_CALENDARS.c.id == calendar)).one()
        moved = {name: getattr(row, name) for name in _MOVED}
        connection.execute(_TEXTS.insert().values(calendar=calendar, packed=zlib.compress(row.text, 1), **moved))
    for name in ("text", *_MOVED):
        op.drop_column("calendars", name)


def downgrade() -> None:
    """Move them back."""
    for name in _MOVED:
        op.add_column("calendars", sa.Column(name, sa.Text()))
    op.add_column("calendars", sa.Column("text", sa.LargeBinary()))
    connection = op.get_bind()
    for calendar in connection.scalars(sa.select(_TEXTS.c.calendar)).all():
        row = connection.execute(sa.select(_TEXTS).where(_TEXTS.c.calendar == calendar)).one()
        moved = {name: getattr(row, name) for name in _MOVED}
        back = sa.update(_CALENDARS).where(_CALENDARS.c.id == calendar)
        connection.execute(back.values(text=zlib.decompress(row.packed), **moved))
    op.drop_table("calendar_texts")
