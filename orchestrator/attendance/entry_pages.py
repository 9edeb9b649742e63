"""What people write by hand on the page *Presenze*: a new entry, and one that is struck out."""

from dataclasses import replace
from functools import partial

from aiohttp import web

from orchestrator.access.permissions import Action
from orchestrator.access.routes import Route
from orchestrator.access.scopes import Scope
from orchestrator.attendance.acting import seen_to_write, write
from orchestrator.attendance.entry_fields import read_entry, read_why
from orchestrator.attendance.pages import PRESENCE, headed, presence_page
from orchestrator.attendance.seeing import Attended
from orchestrator.attendance.words import entry_words
from orchestrator.attendance.writing import (
    EntriesChanged,
    NobodyMeant,
    NoSuchEntry,
    NotThen,
    entry_in,
    strike_as,
    write_as,
)
from orchestrator.bookings.booking_pages import zone_of
from orchestrator.conferences.presence.entry_store import MOST_ENTRIES, TooManyEntries
from orchestrator.site.keys import SITE
from orchestrator.web.errors import ApiError
from orchestrator.web.shell.forms import Form, Typed, again, new_form, read_form
from orchestrator.web.shell.notices import see_other
from orchestrator.web.shell.pages import page, words

ENTRY = f"{PRESENCE}/entries/{{entry}}"


async def add(request: web.Request) -> web.Response:
    """Write that somebody was there, or was not."""
    typed, say = await read_form(request), words(request).gettext
    seen = await seen_to_write(request)
    start = seen.looked.entry.start.astimezone(zone_of(request.app[SITE].installation, seen.looked))
    new, errors = read_entry(typed, start, say)
    if new is None:
        return presence_page(request, seen, again(request, typed, errors), 422)
    revision = typed.seen
    try:
        name = await write(
            request,
            lambda db, asker, now_seen: write_as(db, asker, now_seen, new, revision, str(typed.form_id)),
            (EntriesChanged, NotThen, NobodyMeant, TooManyEntries),
        )
    except EntriesChanged:
        return await _second(request, typed)
    except NotThen:
        wrong = say("Il tempo deve stare attorno alla prenotazione, in ordine, e non nel futuro.")
        return presence_page(request, seen, again(request, typed, {"since": wrong}), 422)
    except NobodyMeant:
        return presence_page(request, seen, again(request, typed, {"person": say("Scegli qualcuno che c’è.")}), 422)
    except TooManyEntries:
        too_many = say("Le scritture a mano sono già %(most)s: non ne entrano altre.") % {"most": MOST_ENTRIES}
        return presence_page(request, seen, again(request, typed, {"": too_many}), 409)
    return see_other(request, _here(seen), say("Scritto: %(name)s.") % {"name": name})


async def show(request: web.Request) -> web.Response:
    """One entry, and the form that strikes it out."""
    seen = await seen_to_write(request)
    return _entry_page(request, seen, new_form(request, {}, seen.revision))


async def strike(request: web.Request) -> web.Response:
    """Let it count no more; it stands there still, with who struck it out and why."""
    typed, say, number = await read_form(request), words(request).gettext, request.match_info["entry"]
    errors: dict[str, str] = {}
    why = read_why(typed, errors, say)
    if errors:
        return _entry_page(request, await seen_to_write(request), again(request, typed, errors), 422)
    revision = typed.seen
    try:
        await write(request, lambda db, asker, seen: strike_as(db, asker, seen, number, why, revision), EntriesChanged)
    except EntriesChanged:
        seen = await seen_to_write(request)
        fresh = replace(typed, revision=str(seen.revision))
        return _entry_page(request, seen, again(request, fresh, {"": _changed(request)}), 409)
    return see_other(request, f"/bookings/{request.match_info['booking']}/presence", say("Non conta più."))


async def _second(request: web.Request, typed: Typed) -> web.Response:
    """Somebody else wrote first: what they wrote stands there now, and what was typed is kept."""
    seen = await seen_to_write(request)
    fresh = replace(typed, revision=str(seen.revision))
    return presence_page(request, seen, again(request, fresh, {"": _changed(request)}), 409)


def _entry_page(request: web.Request, seen: Attended, form: Form, status: int = 200) -> web.Response:
    try:
        written = entry_in(seen, request.match_info["entry"])
    except NoSuchEntry as error:
        raise ApiError(404, "not_found") from error
    zone, say = zone_of(request.app[SITE].installation, seen.looked), words(request).gettext
    told = entry_words(written, zone, say)
    return page(request, "attendance/entry.html", status, **headed(request, seen), form=form, entry=told)


def _changed(request: web.Request) -> str:
    return words(request).gettext("Nel frattempo qualcuno ha scritto altro: guarda com’è adesso, e manda di nuovo.")


def _here(seen: Attended) -> str:
    return f"/bookings/{seen.looked.entry.id}/presence"


_page = partial(Route, scope=Scope.OWN, action=Action.WRITE_PRESENCE, page=True)
ROUTES = (
    _page("POST", PRESENCE, add, "Write that somebody was there, or was not."),
    _page("GET", ENTRY, show, "What was written."),
    _page("POST", ENTRY, strike, "Strike it out."),
)
