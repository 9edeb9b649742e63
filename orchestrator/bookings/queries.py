"""What may be asked of bookings in an address: a window with its filters, and free times."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, field_validator

from config.names import folded
from config.scalars import ID_PATTERN
from orchestrator.access.permissions import Role
from orchestrator.accounts.emails import key_of
from orchestrator.bookings.asking import Asker
from orchestrator.bookings.owners import NoSuchOrganisation
from orchestrator.web.bodies import Instant, Window, mistaken
from schedules.bookings import Occurrence
from schedules.identity import EPOCH
from schedules.store.rows import MILLISECOND
from schedules.store.searching import Place, Search

PAGE = 500
"""The most bookings in one answer."""
MOST_ROOMS = 20
_NEXT = re.compile(r"(-?[0-9]{1,14})\.([0-9a-f]{1,64})\.([a-z0-9-]{1,63})")
_OF_ALL = {Role.ADMIN, Role.ADMINISTRATOR, Role.DESK, Role.BOOKINGS_READ}
"""Who may be told whose bookings are, beside members."""


class BookingWindow(Window):
    """Which bookings: those that touch [from, to), page by page."""

    longest = timedelta(days=400)

    room: str | None = None
    site: str | None = None
    organisation: str | None = None
    mine: bool = False
    """Those alone that the asker booked, or that name them as the organiser."""
    q: Annotated[str, Field(max_length=100)] = ""
    """Words that all stand in what the asker may read of the booking, or how its id begins."""
    limit: Annotated[int, Field(ge=1, le=PAGE)] = PAGE
    next: str | None = None

    @field_validator("next")
    @classmethod
    def _is_a_place(cls, text: str | None) -> str | None:
        if text is not None:
            _place(text)
        return text

    @property
    def after(self) -> Place | None:
        """The place that *next* names."""
        return None if self.next is None else _place(self.next)


class FreeQuery(BaseModel):
    """Which rooms are all to be free, for how long, and from when on."""

    model_config = ConfigDict(extra="forbid")

    rooms: Annotated[str, Field(max_length=2000)]
    minutes: Annotated[int, Field(ge=1, le=24 * 60)]
    since: Annotated[Instant, Field(alias="from")]

    @field_validator("rooms")
    @classmethod
    def _are_ids(cls, text: str) -> str:
        listed = text.split(",")
        if len(listed) > MOST_ROOMS or not all(re.fullmatch(ID_PATTERN, room) for room in listed):
            raise mistaken("rooms_listed", most=MOST_ROOMS)
        return text

    @property
    def all_rooms(self) -> tuple[str, ...]:
        """The ids, each once."""
        return tuple(dict.fromkeys(self.rooms.split(",")))

    @property
    def length(self) -> timedelta:
        return timedelta(minutes=self.minutes)


def next_of(place: Place) -> str:
    """The *next* of a page that ends at *place*."""
    start, booking, room = place
    return f"{(start - EPOCH) // MILLISECOND}.{booking}.{room}"


def search_of(window: BookingWindow, asker: Asker, rooms: frozenset[str] | None) -> Search:
    """What *window* asks for, in *rooms*. Raises NoSuchOrganisation for one of which the asker may not be told.

    Words are looked for in what they may read alone, and so is whose it is, but by those who belong to it.
    """
    words, organisation = folded(window.q).split(), window.organisation
    member = organisation is not None and asker.identity.belongs_to(organisation)
    if organisation is not None and not member and _OF_ALL.isdisjoint(held.role for held in asker.identity.holdings):
        raise NoSuchOrganisation(organisation)

    def accepts(booking_id: str, seen: Occurrence) -> bool:
        theirs = organisation is None or member or seen.organisation == organisation
        mine = not window.mine or asker.account is not None or seen.made_by == asker.token
        return theirs and mine and _has(booking_id, seen, words)

    person = asker.identity.person
    mine = window.mine and person is not None
    address = person.account.email if person is not None and mine else None
    email = None if address is None else key_of(address)
    search = Search(rooms, organisation, asker.account if mine else None, email)
    if not words and (organisation is None or member) and mine == window.mine:
        return search
    return replace(search, accepts=accepts)


def _has(booking_id: str, seen: Occurrence, words: list[str]) -> bool:
    if not words:
        return True
    read = folded(" ".join(filter(None, (seen.title, seen.organiser, seen.phone, seen.notes, *seen.rooms))))
    return all(word in read or booking_id.startswith(word) for word in words)


def _place(text: str) -> Place:
    """Where a page begins, as `next` tells it."""
    match = _NEXT.fullmatch(text)
    if match is None:
        raise mistaken("no_next")
    return EPOCH + int(match[1]) * MILLISECOND, match[2], match[3]
