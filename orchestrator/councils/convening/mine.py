"""What of councils is somebody's own, by the address of their account: the organs that they lead, and the sittings they go to."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from orchestrator.accounts.emails import key_of
from orchestrator.accounts.organisations import find_organisation
from orchestrator.councils.dossiers.dossier import Dossier
from orchestrator.councils.dossiers.link_store import sitting_links
from orchestrator.councils.dossiers.links import SittingLinkKind, path_of
from orchestrator.councils.dossiers.store import dossiers_of
from orchestrator.councils.organs.organ import Organ
from orchestrator.councils.organs.store import find_organ, organisation_of, seats_of
from orchestrator.councils.organs.tables import HolderRow, OfficerRow, SeatRow
from orchestrator.councils.sitting.state import CALLED, Status
from schedules.store.sealing import Keys
from schedules.store.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Led:
    """An organ that somebody leads or whose papers they keep, with its sittings that are not over."""

    organ: Organ
    organisation: str
    """Its name."""
    sittings: Sequence[Dossier]


@dataclass(frozen=True, slots=True)
class Attended:
    """A sitting to which somebody is called, and the path of their own page of it."""

    organ: str
    """What it is called."""
    dossier: Dossier
    path: str


@dataclass(frozen=True, slots=True)
class Mine:
    """All of it."""

    led: Sequence[Led] = ()
    attended: Sequence[Attended] = ()


def mine_of(db: Transaction, keys: Keys, mail: str | None, zone: ZoneInfo) -> Mine:
    """What is theirs who have an account with that address."""
    if not mail:
        return Mine()
    led = [each for organ in _led(db, mail) if (each := _known(db, organ)) is not None]
    attended = sorted(_attended(db, keys, mail, zone), key=lambda each: each.dossier.begins)
    return Mine(sorted(led, key=lambda each: each.organ.title.casefold()), attended)


def _led(db: Transaction, mail: str) -> Sequence[str]:
    address = func.coalesce(HolderRow.mail, OfficerRow.mail)
    rows = select(OfficerRow.organ_id).outerjoin(HolderRow, HolderRow.id == OfficerRow.holder_id)
    return db.scalars(rows.where(func.lower(address) == key_of(mail)).distinct()).all()


def _known(db: Transaction, organ_id: str) -> Led | None:
    organisation = find_organisation(db, organisation_of(db, organ_id) or "")
    if organisation is None:
        return None
    lasting = CALLED | {Status.DRAFTED}
    sittings = [each for each in reversed(dossiers_of(db, organ_id)) if each.status in lasting]
    return Led(find_organ(db, organisation.id, organ_id), organisation.name, sittings)


def _attended(db: Transaction, keys: Keys, mail: str, zone: ZoneInfo) -> Iterator[Attended]:
    organs = select(SeatRow.organ_id).join(HolderRow, HolderRow.seat_id == SeatRow.id)
    for organ_id in db.scalars(organs.where(func.lower(HolderRow.mail) == key_of(mail)).distinct()).all():
        coming = [each for each in dossiers_of(db, organ_id) if each.status in CALLED]
        for dossier in coming:
            yield from _own_page(db, keys, mail, dossier, dossier.begins.astimezone(zone))


def _own_page(db: Transaction, keys: Keys, mail: str, dossier: Dossier, at: datetime) -> Iterator[Attended]:
    seats = ((seat.id, seat.holder(at.date())) for seat in seats_of(db, dossier.organ))
    mine = {
        seat for seat, holder in seats if holder is not None and holder.mail and key_of(holder.mail) == key_of(mail)
    }
    title = find_organ(db, dossier.organisation, dossier.organ).title
    for link in sitting_links(db, dossier.sitting, SittingLinkKind.MEMBER) if mine else ():
        path = path_of(keys, link) if link.holder in mine else None
        if path is not None:
            yield Attended(title, dossier, path)
