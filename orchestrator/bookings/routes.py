"""Bookings over HTTP: make, look up, take back."""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Annotated

import structlog
from aiohttp import web
from pydantic import AwareDatetime, BaseModel, Field, field_validator

from orchestrator.access.audiences import audience_of
from orchestrator.access.keys import IDENTITY, ROOMS_OF
from orchestrator.access.permissions import Action
from orchestrator.access.routes import Route
from orchestrator.access.scopes import Scope
from orchestrator.bookings.wanted import Wanted, closes_bookings, no_such_room, occurrence_of
from orchestrator.site.keys import SITE
from orchestrator.web.blocking import blocking_json
from orchestrator.web.bodies import Window, json_answer, mistaken, read_body, read_query
from orchestrator.web.errors import ApiError
from orchestrator.web.keys import CLOCK, DATABASE, FACTS, METRICS
from orchestrator.web.languages import language_of
from schedules.bookings import Entry, Occurrence
from schedules.store.closures import close
from schedules.store.diary import BookingClash, NoSuchBooking, NotOurs, Place, UnknownRooms, book, bookings_in, cancel
from schedules.store.rows import EPOCH, MILLISECOND

log = structlog.get_logger()

PAGE = 500
"""The most bookings in one answer."""
_NEXT = re.compile(r"(-?[0-9]{1,14})\.([0-9a-f]{1,64})\.([a-z0-9-]{1,63})")


class BookingView(BaseModel):
    """A booking; of a confidential one only the times and the rooms."""

    id: str
    title: str
    start: AwareDatetime
    end: AwareDatetime
    room: str
    """The one of *rooms* that the times are of: the first, where it has just been made."""
    rooms: tuple[str, ...]
    confidential: bool
    calendar: str | None = None
    """The calendar that owns the booking; null where that is nobody's business."""
    holding: bool = True
    """False: it came second and another has the room, or yields to all others, or is a closure."""
    closure: bool = False
    """The rooms are blocked, and nothing is prepared."""
    organiser: str | None = None
    phone: str | None = None
    """Whom to call about the booking."""
    preset: str | None = None
    made_by: str | None = None
    """Id of the token with which it was booked here, as `regia token list` has it."""


_OF_BOOKINGS = BookingView.model_fields.keys() & Occurrence.__dataclass_fields__.keys()


class BookingList(BaseModel):
    """Bookings, earliest first; one of several rooms has an entry for each."""

    bookings: tuple[BookingView, ...]
    next: str | None = None
    """Where there are more: ask again for the same window with this as *next*."""


def _place(text: str) -> Place:
    """Where a page begins, as `next` tells it."""
    match = _NEXT.fullmatch(text)
    if match is None:
        raise mistaken("no_next")
    return EPOCH + int(match[1]) * MILLISECOND, match[2], match[3]


class BookingWindow(Window):
    """Which bookings: those that touch [from, to), in one room or in all, page by page."""

    longest = timedelta(days=400)

    room: str | None = None
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


async def make(request: web.Request) -> web.Response:
    """Book or close; 409 with the bookings in the way."""
    wanted = await read_body(request, Wanted)
    app, now = request.app, request.app[CLOCK]()
    asked = occurrence_of(wanted, app[SITE].installation, now, language_of(request))
    occurrence = replace(asked, made_by=request[IDENTITY].who)
    if occurrence.closure:
        return await _close(request, occurrence, wanted.reason, now)
    try:
        entry = await app[DATABASE].write(book, app[FACTS].ids_key, occurrence, now)
    except UnknownRooms as unknown:
        raise _no_such_room(request, unknown) from unknown
    except BookingClash as clash:
        raise ApiError(409, "clash", blocking=blocking_json(clash.blocking)) from clash
    app[METRICS].bookings.inc()
    return json_answer(view(entry), status=201)


async def _close(request: web.Request, occurrence: Occurrence, reason: str | None, now: datetime) -> web.Response:
    app, who = request.app, request[IDENTITY].who
    try:
        closed = await app[DATABASE].write(close, app[FACTS].ids_key, occurrence, reason, now)
    except UnknownRooms as unknown:
        raise _no_such_room(request, unknown) from unknown
    except BookingClash as clash:
        sentence = closes_bookings(clash.blocking, app[SITE].installation, language_of(request))
        blocking = blocking_json(clash.blocking)
        raise ApiError(409, "closes_bookings", sentence=sentence, blocking=blocking) from clash
    if closed.over:
        log.info(
            "rooms.closed_over", id=closed.entry.id, who=who, reason=reason, over=[entry.id for entry in closed.over]
        )
    return json_answer(view(closed.entry), status=200 if closed.repeated else 201)


async def look_up(request: web.Request) -> web.Response:
    """The bookings of a window."""
    window, audience = read_query(request, BookingWindow), audience_of(request[IDENTITY], request.app[ROOMS_OF])
    try:
        entries = await request.app[DATABASE].read(
            partial(bookings_in, audience=audience, limit=window.limit + 1, after=window.after),
            window.room,
            window.since,
            window.until,
        )
    except UnknownRooms as unknown:
        raise _no_such_room(request, unknown) from unknown
    page, more = entries[: window.limit], len(entries) > window.limit
    return json_answer(BookingList(bookings=tuple(map(view, page)), next=_next(page[-1]) if more else None))


async def take_back(request: web.Request) -> web.Response:
    """Cancel; 409 for one that a calendar owns."""
    app = request.app
    try:
        await app[DATABASE].write(cancel, request.match_info["booking"], app[CLOCK]())
    except NoSuchBooking as missing:
        raise ApiError(404, "not_found") from missing
    except NotOurs as owned:
        raise ApiError(409, "calendar_owned", calendar=owned.calendar) from owned
    return web.Response(status=204)


def _no_such_room(request: web.Request, unknown: UnknownRooms) -> ApiError:
    return no_such_room(unknown.rooms, request.app[SITE].installation, language_of(request))


def _next(last: Entry) -> str:
    """The *next* of a page that ends with *last*."""
    return f"{(last.start - EPOCH) // MILLISECOND}.{last.id}.{last.room}"


def view(entry: Entry) -> BookingView:
    """The booking as the API shows it."""
    booking = entry.booking
    told = {name: getattr(booking, name) for name in _OF_BOOKINGS}
    calendar = booking.key.calendar or None
    return BookingView(**told, id=entry.id, room=entry.room, calendar=calendar, holding=booking.holds)


ROUTES = (
    Route(
        "POST",
        "/api/v1/bookings",
        make,
        "Book one room or several, or close them (category CHIUSURA); no later than calendars are read, 540 days ahead.",
        scope=Scope.INSTALLATION,
        action=Action.BOOK,
        body=Wanted,
        answer=BookingView,
        status=201,
        repeated=200,
        errors=(404, 409),
    ),
    Route(
        "GET",
        "/api/v1/bookings",
        look_up,
        "Bookings of a window.",
        scope=Scope.INSTALLATION,
        action=Action.SEE_BOOKINGS,
        query=BookingWindow,
        answer=BookingList,
        errors=(404,),
    ),
    Route(
        "DELETE",
        "/api/v1/bookings/{booking}",
        take_back,
        "Take a booking back.",
        scope=Scope.INSTALLATION,
        action=Action.CHANGE_BOOKING,
        status=204,
        errors=(404, 409),
    ),
)
