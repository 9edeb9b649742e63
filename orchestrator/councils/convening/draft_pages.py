"""The form of a sitting: a new draft, a draft that is changed, and a convened sitting that is convened anew."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import uuid5

from aiohttp import web

from orchestrator.councils.convening.agenda_form import DO, Row, done, first_rows, focus_after, typed_rows, values_of
from orchestrator.councils.convening.convener import Convener, House
from orchestrator.councils.convening.draft_form import LASTS, read_draft, times_typed, typed_of
from orchestrator.councils.convening.drafting import MOST_DRAFTS, TooManyDrafts, draft, redraft
from orchestrator.councils.convening.free_halls import halls_in, look_at_halls
from orchestrator.councils.convening.knowing import Desk, Office, desk_of, house_of, office_of
from orchestrator.councils.convening.list_pages import SITTINGS, steers
from orchestrator.councils.convening.refusing import wrong_of
from orchestrator.councils.convening.sending import anew
from orchestrator.councils.convening.words import kinds
from orchestrator.councils.dossiers.dossier import Dossier
from orchestrator.councils.dossiers.store import DossierOvertaken, dossiers_of
from orchestrator.councils.organs.organ import Organ
from orchestrator.councils.sitting.state import Status
from orchestrator.web.errors import ApiError
from orchestrator.web.keys import DATABASE
from orchestrator.web.shell.catalogues import Say
from orchestrator.web.shell.forms import Form, Typed, again, new_form, read_form
from orchestrator.web.shell.notices import see_other
from orchestrator.web.shell.pages import page, words
from orchestrator.web.shell.viewer import page_language

ONE = "/councils/sittings/{sitting}"
CHANGEABLE = frozenset({Status.DRAFTED, Status.CONVENED})


async def ask_new(request: web.Request) -> web.Response:
    """The form of a new one."""
    office, say = await office_of(request), words(request).gettext
    before = await request.app[DATABASE].read(dossiers_of, office.known.organ.id)
    rows = first_rows(say, minutes=any(each.convened_at is not None for each in before))
    today = office.convener.now.astimezone(house_of(request, page_language(request)).zone).date()
    day = today + timedelta(days=office.known.organ.rules.notice_days + 1)
    values = {"day": day.isoformat(), "since": "15:00", "until": "17:00", **values_of(rows)}
    return await _new_page(request, office, new_form(request, values))


async def take_new(request: web.Request) -> web.Response:
    """Keep the draft, or do what a button of the agenda says."""
    typed, office, say = await read_form(request), await office_of(request), words(request).gettext
    moved = _moved(typed, say)
    if moved is not None:
        return await _new_page(request, office, again(request, moved, {}))
    house = house_of(request, page_language(request))
    told, wrong = read_draft(typed.values, [room for room, _, _ in halls_in(request)], house.zone, say)
    if told is None:
        return await _new_page(request, office, again(request, typed, wrong), 422)
    organ, now = office.known.organ, office.convener.now
    empty = Dossier(str(uuid5(typed.form_id, organ.id)), organ.id, organ.organisation, now, now + LASTS)
    try:
        made = await request.app[DATABASE].write(draft, office.convener, told.of(empty))
    except TooManyDrafts:
        wrong = {"": say("Le sedute in preparazione sono già %(most)s.") % {"most": MOST_DRAFTS}}
        return await _new_page(request, office, again(request, typed, wrong), 422)
    return see_other(
        request, f"/councils/sittings/{made.sitting}", say("Seduta in preparazione. Aggiungi i documenti, poi convoca.")
    )


async def ask_change(request: web.Request) -> web.Response:
    """The form of one that is not open yet."""
    desk = await _changeable(request)
    house = house_of(request, page_language(request))
    values = typed_of(desk.ready.dossier, house.zone)
    return await _change_page(request, desk, new_form(request, values, desk.ready.dossier.revision))


async def take_change(request: web.Request) -> web.Response:
    """Change the draft, or convene the sitting anew."""
    typed, desk, say = await read_form(request), await _changeable(request), words(request).gettext
    moved = _moved(typed, say)
    if moved is not None:
        return await _change_page(request, desk, again(request, moved, {}))
    house = house_of(request, page_language(request))
    told, wrong = read_draft(typed.values, [room for room, _, _ in halls_in(request)], house.zone, say)
    if told is None:
        return await _change_page(request, desk, again(request, typed, wrong), 422)
    wanted = replace(told.of(desk.ready.dossier), revision=typed.seen)
    if desk.ready.dossier.status is Status.CONVENED:
        return await _anew(request, desk, house, typed, wanted)
    try:
        await request.app[DATABASE].write(redraft, desk.convener, wanted)
    except DossierOvertaken:
        return await _overtaken(request, desk, typed)
    return see_other(request, desk.path, say("Seduta cambiata."))


async def _anew(request: web.Request, desk: Desk, house: House, typed: Typed, wanted: Dossier) -> web.Response:
    say = words(request).gettext
    try:
        await anew(request, house, desk, wanted)
    except DossierOvertaken:
        return await _overtaken(request, desk, typed)
    except Exception as error:
        wrong = wrong_of(error, house.language, say)
        if wrong is None:
            raise
        return await _change_page(request, desk, again(request, typed, wrong), 422)
    return see_other(request, desk.path, say("Convocata di nuovo: chi ha un indirizzo riceve che cosa è cambiato."))


async def _overtaken(request: web.Request, desk: Desk, typed: Typed) -> web.Response:
    wrong = {"": words(request).gettext("Nel frattempo qualcun altro ha cambiato questa seduta: ricarica la pagina.")}
    return await _change_page(request, desk, again(request, typed, wrong), 409)


async def _changeable(request: web.Request) -> Desk:
    """The sitting of the path, which is not open yet. Raises ApiError (404, 409)."""
    desk = await desk_of(request)
    if desk.ready.dossier.status not in CHANGEABLE:
        raise ApiError(409, "sitting_begun")
    return desk


def _moved(typed: Typed, say: Say) -> Typed | None:
    """The form after a button of its agenda; None where it is to be saved."""
    what = next(iter(typed.values.get(DO, ())), "")
    rows = done(typed_rows(typed.values), what, say)
    if rows is None:
        return None
    rest = {name: those for name, those in typed.values.items() if not name.startswith("item_")}
    return replace(typed, values={**rest, **values_of(rows)})


async def _new_page(request: web.Request, office: Office, form: Form, status: int = 200) -> web.Response:
    return await _page(request, office.convener, office.known.organ, form, None, office.path, status)


async def _change_page(request: web.Request, desk: Desk, form: Form, status: int = 200) -> web.Response:
    return await _page(request, desk.convener, desk.ready.organ, form, desk.ready.dossier, desk.path, status)


async def _page(
    request: web.Request,
    convener: Convener,
    organ: Organ,
    form: Form,
    dossier: Dossier | None,
    back: str,
    status: int,
) -> web.Response:
    say, language = words(request).gettext, page_language(request)
    house = house_of(request, language)
    times: tuple[datetime, datetime] | None = times_typed(form.values, house.zone)
    own = dossier.bookings[-1] if dossier is not None and dossier.bookings else None
    halls = await look_at_halls(request, house, convener, times, own, say)
    rows: Sequence[Row] = typed_rows(form.values)
    pressed = form.value(DO)
    return page(
        request,
        "councils/convening/draft.html",
        status,
        form=form,
        organ=organ,
        dossier=dossier,
        anew=dossier is not None and dossier.status is Status.CONVENED,
        halls=halls,
        rows=rows,
        focus=focus_after(pressed, len(rows)) if pressed else "",
        kinds=list(kinds(say).items()),
        offers_second=organ.rules.second_quorum is not None or form.value("second_day"),
        back=back,
    )


ROUTES = (
    steers("GET", f"{SITTINGS}/new", ask_new, "The form of a new sitting."),
    steers("POST", f"{SITTINGS}/new", take_new, "Keep it as a draft."),
    steers("GET", f"{ONE}/change", ask_change, "The form of a sitting that is not open yet."),
    steers("POST", f"{ONE}/change", take_change, "Change the draft, or convene anew."),
)
