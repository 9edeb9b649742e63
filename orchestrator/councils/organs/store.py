"""Organs in the store: found, made, and changed under a revision, each change with its act."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Select, delete, func, select

from orchestrator.audit.acts import Act, ActKind, ActObject, Changes, Field, ObjectKind, changes_between
from orchestrator.audit.store import record
from orchestrator.councils.organs.organ import Holder, Office, Officer, Organ, RulesVersion, Seat, ordered, roll_of
from orchestrator.councils.organs.rule_json import rules_to_json, stored_rules
from orchestrator.councils.organs.tables import HolderRow, OfficerRow, OrganRow, OrganRulesRow, SeatRow
from orchestrator.councils.sitting.presets import PRESETS
from orchestrator.councils.sitting.roll import Roll
from orchestrator.councils.sitting.rules import Rules
from orchestrator.people.doer import Doer
from schedules.store.transaction import Transaction

MOST_ORGANS = 200
"""Of one organisation."""


class NoSuchOrgan(Exception):
    """The organisation has no organ of that id."""


class TooManyOrgans(Exception):
    """The organisation has `MOST_ORGANS`."""


class Overtaken(Exception):
    """Somebody else has changed the organ since it was read."""


def organs_of(db: Transaction, organisation: str) -> Sequence[Organ]:
    """Those of an organisation, in the order of their titles."""
    rows = db.execute(_organs().where(OrganRow.organisation == organisation))
    return sorted((_organ(*row) for row in rows), key=lambda organ: (organ.title.casefold(), organ.id))


def find_organ(db: Transaction, organisation: str, organ_id: str) -> Organ:
    """The organisation's organ of that id. Raises NoSuchOrgan."""
    row = db.execute(_organs().where(OrganRow.id == organ_id, OrganRow.organisation == organisation)).one_or_none()
    if row is None:
        raise NoSuchOrgan(organ_id)
    return _organ(*row)


def organisation_of(db: Transaction, organ_id: str) -> str | None:
    """Whose organ it is; None where there is none of that id."""
    return db.scalar(select(OrganRow.organisation).where(OrganRow.id == organ_id))


def seats_of(db: Transaction, organ_id: str) -> Sequence[Seat]:
    """All its seats, with all who ever held them, in the order of their members' names."""
    held: dict[str, list[Holder]] = {}
    of_organ = select(HolderRow).join(SeatRow, SeatRow.id == HolderRow.seat_id).where(SeatRow.organ_id == organ_id)
    for row in db.scalars(of_organ):
        holder = Holder(row.id, row.name, row.mail, row.since, row.until, row.substitute)
        held.setdefault(row.seat_id, []).append(holder)
    rows = db.scalars(select(SeatRow).where(SeatRow.organ_id == organ_id))
    seats = [Seat(row.id, row.code, row.ex_officio, ordered(held[row.id])) for row in rows]
    return sorted(seats, key=lambda seat: (seat.member.name.casefold(), seat.code, seat.id))


def seats_in_office(db: Transaction, organisation: str, day: date) -> dict[str, int]:
    """How many seats of each of its organs somebody holds on that day, by the organ's id."""
    held = (
        select(SeatRow.organ_id, func.count(func.distinct(SeatRow.id)))
        .join(HolderRow, HolderRow.seat_id == SeatRow.id)
        .join(OrganRow, OrganRow.id == SeatRow.organ_id)
        .where(OrganRow.organisation == organisation)
        .where(HolderRow.since.is_(None) | (HolderRow.since <= day))
        .where(HolderRow.until.is_(None) | (HolderRow.until >= day))
        .group_by(SeatRow.organ_id)
    )
    return {row[0]: row[1] for row in db.execute(held)}


def roll_at(db: Transaction, organ_id: str, at: datetime, zone: str) -> Roll:
    """The roll that a sitting at that instant is opened with."""
    return roll_of(seats_of(db, organ_id), at, zone)


def officers_of(db: Transaction, organ_id: str) -> Sequence[Officer]:
    """Who leads it and keeps its papers: the chair, deputies in their order, secretaries."""
    rows = db.scalars(select(OfficerRow).where(OfficerRow.organ_id == organ_id))
    found = sorted(rows, key=lambda row: (row.office, row.place))
    return [Officer(Office(row.office), row.holder_id, row.mail) for row in found]


def versions_of(db: Transaction, organ_id: str) -> Sequence[RulesVersion]:
    """All versions of its rules, the newest first."""
    rows = db.scalars(
        select(OrganRulesRow).where(OrganRulesRow.organ_id == organ_id).order_by(OrganRulesRow.version.desc())
    )
    return [RulesVersion(row.version, stored_rules(row.rules), row.made_at, row.made_by) for row in rows]


def make_organ(db: Transaction, organisation: str, organ_id: str, title: str, preset: str, by: Doer) -> Organ:
    """Make the organ of that id with its preset's rules; once, however often it is asked for. Raises TooManyOrgans."""
    known = db.get(OrganRow, organ_id)
    if known is not None and known.organisation == organisation:
        return find_organ(db, organisation, organ_id)
    count = select(func.count()).select_from(OrganRow).where(OrganRow.organisation == organisation)
    if (db.scalar(count) or 0) >= MOST_ORGANS:
        raise TooManyOrgans
    made = Organ(organ_id, organisation, title, preset, 1, 1, PRESETS[preset].rules)
    db.add(
        OrganRow(
            id=organ_id,
            organisation=organisation,
            title=title,
            preset=preset,
            version=made.version,
            revision=made.revision,
            made_at=by.now,
        )
    )
    db.flush()
    _add_rules(db, made.id, made.version, made.rules, by)
    note(db, ActKind.ORGAN_MADE, made, by)
    return made


def change_title(db: Transaction, organ: Organ, title: str, by: Doer) -> None:
    """Call it otherwise. Raises Overtaken."""
    raised(db, organ).title = title
    db.flush()
    note(db, ActKind.ORGAN_CHANGED, organ, by)


def change_whole(db: Transaction, organ: Organ, title: str, officers: Sequence[Officer], by: Doer) -> None:
    """Call it so, and let just these lead it. Raises Overtaken."""
    raised(db, organ).title = title
    db.flush()
    set_officers(db, organ.at(organ.revision + 1), officers, by)


def change_rules(db: Transaction, organ: Organ, rules: Rules, by: Doer) -> None:
    """Give it another version of rules, which are good; those that are the same change nothing. Raises Overtaken."""
    row = raised(db, organ)
    if rules == organ.rules:
        row.revision = organ.revision
        return
    row.version = organ.version + 1
    _add_rules(db, organ.id, row.version, rules, by)
    changes = changes_between({Field.VERSION: organ.version}, {Field.VERSION: row.version})
    note(db, ActKind.ORGAN_RULES_CHANGED, organ, by, changes)


def set_officers(db: Transaction, organ: Organ, officers: Sequence[Officer], by: Doer) -> None:
    """Let just these lead it and keep its papers. Raises Overtaken."""
    raised(db, organ)
    db.execute(delete(OfficerRow).where(OfficerRow.organ_id == organ.id))
    for place, officer in enumerate(officers):
        db.add(
            OfficerRow(
                organ_id=organ.id, office=officer.office, place=place, holder_id=officer.holder, mail=officer.mail
            )
        )
    db.flush()
    note(db, ActKind.ORGAN_CHANGED, organ, by)


def raised(db: Transaction, organ: Organ) -> OrganRow:
    """Its row, at a revision of its own. Raises Overtaken, where somebody else has changed it."""
    row = db.get(OrganRow, organ.id, with_for_update=True)
    if row is None or row.revision != organ.revision:
        raise Overtaken
    row.revision += 1
    return row


def note(db: Transaction, kind: ActKind, organ: Organ, by: Doer, changes: Changes | None = None) -> None:
    """Record the act. It names neither the organ nor anybody: whoever administers the installation reads acts, too."""
    about = ActObject(ObjectKind.ORGAN, organ.id)
    record(db, by.actor, Act(kind, by.now, about, organisation=organ.organisation, changes=changes or {}))


def _organs() -> Select[OrganRow, OrganRulesRow]:
    current = (OrganRulesRow.organ_id == OrganRow.id) & (OrganRulesRow.version == OrganRow.version)
    return select(OrganRow, OrganRulesRow).join(OrganRulesRow, current)


def _organ(row: OrganRow, rules: OrganRulesRow) -> Organ:
    known = stored_rules(rules.rules)
    return Organ(row.id, row.organisation, row.title, row.preset, row.version, row.revision, known)


def _add_rules(db: Transaction, organ_id: str, version: int, rules: Rules, by: Doer) -> None:
    db.add(
        OrganRulesRow(
            organ_id=organ_id, version=version, rules=rules_to_json(rules), made_at=by.now, made_by=by.actor.id
        )
    )
    db.flush()
