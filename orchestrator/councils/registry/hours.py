"""How many hours everybody spent in the sittings of some organs in a school year."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from orchestrator.accounts.emails import key_of
from orchestrator.councils.organs.tables import HolderRow
from orchestrator.councils.registry.tables import AttendanceRow, MinutesRow
from schedules.store.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Presence:
    """How long a member of an organ was at one of its sittings."""

    organ: str
    name: str
    code: str
    mail: str
    seconds: int
    justified: bool


@dataclass(frozen=True, slots=True)
class Hours:
    """Of one person."""

    name: str
    code: str
    there: int
    """At how many sittings they were, for however long."""
    excused: int
    missing: int
    seconds: int
    by_organ: Mapping[str, int]
    """Seconds in the sittings of each organ."""


def hours_of(presences: Iterable[Presence]) -> Sequence[Hours]:
    """Everybody, by name. Who sits in several organs is known by the address, else by the code, else by the name.

    Pure.
    """
    by_person: dict[str, list[Presence]] = {}
    for each in presences:
        by_person.setdefault(_person(each), []).append(each)
    return sorted(map(_hours, by_person.values()), key=lambda hours: (hours.name.casefold(), hours.code))


def presences_in(db: Transaction, organs: Collection[str], year: str) -> Sequence[Presence]:
    """Everybody's at each sitting of those organs in that year, the earliest numbered first."""
    columns = (
        select(AttendanceRow, HolderRow.mail)
        .outerjoin(HolderRow, HolderRow.id == AttendanceRow.person)
        .join(MinutesRow, MinutesRow.sitting_id == AttendanceRow.sitting_id)
        .where(AttendanceRow.organ_id.in_(sorted(organs)), AttendanceRow.year == year)
        .order_by(MinutesRow.number, AttendanceRow.place)
    )
    return [_presence(row, mail) for row, mail in db.execute(columns)]


def years_of(db: Transaction, organs: Collection[str]) -> Sequence[str]:
    """The school years in which one of them held a sitting, the latest first."""
    years = select(MinutesRow.year).where(MinutesRow.organ_id.in_(sorted(organs))).distinct()
    return sorted(db.scalars(years), reverse=True)


def _presence(row: AttendanceRow, mail: str | None) -> Presence:
    return Presence(row.organ_id, row.name, row.code, mail or "", row.seconds, row.justified)


def _person(presence: Presence) -> str:
    return (presence.mail and key_of(presence.mail)) or presence.code.casefold() or presence.name.casefold()


def _hours(those: Sequence[Presence]) -> Hours:
    by_organ: dict[str, int] = {}
    for each in those:
        by_organ[each.organ] = by_organ.get(each.organ, 0) + each.seconds
    there = sum(each.seconds > 0 for each in those)
    excused = sum(each.justified and not each.seconds for each in those)
    newest = those[-1]
    seconds = sum(by_organ.values())
    return Hours(newest.name, newest.code, there, excused, len(those) - there - excused, seconds, by_organ)
