"""What stands at the top of the minutes of an organisation's organs: its name, address and code, a line each."""

from collections.abc import Sequence
from dataclasses import dataclass

from orchestrator.accounts.organisations import Organisation
from orchestrator.audit.acts import Act, ActKind, ActObject, ObjectKind
from orchestrator.audit.store import record
from orchestrator.councils.registry.tables import HeadingRow
from orchestrator.people.doer import Doer
from schedules.store.transaction import Transaction

MOST_LINES = 6
LONGEST_LINE = 120


@dataclass(frozen=True, slots=True)
class Heading:
    """The lines, and at which revision they are; 0: nobody wrote any, and the name alone is there."""

    lines: Sequence[str]
    revision: int


class HeadingOvertaken(Exception):
    """Somebody else has changed it since it was read."""


def heading_of(db: Transaction, organisation: Organisation) -> Heading:
    """The heading of an organisation."""
    row = db.get(HeadingRow, organisation.id)
    return Heading((organisation.name,), 0) if row is None else Heading(tuple(row.lines), row.revision)


def change_heading(db: Transaction, organisation: Organisation, lines: Sequence[str], revision: int, by: Doer) -> None:
    """Let it be so, as it was read at that revision. Raises HeadingOvertaken."""
    row = db.get(HeadingRow, organisation.id, with_for_update=True)
    if (0 if row is None else row.revision) != revision:
        raise HeadingOvertaken
    if row is None:
        row = HeadingRow(organisation=organisation.id)
        db.add(row)
    row.lines, row.revision = list(lines), revision + 1
    db.flush()
    about = ActObject(ObjectKind.ORGANISATION, organisation.id)
    record(db, by.actor, Act(ActKind.HEADING_CHANGED, by.now, about, organisation=organisation.id))
