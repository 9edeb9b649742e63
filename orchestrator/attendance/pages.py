"""The page *Presenze* of a booking, and the same as a file for spreadsheets."""

import csv
import io
from collections.abc import Sequence
from functools import partial

from aiohttp import hdrs, web

from orchestrator.access.permissions import Action
from orchestrator.access.routes import Route
from orchestrator.access.scopes import Scope
from orchestrator.attendance.acting import attended_of
from orchestrator.attendance.people_table import people_table
from orchestrator.attendance.seeing import Attended
from orchestrator.attendance.words import (
    absence_whys,
    called,
    clock,
    duration,
    entry_words,
    gap_word,
    kind_word,
    span_why,
)
from orchestrator.audit.sheet import MARK, harmless
from orchestrator.bookings.booking_pages import zone_of
from orchestrator.bookings.told import title_of, when_words
from orchestrator.conferences.presence.outcome import PersonPresence, Proof
from orchestrator.site.keys import SITE
from orchestrator.web.shell.forms import Form, new_form
from orchestrator.web.shell.pages import page, part, words
from orchestrator.web.shell.viewer import page_language

PRESENCE = "/bookings/{booking}/presence"
OVER = 286
"""The status by which htmx stops asking."""


async def show(request: web.Request) -> web.Response:
    """Each person, when they came and left, for how long they were there, and why each minute counts as it does."""
    seen = await attended_of(request)
    zone = zone_of(request.app[SITE].installation, seen.looked)
    entry = seen.looked.entry
    so_far = min(entry.end, max(entry.start, seen.now))  # what is to come cannot be written yet
    start, end = (f"{moment.astimezone(zone):%H:%M:%S}" for moment in (entry.start, so_far))
    values = {"since": start, "until": end, "present": "yes"}
    return presence_page(request, seen, new_form(request, values, seen.revision))


def presence_page(request: web.Request, seen: Attended, form: Form, status: int = 200) -> web.Response:
    """The page as *seen*, with the form for what is written by hand."""
    say, entry = words(request).gettext, seen.looked.entry
    zone = zone_of(request.app[SITE].installation, seen.looked)
    return page(
        request,
        "attendance/presence.html",
        status,
        **headed(request, seen),
        rows=bool(seen.presence.people),
        people_table=people_table(request, seen),
        gaps=[(clock(gap.start, zone), clock(gap.end, zone), gap_word(gap.gap, say)) for gap in seen.presence.gaps],
        **now_of(request, seen),
        form=form,
        begun=entry.start <= seen.now,
        people=[(person.key, called(person, say)) for person in seen.presence.people],
        entries=[entry_words(written, zone, say) for written in seen.entries],
    )


async def show_now(request: web.Request) -> web.Response:
    """Who is in just now; once the meeting is over htmx is told to ask no more."""
    seen = await attended_of(request)
    told = now_of(request, seen)
    here = f"/bookings/{seen.looked.entry.id}/presence"
    return part(request, "attendance/now.html", 200 if told["lives"] else OVER, here=here, **told)


def now_of(request: web.Request, seen: Attended) -> dict[str, object]:
    """Who is in at the moment, and since when."""
    say, zone = words(request).gettext, zone_of(request.app[SITE].installation, seen.looked)
    inside = [
        (called(person, say), clock(person.spans[-1].start, zone))
        for person in seen.presence.people
        if person.spans and person.spans[-1].closed is Proof.SO_FAR
    ]
    return {
        "lives": seen.presence.lives and bool(seen.presence.people),
        "inside": inside,
        "as_of": clock(int(seen.now.timestamp()), zone),
    }


def headed(request: web.Request, seen: Attended) -> dict[str, object]:
    """What stands over each page of who was there."""
    entry, zone = seen.looked.entry, zone_of(request.app[SITE].installation, seen.looked)
    return {
        "looked": seen.looked,
        "booking_title": title_of(seen.looked.booking, words(request).gettext),
        "when": when_words(entry.start, entry.end, zone, page_language(request)),
        "zone": zone,
        "here": f"/bookings/{entry.id}/presence",
    }


async def download(request: web.Request) -> web.Response:
    """A line for each time of each person, with what says so; in Italian with semicolons, as spreadsheets there read."""
    seen = await attended_of(request)
    say = words(request).gettext
    written = io.StringIO()
    sheet = csv.writer(written, delimiter=";" if page_language(request) == "it" else ",")
    sheet.writerow(
        (say("Nome"), say("Chi è"), say("Entrata"), say("Uscita"), say("Minuti"), say("Non si sa"), say("Perché"))
    )
    for person in seen.presence.people:
        sheet.writerows([harmless(cell) for cell in cells] for cells in _lines(person, seen, request))
    name = say("presenze")
    return web.Response(
        body=f"{MARK}{written.getvalue()}".encode(),
        headers={
            hdrs.CONTENT_TYPE: "text/csv; charset=utf-8",
            hdrs.CONTENT_DISPOSITION: f'attachment; filename="{name}.csv"',
            hdrs.CACHE_CONTROL: "no-store",
        },
    )


def _lines(person: PersonPresence, seen: Attended, request: web.Request) -> Sequence[Sequence[str]]:
    say, zone = words(request).gettext, zone_of(request.app[SITE].installation, seen.looked)
    who = (called(person, say), kind_word(person, say))
    lines = []
    for span in person.spans:
        length = duration(span.end - span.start)
        told = (length, "") if span.gap is None else ("", length)
        lines.append((*who, clock(span.start, zone), clock(span.end, zone), *told, span_why(span, zone, say)))
    absences = [(*who, "", "", duration(0), "", why) for why in absence_whys(person, zone, say)]
    unseen = "" if seen.presence.is_blank else duration(0)
    return [*lines, *absences] or [(*who, "", "", unseen, "", "")]


_page = partial(Route, scope=Scope.OWN, action=Action.SEE_PRESENCE, page=True)
ROUTES = (
    Route("GET", PRESENCE, show, "Who was there.", scope=Scope.OWN, action=Action.SEE_PRESENCE, page=True),
    _page("GET", f"{PRESENCE}/now", show_now, "Who is in just now."),
    _page("GET", f"{PRESENCE}.csv", download, "The same as a file."),
)
