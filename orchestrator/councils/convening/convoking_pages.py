"""Convening on pages: a look at what will happen, and then it is done; cancelling; the second call; the day after an adjournment."""

from collections.abc import Awaitable
from dataclasses import replace

from aiohttp import web

from orchestrator.councils.convening.draft_form import LONGEST_REASON
from orchestrator.councils.convening.draft_pages import ONE
from orchestrator.councils.convening.drafting import MOST_DRAFTS, TooManyDrafts, draft_alike, drop
from orchestrator.councils.convening.halls import taken_halls
from orchestrator.councils.convening.knowing import Desk, desk_of, house_of, post_of
from orchestrator.councils.convening.list_pages import SITTINGS, lacking, steers
from orchestrator.councils.convening.places import places_of, second_of, when_of
from orchestrator.councils.convening.ready import called
from orchestrator.councils.convening.refusing import wrong_of
from orchestrator.councils.convening.sending import call_off, convoke, move, sitting_of, take_roll_over
from orchestrator.councils.convening.sitting_pages import notice_of, sitting_page
from orchestrator.councils.dossiers.store import DossierOvertaken
from orchestrator.councils.organs.store import Overtaken
from orchestrator.councils.sitting.rules import Identity
from orchestrator.councils.sitting.state import CALLED, COMING, Status
from orchestrator.people.asker import nothing_there
from orchestrator.web.errors import ApiError
from orchestrator.web.keys import DATABASE
from orchestrator.web.shell.catalogues import Say
from orchestrator.web.shell.dates import span
from orchestrator.web.shell.forms import Form, Typed, again, new_form, read_form
from orchestrator.web.shell.notices import see_other
from orchestrator.web.shell.pages import page, words
from orchestrator.web.shell.viewer import page_language
from schedules.plain import plain
from schedules.store.diary import BookingClash

ORGAN = SITTINGS.removesuffix("/sittings")


async def ask_convene(request: web.Request) -> web.Response:
    """What will happen when it is convened."""
    desk = await _with_status(request, Status.DRAFTED)
    dossier = desk.ready.dossier
    return await _convene_page(request, desk, new_form(request, {"late_reason": dossier.late_reason}, dossier.revision))


async def take_convene(request: web.Request) -> web.Response:
    """Convene it; the same form once more finds it convened."""
    typed, desk, say = await read_form(request), await desk_of(request), words(request).gettext
    dossier, house = desk.ready.dossier, house_of(request, page_language(request))
    if dossier.status is Status.CONVENED:
        return see_other(request, desk.path)
    if dossier.status is not Status.DRAFTED:
        raise ApiError(409, "sitting_begun")
    reason = plain(typed.one_each().get("late_reason", ""), 10_000)
    if len(reason) > LONGEST_REASON:
        return await _convene_page(request, desk, again(request, typed, {"late_reason": _too_long(say)}), 422)
    wanted = replace(dossier, late_reason=reason, revision=typed.seen)
    try:
        await convoke(request, house, desk, wanted)
    except Exception as error:
        told = wrong_of(error, house.language, say)
        if told is None:
            raise
        return await _convene_page(request, desk, again(request, typed, told), _status_of(error))
    return see_other(request, desk.path, say("Seduta convocata."))


async def take_cancel(request: web.Request) -> web.Response:
    """Cancel it."""
    typed, desk, say = await read_form(request), await desk_of(request), words(request).gettext
    house = house_of(request, page_language(request))
    if desk.ready.dossier.status is Status.CANCELLED:
        return see_other(request, desk.path)
    if desk.ready.dossier.status not in COMING:
        raise ApiError(409, "sitting_elsewhere")
    reason = plain(typed.one_each().get("reason", ""), 10_000)
    if len(reason) > LONGEST_REASON:
        return await sitting_page(request, desk, {"reason": _too_long(say)}, 422, typed)
    refused = await _refused(request, desk, typed, call_off(request, house, desk.as_seen(typed.seen), reason))
    done = say("Seduta annullata: le sale sono libere, e chi ha un indirizzo lo riceve.")
    return see_other(request, desk.path, done) if refused is None else refused


async def take_drop(request: web.Request) -> web.Response:
    """Throw a draft away."""
    typed, desk, say = await read_form(request), await _with_status(request, Status.DRAFTED), words(request).gettext
    dossier = desk.ready.dossier
    try:
        await request.app[DATABASE].write(drop, desk.convener, replace(dossier, revision=typed.seen))
    except DossierOvertaken as error:
        return await sitting_page(request, desk, wrong_of(error, page_language(request), say) or {}, 409)
    return see_other(request, f"/councils/organs/{dossier.organ}/sittings", say("Preparazione buttata."))


async def take_alike(request: web.Request) -> web.Response:
    """Draft another one with the same agenda, halls and documents: a new one, or the second call."""
    typed, desk, say = await read_form(request), await desk_of(request), words(request).gettext
    dossier = desk.ready.dossier
    second = bool(typed.one_each().get("second"))
    if second and not offers_second(desk):
        raise nothing_there()
    try:
        made = await request.app[DATABASE].write(draft_alike, desk.convener, dossier, typed.form_id, second_call=second)
    except TooManyDrafts:
        wrong = {"": say("Le sedute in preparazione sono già %(most)s.") % {"most": MOST_DRAFTS}}
        return await sitting_page(request, desk, wrong, 422)
    return see_other(
        request,
        f"/councils/sittings/{made.sitting}",
        say("Seduta in preparazione: controlla quando e dove, poi convoca."),
    )


async def take_move(request: web.Request) -> web.Response:
    """Take the halls for the new day of an adjourned sitting, and write to all."""
    typed, desk, say = await read_form(request), await _with_status(request, Status.ADJOURNED), words(request).gettext
    house, dossier = house_of(request, page_language(request)), desk.ready.dossier
    begins = (await sitting_of(request, dossier.sitting)).begins
    if begins is None or begins == dossier.begins:
        return see_other(request, desk.path)
    try:
        await move(request, house, desk.as_seen(typed.seen), begins)
    except BookingClash:
        taken = say("A quell’ora una sala è di altri: liberala, oppure annulla la seduta e convocane un’altra.")
        return await sitting_page(request, desk, {"": taken}, 409)
    except Exception as error:
        told = wrong_of(error, house.language, say)
        if told is None:
            raise
        return await sitting_page(request, desk, told, _status_of(error))
    return see_other(request, desk.path, say("Fatto: sale prese per il nuovo giorno, e chi ha un indirizzo lo riceve."))


async def take_roll(request: web.Request) -> web.Response:
    """Let the sitting go by the organ's roll of now."""
    typed, desk, say = await read_form(request), await desk_of(request), words(request).gettext
    house = house_of(request, page_language(request))
    if desk.ready.dossier.status not in CALLED:
        raise ApiError(409, "sitting_begun")
    reason = plain(typed.one_each().get("roll_reason", ""), 10_000)
    if len(reason) > LONGEST_REASON:
        return await sitting_page(request, desk, {"roll_reason": _too_long(say)}, 422, typed)
    refused = await _refused(request, desk, typed, take_roll_over(request, house, desk.as_seen(typed.seen), reason))
    return see_other(request, desk.path, say("La seduta segue l’elenco di adesso.")) if refused is None else refused


async def _refused(request: web.Request, desk: Desk, typed: Typed, deed: Awaitable[None]) -> web.Response | None:
    """Do the *deed*; the sitting's page with why it was not done, and None where it was."""
    try:
        await deed
    except Exception as error:
        told = wrong_of(error, page_language(request), words(request).gettext)
        if told is None:
            raise
        return await sitting_page(request, desk, told, _status_of(error), typed)
    return None


def _status_of(error: Exception) -> int:
    return 409 if isinstance(error, DossierOvertaken | Overtaken) else 422


def _too_long(say: Say) -> str:
    return say("È troppo lungo: al massimo %(most)s caratteri.") % {"most": LONGEST_REASON}


def offers_second(desk: Desk) -> bool:
    """Whether it may have a second call now."""
    known = desk.ready.organ.rules.second_quorum is not None or desk.ready.dossier.second is not None
    return known and desk.ready.dossier.status is Status.DESERTED and desk.ready.dossier.first_call is None


async def _with_status(request: web.Request, status: Status) -> Desk:
    """The sitting of the path. Raises ApiError (404, 409)."""
    desk = await desk_of(request)
    if desk.ready.dossier.status is not status:
        raise ApiError(409, "sitting_elsewhere")
    return desk


async def _convene_page(request: web.Request, desk: Desk, form: Form, status: int = 200) -> web.Response:
    say, language = words(request).gettext, page_language(request)
    house, dossier = house_of(request, language), desk.ready.dossier
    people = called(desk.ready.seats, dossier.begins, house.zone)
    taken = await request.app[DATABASE].read(taken_halls, desk.convener, dossier)
    return page(
        request,
        "councils/convening/convene.html",
        status,
        desk=desk,
        dossier=dossier,
        form=form,
        when=when_of(house, dossier, language),
        second=second_of(house, dossier, language),
        places=places_of(house, dossier),
        days=notice_of(desk, house),
        count=len(people),
        mailed=sum(bool(each.mail) for each in people),
        mails_go=post_of(request, desk.organisation) is not None,
        codes=desk.ready.organ.rules.identity is Identity.PIN,
        taken=[span(each.start, each.end, house.zone) for each in taken],
        lacking=lacking(desk.ready.officers, desk.ready.seats, say),
        names=[each.name for each in people if not each.mail],
    )


ROUTES = (
    steers("GET", f"{ONE}/convene", ask_convene, "What will happen when it is convened."),
    steers("POST", f"{ONE}/convene", take_convene, "Convene it."),
    steers("POST", f"{ONE}/cancel", take_cancel, "Cancel it."),
    steers("POST", f"{ONE}/drop", take_drop, "Throw the draft away."),
    steers("POST", f"{ONE}/alike", take_alike, "Draft another one like it, or its second call."),
    steers("POST", f"{ONE}/roll", take_roll, "Let it go by the organ's roll of now."),
    steers("POST", f"{ONE}/move", take_move, "Take halls for the new day of an adjourned one."),
)
