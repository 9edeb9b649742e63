"""What becomes of pasted people: each line with how it stands, as whoever asks may know it. Pure."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from orchestrator.accounts.roles import Membership
from orchestrator.people.inviting import Found, Standing, Wanted
from orchestrator.people.pasted import Line


class Fate(StrEnum):
    """What becomes of a line."""

    INVITED = "invited"
    """They are sent a message; more is nobody's business but the administrators'."""
    NEW = "new"
    WAITS = "waits"
    JOINS = "joins"
    THERE = "there"
    CLOSED = "closed"
    MISTAKE = "mistake"


@dataclass(frozen=True, slots=True)
class Row:
    """A line with what becomes of it."""

    line: Line
    fate: Fate
    wanted: Wanted | None = None
    found: Found | None = None

    @property
    def is_to_do(self) -> bool:
        """Whether something is done for it."""
        return self.fate not in {Fate.THERE, Fate.CLOSED, Fate.MISTAKE}


def wanted_of(lines: Sequence[Line], memberships: Sequence[Membership]) -> Sequence[Wanted]:
    """Whom the good lines want invited."""
    return [Wanted(line.email, line.name, memberships=tuple(memberships)) for line in lines if line.mistake is None]


def rows_of(
    lines: Sequence[Line], wanted: Sequence[Wanted], found: Sequence[Found], *, knows_accounts: bool
) -> Sequence[Row]:
    """Each line with what becomes of it; who does not know of accounts reads nothing of what they are elsewhere."""
    by_email = {person.email: (person, known) for person, known in zip(wanted, found, strict=True)}
    rows = []
    for line in lines:
        if line.mistake is not None:
            rows.append(Row(line, Fate.MISTAKE))
        else:
            person, known = by_email[line.email]
            rows.append(Row(line, _fate(known.standing, knows_accounts=knows_accounts), person, known))
    return rows


def digest_of(rows: Sequence[Row]) -> str:
    """What stands for all that a preview shows: where it is another, the preview is shown again."""
    told = "\n".join(f"{row.line.number} {row.line.email} {row.line.name} {row.fate}" for row in rows)
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def _fate(standing: Standing, *, knows_accounts: bool) -> Fate:
    if knows_accounts or standing is Standing.THERE:
        return Fate(standing.value)
    return Fate.INVITED
