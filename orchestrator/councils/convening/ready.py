"""A sitting with all that its office needs: its organ, who sits in it that day, who steers, its documents."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select

from config.words.sentences import Language
from orchestrator.accounts.accounts import account_by_email
from orchestrator.accounts.emails import key_of
from orchestrator.accounts.tables import AccountRow
from orchestrator.councils.convening.documents import KeptDocument, documents_of
from orchestrator.councils.dossiers.dossier import Dossier, person_of
from orchestrator.councils.dossiers.store import find_dossier
from orchestrator.councils.organs.organ import Officer, Organ, Seat
from orchestrator.councils.organs.store import find_organ, officers_of, seats_of
from orchestrator.councils.sitting.agenda import Document, Item
from schedules.store.rows import portions
from schedules.store.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Ready:
    """All of it, as it was read at once."""

    dossier: Dossier
    organ: Organ
    seats: Sequence[Seat]
    officers: Sequence[Officer]
    names: Mapping[str, str]
    """Of officers who hold no seat, by person."""
    documents: Sequence[KeptDocument]
    languages: Mapping[str, Language]
    """What people with an account read, by the keys of their addresses."""

    @property
    def agenda(self) -> tuple[Item, ...]:
        """The agenda with the documents of each item, as it is convened with."""
        return tuple(
            replace(item, documents=tuple(_documents(self.documents, item.id))) for item in self.dossier.agenda
        )


@dataclass(frozen=True, slots=True)
class Called:
    """Somebody who is called to a sitting: who holds a seat that day."""

    seat: str
    person: str
    name: str
    code: str
    mail: str
    ex_officio: bool = False


def ready_of(db: Transaction, sitting: str) -> Ready | None:
    """The sitting of that id; None where there is none."""
    dossier = find_dossier(db, sitting)
    if dossier is None:
        return None
    organ = find_organ(db, dossier.organisation, dossier.organ)
    seats, officers = seats_of(db, organ.id), officers_of(db, organ.id)
    names = {person_of(each): _name(db, each.mail) for each in officers if each.holder is None}
    return Ready(dossier, organ, seats, officers, names, documents_of(db, sitting), _languages(db, seats))


def called(seats: Iterable[Seat], at: datetime, zone: ZoneInfo) -> Sequence[Called]:
    """Who is called to a sitting at that instant, in the order of the seats."""
    day = at.astimezone(zone).date()
    held = ((seat, seat.holder(day)) for seat in seats)
    return [
        Called(seat.id, holder.id, holder.name, seat.code, holder.mail, seat.ex_officio)
        for seat, holder in held
        if holder
    ]


def _documents(documents: Iterable[KeptDocument], item: str) -> Iterable[Document]:
    return (Document(each.name, each.sha256) for each in documents if each.item == item)


def _name(db: Transaction, mail: str) -> str:
    account = account_by_email(db, mail)
    return account.name if account is not None and account.name else mail


def _languages(db: Transaction, seats: Iterable[Seat]) -> Mapping[str, Language]:
    """By the keys of addresses."""
    keys = {key_of(holder.mail) for seat in seats for holder in seat.holders if holder.mail}
    told = select(AccountRow.email_key, AccountRow.language)
    rows = (row for some in portions(keys) for row in db.execute(told.where(AccountRow.email_key.in_(some))))
    return {row.email_key: row.language for row in rows}
