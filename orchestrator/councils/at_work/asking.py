"""Who asks for a sitting: one of its officers by their account, a member by their link and browser."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from aiohttp import web

from orchestrator.access.keys import IDENTITY
from orchestrator.accounts.emails import key_of
from orchestrator.councils.at_work.keys import SITTINGS
from orchestrator.councils.dossiers.dossier import Dossier, person_of
from orchestrator.councils.dossiers.link_store import known_sitting_link, seat_of_device
from orchestrator.councils.dossiers.links import SittingLink, SittingLinkKind
from orchestrator.councils.dossiers.store import find_dossier
from orchestrator.councils.log.live import LiveSitting
from orchestrator.councils.log.store import NoSuchSitting
from orchestrator.councils.organs.organ import Officer, Seat
from orchestrator.councils.organs.store import officers_of, seats_of
from orchestrator.councils.sitting.state import Sitting
from orchestrator.people.asker import nothing_there
from orchestrator.web.keys import DATABASE
from orchestrator.web.origin import is_secure
from schedules.store.transaction import Transaction

_SECRET = re.compile(r"[A-Za-z0-9_-]{43}")
_YEAR_S = 366 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Steering:
    """An officer of the sitting's organ, or whoever presides or keeps its minutes now."""

    dossier: Dossier
    live: LiveSitting
    person: str
    """As acts name them."""
    persons: frozenset[str]
    """All that they are in the organ: an officer may hold a seat, too."""


@dataclass(frozen=True, slots=True)
class Attending:
    """A member, by the link that was sent to them."""

    dossier: Dossier
    live: LiveSitting
    link: SittingLink
    acts: bool
    """Whether this browser has proved who they are, and none has taken over since."""

    @property
    def seat(self) -> str:
        """Theirs."""
        return self.link.holder


async def steering(request: web.Request) -> Steering:
    """The officer who asks for the sitting of the path. Raises ApiError (404) for whoever else it is."""
    sitting_id = request.match_info["sitting"]
    person = request[IDENTITY].person
    found = await request.app[DATABASE].read(_dossier_and_organ, sitting_id)
    if person is None or person.account.email is None or found is None:
        raise nothing_there()
    dossier, officers, seats = found
    try:
        live = await request.app[SITTINGS].live(sitting_id)
    except NoSuchSitting as error:
        raise nothing_there() from error
    persons = persons_with(person.account.email, officers, seats)
    steers = steering_person(await live.look(), {person_of(officer) for officer in officers}, persons)
    if steers is None:
        raise nothing_there()
    return Steering(dossier, live, steers, persons)


def persons_with(mail: str, officers: Collection[Officer], seats: Collection[Seat]) -> frozenset[str]:
    """All persons of an organ that have that address."""
    key = key_of(mail)
    holders = {each.id for seat in seats for each in seat.holders if each.mail and key_of(each.mail) == key}
    outside = {person_of(each) for each in officers if each.holder is None and key_of(each.mail) == key}
    return frozenset(holders | outside)


def steering_person(sitting: Sitting, officers: Collection[str], persons: Collection[str]) -> str | None:
    """As whom somebody who is *persons* steers: as presiding, as secretary, or as another officer; None: not at all."""
    now = [person for person in (sitting.presiding, sitting.secretary) if person]
    return next((person for person in (*now, *sorted(officers)) if person in persons), None)


async def attending(request: web.Request) -> Attending | None:
    """The member whose link the path has; None for a link that is nobody's, revoked, or of a sitting not convened."""
    secret = request.match_info["secret"]
    known = secret if _SECRET.fullmatch(secret) else ""
    found = await request.app[DATABASE].read(_link_and_device, known, request.cookies)
    if found is None:
        return None
    link, dossier, mine = found
    if link.kind is not SittingLinkKind.MEMBER or link.revoked_at is not None:
        return None
    try:
        live = await request.app[SITTINGS].live(dossier.sitting)
    except NoSuchSitting:
        return None
    return Attending(dossier, live, link, mine == link.holder)


async def watching(request: web.Request) -> tuple[Dossier, LiveSitting] | None:
    """The sitting whose big screen the path's link is of."""
    secret = request.match_info["secret"]
    found = await request.app[DATABASE].read(_link_and_dossier, secret if _SECRET.fullmatch(secret) else "")
    if found is None or found[0].kind is not SittingLinkKind.SCREEN or found[0].revoked_at is not None:
        return None
    try:
        return found[1], await request.app[SITTINGS].live(found[1].sitting)
    except NoSuchSitting:
        return None


DEVICES = "regia_sitting_"
"""How the cookies begin by which browsers act for seats."""


def device_cookie(sitting: str) -> str:
    """The name of the cookie by which a browser acts for a seat of that sitting."""
    return f"{DEVICES}{sitting.replace('-', '')[:12]}"


def keep_device(request: web.Request, answer: web.StreamResponse, sitting: str, secret: str) -> None:
    """Have the browser keep what `link_store.take_over` made."""
    answer.set_cookie(
        device_cookie(sitting),
        secret,
        max_age=_YEAR_S,
        path="/c",
        secure=is_secure(request),
        httponly=True,
        samesite="Lax",  # a link in a letter is opened from elsewhere; forms are held against their origin besides
    )


def _dossier_and_organ(db: Transaction, sitting: str) -> tuple[Dossier, Collection[Officer], Collection[Seat]] | None:
    dossier = find_dossier(db, sitting)
    return None if dossier is None else (dossier, officers_of(db, dossier.organ), seats_of(db, dossier.organ))


def _link_and_device(
    db: Transaction, secret: str, cookies: Mapping[str, str]
) -> tuple[SittingLink, Dossier, str | None] | None:
    """The same with the seat that the browser with those cookies acts for, in one step: everybody votes at once."""
    found = _link_and_dossier(db, secret)
    if found is None:
        return None
    cookie = cookies.get(device_cookie(found[1].sitting), "")
    return (*found, seat_of_device(db, found[1].sitting, cookie) if cookie else None)


def _link_and_dossier(db: Transaction, secret: str) -> tuple[SittingLink, Dossier] | None:
    link = known_sitting_link(db, secret)
    dossier = None if link is None else find_dossier(db, link.sitting)
    return None if link is None or dossier is None else (link, dossier)
