"""The page that a member's link opens, what is done on it, and the events that it follows. Its secret is in no title and no log."""

import socket
from contextlib import AsyncExitStack
from dataclasses import replace
from functools import partial
from uuid import uuid4
from zoneinfo import ZoneInfo

from aiohttp import web

from orchestrator.access.routes import Route
from orchestrator.access.scopes import Scope
from orchestrator.accounts.hashing import hash_of
from orchestrator.accounts.organisations import find_organisation
from orchestrator.bookings.told import when_words
from orchestrator.councils.at_work.asking import Attending, device_cookie, keep_device
from orchestrator.councils.at_work.doing import do
from orchestrator.councils.chamber.answering import answered, by_script, mistyped
from orchestrator.councils.chamber.events import follow
from orchestrator.councils.chamber.member.arriving import arrival
from orchestrator.councils.chamber.member.common import common_view
from orchestrator.councils.chamber.member.drawing import my_parts, my_view
from orchestrator.councils.chamber.member.meeting import CHAMBER, entrance_of, let_reach
from orchestrator.councils.chamber.member.mine import mine_of
from orchestrator.councils.chamber.member.opening import Member, Shut, open_link, open_page
from orchestrator.councils.chamber.member.presence import OPEN_PAGES
from orchestrator.councils.chamber.member.pressing import act_of
from orchestrator.councils.chamber.member.proving import Unproved, prove
from orchestrator.councils.chamber.member.standing import STANDINGS
from orchestrator.councils.chamber.parts import Parts
from orchestrator.councils.convening.document_files import give_document
from orchestrator.councils.dossiers.link_store import note_read
from orchestrator.councils.log.live import Wanted
from orchestrator.councils.organs.store import find_organ
from orchestrator.councils.sitting.acts import Body
from orchestrator.councils.sitting.rule_words import rules_told
from orchestrator.councils.sitting.rules import Identity
from orchestrator.people.asker import zone_of
from orchestrator.site.keys import SITE
from orchestrator.web.compression import Events
from orchestrator.web.keys import CLOCK, DATABASE
from orchestrator.web.shell.forms import Form, Typed, again, new_form, read_open_form
from orchestrator.web.shell.notices import see_other
from orchestrator.web.shell.pages import page, words
from orchestrator.web.shell.viewer import page_language

ORIGIN_ALONE = "strict-origin"
"""Nobody is told the address of this page; no-referrer would make its forms come from nowhere (Fetch 3.2)."""
DEAD_AFTER_MS = 15_000
"""A line on which nothing that was sent is acknowledged for so long is closed (TCP_USER_TIMEOUT, RFC 5482): a telephone out of reach says nothing."""


async def show(request: web.Request) -> web.Response:
    """The page; or one of its documents."""
    member = await open_page(request)
    if isinstance(member, Shut):
        return _shut(request, member)
    if digest := request.query.get("document"):
        return careful(await give_document(request, member.attending.dossier.sitting, digest))
    if member.attending.acts:
        await request.app[OPEN_PAGES].asked(member.attending.dossier.sitting, member.seat)
    return await _page(request, member, new_form(request, {}))


async def press(request: web.Request) -> web.Response:
    """What was pressed on it."""
    typed = await read_open_form(request)
    member = await open_page(request)
    if isinstance(member, Shut):
        return _shut(request, member)
    match typed.raw("do"):
        case "read":
            await request.app[DATABASE].write(note_read, member.attending.link, request.app[CLOCK]())
            return careful(see_other(request, _here(request)))
        case "prove":
            return await _prove(request, member, typed)
        case _:
            return careful(await _act(request, member, typed))


async def arrive(request: web.Request) -> web.Response:
    """That the member is in the hall, by its code, from the page that the code leads to."""
    typed = await read_open_form(request)
    member = await open_page(request)
    if isinstance(member, Shut):
        return _shut(request, member)
    return careful(await _arrive(request, member, typed))


async def events(request: web.Request) -> web.StreamResponse:
    """What changes of it. While the line of whoever acts for a seat is open, they are seen."""
    attending = await open_link(request)
    if isinstance(attending, Shut):
        return await _over(request)  # also of a link that was renewed: its page says so when it is loaded anew
    sitting, language = attending.dossier.sitting, page_language(request)
    device = _device(request, attending)
    views = [common_view(request.app, attending.live, sitting, language, zone_of(request))]
    _notice_dead_lines(request)
    async with AsyncExitStack() as seen:
        if attending.acts:
            await seen.enter_async_context(request.app[OPEN_PAGES].open(sitting, attending.seat))
            views.append(my_view(request.app, sitting, attending.seat, language))
        welcome = partial(request.app[STANDINGS].is_good, attending.link, device)
        return await follow(request, attending.live, views, welcome)


async def _act(request: web.Request, member: Member, typed: Typed) -> web.Response:
    say = words(request).gettext
    if typed.raw("do") == "here":
        return await _arrive(request, member, typed)
    body = act_of(typed, member.sitting, member.seat)
    return await _done(request, member, typed, body, say("Manca qualcosa: controlla e riprova."))


async def _arrive(request: web.Request, member: Member, typed: Typed) -> web.Response:
    say = words(request).gettext
    body = arrival(request.app, member, typed.raw("code")) if member.attending.acts else None
    missing = say("Questo codice non vale: scrivi quello che si vede ora in sala, o registrati al tablet.")
    return await _done(request, member, typed, body, missing)


async def _done(request: web.Request, member: Member, typed: Typed, body: Body | None, missing: str) -> web.Response:
    """Do it as the member, whose browser it has to be. *missing* is said of what is no act."""
    here = _here(request)
    if not member.attending.acts:
        if by_script(request):
            return web.json_response({}, status=403)  # its page is loaded anew, and says why
        return see_other(request, here)
    if body is None:
        return mistyped(request, missing, here)
    wanted = Wanted(f"{member.seat} {typed.form_id}", body, member.person, "page")
    return answered(request, await do(request.app, member.attending.dossier.sitting, wanted), here)


async def _prove(request: web.Request, member: Member, typed: Typed) -> web.Response:
    proved = await prove(request, member, typed.raw("pin"))
    if isinstance(proved, Unproved):
        errors = {"pin" if member.sitting.rules.identity is Identity.PIN else "": _sentence(request, proved)}
        return await _page(request, member, replace(again(request, typed, errors), values={}), 422)
    answer = see_other(request, _here(request))
    keep_device(request, answer, member.attending.dossier.sitting, proved)
    return careful(answer)


def _sentence(request: web.Request, unproved: Unproved) -> str:
    say, ngettext = words(request).gettext, words(request).ngettext
    match unproved.why.value:
        case "wrong_pin":
            left = ngettext("Resta un tentativo.", "Restano %(num)s tentativi.", unproved.left)
            return say("Il PIN non è questo.") + " " + left % {"num": unproved.left}
        case "blocked":
            return say("Il PIN è stato sbagliato troppe volte: chiedine uno nuovo alla segreteria.")
        case "no_pin":
            return say("Per te non c’è ancora un PIN: chiedilo alla segreteria.")
        case "signed_out":
            return say("Accedi prima con il tuo account, poi torna qui dal collegamento che hai ricevuto.")
        case "other_account":
            return say("L’account con cui hai fatto l’accesso ha un altro indirizzo: serve quello della convocazione.")
        case _:
            return say("Non risulti più tra i componenti: rivolgiti alla segreteria.")


async def _page(request: web.Request, member: Member, form: Form, status: int = 200) -> web.Response:
    attending, language, zone = member.attending, page_language(request), zone_of(request)
    dossier, sitting = attending.dossier, await attending.live.look()
    entrance = await entrance_of(request, member)
    organ = await request.app[DATABASE].read(find_organ, dossier.organisation, dossier.organ)
    whose = await request.app[DATABASE].read(find_organisation, dossier.organisation)
    answer = page(
        request,
        "councils/chamber/member/page.html",
        status,
        member=member,
        organ=organ.title,
        whose=whose.name if whose is not None else "",
        dossier=dossier,
        sitting=sitting,
        form=form,
        here=_here(request),
        when=when_words(dossier.begins, dossier.ends, ZoneInfo(zone), language),
        zone=zone,
        halls=_halls(request, member),
        parts=_parts(request, member),
        entrance=entrance,
        rules=[told for _, told in rules_told(sitting.rules, language)],
        now_ms=int(request.app[CLOCK]().timestamp() * 1000),
        sign_in=f"/sign-in?then={_here(request)}",
    )
    let_reach(answer, entrance)
    return careful(answer)


def _parts(request: web.Request, member: Member) -> Parts:
    attending, language = member.attending, page_language(request)
    common = common_view(request.app, attending.live, attending.dossier.sitting, language, zone_of(request))
    if not attending.acts:
        return common(member.sitting)
    mine = mine_of(member.sitting, attending.dossier.sitting, member.seat)
    return {**common(member.sitting), **my_parts(request.app, language, mine, str(uuid4()))}


def _halls(request: web.Request, member: Member) -> str:
    names = {room.id: room.name for room in request.app[SITE].installation.rooms}
    dossier = member.attending.dossier
    return ", ".join(filter(None, (*(names.get(room, room) for room in dossier.rooms), dossier.place)))


def _device(request: web.Request, attending: Attending) -> str | None:
    """The hash of what this browser keeps, if it acts for the seat."""
    return hash_of(request.cookies.get(device_cookie(attending.dossier.sitting), "")) if attending.acts else None


def _notice_dead_lines(request: web.Request) -> None:
    line = request.transport.get_extra_info("socket") if request.transport else None
    if line is not None and hasattr(socket, "TCP_USER_TIMEOUT") and line.family in {socket.AF_INET, socket.AF_INET6}:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, DEAD_AFTER_MS)


async def _over(request: web.Request) -> web.StreamResponse:
    """Have the page load itself anew: it says what has become of its link."""
    told = Events(request)
    await told.begin()
    await told.send("over", "{}")
    return told.stream


def _shut(request: web.Request, why: Shut) -> web.Response:
    return careful(page(request, "councils/chamber/member/shut.html", why.value, revoked=why is Shut.REVOKED))


def _here(request: web.Request) -> str:
    """The path of the page."""
    return f"/c/{request.match_info['secret']}"


def careful(answer: web.Response) -> web.Response:
    """Let nobody keep, find or be told of what the link opens."""
    answer.headers["Referrer-Policy"] = ORIGIN_ALONE
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer


ROUTES = (
    Route("GET", CHAMBER, show, "A member's page.", scope=Scope.PUBLIC, page=True),
    Route("POST", CHAMBER, press, "What a member does.", scope=Scope.PUBLIC, page=True, status=303),
    Route("POST", f"{CHAMBER}/here", arrive, "Be in the hall.", scope=Scope.PUBLIC, page=True, status=303),
    Route("GET", f"{CHAMBER}/events", events, "What changes of it.", scope=Scope.PUBLIC, page=True, streams=True),
)
