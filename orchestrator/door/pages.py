"""The page that a meeting's link opens, and going in from there. What the address ends with is in no title and no log."""

import math
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import structlog
from aiohttp import web

from orchestrator.access.routes import Route
from orchestrator.access.scopes import Scope
from orchestrator.accounts.hashing import hash_of
from orchestrator.bookings.told import when_words
from orchestrator.conferences.entrants import LONGEST_NAME, entrant_id, name_of
from orchestrator.conferences.link_store import note_use
from orchestrator.conferences.links import Came
from orchestrator.conferences.meeting import Entrant
from orchestrator.conferences.meetings import Meeting
from orchestrator.conferences.presence.outcome import PersonPresence
from orchestrator.door.guessing import WRONG_LINKS
from orchestrator.door.letting_in import address_for
from orchestrator.door.opening import Opened, Shut, When, open_meeting_link
from orchestrator.door.own_presence import own_presence
from orchestrator.site.conferences import houses_of
from orchestrator.site.keys import SITE
from orchestrator.web.errors import ApiError
from orchestrator.web.headers import SAFETY
from orchestrator.web.keys import CLOCK, DATABASE, FACTS
from orchestrator.web.origin import address_of
from orchestrator.web.shell.dates import clock
from orchestrator.web.shell.forms import Form, Typed, again, new_form, read_open_form
from orchestrator.web.shell.pages import page, words
from orchestrator.web.shell.viewer import page_language
from schedules.store.errors import StorageError

log = structlog.get_logger()

DOOR = "/m/{secret}"
ORIGIN_ALONE = "strict-origin"
"""Nobody is told the address of this page; no-referrer would make its form come from nowhere (Fetch 3.2)."""
LONGEST_REFRESH_S = 3600
"""After it a page without scripts looks again, though it is not time yet."""


async def show(request: web.Request) -> web.Response:
    """The page; nothing is changed by it."""
    opened = await _open(request)
    if isinstance(opened, Shut):
        return _shut(request, opened)
    return _page(request, opened, new_form(request, {}), own=await _own(request, opened))


async def enter(request: web.Request) -> web.Response:
    """Go into the meeting, where it is time."""
    typed = await read_open_form(request)
    opened = await _open(request)
    if isinstance(opened, Shut):
        return _shut(request, opened)
    when, name = opened.when(request.app[CLOCK]()), _name(opened, typed)
    if when is not When.OPEN:
        return _page(request, opened, again(request, typed, {}), 409 if when is When.EARLY else 410)
    if not name:
        missing = words(request).gettext("Scrivi il tuo nome: gli altri lo leggeranno.")
        return _page(request, opened, again(request, typed, {"name": missing}), 422)
    address = await _let_in(request, opened, name, typed)
    if opened.is_embedded:  # no redirect: the token is not to stand in an address of ours
        return _careful(_inside(request, opened, address), opened)
    answer = web.Response(status=303, headers={"Location": address})
    return _careful(answer, opened)


async def ticket(request: web.Request) -> web.Response:
    """The address of the meeting for a page that waits, which keeps it and goes there at the start, even if we are gone."""
    typed = await read_open_form(request)
    opened = await _open(request)
    now = request.app[CLOCK]()
    if isinstance(opened, Shut):
        return _told_shut(opened)
    told, name = _told(opened, now), _name(opened, typed)
    if opened.when(now) is not When.OPEN or not name:
        return _careful(web.json_response(told, status=409))
    address = await _let_in(request, opened, name, typed)
    return _careful(web.json_response({**told, "address": address}))


async def still(request: web.Request) -> web.Response:
    """Whether a page that waits may keep what it fetched, and how its meeting is by now; nothing is noted by it."""
    opened = await _open(request)
    if isinstance(opened, Shut):
        return _told_shut(opened)
    return _careful(web.json_response(_told(opened, request.app[CLOCK]())))


def _told(opened: Opened, now: datetime) -> Mapping[str, int | str | None]:
    """What may change while a page waits: when its meeting is, which it is, and its password."""
    meeting = opened.meeting
    moments = {"now": now, "opens": meeting.opens, "starts": meeting.start, "ends": meeting.end}
    times = {name: _milliseconds(at) for name, at in moments.items()}
    return {**times, "meeting": _which(meeting), "password": meeting.password}


def _which(meeting: Meeting) -> str:
    """Another one for each meeting; it is not its name, which no page of ours shows to guests."""
    return hash_of(meeting.address)[:16]


def _told_shut(why: Shut) -> web.Response:
    return _careful(web.json_response({"shut": why.value}, status=404 if why is Shut.UNKNOWN else 410))


async def _let_in(request: web.Request, opened: Opened, name: str, typed: Typed) -> str:
    app = request.app
    person, manner = opened.person, opened.meeting.manner
    moderator = person is not None and (person.moderator or manner.all_moderate)
    language = person.language if person is not None else manner.language
    id_ = entrant_id(app[FACTS].conferences_key, opened.meeting.booking, opened.link.holder, name)
    in_hall = opened.is_hall or typed.raw("in_hall") == "yes"
    with suppress(StorageError):  # a full disk keeps nobody out
        await app[DATABASE].write(note_use, opened.link, Came(id_, name, in_hall), app[CLOCK]())
    return address_for(opened.meeting, Entrant(id_, name, moderator), language, in_hall=in_hall)


async def _open(request: web.Request) -> Opened | Shut:
    houses, secret = houses_of(request.app), request.match_info["secret"]
    opened = await request.app[DATABASE].read(open_meeting_link, houses.conferences, houses.installation, secret)
    if opened is Shut.UNKNOWN:
        _count_wrong(request, secret)
    return opened


def _count_wrong(request: web.Request, secret: str) -> None:
    """Raises ApiError for who tries many that are nobody's."""
    address = address_of(request)
    times, wait_s = request.app[WRONG_LINKS].wrong(address, secret)
    if times:
        log.warning("door.unknown_link", remote=address, times=times, waits=wait_s > 0)
    if wait_s:
        raise ApiError(429, "too_many_links", seconds=math.ceil(wait_s))


def _name(opened: Opened, typed: Typed) -> str:
    """Who was invited enters under the name of the invitation."""
    return name_of(opened.person.called if opened.person is not None else typed.raw("name"))


async def _own(request: web.Request, opened: Opened) -> PersonPresence | None:
    app, now = request.app, request.app[CLOCK]()
    if opened.when(now) is not When.OVER:
        return None
    kept = app[SITE].installation.retention.presence
    return await app[DATABASE].read(own_presence, opened, _halls(request), app[FACTS].conferences_key, kept, now)


def _halls(request: web.Request) -> Mapping[str, str]:
    """What rooms are called, by their ids."""
    return {room.id: room.name for room in request.app[SITE].installation.rooms}


def _page(
    request: web.Request, opened: Opened, form: Form, status: int = 200, own: PersonPresence | None = None
) -> web.Response:
    meeting, now = opened.meeting, request.app[CLOCK]()
    zone, when = ZoneInfo(meeting.site.timezone), opened.when(now)
    names = _halls(request)
    answer = page(
        request,
        "door/door.html",
        status,
        opened=opened,
        meeting=meeting,
        state=when.value,
        date=when_words(meeting.start, meeting.end, zone, page_language(request)),
        another_day=_day(now, zone) < _day(meeting.opens, zone) == _day(meeting.start, zone),
        opens_at=clock(meeting.opens, zone),
        starts_at=clock(meeting.start, zone),
        halls=", ".join(names.get(room, room) for room in meeting.rooms),
        here=request.rel_url.raw_path,
        form=form,
        most=LONGEST_NAME,
        which=_which(meeting),
        now_ms=_milliseconds(now),
        opens_ms=_milliseconds(meeting.opens),
        starts_ms=_milliseconds(meeting.start),
        ends_ms=_milliseconds(meeting.end),
        again_s=_again_s(opened, now),
        stays=_stays(own, zone) if own is not None else (),
    )
    return _careful(answer, opened)


def _day(at: datetime, zone: ZoneInfo) -> date:
    return at.astimezone(zone).date()


def _stays(own: PersonPresence, zone: ZoneInfo) -> Sequence[tuple[str, str, bool]]:
    """From when until when they were there, or nothing is known."""

    def at(moment: int) -> str:
        return f"{datetime.fromtimestamp(moment, zone):%H:%M:%S}"  # as the register has it

    return [(at(span.start), at(span.end), span.gap is None) for span in own.spans]


def _inside(request: web.Request, opened: Opened, address: str) -> web.Response:
    here = request.rel_url.raw_path.removesuffix("/enter")
    return page(
        request, "door/inside.html", meeting=opened.meeting, address=address, here=here, which=_which(opened.meeting)
    )


def _again_s(opened: Opened, now: datetime) -> int | None:
    """After how many seconds a page without scripts looks again; None where it need not."""
    if opened.when(now) is not When.EARLY:
        return None
    return min(LONGEST_REFRESH_S, int((opened.meeting.opens - now).total_seconds()) + 1)


def _shut(request: web.Request, why: Shut) -> web.Response:
    return _careful(page(request, "door/shut.html", 404 if why is Shut.UNKNOWN else 410, why=why.value))


def _careful(answer: web.Response, opened: Opened | None = None) -> web.Response:
    answer.headers["Referrer-Policy"] = ORIGIN_ALONE
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    answer.headers["Permissions-Policy"] = "camera=(self), microphone=(self)"
    if opened is not None:
        _let_reach(answer, opened)
    return answer


def _let_reach(answer: web.Response, opened: Opened) -> None:
    """Let the page's form, and its frame where it shows the meeting, lead to the meeting's server and nowhere else."""
    place = urlsplit(opened.meeting.address)
    origin = f"{place.scheme}://{place.netloc}"
    policy = SAFETY["Content-Security-Policy"]  # browsers hold what a form is answered with against it, too
    policy = policy.replace("form-action 'self'", f"form-action 'self' {origin}")
    if opened.is_embedded:
        policy = f"{policy}; frame-src {origin}"
        devices = ("camera", "microphone", "display-capture", "autoplay", "fullscreen")
        answer.headers["Permissions-Policy"] = ", ".join(f'{device}=(self "{origin}")' for device in devices)
    answer.headers["Content-Security-Policy"] = policy


def _milliseconds(at: datetime) -> int:
    return int(at.timestamp() * 1000)


ROUTES = (
    Route("GET", DOOR, show, "The door of a meeting.", scope=Scope.PUBLIC, page=True),
    Route("POST", f"{DOOR}/enter", enter, "Go into the meeting.", scope=Scope.PUBLIC, page=True, status=303),
    Route("GET", f"{DOOR}/still", still, "Whether a page that waits may go on.", scope=Scope.PUBLIC, page=True),
    Route("POST", f"{DOOR}/ticket", ticket, "What a page that waits keeps.", scope=Scope.PUBLIC, page=True),
)
