"""How it stands with everybody on the list of a booking: invited or not, whether the mail went out, whether they came in by their link."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select

from orchestrator.conferences.guest_list import ExpectedPerson, people_of
from orchestrator.conferences.links import MeetingLinkKind
from orchestrator.conferences.tables import MeetingLinkRow, MeetingLinkUseRow
from orchestrator.invitations.due import Facts, Standing, due
from orchestrator.invitations.store import facts_of, standings_of
from orchestrator.outbox.store import MailSeen, MailState, mails_seen
from schedules.store.transaction import Transaction


class State(StrEnum):
    """How it stands with one person."""

    LISTED = "listed"
    """On the list, and not invited."""
    WAITING = "waiting"
    """Invited; the mail has not gone out yet."""
    SENT = "sent"
    OPENED = "opened"
    """They came in by their link."""
    FAILED = "failed"
    """The mail was given up."""
    REVOKED = "revoked"
    """Their link opens nothing any more."""


@dataclass(frozen=True, slots=True)
class PersonSeen:
    """Somebody on the list."""

    person: ExpectedPerson
    state: State
    told_at: datetime | None = None
    """When the newest message was put in."""
    opened_at: datetime | None = None
    """When they last came in by their link."""
    mail: MailSeen | None = None
    """The newest message, as long as it is known what became of it."""


@dataclass(frozen=True, slots=True)
class _Link:
    revoked: bool
    opened_at: datetime | None


def see_people(db: Transaction, booking_id: str, now: datetime) -> Sequence[PersonSeen]:
    """All on the list, in the order of their names."""
    facts = facts_of(db, booking_id)
    standings = {standing.person.id: standing for standing in standings_of(db, booking_id)}
    mails = mails_seen(db, [each.mail_id for each in standings.values() if each.mail_id is not None])
    links = _links(db, booking_id)
    return [
        _seen(person, standings.get(person.id), facts, mails, links.get(person.id), now)
        for person in people_of(db, booking_id)
    ]


def _seen(
    person: ExpectedPerson,
    standing: Standing | None,
    facts: Facts | None,
    mails: Mapping[str, MailSeen],
    link: _Link | None,
    now: datetime,
) -> PersonSeen:
    if standing is None or not standing.wanted or facts is None:
        return PersonSeen(person, State.LISTED)
    mail = mails.get(standing.mail_id or "")
    opened_at = link.opened_at if link is not None else None
    owed = due(standing, facts, now) is not None
    return PersonSeen(person, _state(mail, link, owed=owed), standing.told_at, opened_at, mail)


def _state(mail: MailSeen | None, link: _Link | None, *, owed: bool) -> State:
    if link is not None and link.revoked:
        return State.REVOKED
    if link is not None and link.opened_at is not None:
        return State.OPENED
    if mail is not None and mail.state is MailState.FAILED:
        return State.FAILED if not owed else State.WAITING
    waits = mail is not None and mail.state in {MailState.WAITING, MailState.KEPT}
    return State.WAITING if owed or waits else State.SENT


def _links(db: Transaction, booking_id: str) -> Mapping[str, _Link]:
    """The personal links of the booking, by the ids of their people."""
    last = func.max(MeetingLinkUseRow.at).label("last")
    rows = db.execute(
        select(MeetingLinkRow.holder, MeetingLinkRow.revoked_at, last)
        .outerjoin(MeetingLinkUseRow, MeetingLinkUseRow.link_id == MeetingLinkRow.id)
        .where(MeetingLinkRow.occurrence_id == booking_id, MeetingLinkRow.kind == MeetingLinkKind.PERSONAL)
        .group_by(MeetingLinkRow.id)
    )
    return {row.holder: _Link(row.revoked_at is not None, row.last) for row in rows}
