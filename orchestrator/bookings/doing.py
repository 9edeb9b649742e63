"""Booking, closing, changing and taking back: who may, what is stored and what is recorded, in one transaction each.

The handlers of the API and the pages call these.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select

from orchestrator.access.permissions import Action
from orchestrator.accounts.tables import AccountRow
from orchestrator.audit.acts import ActKind, ActObject, Changes, Field, ObjectKind, changes_between
from orchestrator.audit.store import blank
from orchestrator.audit.tables import ActRow
from orchestrator.bookings.acts import record_booking_act
from orchestrator.bookings.asking import Asker
from orchestrator.bookings.owners import NotAllowed, owner_of
from schedules.bookings import Entry, Occurrence
from schedules.fields import Audience, is_masked, seen_by
from schedules.store.changing import Changed, change, find_booking
from schedules.store.closures import Closed, close
from schedules.store.diary import NoSuchBooking, cancel
from schedules.store.once import Booked, book_once, known_booking
from schedules.store.rows import portions
from schedules.store.transaction import Transaction

_TOLD = (
    Field.START, Field.END, Field.ROOMS, Field.TITLE, Field.ORGANISER, Field.PHONE, Field.NOTES, Field.PRESET,
    Field.CONFIDENTIAL, Field.ORGANISATION,
)  # fmt: skip
_TOLD_OF_CONFIDENTIAL = (Field.START, Field.END, Field.ROOMS, Field.CONFIDENTIAL)
_LATEST = (
    select(ActRow.who_kind, ActRow.who)
    .where(ActRow.object_kind == ObjectKind.BOOKING)
    .order_by(ActRow.at.desc(), ActRow.number.desc())
    .limit(1)
)


class ChangedBy(Exception):
    """The booking was changed since it was looked at: how it is *present*, and the name of who changed it last, if it may be told."""

    def __init__(self, present: Entry, names: Mapping[str, str], name: str | None) -> None:
        """*names* as `names_of` gives them."""
        super().__init__(present.id)
        self.present, self.names, self.name = present, names, name


def book_as(
    db: Transaction, secret: bytes, asker: Asker, wanted: Occurrence, organisation: str | None, now: datetime
) -> Booked:
    """Book what is *wanted*, which has the organisation of the house, for the *organisation* that was said.

    Raises NotAllowed, NoSuchOrganisation, WhichOrganisation, IdTaken, BookingClash, UnknownRooms.
    """
    owner = owner_of(db, asker, organisation, wanted.organisation, wanted.rooms)
    whole = replace(wanted, organisation=owner, booked_by=asker.account, made_by=asker.token)
    booked = book_once(db, secret, whole, now, audience=asker.audience)
    if not booked.repeated:
        record_booking_act(
            db, asker, ActKind.BOOKING_MADE, booked.entry.id, whole, now, changes_between({}, _words(whole))
        )
    return booked


def close_as(
    db: Transaction, secret: bytes, asker: Asker, wanted: Occurrence, reason: str | None, now: datetime
) -> Closed:
    """Close rooms, over bookings where there is a *reason*. Raises NotAllowed, IdTaken, BookingClash, UnknownRooms."""
    if not asker.may(Action.CLOSE_ROOMS, wanted.rooms, wanted.organisation):
        raise NotAllowed
    whole = replace(wanted, booked_by=asker.account, made_by=asker.token)
    known = known_booking(db, whole)
    if known is not None:
        return Closed(find_booking(db, known, asker.audience), repeated=True)
    closed = close(db, secret, whole, reason, now)
    if not closed.repeated:
        changes = {**changes_between({}, _words(whole)), **changes_between({}, {Field.REASON: reason})}
        record_booking_act(db, asker, ActKind.ROOMS_CLOSED, closed.entry.id, whole, now, changes)
    return closed


def see_as(db: Transaction, asker: Asker, booking_id: str) -> Entry:
    """The booking as they may see it. Raises NoSuchBooking, also for one of which they may know no more than its time."""
    entry = find_booking(db, booking_id, _whole)
    audience = asker.audience(entry.booking)
    if audience is Audience.OTHERS:
        raise NoSuchBooking(booking_id)
    return replace(entry, booking=seen_by(entry.booking, audience))


def change_as(
    db: Transaction,
    asker: Asker,
    booking_id: str,
    becoming: Callable[[Occurrence], Occurrence],
    seen_revision: int,
    now: datetime,
) -> Entry:
    """Let the booking become what *becoming* makes of it. Raises NoSuchBooking, NotAllowed, ChangedBy, and as `change` does."""
    present = _to_change(db, asker, booking_id)
    if is_masked(present, asker.audience(present)):
        raise NotAllowed("confidential_unseen")
    wanted = becoming(present)
    if not asker.may(Action.CHANGE_BOOKING, wanted.rooms, present.organisation, present.booked_by):
        raise NotAllowed
    try:
        entry = change(db, booking_id, wanted, seen_revision, now, who=asker.identity.who, audience=asker.audience)
    except Changed as changed:
        raise ChangedBy(changed.present, names_of(db, [changed.present]), _last_name(db, booking_id)) from changed
    after = find_booking(db, booking_id, _whole).booking
    if after.confidential and not present.confidential:
        blank(db, ActObject(ObjectKind.BOOKING, booking_id))
    if after.sequence != present.sequence:
        record_booking_act(db, asker, ActKind.BOOKING_CHANGED, booking_id, after, now, _between(present, after))
    return entry


def cancel_as(db: Transaction, asker: Asker, booking_id: str, now: datetime) -> None:
    """Take the booking back, also one of which they see no more than time and number. Raises NoSuchBooking, NotAllowed, NotOurs."""
    present = _to_change(db, asker, booking_id)
    cancel(db, booking_id, now)
    kind = ActKind.CLOSURE_LIFTED if present.closure else ActKind.BOOKING_CANCELLED
    record_booking_act(db, asker, kind, booking_id, present, now, changes_between(_words(present), {}))


def names_of(db: Transaction, entries: Iterable[Entry]) -> Mapping[str, str]:
    """The names of who booked those, as far as whoever looks is told of them, by the ids of their accounts."""
    accounts = {entry.booking.booked_by for entry in entries if entry.booking.booked_by is not None}
    named = select(AccountRow.id, AccountRow.name)
    return {row.id: row.name for some in portions(accounts) for row in db.execute(named.where(AccountRow.id.in_(some)))}


def _to_change(db: Transaction, asker: Asker, booking_id: str) -> Occurrence:
    """The whole booking, if they may change it or take it back."""
    present = find_booking(db, booking_id, _whole).booking
    if asker.audience(present) is Audience.OTHERS:
        raise NoSuchBooking(booking_id)
    action = Action.CLOSE_ROOMS if present.closure else Action.CHANGE_BOOKING
    if not asker.may(action, present.rooms, present.organisation, present.booked_by):
        raise NotAllowed
    return present


def _between(before: Occurrence, after: Occurrence) -> Changes:
    """What changed, without a word of what is or was confidential."""
    told = _TOLD_OF_CONFIDENTIAL if before.confidential or after.confidential else _TOLD
    return changes_between(
        {name: getattr(before, name) for name in told}, {name: getattr(after, name) for name in told}
    )


def _words(booking: Occurrence) -> Mapping[Field, object]:
    """What is recorded of it."""
    told = _TOLD_OF_CONFIDENTIAL if booking.confidential else _TOLD
    return {name: getattr(booking, name) for name in told}


def _last_name(db: Transaction, booking_id: str) -> str | None:
    """The name of whoever changed it last, where that was a person."""
    last = db.execute(_LATEST.where(ActRow.object_id == booking_id)).first()
    if last is None or last.who_kind != "account":
        return None
    return db.scalar(select(AccountRow.name).where(AccountRow.id == last.who))


def _whole(_: Occurrence) -> Audience:
    return Audience.OWNER
