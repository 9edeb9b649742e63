"""What the house says to an act before it is done: whether a hall records, whether it can be had for longer."""

import asyncio
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from aiohttp import web

from orchestrator.access.actors import actor_of
from orchestrator.accounts.accounts import account_by_email
from orchestrator.councils.chamber.chair.pressed import Pressed
from orchestrator.councils.dossiers.dossier import Dossier, person_of
from orchestrator.councils.hall.halls import halls_taken
from orchestrator.councils.hall.lasting import Hindered, hindered_halls
from orchestrator.councils.hall.recording import recording_found
from orchestrator.councils.hall.unrecording import unrecord
from orchestrator.councils.organs.store import officers_of, seats_of
from orchestrator.councils.sitting.acts import Adjourned, Body, Opened, Presides, Prolonged, Resumed, SecretaryNamed
from orchestrator.councils.sitting.state import Sitting
from orchestrator.councils.sitting.vote_acts import VoteOpened
from orchestrator.councils.sitting.votes import Manner, Recorded
from orchestrator.hub.keys import CHANGES
from orchestrator.web.keys import DATABASE
from orchestrator.web.shell.catalogues import Say
from orchestrator.web.shell.dates import clock
from schedules.store.transaction import Transaction

OBEYED_WITHIN_S = 8.0


async def looked_at(app: web.Application, dossier: Dossier, body: Body, reason: str) -> Body:
    """The act with what was found of recordings, where that belongs to it; *reason*: why the chair goes on. Raises StorageError."""
    if isinstance(body, VoteOpened) and body.manner is Manner.SECRET:
        return replace(body, recording=(await recording_found(app, dossier)).as_act(reason))
    return body


async def look_around(request: web.Request, dossier: Dossier, pressed: Pressed, body: Body) -> Body | None:
    """The same of a form; None where something has to be said first, which `Pressed.errors` then has. Raises StorageError."""
    app, begins = request.app, isinstance(body, Opened | Resumed)
    secret = isinstance(body, VoteOpened) and body.manner is Manner.SECRET
    if (begins or secret) and pressed.ticked("unrecord"):
        await unrecord(app, dossier, actor_of(request), str(pressed.id))
        await _obeyed(app, dossier)
    told = await looked_at(app, dossier, body, pressed.text("recording_reason"))
    if (
        isinstance(told, VoteOpened)
        and told.recording is not None
        and told.recording.about
        and not told.recording.reason
    ):
        sentence = pressed.say("Non risulta spento: %(what)s. Spegnilo, oppure scrivi perché si procede lo stesso.")
        pressed.wrong("recording_reason", sentence % {"what": ", ".join(told.recording.about)})
    if begins and (recorders := await forbidden_recorders(app, dossier, pressed.sitting)):
        sentence = pressed.say("Registra o trasmette: %(what)s. Le regole di quest’organo non lo prevedono.")
        pressed.wrong("unrecord", sentence % {"what": ", ".join(recorders)})
    if isinstance(told, Presides | SecretaryNamed) and not await app[DATABASE].read(_may_sign_in, dossier.organ, told):
        pressed.wrong(
            "person", pressed.say("Non ha un account con il suo indirizzo: non potrebbe aprire questa pagina.")
        )
    until = _until(pressed, told)
    if until is not None and not pressed.ticked("anyway"):
        hindered = sorted(await hindered_halls(app, dossier, until), key=lambda hall: not hall.itself)
        if hindered:
            pressed.wrong("anyway", " ".join(_hindered(hall, pressed.zone, pressed.say) for hall in hindered))
    if isinstance(told, Adjourned) and not pressed.ticked("anyway"):
        taken = await halls_taken(app, dossier, told.to, told.to + (dossier.ends - dossier.begins))
        if taken:
            sentence = pressed.say("A quell’ora è già di altri: %(halls)s. Scegli un altro momento.")
            pressed.wrong("anyway", sentence % {"halls": ", ".join(taken)})
    return None if pressed.errors else told


async def forbidden_recorders(app: web.Application, dossier: Dossier, sitting: Sitting) -> tuple[str, ...]:
    """What records or streams in its halls though the rules of the sitting do not let it. Raises StorageError."""
    if sitting.rules.may_record:
        return ()
    found = await recording_found(app, dossier)
    return tuple(recorder.told for recorder in found.recorders if recorder.state is Recorded.ON)


def _may_sign_in(db: Transaction, organ: str, body: Presides | SecretaryNamed) -> bool:
    """Whether whoever is named can open the live page: somebody of the organ whose address an account has."""
    holders = (holder for seat in seats_of(db, organ) for holder in seat.holders)
    mails = {holder.id: holder.mail for holder in holders}
    mails |= {person_of(each): each.mail for each in officers_of(db, organ) if each.holder is None}
    mail = mails.get(body.person, "")
    return bool(mail) and account_by_email(db, mail) is not None


async def _obeyed(app: web.Application, dossier: Dossier) -> None:
    """Wait until no hall tells that it records, as long as people wait for a page."""
    with suppress(TimeoutError), app[CHANGES].watch(dossier.rooms, views=True) as watch:
        async with asyncio.timeout(OBEYED_WITHIN_S):
            while (await recording_found(app, dossier)).state is Recorded.ON:  # what is not known stays so
                await watch.changed()


def _until(pressed: Pressed, body: Body) -> datetime | None:
    """Until when the sitting would last by that act, or by a vote that carries it."""
    if isinstance(body, Prolonged):
        return body.until
    if isinstance(body, VoteOpened) and body.prolongs and pressed.sitting.ends is not None:
        return pressed.later("until", pressed.sitting.ends)
    return None


def _hindered(hall: Hindered, zone: ZoneInfo, say: Say) -> str:
    if hall.free_until is None:
        return say("%(hall)s non è della seduta in questo momento.") % {"hall": hall.name}
    told = {"hall": hall.name, "time": clock(hall.free_until, str(zone))}
    if not hall.itself:
        return say("%(hall)s finisce anche lei alle %(time)s: sono prenotate insieme.") % told
    return say("%(hall)s si può tenere solo fino alle %(time)s: poi è di altri.") % told
