"""The kinds of things that the store lets go with time: what is over of each, and how it goes.

What grows with use and is none of them: rooms and their wrong PINs (a row for each room that there ever was), people, who stay
under their numbers, and sittings of councils: their acts are one chain, of which nothing can go, and their minutes are the
school's for ever, until `regia org delete` hands over (docs/install.md).
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, delete, exists, func, or_, select, true, update
from sqlalchemy.orm import InstrumentedAttribute

from config.rooms import Retention
from orchestrator.accounts.sign_ins import LONGEST
from orchestrator.accounts.tables import LinkRow, SignInRow
from orchestrator.audit import terms as acts
from orchestrator.audit.acts import ObjectKind
from orchestrator.audit.store import blank_all
from orchestrator.audit.tables import ActRow
from orchestrator.audit.terms import Kept, acts_over, delete_acts
from orchestrator.conferences.guest_list import forget_people
from orchestrator.conferences.settings_store import forget_settings
from orchestrator.conferences.tables import (
    MeetingEventRow,
    MeetingLinkRow,
    MeetingLinkUseRow,
    MeetingSnapshotRow,
    PresenceEntryRow,
)
from orchestrator.councils.convening.posting import keep_proofs
from orchestrator.councils.dossiers.tables import DossierRow, SittingDeviceRow
from orchestrator.councils.identity.tables import SeatPinRow
from orchestrator.councils.log.tables import SittingRow
from orchestrator.councils.sitting.state import OVER
from orchestrator.hub.tables import AgentRow, ReportRow
from orchestrator.outbox.tables import OutboxRow
from orchestrator.rooms.tables import ProblemRow
from schedules.store.keeping import (
    Found,
    bookings_over,
    delete_bookings,
    forget_words,
    presses_over,
    uncited,
    words_over,
)
from schedules.store.tables import (
    BackgroundRow,
    CalendarRow,
    OccurrenceRow,
    OverrideRow,
    PictureRow,
    RoomRow,
    SessionRow,
    SiteChangeRow,
    SiteTextRow,
)
from schedules.store.transaction import Transaction

ACCESS = LONGEST
"""How long after its end somebody may still be told what became of a link."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What is over: what ended before these, and calendars that are none of *calendars* any more."""

    confidential: datetime
    reports: datetime
    bookings: datetime
    audit: datetime
    access: datetime
    """When what lets nobody in any more goes."""
    mail: datetime
    presence: datetime
    """Of bookings that ended before that goes what was told of who was there; the next two likewise."""
    presence_counts: datetime
    presence_entries: datetime
    addresses: datetime
    """Network addresses of before."""
    acts: Mapping[Kept, datetime]
    calendars: Collection[str]
    cited: Collection[str] = field(default=())
    """Bookings that stay, since minutes or registers cite them."""


def terms_of(retention: Retention, calendars: Collection[str], now: datetime) -> Terms:
    """The terms as they are *now*. What is known of who was at a booking never outlasts it."""
    whole = now - retention.bookings
    return Terms(
        now - retention.confidential,
        now - retention.reports,
        whole,
        now - retention.audit,
        now - ACCESS,
        now - retention.mail,
        max(whole, now - retention.presence),
        max(whole, now - retention.presence_counts),
        max(whole, now - retention.presence_entries),
        now - retention.addresses,
        {
            Kept.BOOKINGS: now - retention.audit_bookings,
            Kept.PRESSES: now - retention.audit_presses,
            Kept.ACCESS: now - retention.audit_access,
            Kept.SETTINGS: now - retention.audit,
        },
        calendars,
    )


Keys = Sequence[Row[Any]]
"""The rows that `Kind.over` selects."""


@dataclass(frozen=True, slots=True)
class Gone:
    """What was removed: how many rows, and the words of which no trace may remain."""

    count: int
    words: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind: *over* finds what is to go, key and time (`at`), and *remove* lets it go if it is over still."""

    name: str
    over: Callable[[Terms], Found]
    remove: Callable[[Transaction, Terms, Keys], Gone]


def _deleting(name: str, key: InstrumentedAttribute[Any], over: Callable[[Terms], Found]) -> Kind:
    """A kind whose rows never change."""

    def remove(db: Transaction, _terms: Terms, keys: Keys) -> Gone:
        db.execute(delete(key.class_).where(key.in_([row[0] for row in keys])))
        return Gone(len(keys))

    return Kind(name, over, remove)


def _words(terms: Terms) -> Found:
    return words_over(terms.confidential, uncited(terms.cited))


def _forget(db: Transaction, terms: Terms, keys: Keys) -> Gone:
    ids = _still(db, _words(terms), keys)
    return Gone(
        len(ids),
        forget_words(db, ids)
        | forget_people(db, ids)
        | forget_settings(db, ids)
        | blank_all(db, ObjectKind.BOOKING, ids),
    )


def _bookings(terms: Terms) -> Found:
    return bookings_over(terms.bookings, uncited(terms.cited))


def _delete_bookings(db: Transaction, terms: Terms, keys: Keys) -> Gone:
    ids = _still(db, _bookings(terms), keys)
    delete_bookings(db, ids)
    blank_all(db, ObjectKind.BOOKING, ids)
    return Gone(len(ids))


def _still(db: Transaction, over: Found, keys: Keys) -> Sequence[str]:
    """Those of the bookings that are over: a calendar may have moved one since it was found."""
    return db.scalars(over.where(OccurrenceRow.id.in_([row.id for row in keys]))).all()


def _reports(terms: Terms) -> Found:
    over = select(ReportRow.agent_id, ReportRow.seq, ReportRow.stored_at.label("at"))
    return over.where(ReportRow.stored_at < terms.reports).order_by(ReportRow.stored_at)


def _delete_reports(db: Transaction, _terms: Terms, keys: Keys) -> Gone:
    for agent in {row.agent_id for row in keys}:
        numbers = [row.seq for row in keys if row.agent_id == agent]
        db.execute(delete(ReportRow).where(ReportRow.agent_id == agent, ReportRow.seq.in_(numbers)))
    return Gone(len(keys))


def _problems(terms: Terms) -> Found:
    over = select(ProblemRow.id, ProblemRow.at.label("at")).where(ProblemRow.at < terms.reports)
    return over.order_by(ProblemRow.at)


def _agents(terms: Terms) -> Found:
    """Those not seen for so long: whoever comes again begins to be counted anew."""
    over = select(AgentRow.id, AgentRow.seen_at.label("at")).where(AgentRow.seen_at < terms.reports)
    return over.order_by(AgentRow.seen_at)


_NEWEST_CHANGE = select(func.max(SiteChangeRow.number)).scalar_subquery()
"""The newest change, which says which room files are in force."""


def _changes(terms: Terms) -> Found:
    over = select(SiteChangeRow.number, SiteChangeRow.at.label("at")).where(_change_is_over(terms))
    return over.order_by(SiteChangeRow.number)


def _change_is_over(terms: Terms) -> ColumnElement[bool]:
    return and_(SiteChangeRow.at < terms.audit, SiteChangeRow.number != _NEWEST_CHANGE)


def _versions(terms: Terms) -> Found:
    """Room files that nothing names once all the rest has gone."""
    over = select(SiteTextRow.digest, SiteTextRow.stored_at.label("at")).where(SiteTextRow.stored_at < terms.audit)
    unnamed = _unnamed(SessionRow.end >= terms.bookings, ~_change_is_over(terms))
    return over.where(unnamed).order_by(SiteTextRow.stored_at)


def _unnamed(*lasting: ColumnElement[bool]) -> ColumnElement[bool]:
    """That no room follows a version, and no session ran by it and no change names it of those that are *lasting*."""
    digest = SiteTextRow.digest
    of_sessions, of_changes = lasting or (true(), true())
    return ~or_(
        exists().where(or_(RoomRow.active_digest == digest, RoomRow.wished_digest == digest)),
        exists().where(SessionRow.digest == digest, of_sessions),
        exists().where(SiteChangeRow.digest == digest, of_changes),
    )


def _delete_versions(db: Transaction, _terms: Terms, keys: Keys) -> Gone:
    """With what stood behind the big screens by them, as far as no other version has it."""
    these = SiteTextRow.digest.in_([row.digest for row in keys])
    digests = db.scalars(select(SiteTextRow.digest).where(these, _unnamed())).all()
    db.execute(delete(BackgroundRow).where(BackgroundRow.version.in_(digests)))
    db.execute(delete(SiteTextRow).where(SiteTextRow.digest.in_(digests)))
    db.execute(delete(PictureRow).where(~exists().where(BackgroundRow.picture == PictureRow.digest)))
    return Gone(len(digests))


def _calendars(terms: Terms) -> Found:
    """The texts of calendars that the room files no longer name."""
    return select(CalendarRow.id, CalendarRow.fetched_at.label("at")).where(CalendarRow.id.not_in(terms.calendars))


def _links(terms: Terms) -> Found:
    over = select(LinkRow.hash, LinkRow.expires_at.label("at")).where(LinkRow.expires_at < terms.access)
    return over.order_by(LinkRow.expires_at)


def _sign_ins(terms: Terms) -> Found:
    """Those that would be over however lately they were used."""
    over = select(SignInRow.hash, SignInRow.created_at.label("at")).where(SignInRow.created_at < terms.access)
    return over.order_by(SignInRow.created_at)


def _mails(terms: Terms) -> Found:
    """Those that were sent or given up."""
    ended = func.coalesce(OutboxRow.sent_at, OutboxRow.failed_at)
    return select(OutboxRow.id, ended.label("at")).where(ended < terms.mail).order_by(ended)


def _delete_mails(db: Transaction, terms: Terms, keys: Keys) -> Gone:
    """Those that are over still: somebody may have one tried again."""
    over = _mails(terms).where(OutboxRow.id.in_([row.id for row in keys]))
    ids = db.scalars(over).all()
    keep_proofs(db, ids)
    db.execute(delete(OutboxRow).where(OutboxRow.id.in_(ids)))
    return Gone(len(ids))


def _acts(name: str, kept: Kept) -> Kind:
    """Acts of the kinds that are kept equally long."""
    kinds = acts.KINDS[kept]

    def over(terms: Terms) -> Found:
        return acts_over(kinds, terms.acts[kept])

    def remove(db: Transaction, terms: Terms, keys: Keys) -> Gone:
        delete_acts(db, kinds, [row.number for row in keys], terms.acts[kept])
        return Gone(len(keys))

    return Kind(name, over, remove)


ACTS = (
    _acts("acts_bookings", Kept.BOOKINGS),
    _acts("acts_presses", Kept.PRESSES),
    _acts("acts_access", Kept.ACCESS),
    _acts("acts_settings", Kept.SETTINGS),
)
"""Who did what."""


def _addresses(terms: Terms) -> Found:
    """From where acts were done, which stay themselves."""
    over = select(ActRow.number, ActRow.at.label("at")).where(ActRow.at < terms.addresses, ActRow.address != "")
    return over.order_by(ActRow.at)


def _blank_addresses(db: Transaction, _terms: Terms, keys: Keys) -> Gone:
    db.execute(update(ActRow).where(ActRow.number.in_([row.number for row in keys])).values(address=""))
    return Gone(len(keys))


def _meeting_uses(terms: Terms) -> Found:
    """When people went into meetings."""
    at = MeetingLinkUseRow.at
    used = (
        select(MeetingLinkUseRow.number, at.label("at"))
        .join(MeetingLinkRow, MeetingLinkRow.id == MeetingLinkUseRow.link_id)
        .join(OccurrenceRow, OccurrenceRow.id == MeetingLinkRow.occurrence_id)
    )
    return used.where(_is_over(at, terms.presence, terms)).order_by(at)


def _meeting_events(terms: Terms) -> Found:
    """What Jitsi told; what is of no booking as soon as the words of confidential ones go."""
    at, nobodys = MeetingEventRow.at, MeetingEventRow.occurrence_id.is_(None)
    told = select(MeetingEventRow.number, at.label("at")).outerjoin(
        OccurrenceRow, OccurrenceRow.id == MeetingEventRow.occurrence_id
    )
    over = or_(_is_over(at, terms.presence, terms), and_(nobodys, at < terms.confidential))
    return told.where(over).order_by(at)


def _meeting_snapshots(terms: Terms) -> Found:
    """How many were counted in meetings."""
    at = MeetingSnapshotRow.at
    counted = select(MeetingSnapshotRow.number, at.label("at")).join(
        OccurrenceRow, OccurrenceRow.id == MeetingSnapshotRow.occurrence_id
    )
    return counted.where(_is_over(at, terms.presence_counts, terms)).order_by(at)


def _presence_entries(terms: Terms) -> Found:
    """What people wrote about who was there, however late they did."""
    at = PresenceEntryRow.at
    written = select(PresenceEntryRow.number, at.label("at")).join(
        OccurrenceRow, OccurrenceRow.id == PresenceEntryRow.occurrence_id
    )
    return written.where(_is_over(at, terms.presence_entries, terms)).order_by(at)


def _is_over(at: InstrumentedAttribute[datetime], before: datetime, terms: Terms) -> ColumnElement[bool]:
    """That a booking ended *before* that, so that a register goes whole and not message by message.

    What is of a booking that became confidential goes as soon as its words do.
    """
    hidden = and_(OccurrenceRow.confidential, at < terms.confidential)
    return and_(or_(OccurrenceRow.end < before, hidden), uncited(terms.cited))


def _of_bookings(name: str, number: InstrumentedAttribute[int], over: Callable[[Terms], Found]) -> Kind:
    """A kind whose rows go by how their bookings are."""

    def remove(db: Transaction, terms: Terms, keys: Keys) -> Gone:
        still = db.scalars(over(terms).where(number.in_([row.number for row in keys]))).all()
        db.execute(delete(number.class_).where(number.in_(still)))
        return Gone(len(still))

    return Kind(name, over, remove)


def _codes(terms: Terms) -> Found:
    """The codes by which members prove who they are, of sittings that are over."""
    return _of_sittings(select(SeatPinRow.sitting_id, SeatPinRow.seat, DossierRow.ends.label("at")), SeatPinRow, terms)


def _devices(terms: Terms) -> Found:
    """The browsers that act for seats, of sittings that are over."""
    found = select(SittingDeviceRow.sitting_id, SittingDeviceRow.seat, DossierRow.ends.label("at"))
    return _of_sittings(found, SittingDeviceRow, terms)


Seats = type[SeatPinRow] | type[SittingDeviceRow]


def _of_sittings(found: Found, table: Seats, terms: Terms) -> Found:
    return (
        found.join(DossierRow, DossierRow.sitting_id == table.sitting_id)
        .join(SittingRow, SittingRow.id == table.sitting_id)
        .where(SittingRow.status.in_(sorted(OVER)), DossierRow.ends < terms.access)
        .order_by(DossierRow.ends, table.seat)
    )


def _of_seats(name: str, table: Seats, over: Callable[[Terms], Found]) -> Kind:
    """A kind whose rows are a sitting's and a seat's; a sitting that is over stays so."""

    def remove(db: Transaction, _terms: Terms, keys: Keys) -> Gone:
        for sitting in {row.sitting_id for row in keys}:
            seats = [row.seat for row in keys if row.sitting_id == sitting]
            db.execute(delete(table).where(table.sitting_id == sitting, table.seat.in_(seats)))
        return Gone(len(keys))

    return Kind(name, over, remove)


KINDS = (
    Kind("confidential", _words, _forget),
    _of_bookings("meeting_uses", MeetingLinkUseRow.number, _meeting_uses),
    _of_bookings("meeting_events", MeetingEventRow.number, _meeting_events),
    _of_bookings("meeting_snapshots", MeetingSnapshotRow.number, _meeting_snapshots),
    _of_bookings("presence_entries", PresenceEntryRow.number, _presence_entries),
    Kind("bookings", _bookings, _delete_bookings),
    _deleting("presses", OverrideRow.number, lambda terms: presses_over(terms.bookings)),
    Kind("reports", _reports, _delete_reports),
    _deleting("problems", ProblemRow.id, _problems),
    _deleting("agents", AgentRow.id, _agents),
    _deleting("links", LinkRow.hash, _links),
    _deleting("sign_ins", SignInRow.hash, _sign_ins),
    _of_seats("council_codes", SeatPinRow, _codes),
    _of_seats("council_devices", SittingDeviceRow, _devices),
    Kind("mails", _mails, _delete_mails),
    _deleting("changes", SiteChangeRow.number, _changes),
    Kind("versions", _versions, _delete_versions),
    _deleting("calendars", CalendarRow.id, _calendars),
    Kind("addresses", _addresses, _blank_addresses),
    *ACTS,
)
"""In the order in which they go: what a booking or a change names is free only once that has gone.

What is of a booking goes before it, in portions of its own: with it thousands of messages would go at once.
"""
