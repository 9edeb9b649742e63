"""What waits for somebody: their next bookings, those without a room, mails that did not go out, people who have not come."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, select

from config.rooms import Installation
from orchestrator.access.permissions import Role
from orchestrator.accounts.roles import StaffRole
from orchestrator.accounts.second_factor import second_factor_of
from orchestrator.accounts.sign_ins import Person
from orchestrator.accounts.tables import AccountRow, LinkRow, MembershipRow
from orchestrator.bookings.asking import Asker
from orchestrator.outbox.store import MailSeen, failed_of
from orchestrator.people.directory import has_come
from schedules.bookings import Entry
from schedules.fields import Audience, seen_by
from schedules.store.transaction import Transaction
from schedules.store.upcoming import Whose, upcoming_of, waiting_for_rooms

NEXT = 5
"""Of each kind at the most; the rest has pages of its own."""
_TECHNICAL = {StaffRole.ADMINISTRATOR, StaffRole.TECHNICIAN}


@dataclass(frozen=True, slots=True)
class Waiting:
    """All that waits for one person."""

    bookings: Sequence[Entry] = ()
    more_bookings: bool = False
    clashes: Sequence[Entry] = ()
    """Theirs, or of those that they answer for, which do not have their room."""
    mails: Sequence[MailSeen] = ()
    more_mails: int = 0
    not_come: int = 0
    """People who were invited and have not come yet."""
    second_factor_missing: bool = False


def waiting_for(db: Transaction, asker: Asker, installation: Installation, now: datetime) -> Waiting:
    """What waits for whoever asks; nothing for a program."""
    person = asker.identity.person
    if person is None:
        return Waiting()
    mine = upcoming_of(db, asker.identity.who, now, NEXT + 1)
    mails = failed_of(db, asker.identity.who)
    rooms = [room.id for room in installation.rooms]
    clashes = waiting_for_rooms(db, _answers_for(asker), rooms, now, NEXT) if rooms else []
    return Waiting(
        mine[:NEXT],
        len(mine) > NEXT,
        [entry for entry in (_seen(asker, clash) for clash in clashes) if entry is not None],
        mails[:NEXT],
        max(0, len(mails) - NEXT),
        _not_come(db, asker),
        _lacks_second_factor(db, person, installation),
    )


def _answers_for(asker: Asker) -> Whose:
    """Whose clashes concern them: their own, their organisation's if they manage it, their site's if they are its desk."""
    holdings = asker.identity.holdings
    managed = {each.organisation for each in holdings if each.role is Role.MANAGER and each.organisation is not None}
    rooms: set[str] = set()
    for each in holdings:
        if each.role is Role.DESK and each.site is not None:
            rooms |= asker.rooms_of(each.site)
    return Whose(asker.account, sorted(managed), sorted(rooms))


def _seen(asker: Asker, entry: Entry) -> Entry | None:
    """As they may see it."""
    audience = asker.audience(entry.booking)
    return None if audience is Audience.OTHERS else replace(entry, booking=seen_by(entry.booking, audience))


def _not_come(db: Transaction, asker: Asker) -> int:
    """How many people were invited by a link that is still good or not, and have not come: of all, or of what they manage."""
    roles = {holding.role for holding in asker.identity.holdings}
    open_ = [AccountRow.closed_at.is_(None), AccountRow.email_key.is_not(None), ~has_come(), _was_invited()]
    if Role.ADMINISTRATOR in roles:
        return _count(db, open_)
    managed = _answers_for(asker).organisations
    if not managed:
        return 0
    member = exists().where(MembershipRow.account_id == AccountRow.id, MembershipRow.organisation_id.in_(managed))
    return _count(db, [*open_, member])


def _was_invited() -> ColumnElement[bool]:
    return exists().where(LinkRow.account_id == AccountRow.id, LinkRow.kind == "invitation")


def _count(db: Transaction, those: Collection[ColumnElement[bool]]) -> int:
    return db.scalar(select(func.count()).select_from(AccountRow).where(*those)) or 0


def _lacks_second_factor(db: Transaction, person: Person, installation: Installation) -> bool:
    """Whether the house wants one of them, and there is none."""
    service = installation.service
    wanted = service is not None and service.second_factor == "required"
    technical = any(staff.role in _TECHNICAL for staff in person.staff)
    return wanted and technical and second_factor_of(db, person.account.id) is None
