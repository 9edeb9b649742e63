"""The list of bookings that somebody may know of: looked for, filtered, sorted, a page at a time, in a fixed number of queries.

What the database compares with the words that are looked for are only words that who looks may read.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, false, func, or_, select, true

from orchestrator.access.permissions import Role
from orchestrator.accounts.emails import key_of
from orchestrator.accounts.roles import ALL_SITES
from orchestrator.bookings.asking import Asker
from schedules.bookings import OWN_CALENDAR, Entry
from schedules.fields import Audience, seen_by
from schedules.store.inputs import occurrence_of
from schedules.store.tables import OccupancyRow, OccurrenceRow
from schedules.store.transaction import Transaction

_EVERYWHERE = {Role.ADMIN, Role.ADMINISTRATOR}
_DESK = {Role.DESK, Role.BOOKINGS_READ, Role.BOOKINGS_WRITE}
_MEMBERS = {Role.MANAGER, Role.ORGANISER, Role.BOOKINGS_READ, Role.BOOKINGS_WRITE}
NUMBER = 8
"""So many digits of its id are a booking's number."""


@dataclass(frozen=True, slots=True)
class Sought:
    """Which bookings, in which order, and which part of them. None is no bound."""

    since: datetime
    until: datetime | None = None
    words: str = ""
    """Within the title or the organiser's name, or a booking's number."""
    rooms: Collection[str] | None = None
    organisation: str | None = None
    mine: bool = False
    descending: bool = False
    page: int = 1
    per_page: int = 50


def list_bookings(db: Transaction, asker: Asker, sought: Sought) -> tuple[Sequence[Entry], int]:
    """A page of what is *sought*, each booking once as *asker* may see it, and how many there are; a page beyond the last is the last."""
    those = list(_those(asker, sought))
    total = db.scalar(select(func.count()).select_from(OccurrenceRow).where(*those)) or 0
    page = min(sought.page, max(1, -(-total // sought.per_page)))
    order = (OccurrenceRow.start.desc(), OccurrenceRow.id.desc()) if sought.descending else _FORWARDS
    query = select(OccurrenceRow).where(*those).order_by(*order)
    rows = db.scalars(query.offset((page - 1) * sought.per_page).limit(sought.per_page)).all()
    held = _held(db, [row.id for row in rows])
    return [entry for row in rows if (entry := _seen(row, held.get(row.id, ()), asker)) is not None], total


_FORWARDS = (OccurrenceRow.start, OccurrenceRow.id)


def _those(asker: Asker, sought: Sought) -> Iterable[ColumnElement[bool]]:
    yield OccurrenceRow.end > sought.since
    yield ~OccurrenceRow.withdrawn
    yield _known(asker)
    yield _in_rooms(sought.rooms)
    if sought.until is not None:
        yield OccurrenceRow.start < sought.until
    if sought.organisation is not None:
        yield and_(OccurrenceRow.organisation == sought.organisation, or_(_own(asker), _told_all(asker)))
    if sought.mine:
        yield OccurrenceRow.booked_by == (asker.account or "")
    if sought.words:
        yield _says(asker, sought.words)


def _says(asker: Asker, words: str) -> ColumnElement[bool]:
    """Whether something that they may read of it has those words, or its number is that."""
    number = words.replace("-", "").lower()
    called = OccurrenceRow.id.startswith(number, autoescape=True) if len(number) >= NUMBER else false()
    titled = and_(OccurrenceRow.title.icontains(words, autoescape=True), or_(_own(asker), _told_title(asker)))
    led = and_(OccurrenceRow.organiser.icontains(words, autoescape=True), or_(_own(asker), _told_all(asker)))
    return or_(called, titled, led)


def _known(asker: Asker) -> ColumnElement[bool]:
    """Whether they see more of it than that its time is taken. See `audience_of`, which this follows."""
    roles = {holding.role for holding in asker.identity.holdings}
    if roles & _EVERYWHERE:
        return true()
    rooms = _rooms_of(asker, {*_DESK, Role.TECHNICIAN})
    members = {each.organisation for each in asker.identity.holdings if each.organisation is not None}
    return or_(_own(asker), _at(rooms), OccurrenceRow.organisation.in_(sorted(members)))


def _own(asker: Asker) -> ColumnElement[bool]:
    """Whether they see all of it, confidential or not."""
    person = asker.identity.person
    if person is None:
        return false()
    granted = _organisations_of(asker, {Role.CONFIDENTIAL})
    named = (
        and_(OccurrenceRow.organiser == key_of(person.account.email), OccurrenceRow.calendar == OWN_CALENDAR)
        if person.account.email is not None
        else false()
    )
    return or_(OccurrenceRow.booked_by == asker.identity.who, named, OccurrenceRow.organisation.in_(granted))


def _told_all(asker: Asker) -> ColumnElement[bool]:
    """Whether they see all of it since it is not confidential."""
    if {holding.role for holding in asker.identity.holdings} & _EVERYWHERE:
        return ~OccurrenceRow.confidential
    organisations = _organisations_of(asker, _MEMBERS)
    seen = or_(_at(_rooms_of(asker, _DESK)), OccurrenceRow.organisation.in_(organisations))
    return and_(~OccurrenceRow.confidential, seen)


def _told_title(asker: Asker) -> ColumnElement[bool]:
    """Whether they see its title since it is not confidential: those who only look on do too."""
    viewed = OccurrenceRow.organisation.in_(_organisations_of(asker, {Role.VIEWER}))
    return or_(_told_all(asker), and_(~OccurrenceRow.confidential, viewed))


def _organisations_of(asker: Asker, roles: Collection[Role]) -> Sequence[str]:
    held = (each.organisation for each in asker.identity.holdings if each.role in roles)
    return sorted({organisation for organisation in held if organisation is not None})


def _rooms_of(asker: Asker, roles: Collection[Role]) -> Collection[str] | None:
    """The rooms of the sites where they are one of *roles*; None for all."""
    sites = {each.site for each in asker.identity.holdings if each.role in roles and each.site is not None}
    return None if ALL_SITES in sites else frozenset().union(*(asker.rooms_of(site) for site in sites))


def _at(rooms: Collection[str] | None) -> ColumnElement[bool]:
    return true() if rooms is None else _in_rooms(rooms) if rooms else false()


def _in_rooms(rooms: Collection[str] | None) -> ColumnElement[bool]:
    """Whether it is in one of them; None: in any."""
    held = exists().where(OccupancyRow.occurrence_id == OccurrenceRow.id)
    return held if rooms is None else held.where(OccupancyRow.room_id.in_(sorted(rooms)))


def _held(db: Transaction, ids: Sequence[str]) -> Mapping[str, Sequence[OccupancyRow]]:
    found: dict[str, list[OccupancyRow]] = {}
    each = select(OccupancyRow).where(OccupancyRow.occurrence_id.in_(ids)).order_by(OccupancyRow.room_id)
    for row in db.scalars(each):
        found.setdefault(row.occurrence_id, []).append(row)
    return found


def _seen(row: OccurrenceRow, held: Sequence[OccupancyRow], asker: Asker) -> Entry | None:
    """As they may see it, with the time that it really has."""
    if not held:
        return None
    rooms = tuple(each.room_id for each in held)
    booked = occurrence_of(row, rooms, holds=all(each.holding for each in held))
    whole = replace(booked, start=min(each.start for each in held), end=max(each.end for each in held))
    audience = asker.audience(booked)
    return None if audience is Audience.OTHERS else Entry(row.id, rooms[0], seen_by(whole, audience))
