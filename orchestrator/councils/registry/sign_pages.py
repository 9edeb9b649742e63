"""The signed file of minutes comes in, and a later sitting's vote approves them: each is an act of the sitting."""

import asyncio
from dataclasses import dataclass
from datetime import date
from functools import partial

from aiohttp import web

from orchestrator.access.permissions import Action
from orchestrator.access.routes import Route
from orchestrator.access.scopes import Scope
from orchestrator.audit.acts import ActKind
from orchestrator.councils.at_work.doing import reread
from orchestrator.councils.dossiers.dossier import Dossier
from orchestrator.councils.dossiers.noting import note
from orchestrator.councils.log.live import Wanted, act_in
from orchestrator.councils.organs.days import NotADay, day_of
from orchestrator.councils.registry.approving import approval_of
from orchestrator.councils.registry.asking import AskedSitting, asked_sitting
from orchestrator.councils.registry.files import file_answer, read_held_sitting
from orchestrator.councils.registry.pages import MINUTES, minutes_page
from orchestrator.councils.registry.reading import Reading
from orchestrator.councils.registry.signed import (
    LONGEST_PROTOCOL,
    MOST_BYTES,
    TYPES,
    Received,
    ending_of,
    find_signed,
    keep_signed,
    signed_file,
)
from orchestrator.councils.sitting.acts import SERVICE, MinutesApproved, MinutesSigned
from orchestrator.councils.sitting.refusal_words import told as refused_words
from orchestrator.councils.sitting.refusals import Reason, Refusal
from orchestrator.people.asker import doer_of, nothing_there
from orchestrator.people.doer import Doer
from orchestrator.web.keys import DATABASE
from orchestrator.web.shell.catalogues import Say
from orchestrator.web.shell.forms import Typed, again, read_form
from orchestrator.web.shell.notices import see_other
from orchestrator.web.shell.pages import words
from orchestrator.web.shell.uploads import Upload, read_upload
from orchestrator.web.shell.viewer import page_language
from schedules.plain import plain
from schedules.store.transaction import Transaction

OFFICE = "office"
"""The screen of acts that are done on these pages."""


class NotActed(Exception):
    """The act was refused; with the refusal. What was stored with it is undone."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.reason)
        self.refusal = refusal


async def take_signed(request: web.Request) -> web.Response:
    """Receive the signed file: the sitting has an act that holds its hash, and what the minutes say is kept with it."""
    asked, reading = await read_held_sitting(request)
    typed, upload = await read_upload(request, MOST_BYTES)
    say, errors = words(request).gettext, dict[str, str]()
    received = await asyncio.to_thread(_received, typed, upload, errors, say)
    by = signer_of(asked, reading)
    if by is None:
        errors[""] = say("Il file firmato lo carica chi ha verbalizzato o chi presiedeva quella seduta.")
    elif not typed.is_of(reading.digest):
        errors[""] = say("Il verbale è cambiato da quando hai aperto la pagina: guardalo di nuovo.")
    if by is not None and received is not None and not errors:
        wanted = Wanted(
            str(typed.form_id),
            MinutesSigned(received.sha256, received.protocol),
            by,
            OFFICE,
            reading.held.sitting.number,
        )
        try:
            await request.app[DATABASE].write(_sign, asked.dossier, reading, received, wanted, doer_of(request))
        except NotActed as error:
            errors[""] = refused_words(error.refusal, page_language(request))
        else:
            await reread(request.app, asked.dossier.sitting)
            return see_other(request, f"{asked.path}#sign", say("Il verbale firmato è ricevuto."))
    return await minutes_page(request, asked, form=again(request, typed, errors), status=422)


async def show_signed(request: web.Request) -> web.Response:
    """The signed file, byte by byte."""
    asked = await asked_sitting(request)
    found = await request.app[DATABASE].read(signed_file, asked.dossier.sitting)
    if found is None:
        raise nothing_there()
    return file_answer(found.data, TYPES[found.name.rpartition(".")[2]], found.name)


async def approve(request: web.Request) -> web.Response:
    """Note that a later sitting has approved the minutes."""
    asked, reading = await read_held_sitting(request)
    typed, say, database = await read_form(request), words(request).gettext, request.app[DATABASE]
    approval = await database.read(approval_of, asked.dossier)
    if approval is None:
        told = say("Nessuna seduta successiva lo ha ancora approvato.")
        return see_other(request, f"{asked.path}#sign", told)
    body = MinutesApproved(approval.sitting)
    wanted = Wanted(str(typed.form_id), body, SERVICE, OFFICE, reading.held.sitting.number)
    told = say("Il verbale è approvato.")
    try:
        await database.write(_act, asked.dossier, wanted, ActKind.MINUTES_APPROVED, doer_of(request))
    except NotActed as error:
        told = refused_words(error.refusal, page_language(request))
    await reread(request.app, asked.dossier.sitting)
    return see_other(request, f"{asked.path}#sign", told)


def signer_of(asked: AskedSitting, reading: Reading) -> str | None:
    """The person of acts who may give the signed file: whoever kept the minutes, or presided at the end."""
    sitting = reading.held.sitting
    return next((each for each in (sitting.secretary, sitting.presiding) if each in asked.organ.persons), None)


def _sign(db: Transaction, dossier: Dossier, reading: Reading, received: Received, wanted: Wanted, by: Doer) -> None:
    """Keep the file and append its act, or neither; the same form with the same file again does nothing. Raises NotActed."""
    known = find_signed(db, dossier.sitting)
    if known is not None:
        if known.sha256 != received.sha256:
            raise NotActed(Refusal(Reason.IS_SIGNED))
        return
    keep_signed(db, dossier, received, reading.canonical, reading.about, by)
    _act(db, dossier, wanted, ActKind.MINUTES_SIGNED, by)


def _act(db: Transaction, dossier: Dossier, wanted: Wanted, kind: ActKind, by: Doer) -> None:
    answer = act_in(db, dossier.sitting, wanted, by.now)
    if isinstance(answer, Refusal):
        raise NotActed(answer)
    note(db, kind, dossier, by)


@dataclass(frozen=True, slots=True)
class _Protocol:
    number: str
    day: date | None


def _received(typed: Typed, upload: Upload | None, errors: dict[str, str], say: Say) -> Received | None:
    """The file with its protocol, and what is wrong with either."""
    protocol = _protocol(typed, errors, say)
    if upload is None or (not upload.content and not upload.too_large):
        errors["file"] = say("Scegli il file firmato.")
        return None
    if upload.too_large:
        errors["file"] = say("Il file è troppo grande: al massimo %(most)s MB.") % {"most": MOST_BYTES // 1024**2}
        return None
    ending = ending_of(upload.content)
    if ending is None:
        errors["file"] = say("Non è un PDF, né un file firmato .p7m, né una scansione JPEG o PNG.")
        return None
    return None if errors else Received(upload.content, ending, protocol.number, protocol.day)


def _protocol(typed: Typed, errors: dict[str, str], say: Say) -> _Protocol:
    told = typed.one_each()
    number = plain(told.get("protocol", ""), 1_000)
    if len(number) > LONGEST_PROTOCOL:
        errors["protocol"] = say("È troppo lungo: al massimo %(most)s caratteri.") % {"most": LONGEST_PROTOCOL}
    try:
        day = day_of(told["protocol_day"]) if "protocol_day" in told else None
    except NotADay:
        errors["protocol_day"] = say("La data non è scritta come 1/9/2026.")
        day = None
    return _Protocol(number, day)


_own = partial(Route, scope=Scope.OWN, action=Action.STEER_COUNCIL, page=True)
ROUTES = (
    _own("POST", f"{MINUTES}/signed", take_signed, "Receive the signed file."),
    _own("GET", f"{MINUTES}/signed", show_signed, "The signed file."),
    _own("POST", f"{MINUTES}/approve", approve, "Note that a later sitting has approved them."),
)
