"""The page on which whoever keeps a booking decides how its meeting is held."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial

from aiohttp import web

from config.rooms import Preset
from orchestrator.access.permissions import Action
from orchestrator.access.routes import Route
from orchestrator.access.scopes import Scope
from orchestrator.bookings.asking import asker_of
from orchestrator.bookings.refusing import as_refused
from orchestrator.bookings.told import title_of
from orchestrator.conferences.manner import LONGEST_SUBJECT, MeetingSettings
from orchestrator.conferences.passwords import LONGEST, SHORTEST, Protection, as_typed
from orchestrator.conferences.settings_store import SettingsChanged
from orchestrator.door.settings import MeetingSeen, NoMeeting, look_at_meeting, set_meeting_as
from orchestrator.outbox.keys import SENDING
from orchestrator.site.conferences import houses_of
from orchestrator.web.errors import ApiError
from orchestrator.web.keys import CLOCK, DATABASE
from orchestrator.web.shell.catalogues import Say
from orchestrator.web.shell.forms import Form, Typed, again, new_form, read_form
from orchestrator.web.shell.notices import see_other
from orchestrator.web.shell.pages import page, words
from orchestrator.web.shell.viewer import is_language
from schedules.plain import plain

MEETING = "/bookings/{booking}/meeting"
_BOTH = {"yes": True, "no": False}


async def show(request: web.Request) -> web.Response:
    """How it is held now."""
    seen = await _seen(request)
    return _page(request, new_form(request, _values(seen.settings), seen.settings.revision), seen)


async def change(request: web.Request) -> web.Response:
    """Let it be held otherwise."""
    typed, say, app = await read_form(request), words(request).gettext, request.app
    before = await _seen(request)
    wanted, wrong = settings_typed(typed, say, before.settings.password)
    if wanted is None:
        return _page(request, again(request, typed, wrong), before, 422)
    keys = app[SENDING].keys
    change = partial(set_meeting_as, asker=asker_of(request), houses=houses_of(app), keys=keys, wanted=wanted)
    try:
        with refused(request, SettingsChanged):
            await app[DATABASE].write(partial(change, booking_id=request.match_info["booking"], now=app[CLOCK]()))
    except SettingsChanged:
        told = say("Nel frattempo qualcun altro ha deciso altro: ecco come sta ora. Cambia di nuovo, se serve.")
        return await as_it_is_now(request, typed, told)
    return see_other(request, f"/bookings/{request.match_info['booking']}/meeting", say("Salvato."))


async def as_it_is_now(request: web.Request, typed: Typed, told: str) -> web.Response:
    """The page for whoever came second, with what is told to them."""
    seen = await _seen(request)
    values = {name: (value,) for name, value in _values(seen.settings).items()}
    fresh = Typed(values, typed.form_id, str(seen.settings.revision))
    return _page(request, again(request, fresh, {"": told}), seen, 409)


def settings_typed(
    typed: Typed, say: Say, password: str | None = None
) -> tuple[MeetingSettings | None, dict[str, str]]:
    """What was typed, or None and what is wrong, by field; what is left empty is as the preset has it.

    *password* is the one that somebody typed before. Another one counts also where nobody chose that it should.
    """
    told, wrong = typed.one_each(), {}
    subject, language, opening = plain(told.get("subject", ""), 10_000), told.get("language", ""), told.get("opening")
    if len(subject) > LONGEST_SUBJECT:
        wrong["subject"] = say("È troppo lungo: al massimo %(most)s caratteri.") % {"most": LONGEST_SUBJECT}
    protection = _protection(told, password)
    own = as_typed(told.get("own_password", "")) if protection is Protection.OWN else None
    if protection is Protection.OWN and own is None:
        bounds = {"least": SHORTEST, "most": LONGEST}
        wrong["own_password"] = say("Scrivi da %(least)s a %(most)s caratteri.") % bounds
    if wrong:
        return None, wrong
    return MeetingSettings(
        subject=subject or None,
        lobby=_BOTH.get(told.get("lobby", "")),
        language=language if is_language(language) else None,
        recorded=_BOTH.get(told.get("recorded", "")),
        opening="auto" if opening == "auto" else "press" if opening == "press" else None,
        revision=typed.seen,
        protection=protection,
        password=own,
    ), {}


def _protection(told: Mapping[str, str], password: str | None) -> Protection | None:
    chosen, typed = told.get("protection", ""), told.get("own_password", "").strip()
    if chosen == "" and typed not in {"", password}:
        return Protection.OWN
    return Protection(chosen) if chosen in set(Protection) else None


@contextmanager
def refused(request: web.Request, besides: type[Exception]) -> Iterator[None]:
    """As `as_refused`, and a meeting that is not there is told."""
    try:
        with as_refused(request, besides=(NoMeeting, besides)):
            yield
    except NoMeeting as missing:
        raise ApiError(409, "no_meeting_of_ours") from missing


async def _seen(request: web.Request) -> MeetingSeen:
    app, about = request.app, request.match_info["booking"]
    with refused(request, SettingsChanged):
        return await app[DATABASE].read(look_at_meeting, asker_of(request), houses_of(request.app), about, app[CLOCK]())


def _page(request: web.Request, form: Form, seen: MeetingSeen, status: int = 200) -> web.Response:
    say = words(request).gettext
    return page(
        request,
        "door/settings.html",
        status,
        seen=seen,
        form=form,
        booking_title=title_of(seen.looked.booking, say),
        most=LONGEST_SUBJECT,
        longest_password=LONGEST,
        kind=None if seen.preset is None else seen.preset.title,
        choices=_choices(seen.preset or Preset(title="-"), say),
    )


def _choices(preset: Preset, say: Say) -> dict[str, tuple[str, Sequence[tuple[str, str]]]]:
    """Of each field what it is without a choice, and what may be chosen."""
    both = (("yes", say("Sì")), ("no", say("No")))
    languages = (("it", "Italiano"), ("en", "English"))
    openings = (("press", say("Con Inizia, dal pannello")), ("auto", say("Da soli, all’ora di inizio")))
    by_itself = {
        "lobby": say("Sì") if preset.lobby else say("No"),
        "language": dict(languages).get(preset.language or "", say("quella di chi entra")),
        "recorded": say("Sì") if preset.recorded else say("No"),
        "opening": dict(openings)[preset.open],
        "protection": say("una fatta da Regia") if preset.password else say("nessuna"),
    }
    protections = (
        (Protection.MADE.value, say("Una fatta da Regia")),
        (Protection.OWN.value, say("Una che scrivo io")),
        (Protection.NONE.value, say("Nessuna")),
    )
    offered = {
        "lobby": both,
        "language": languages,
        "recorded": both,
        "opening": openings,
        "protection": protections,
    }
    return {
        name: (say("Come di solito: %(value)s") % {"value": by_itself[name]}, choices)
        for name, choices in offered.items()
    }


def _values(settings: MeetingSettings) -> dict[str, str]:
    said = {True: "yes", False: "no", None: ""}
    return {
        "subject": settings.subject or "",
        "lobby": said[settings.lobby],
        "language": settings.language or "",
        "recorded": said[settings.recorded],
        "opening": settings.opening or "",
        "protection": settings.protection or "",
        "own_password": settings.password or "",
    }


_route = partial(Route, scope=Scope.OWN, action=Action.CHANGE_BOOKING, page=True)
ROUTES = (
    _route("GET", MEETING, show, "How the meeting of a booking is held."),
    _route("POST", MEETING, change, "Let the meeting be held otherwise."),
)
