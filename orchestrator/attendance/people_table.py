"""The table of everybody who was there: for a register that is looked at again only the lines of those are made of whom more is known."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from operator import attrgetter
from zoneinfo import ZoneInfo

import aiohttp_jinja2
from aiohttp import web
from markupsafe import Markup

from orchestrator.attendance.picture import Piece, bar, frame
from orchestrator.attendance.seeing import Attended
from orchestrator.attendance.words import called, clock, duration, kind_word, whys
from orchestrator.bookings.booking_pages import zone_of
from orchestrator.conferences.presence.outcome import PersonPresence, Presence, Proof
from orchestrator.conferences.presence.remembering import Remembered
from orchestrator.site.keys import SITE
from orchestrator.web.shell.catalogues import Say
from orchestrator.web.shell.pages import words
from orchestrator.web.shell.templates import ENVIRONMENTS
from orchestrator.web.shell.viewer import page_language


@dataclass(frozen=True, slots=True)
class _Made:
    presence: Presence
    zone: ZoneInfo
    shown: tuple[int, int]
    """From when to when the bars go."""
    heads: Mapping[str, str]
    lines: Mapping[PersonPresence, Markup]
    table: Markup


_MADE: Remembered[_Made] = Remembered()


def people_table(request: web.Request, seen: Attended) -> Markup:
    """The table; the same one as long as the very same presence is shown in the same language."""
    language, zone = page_language(request), zone_of(request.app[SITE].installation, seen.looked)
    name = f"{language}:{seen.looked.entry.id}"

    def is_good(made: _Made) -> bool:
        return made.presence is seen.presence and made.zone is zone

    return _MADE.of(name, is_good, lambda: _table(request, seen, zone, _MADE.last(name))).table


def first_of(person: PersonPresence, zone: ZoneInfo) -> str:
    """When they came, if that is known."""
    return clock(person.spans[0].start, zone) if person.spans and person.spans[0].gap is None else ""


def last_of(person: PersonPresence, zone: ZoneInfo) -> str:
    """When they left, if that is known."""
    ended = person.spans and person.spans[-1].gap is None and person.spans[-1].closed is not Proof.SO_FAR
    return clock(person.spans[-1].end, zone) if ended else ""


def _table(request: web.Request, seen: Attended, zone: ZoneInfo, before: _Made | None) -> _Made:
    say, entry = words(request).gettext, seen.looked.entry
    shown = frame(seen.presence, int(entry.start.timestamp()), int(entry.end.timestamp()))
    heads = {
        "came": say("Entrata"),
        "left": say("Uscita"),
        "there": say("Minuti"),
        "unknown": say("Non si sa"),
        "why": say("Perché"),
        "why_asked": say("Perché?"),
        "none": "–" if seen.presence.is_blank else duration(0),
        "absent": say("Non si sa.") if seen.presence.is_blank else say("Non c’era."),
    }
    known = (
        before.lines if before is not None and (before.shown, before.zone, before.heads) == (shown, zone, heads) else {}
    )
    environment = ENVIRONMENTS[page_language(request)]
    template = aiohttp_jinja2.get_env(request.app, app_key=environment).get_template("attendance/person.html")
    line = _LINE(template.module)
    lines = {
        person: known.get(person) or line(_row(person, shown, zone, say), heads) for person in seen.presence.people
    }
    told = {"heads": heads, "lines": lines.values()}
    table = aiohttp_jinja2.render_string("attendance/people.html", request, told, app_key=environment)
    return _Made(seen.presence, zone, shown, heads, lines, Markup(table))  # noqa: S704 - made by a template that escapes


_LINE: Callable[[object], Callable[..., Markup]] = attrgetter("line")
"""The macro of a template, which knows its macros only when it runs."""


def _row(person: PersonPresence, shown: tuple[int, int], zone: ZoneInfo, say: Say) -> Mapping[str, object]:
    pieces = bar(person, *shown)
    return {
        "name": called(person, say),
        "kind": kind_word(person, say),
        "came": first_of(person, zone),
        "left": last_of(person, zone),
        "there": duration(person.seconds),
        "unknown": duration(person.unknown_seconds) if person.unknown_seconds else "",
        "there_path": "".join(_drawn(piece, 0, 8) for piece in pieces if not piece.unknown),
        "unknown_path": "".join(_drawn(piece, 3, 2) for piece in pieces if piece.unknown),
        "whys": tuple(whys(person, zone, say)),
    }


def _drawn(piece: Piece, top: int, height: int) -> str:
    return f"M{piece.left} {top}h{piece.width}v{height}h-{piece.width}z"
