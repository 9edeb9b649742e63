"""For which organisation somebody books."""

from collections.abc import Collection, Sequence

from orchestrator.access.permissions import Action
from orchestrator.accounts.organisations import find_organisation
from orchestrator.bookings.asking import Asker
from schedules.store.transaction import Transaction


class NotAllowed(Exception):
    """Whoever asks may see it and not do that; *code* says what it is that they lack."""

    def __init__(self, code: str = "forbidden") -> None:
        super().__init__(code)
        self.code = code


class NoSuchOrganisation(Exception):
    """There is none of that id that whoever asks may know of, or it is closed."""

    def __init__(self, organisation: str) -> None:
        super().__init__(organisation)
        self.organisation = organisation


class WhichOrganisation(Exception):
    """They may book for several *organisations*, and have to say for which."""

    def __init__(self, organisations: Sequence[str]) -> None:
        super().__init__(organisations)
        self.organisations = organisations


def owner_of(db: Transaction, asker: Asker, said: str | None, house: str | None, rooms: Collection[str]) -> str | None:
    """The organisation that a booking of *rooms* is to be of: the one that was *said*, or else the only one it can be.

    Those who book for all, as the desk does, book for the *house* where they say nothing. Raises NotAllowed,
    NoSuchOrganisation, WhichOrganisation.
    """
    if said is not None:
        return _said(db, asker, said, house, rooms)
    if _for_all(asker, rooms):
        return house
    bounds = {area.organisation for area in asker.reach(Action.BOOK).areas}
    possible = sorted(organisation for organisation in bounds if organisation and _is_open(db, organisation, house))
    if len(possible) > 1:
        raise WhichOrganisation(possible)
    if not possible or not asker.may(Action.BOOK, rooms, possible[0]):
        raise NotAllowed
    return possible[0]


def _said(db: Transaction, asker: Asker, said: str, house: str | None, rooms: Collection[str]) -> str:
    if not asker.may(Action.BOOK, rooms, said):
        knows = asker.identity.belongs_to(said) or any(
            area.organisation is None for area in asker.reach(Action.BOOK).areas
        )
        raise NotAllowed if knows else NoSuchOrganisation(said)
    if not _is_open(db, said, house):
        raise NoSuchOrganisation(said)
    return said


def _for_all(asker: Asker, rooms: Collection[str]) -> bool:
    """Whether they may book *rooms* for whatever organisation."""
    reach = [area for area in asker.reach(Action.BOOK).areas if area.organisation is None]
    return all(any(area.includes(room, None, None) for area in reach) for room in rooms)


def _is_open(db: Transaction, organisation: str, house: str | None) -> bool:
    """Whether there is such an organisation; the house may be named before it is there."""
    found = find_organisation(db, organisation)
    return found.closed_at is None if found is not None else organisation == house
