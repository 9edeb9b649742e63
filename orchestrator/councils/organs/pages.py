"""The organs of an organisation, and each one's own page: who is a member, who leads it, and by what rules."""

from collections.abc import Sequence
from functools import partial

from aiohttp import web

from config.words.sentences import Language
from orchestrator.access.permissions import Action
from orchestrator.access.routes import Route
from orchestrator.access.scopes import Scope
from orchestrator.audit.acts import ActObject, ObjectKind
from orchestrator.audit.pages import reader_of
from orchestrator.audit.seeking import Sought
from orchestrator.audit.telling import timeline_of
from orchestrator.councils.organs.known import Known, known_organ
from orchestrator.councils.organs.organ import LONGEST_TITLE, Seat, in_office
from orchestrator.councils.organs.rule_checks import changed_rules
from orchestrator.councils.organs.store import (
    MOST_ORGANS,
    TooManyOrgans,
    make_organ,
    organs_of,
    seats_in_office,
    versions_of,
)
from orchestrator.councils.organs.today import today
from orchestrator.councils.organs.words import office_word
from orchestrator.councils.sitting.presets import PRESETS
from orchestrator.councils.sitting.rule_words import NAMES, rules_told
from orchestrator.councils.sitting.rules import Distance
from orchestrator.people.asker import doer_of, zone_of
from orchestrator.people.known import known_organisation
from orchestrator.web.keys import DATABASE
from orchestrator.web.shell.forms import Form, again, new_form, read_form
from orchestrator.web.shell.listing import listing
from orchestrator.web.shell.notices import see_other
from orchestrator.web.shell.pages import page, words
from orchestrator.web.shell.viewer import page_language
from schedules.plain import plain

COUNCILS = "/organisations/{organisation}/councils"
ONE = f"{COUNCILS}/{{organ}}"
MOST_ACTS = 20


async def show_all(request: web.Request) -> web.Response:
    """All of one organisation, and the form that makes one."""
    return await _all_page(request, new_form(request, {"preset": "collegio"}))


async def make(request: web.Request) -> web.Response:
    """Make one with the rules of a preset."""
    typed, say, known = await read_form(request), words(request).gettext, await known_organisation(request)
    told, errors = typed.one_each(), dict[str, str]()
    preset = told.get("preset", "")
    if preset not in PRESETS:
        errors["preset"] = say("Scegli che organo è.")
        preset = "collegio"
    title = read_title(
        told.get("title", PRESETS[preset].title), errors, say("È troppo lungo: al massimo %(most)s caratteri.")
    )
    if not errors:
        try:
            about = known.id, str(typed.form_id), title, preset
            organ = await request.app[DATABASE].write(make_organ, *about, doer_of(request))
        except TooManyOrgans:
            errors[""] = say("Gli organi sono già %(most)s.") % {"most": MOST_ORGANS}
        else:
            done = say("Organo aggiunto. Ora incolla chi ne fa parte.")
            return see_other(request, f"/organisations/{known.id}/councils/{organ.id}", done)
    return await _all_page(request, again(request, typed, errors), 422)


async def show(request: web.Request) -> web.Response:
    """One of them."""
    known, say, language = await known_organ(request), words(request).gettext, page_language(request)
    look = listing(known.path, request.query, ("name",))
    found = _sought(known.seats, look.search)
    look = look.of(len(found))
    day, database = today(request), request.app[DATABASE]
    about = Sought(about=ActObject(ObjectKind.ORGAN, known.organ.id))
    happened = await database.read(timeline_of, about, reader_of(request), MOST_ACTS)
    officers = [(office_word(each.office, say), _named(known, each.holder) or each.mail) for each in known.officers]
    return page(
        request,
        "councils/organs/organ.html",
        known=known,
        kind=known.organ.preset.title,
        look=look,
        seats=[(seat, seat.holder(day)) for seat in found[look.offset : look.offset + look.per_page]],
        count=len(in_office(known.seats, day)),
        officers=officers,
        rules=rules_seen(known, language),
        versions=await _versions(request, known, language),
        lacks_basis=known.organ.rules.distance is Distance.ALLOWED and not known.organ.rules.basis.strip(),
        happened=happened,
        zone=zone_of(request),
    )


def rules_seen(known: Known, language: Language) -> Sequence[tuple[str, str, str, bool]]:
    """The rules in words: name, sentence, reference, and whether a law fixes it."""
    preset = known.organ.preset
    return [
        (NAMES[name][language], told, preset.references.get(name, ""), name in preset.locked)
        for name, told in rules_told(known.organ.rules, language)
    ]


def read_title(text: str, errors: dict[str, str], too_long: str) -> str:
    """What an organ is called, and what is wrong with it."""
    title = plain(text, 10_000)
    if len(title) > LONGEST_TITLE:
        errors["title"] = too_long % {"most": LONGEST_TITLE}
    return title


async def _versions(request: web.Request, known: Known, language: Language) -> Sequence[tuple[int, object, str]]:
    """Each version, the newest first: number, when, and what it changed."""
    found = await request.app[DATABASE].read(versions_of, known.organ.id)
    told = []
    for version, before in zip(found, [*found[1:], None], strict=True):
        names = [] if before is None else changed_rules(before.rules, version.rules)
        told.append(
            (version.number, version.made_at, ", ".join(NAMES[name][language] for name in names if name in NAMES))
        )
    return told


async def _all_page(request: web.Request, form: Form, status: int = 200) -> web.Response:
    known, database = await known_organisation(request), request.app[DATABASE]
    organs = await database.read(organs_of, known.id)
    counts = await database.read(seats_in_office, known.id, today(request))
    return page(
        request,
        "councils/organs/organs.html",
        status,
        form=form,
        organisation=known,
        organs=[(organ, organ.preset.title, counts.get(organ.id, 0)) for organ in organs],
        presets=[(preset.id, preset.title) for preset in PRESETS.values()],
    )


def _sought(seats: Sequence[Seat], search: str) -> Sequence[Seat]:
    wanted = search.casefold()
    return [
        seat
        for seat in seats
        if not wanted
        or any(wanted in text.casefold() for each in seat.holders for text in (each.name, each.mail, seat.code))
    ]


def _named(known: Known, person: str | None) -> str:
    holder = known.holder(person)
    return "" if holder is None else holder.name


_sees = partial(Route, scope=Scope.ORGANISATION, action=Action.SEE_COUNCILS, page=True)
ROUTES = (
    _sees("GET", COUNCILS, show_all, "The organs of an organisation."),
    Route("POST", COUNCILS, make, "Make one.", scope=Scope.ORGANISATION, action=Action.MANAGE_COUNCILS, page=True),
    _sees("GET", ONE, show, "One of them."),
)
