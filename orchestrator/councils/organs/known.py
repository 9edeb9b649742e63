"""The organ that a path names, of the organisation that it names, or that there is nothing."""

from collections.abc import Sequence
from dataclasses import dataclass

from aiohttp import web

from orchestrator.accounts.organisations import Organisation, find_organisation
from orchestrator.councils.organs.organ import Holder, Officer, Organ, Seat
from orchestrator.councils.organs.store import NoSuchOrgan, find_organ, officers_of, organisation_of, seats_of
from orchestrator.people.asker import nothing_there
from orchestrator.web.keys import DATABASE
from schedules.store.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Known:
    """An organ with all that is of it."""

    organisation: Organisation
    organ: Organ
    seats: Sequence[Seat]
    officers: Sequence[Officer]

    @property
    def path(self) -> str:
        """Of its page."""
        return f"/organisations/{self.organisation.id}/councils/{self.organ.id}"

    def seat(self, seat_id: str) -> Seat:
        """Its seat of that id. Raises ApiError (404)."""
        found = next((seat for seat in self.seats if seat.id == seat_id), None)
        if found is None:
            raise nothing_there()
        return found

    def holder(self, person: str | None) -> Holder | None:
        """Its person of that id."""
        return next((holder for seat in self.seats for holder in seat.holders if holder.id == person), None)


async def known_organ(request: web.Request) -> Known:
    """The organ of the path. Raises ApiError (404)."""
    found = await request.app[DATABASE].read(_read, request.match_info["organisation"], request.match_info["organ"])
    if found is None:
        raise nothing_there()
    return found


def _read(db: Transaction, organisation_id: str, organ_id: str) -> Known | None:
    organisation = find_organisation(db, organisation_id)
    if organisation is None:
        return None
    try:
        organ = find_organ(db, organisation_id, organ_id)
    except NoSuchOrgan:
        return None
    return Known(organisation, organ, seats_of(db, organ_id), officers_of(db, organ_id))


def known_by_id(db: Transaction, organ_id: str) -> Known | None:
    """The organ of that id, whosever it is; None where there is none."""
    return _read(db, organisation_of(db, organ_id) or "", organ_id)
