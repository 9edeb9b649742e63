"""What becomes of pasted members: each line beside the seats that the organ has. Pure."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from orchestrator.accounts.emails import key_of
from orchestrator.councils.organs.organ import Seat
from orchestrator.councils.organs.pasted import Line, Mistake, folded_name


class Fate(StrEnum):
    """What becomes of a line."""

    NEW = "new"
    CHANGED = "changed"
    THERE = "there"
    MISTAKE = "mistake"


@dataclass(frozen=True, slots=True)
class Row:
    """A line with what becomes of it."""

    line: Line
    fate: Fate
    seat: Seat | None = None
    """Whose it is already."""

    @property
    def is_to_do(self) -> bool:
        """Whether something is done for it."""
        return self.fate in {Fate.NEW, Fate.CHANGED}


@dataclass(slots=True)
class _Known:
    """Seats by what finds them."""

    codes: dict[str, Seat] = field(default_factory=dict)
    mails: dict[str, Seat] = field(default_factory=dict)
    names: dict[str, list[Seat]] = field(default_factory=lambda: defaultdict(list))


def rows_of(lines: Iterable[Line], seats: Iterable[Seat]) -> Sequence[Row]:
    """Each line with what becomes of it; one seat is given to one line."""
    known, taken = _known(seats), dict[str, int]()
    rows = []
    for line in lines:
        row = _row(line, known)
        if row.seat is not None:
            first = taken.setdefault(row.seat.id, line.number)
            if first != line.number:
                row = _wrong(line, Mistake.REPEATED, first)
        rows.append(row)
    return rows


def digest_of(revision: int, rows: Sequence[Row]) -> str:
    """What stands for all that a preview shows: where it is another, the preview is shown again."""
    told = "\n".join(f"{row.line.number} {row.line} {row.fate}" for row in rows)
    return hashlib.sha256(f"{revision if any(row.is_to_do for row in rows) else ''}\n{told}".encode()).hexdigest()[:32]


def merged(seat: Seat, line: Line) -> Seat:
    """The seat with what the line says of it; what it does not say stays."""
    member = seat.member
    after = replace(
        member,
        name=line.name,
        mail=line.mail or member.mail,
        since=line.since or member.since,
        until=line.until or member.until,
    )
    holders = tuple(after if holder.id == member.id else holder for holder in seat.holders)
    is_ex_officio = seat.ex_officio if line.ex_officio is None else line.ex_officio
    return Seat(seat.id, line.code or seat.code, is_ex_officio, holders)


def _known(seats: Iterable[Seat]) -> _Known:
    known = _Known()
    for seat in seats:
        if seat.code:
            known.codes[seat.code.casefold()] = seat
        if seat.member.mail:
            known.mails[key_of(seat.member.mail)] = seat
        known.names[folded_name(seat.member.name)].append(seat)
    return known


def _row(line: Line, known: _Known) -> Row:
    if line.mistake is not None:
        return Row(line, Fate.MISTAKE)
    found = {
        seat.id: seat
        for seat in (_found(known.codes, line.code.casefold()), _found(known.mails, key_of(line.mail)))
        if seat is not None
    }
    seat = next(iter(found.values()), None)
    called_so = known.names.get(folded_name(line.name), ())
    if len(found) > 1 or (seat is not None and called_so and seat not in called_so):
        return _wrong(line, Mistake.REPEATED, 0)  # the code of one, the address or the name of another
    if seat is None:
        namesakes = [each for each in called_so if not (each.code and line.code)]
        if not namesakes:
            return Row(line, Fate.NEW)
        seat = namesakes[0]
        if len(namesakes) > 1 or not _may_be(seat, line):
            return _wrong(line, Mistake.NAMESAKE, 0)
    after = merged(seat, line)
    if after.member.until and after.member.since and after.member.until < after.member.since:
        return _wrong(line, Mistake.BACKWARDS, 0)
    return Row(line, Fate.THERE if after == seat else Fate.CHANGED, seat)


def _may_be(seat: Seat, line: Line) -> bool:
    """Whether nothing says that two of the same name are not one."""
    return not (seat.member.mail and line.mail)


def _found(those: Mapping[str, Seat], key: str) -> Seat | None:
    return those.get(key) if key else None


def _wrong(line: Line, mistake: Mistake, like: int) -> Row:
    return Row(replace(line, mistake=mistake, like=like), Fate.MISTAKE)
