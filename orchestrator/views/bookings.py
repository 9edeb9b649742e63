"""Bookings over HTTP: make, look up, take back."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Annotated, Any
from uuid import uuid4

from aiohttp import web
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from config.rooms import Installation, Room
from orchestrator.bodies import SAID, SHOWN, Instant, Window, json_answer, mistaken, read_body, read_query
from orchestrator.errors import ApiError
from orchestrator.keys import CLOCK, DATABASE, FACTS, METRICS, SITE
from orchestrator.routes import Route
from orchestrator.tokens import Role
from schedules.bookings import OWN_CALENDAR, Entry, Key, Occurrence
from schedules.database import EPOCH, MILLISECOND
from schedules.diary import BookingClash, NoSuchBooking, NotOurs, Place, UnknownRooms, book, bookings_in, cancel
from schedules.places import choose_preset

LONGEST = timedelta(days=31)
PAGE = 500
"""Bookings in one answer."""
_NEXT = re.compile(r"(-?[0-9]{1,14})\.([0-9a-f]{1,64})\.([a-z0-9-]{1,63})")


class Wanted(BaseModel):
    """A booking to be made: one room or several, all or none."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    rooms: Annotated[list[str], Field(max_length=50)] = []
    room: Annotated[str | None, Field(validate_default=True)] = None
    title: Annotated[str, Field(min_length=1, max_length=300), SAID]
    start: Instant
    end: Instant
    category: Annotated[str, Field(max_length=100), SHOWN] | None = None
    organiser: Annotated[str, Field(max_length=300), SHOWN] | None = None
    confidential: bool = False

    @field_validator("room")
    @classmethod
    def _is_somewhere(cls, room: str | None, others: ValidationInfo) -> str | None:
        if room is None and others.data.get("rooms") == []:
            raise mistaken("no_room")
        return room

    @field_validator("end")
    @classmethod
    def _is_after_start(cls, end: datetime, others: ValidationInfo) -> datetime:
        start = others.data.get("start")
        if start is not None and end <= start:
            raise mistaken("not_after_start")
        if start is not None and end - start > LONGEST:
            raise mistaken("lasts_too_long", days=LONGEST.days)
        return end

    @property
    def all_rooms(self) -> tuple[str, ...]:
        """*room* and *rooms*, each once."""
        return tuple(dict.fromkeys([*([] if self.room is None else [self.room]), *self.rooms]))


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
    """The calendar that owns it; null where that is nobody's business."""
    holding: bool = True
    """False: it came second and another has the room."""
    organiser: str | None = None
    preset: str | None = None


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
        """The place that *next* tells."""
        return None if self.next is None else _place(self.next)


async def make(request: web.Request) -> web.Response:
    """Book; 409 with the bookings in the way."""
    wanted = await read_body(request, Wanted)
    app, now = request.app, request.app[CLOCK]()
    if wanted.end <= now:
        raise ApiError(409, "in_the_past")
    occurrence = _occurrence(app[SITE].installation, wanted)
    try:
        entry = await app[DATABASE].write(book, app[FACTS].ids_key, occurrence, now)
    except UnknownRooms as unknown:
        raise ApiError(404, "no_such_room", rooms=unknown.rooms) from unknown
    except BookingClash as clash:
        raise ApiError(409, "clash", blocking=entries_json(clash.blocking)) from clash
    app[METRICS].bookings.inc()
    return json_answer(view(entry), status=201)


async def look_up(request: web.Request) -> web.Response:
    """The bookings of a window."""
    window = read_query(request, BookingWindow)
    try:
        entries = await request.app[DATABASE].read(
            partial(bookings_in, limit=window.limit + 1, after=window.after),
            window.room,
            window.since,
            window.until,
        )
    except UnknownRooms as unknown:
        raise ApiError(404, "no_such_room", rooms=unknown.rooms) from unknown
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


def _next(last: Entry) -> str:
    """Where the page after the one that ends with *last* begins."""
    return f"{(last.start - EPOCH) // MILLISECOND}.{last.id}.{last.room}"


def view(entry: Entry) -> BookingView:
    """A stored booking as the API shows it."""
    return BookingView(
        id=entry.id,
        title=entry.title,
        start=entry.start,
        end=entry.end,
        room=entry.room,
        rooms=entry.rooms,
        confidential=entry.confidential,
        calendar=entry.calendar,
        holding=entry.holding,
        organiser=entry.organiser,
        preset=entry.preset,
    )


def entries_json(entries: Sequence[Entry]) -> list[dict[str, Any]]:
    """Bookings in the way, for the details of a refusal."""
    return [view(entry).model_dump(mode="json", include={"id", "title", "start", "end", "rooms"}) for entry in entries]


def _occurrence(installation: Installation, wanted: Wanted) -> Occurrence:
    preset, confidential = _preset(installation, wanted)
    return Occurrence(
        Key(OWN_CALENDAR, str(uuid4()), wanted.start),
        wanted.start,
        wanted.end,
        wanted.title,
        wanted.all_rooms,
        preset,
        confidential=confidential,
        organiser=wanted.organiser or None,
    )


def _preset(installation: Installation, wanted: Wanted) -> tuple[str | None, bool]:
    """The one preset of a booking, and whether it is confidential: presets are the installation's, their choice a site's."""
    categories = (wanted.category,) if wanted.category else ()
    rooms_by_site = _by_site(installation, wanted.all_rooms)
    chosen = {
        choose_preset(installation, rooms, wanted.title, categories, public=not wanted.confidential)
        for rooms in rooms_by_site.values()
    }
    if len(chosen) > 1:
        raise ApiError(422, "sites_differ", sites=sorted(rooms_by_site))
    return chosen.pop()


def _by_site(installation: Installation, rooms: tuple[str, ...]) -> Mapping[str, Sequence[Room]]:
    """*rooms* by their sites' ids; each must be one that the room files name today."""
    known = {room.id: room for room in installation.rooms}
    unknown = [room for room in rooms if room not in known]
    if unknown:
        raise ApiError(404, "no_such_room", rooms=unknown)
    found: dict[str, list[Room]] = {}
    for room in rooms:
        found.setdefault(installation.site_of(known[room]).id, []).append(known[room])
    return found


ROUTES = (
    Route(
        "POST",
        "/api/v1/bookings",
        make,
        "Book one room or several.",
        roles=(Role.ADMIN,),
        body=Wanted,
        answer=BookingView,
        status=201,
        errors=(404, 409),
    ),
    Route(
        "GET",
        "/api/v1/bookings",
        look_up,
        "Bookings of a window.",
        roles=(Role.ADMIN,),
        query=BookingWindow,
        answer=BookingList,
        errors=(404,),
    ),
    Route(
        "DELETE",
        "/api/v1/bookings/{booking}",
        take_back,
        "Take a booking back.",
        roles=(Role.ADMIN,),
        status=204,
        errors=(404, 409),
    ),
)
