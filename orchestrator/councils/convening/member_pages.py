"""What the office does for one member: sends again, renews or revokes their link, shows their code or makes another one."""

from functools import partial

from aiohttp import web

from orchestrator.audit.acts import ActKind
from orchestrator.councils.convening.convener import Convener, House
from orchestrator.councils.convening.draft_pages import ONE
from orchestrator.councils.convening.knowing import Desk, desk_of, house_of
from orchestrator.councils.convening.list_pages import steers
from orchestrator.councils.convening.posting import Proof, links_and_proofs
from orchestrator.councils.convening.sending import send_again
from orchestrator.councils.convening.sitting_pages import Member, members_of
from orchestrator.councils.dossiers.dossier import Dossier
from orchestrator.councils.dossiers.link_store import renew_sitting_link, revoke_sitting_link
from orchestrator.councils.dossiers.links import SittingLink, path_of
from orchestrator.councils.dossiers.noting import note
from orchestrator.councils.identity.pin_store import new_pin, pins_of
from orchestrator.councils.sitting.rules import Identity
from orchestrator.councils.sitting.state import CALLED
from orchestrator.outbox.store import MailState
from orchestrator.outbox.words import told
from orchestrator.people.asker import nothing_there
from orchestrator.site.address import service_or_path
from orchestrator.web.errors import ApiError
from orchestrator.web.keys import DATABASE
from orchestrator.web.shell.forms import new_form, read_form
from orchestrator.web.shell.notices import see_other
from orchestrator.web.shell.pages import page, words
from orchestrator.web.shell.viewer import page_language
from schedules.store.sealing import Keys
from schedules.store.transaction import Transaction

MEMBER = f"{ONE}/members/{{seat}}"


async def show(request: web.Request) -> web.Response:
    """The page of one member."""
    desk, house, member = await _known(request)
    return _page(request, desk, house, member, "", "")


async def take_again(request: web.Request) -> web.Response:
    """Send them once more what holds now."""
    await read_form(request)
    desk, house, member = await _known(request)
    sent = await send_again(request, house, desk, [member.called.seat], _noting(desk, ActKind.SITTING_SENT_AGAIN))
    return see_other(request, _path(desk, member), _sent_words(request, sent))


async def take_all_again(request: web.Request) -> web.Response:
    """Send it once more to all to whom it did not go."""
    await read_form(request)
    desk = await _convened(request)
    house, say = house_of(request, page_language(request)), words(request).gettext
    _, proofs = await request.app[DATABASE].read(links_and_proofs, desk.ready.dossier.sitting)
    unsent = [
        each.called.seat
        for each in members_of(desk, {}, proofs, house, say)
        if each.called.mail and (each.proof is None or each.proof.state in {MailState.FAILED, MailState.KEPT})
    ]
    sent = await send_again(request, house, desk, unsent, _noting(desk, ActKind.SITTING_SENT_AGAIN)) if unsent else 0
    return see_other(request, desk.path, _sent_words(request, sent))


async def take_renew(request: web.Request) -> web.Response:
    """Let another link be theirs; the one before opens nothing any more."""
    await read_form(request)
    desk, house, member = await _known(request)
    if member.link is None:
        raise nothing_there()
    await request.app[DATABASE].write(_renew, house.keys, desk.convener, desk.ready.dossier, member.link)
    sent = await send_again(request, house, desk, [member.called.seat], lambda _db: None)
    say = words(request).gettext
    done = say("Nuovo link, spedito.") if sent else say("Nuovo link: quello di prima non apre più niente.")
    return see_other(request, _path(desk, member), done)


async def take_revoke(request: web.Request) -> web.Response:
    """Let their link open nothing."""
    await read_form(request)
    desk, _, member = await _known(request)
    if member.link is None:
        raise nothing_there()
    await request.app[DATABASE].write(_revoke, desk.convener, desk.ready.dossier, member.link)
    return see_other(request, _path(desk, member), words(request).gettext("Il link non apre più niente."))


async def take_show(request: web.Request) -> web.Response:
    """Show their link and their code on the screen; that it was done is recorded."""
    await read_form(request)
    desk, house, member = await _known(request)
    code = await request.app[DATABASE].write(_code, house.keys, desk.convener, desk.ready.dossier, member.called.seat)
    path = path_of(house.keys, member.link) if member.link is not None else None
    return _page(request, desk, house, member, code, service_or_path(request) + path if path is not None else "")


async def take_new_code(request: web.Request) -> web.Response:
    """Make another code for them, and show it."""
    await read_form(request)
    desk, house, member = await _known(request)
    about = house.keys, desk.convener, desk.ready.dossier, member.called.seat
    code = await request.app[DATABASE].write(_new_code, *about)
    return _page(request, desk, house, member, code, "")


async def _convened(request: web.Request) -> Desk:
    """The sitting of the path, which is convened and not over. Raises ApiError (404, 409)."""
    desk = await desk_of(request)
    if desk.ready.dossier.status not in CALLED:
        raise ApiError(409, "sitting_elsewhere")
    return desk


async def _known(request: web.Request) -> tuple[Desk, House, Member]:
    desk = await _convened(request)
    house = house_of(request, page_language(request))
    links, proofs = await request.app[DATABASE].read(links_and_proofs, desk.ready.dossier.sitting)
    seat = request.match_info["seat"]
    found = members_of(desk, links, proofs, house, words(request).gettext)
    member = next((each for each in found if each.called.seat == seat), None)
    if member is None:
        raise nothing_there()
    return desk, house, member


def _page(request: web.Request, desk: Desk, house: House, member: Member, code: str, link: str) -> web.Response:
    return page(
        request,
        "councils/convening/member.html",
        desk=desk,
        member=member,
        here=_path(desk, member),
        form=new_form(request, {}),
        code=code,
        link=link,
        trouble=_trouble(member.proof, house),
        codes=desk.ready.organ.rules.identity is Identity.PIN,
        zone=house.zone,
    )


def _trouble(proof: Proof | None, house: House) -> str:
    """Why their mail has not gone out, and what to do; "" where nothing is wrong with it."""
    if proof is None or not proof.error:
        return ""
    what, what_to_do = told(proof.error, proof.reply, house.language)
    return f"{what[:1].upper()}{what[1:]}. {what_to_do}"


def _path(desk: Desk, member: Member) -> str:
    return f"{desk.path}/members/{member.called.seat}"


def _sent_words(request: web.Request, sent: int) -> str:
    told = words(request)
    if not sent:
        return told.gettext("Non c’è nessuno a cui spedire, o da qui non parte posta.")
    return told.ngettext("In partenza per una persona.", "In partenza per %(num)s persone.", sent) % {"num": sent}


def _noting(desk: Desk, kind: ActKind) -> partial[None]:
    return partial(note, kind=kind, dossier=desk.ready.dossier, by=desk.convener.doer)


def _renew(db: Transaction, keys: Keys, convener: Convener, dossier: Dossier, link: SittingLink) -> None:
    renew_sitting_link(db, keys, link)
    note(db, ActKind.SITTING_LINK_RENEWED, dossier, convener.doer)


def _revoke(db: Transaction, convener: Convener, dossier: Dossier, link: SittingLink) -> None:
    revoke_sitting_link(db, link, convener.now)
    note(db, ActKind.SITTING_LINK_REVOKED, dossier, convener.doer)


def _code(db: Transaction, keys: Keys, convener: Convener, dossier: Dossier, seat: str) -> str:
    note(db, ActKind.SITTING_CODES_SHOWN, dossier, convener.doer)
    return pins_of(db, keys, dossier.sitting).get(seat, "")


def _new_code(db: Transaction, keys: Keys, convener: Convener, dossier: Dossier, seat: str) -> str:
    code = new_pin(db, keys, dossier.sitting, seat)
    if code is None:
        raise nothing_there()
    note(db, ActKind.SITTING_CODE_RENEWED, dossier, convener.doer)
    return code


ROUTES = (
    steers("POST", f"{ONE}/send-again", take_all_again, "Send it again to all to whom it did not go."),
    steers("GET", MEMBER, show, "A member of a sitting, for its office."),
    steers("POST", f"{MEMBER}/send-again", take_again, "Send it to them again."),
    steers("POST", f"{MEMBER}/renew", take_renew, "Let another link be theirs."),
    steers("POST", f"{MEMBER}/revoke", take_revoke, "Let their link open nothing."),
    steers("POST", f"{MEMBER}/show", take_show, "Show their link and code."),
    steers("POST", f"{MEMBER}/code", take_new_code, "Make another code for them."),
)
