"""Bookings over HTTP: make, look up, change, take back."""

from functools import partial
from typing import NoReturn

import structlog
from aiohttp import web

from orchestrator.access.permissions import Action
from orchestrator.access.routes import Route
from orchestrator.access.scopes import Scope
from orchestrator.bookings.asking import Asker, asker_of
from orchestrator.bookings.changes import ChangedBooking, becomes
from orchestrator.bookings.doing import ChangedBy, book_as, cancel_as, change_as, close_as, names_of, see_as
from orchestrator.bookings.free import ROUTES as FREE
from orchestrator.bookings.meeting_link import guests_link, guests_links_of
from orchestrator.bookings.queries import BookingWindow, next_of, search_of
from orchestrator.bookings.refusing import as_refused
from orchestrator.bookings.views import BookingList, BookingView, Names, booking_view
from orchestrator.bookings.wanted import Wanted, closes_bookings, occurrence_of
from orchestrator.site.keys import SITE
from orchestrator.web.blocking import blocking_json
from orchestrator.web.bodies import json_answer, read_body, read_query
from orchestrator.web.errors import ApiError
from orchestrator.web.keys import CLOCK, DATABASE, FACTS, METRICS
from orchestrator.web.languages import language_of
from schedules.bookings import Entry, Occurrence
from schedules.store.closures import Closed
from schedules.store.diary import BookingClash
from schedules.store.once import Booked
from schedules.store.searching import Found, Search, find_bookings
from schedules.store.transaction import Transaction

log = structlog.get_logger()


async def make(request: web.Request) -> web.Response:
    """Book or close; 409 with the bookings in the way."""
    wanted = await read_body(request, Wanted)
    app, now, asker = request.app, request.app[CLOCK](), asker_of(request)
    occurrence = occurrence_of(wanted, app[SITE].installation, now, language_of(request))
    if occurrence.closure:
        return await _close(request, occurrence, wanted.reason)

    def book(db: Transaction) -> tuple[Booked, Names]:
        booked = book_as(db, app[FACTS].ids_key, asker, occurrence, wanted.organisation, now)
        return booked, names_of(db, [booked.entry])

    with as_refused(request):
        booked, names = await app[DATABASE].write(book)
    if not booked.repeated:
        app[METRICS].bookings.inc()
    return _answer(booked.entry, names, status=200 if booked.repeated else 201)


async def _close(request: web.Request, occurrence: Occurrence, reason: str | None) -> web.Response:
    app, asker = request.app, asker_of(request)

    def close(db: Transaction) -> tuple[Closed, Names]:
        closed = close_as(db, app[FACTS].ids_key, asker, occurrence, reason, app[CLOCK]())
        return closed, names_of(db, [closed.entry])

    try:
        with as_refused(request, besides=BookingClash):
            closed, names = await app[DATABASE].write(close)
    except BookingClash as clash:
        sentence = closes_bookings(clash.blocking, app[SITE].installation, language_of(request))
        raise ApiError(409, "closes_bookings", sentence=sentence, blocking=blocking_json(clash.blocking)) from clash
    if closed.over:
        over = [entry.id for entry in closed.over]
        log.info("rooms.closed_over", id=closed.entry.id, who=asker.identity.who, reason=reason, over=over)
    return _answer(closed.entry, names, status=200 if closed.repeated else 201)


async def look_up(request: web.Request) -> web.Response:
    """The bookings of a window, each as whoever asks may see it."""
    window, asker = read_query(request, BookingWindow), asker_of(request)
    with as_refused(request):
        search = search_of(window, asker, _rooms(request, window))
        found, names = await request.app[DATABASE].read(partial(_find, window, search, asker))
        links = await guests_links_of(request, asker, found.entries)
    page = tuple(booking_view(entry, names, links.get(entry.id)) for entry in found.entries)
    return json_answer(BookingList(bookings=page, next=None if found.after is None else next_of(found.after)))


def _find(window: BookingWindow, search: Search, asker: Asker, db: Transaction) -> tuple[Found, Names]:
    place, audience = window.after, asker.audience
    found = find_bookings(db, search, window.since, window.until, audience=audience, limit=window.limit, after=place)
    return found, names_of(db, found.entries)


def _rooms(request: web.Request, window: BookingWindow) -> frozenset[str] | None:
    """The rooms that *window* asks for; None for all. Raises ApiError."""
    rooms = None if window.room is None else frozenset({window.room})
    if window.site is None:
        return rooms
    installation = request.app[SITE].installation
    if window.site not in {site.id for site in installation.sites}:
        raise ApiError(404, "no_such_site", site=window.site)
    there = installation.rooms_of(window.site)
    return there if rooms is None else rooms & there


async def look_at(request: web.Request) -> web.Response:
    """One booking; 404 for one of which whoever asks may know its time alone."""
    asker = asker_of(request)

    def see(db: Transaction) -> tuple[Entry, Names]:
        entry = see_as(db, asker, request.match_info["booking"])
        return entry, names_of(db, [entry])

    with as_refused(request):
        entry, names = await request.app[DATABASE].read(see)
        link = await guests_link(request, asker, entry.id, entry.booking)
    return _answer(entry, names, guests_link=link)


async def edit(request: web.Request) -> web.Response:
    """Change all that is said, or nothing; 409 (412 with If-Match) where somebody else has changed it."""
    said = await read_body(request, ChangedBooking)
    app, now, asker = request.app, request.app[CLOCK](), asker_of(request)
    becoming = partial(becomes, said=said, installation=app[SITE].installation, now=now, language=language_of(request))
    revision = _revision(request, said)

    def change(db: Transaction) -> tuple[Entry, Names]:
        entry = change_as(db, asker, request.match_info["booking"], becoming, revision, now)
        return entry, names_of(db, [entry])

    try:
        with as_refused(request, besides=ChangedBy):
            entry, names = await app[DATABASE].write(change)
    except ChangedBy as changed:
        _tell_changed(request, changed)
    return _answer(entry, names)


def _revision(request: web.Request, said: ChangedBooking) -> int:
    """Which one they looked at. Raises ApiError."""
    tag = request.headers.get("If-Match", "").strip()
    if said.revision is None and not tag:
        raise ApiError(428, "revision_missing")
    shown = tag.removeprefix('"').removesuffix('"')
    if tag and not (shown.isascii() and shown.isdigit() and len(shown) < 10):
        return -1  # of nothing that we ever showed
    return int(shown) if tag else said.revision or 0


def _tell_changed(request: web.Request, changed: ChangedBy) -> NoReturn:
    present = booking_view(changed.present, changed.names).model_dump(mode="json")
    status = 412 if "If-Match" in request.headers else 409
    raise ApiError(status, "booking_changed", booking=present, by=changed.name) from changed


async def take_back(request: web.Request) -> web.Response:
    """Cancel; 409 for one that a calendar owns."""
    app, asker = request.app, asker_of(request)
    with as_refused(request):
        await app[DATABASE].write(
            partial(cancel_as, asker=asker, booking_id=request.match_info["booking"], now=app[CLOCK]())
        )
    return web.Response(status=204)


def _answer(entry: Entry, names: Names, status: int = 200, guests_link: str | None = None) -> web.Response:
    answer = json_answer(booking_view(entry, names, guests_link), status)
    answer.headers["ETag"] = f'"{entry.booking.sequence}"'
    return answer


_change = partial(Route, scope=Scope.OWN, action=Action.CHANGE_BOOKING)
_see = partial(Route, scope=Scope.OWN, action=Action.SEE_BOOKINGS)
ROUTES = (
    Route(
        "POST",
        "/api/v1/bookings",
        make,
        "Book one room or several, or close them (category CHIUSURA); no later than calendars are read, 540 days ahead.",
        scope=Scope.OWN,
        action=Action.BOOK,
        body=Wanted,
        answer=BookingView,
        status=201,
        repeated=200,
        errors=(404, 409),
    ),
    _see(
        "GET",
        "/api/v1/bookings",
        look_up,
        "Bookings of a window.",
        query=BookingWindow,
        answer=BookingList,
        errors=(404,),
    ),
    _see("GET", "/api/v1/bookings/{booking}", look_at, "One booking.", answer=BookingView, errors=(404,)),
    _change(
        "PATCH",
        "/api/v1/bookings/{booking}",
        edit,
        "Change a booking.",
        body=ChangedBooking,
        answer=BookingView,
        errors=(404, 409, 412, 428),
    ),
    _change("DELETE", "/api/v1/bookings/{booking}", take_back, "Take a booking back.", status=204, errors=(404, 409)),
    *FREE,
)
