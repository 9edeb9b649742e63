"""Whether whoever stands at the tablet has shown what the rules ask for."""

from functools import partial

from aiohttp import web

from orchestrator.councils.chamber.tablet.hall import AtHall
from orchestrator.councils.chamber.tablet.proof import Proof, is_code_of, proof_asked
from orchestrator.councils.identity.pin_store import Checked, Found, check_pin
from orchestrator.councils.sitting.rules import Rules
from orchestrator.councils.sitting.seats import SeatState
from orchestrator.outbox.keys import SENDING
from orchestrator.web.keys import DATABASE
from orchestrator.web.shell.forms import Typed
from orchestrator.web.shell.pages import words


async def unproved(request: web.Request, hall: AtHall, rules: Rules, seat: SeatState, typed: Typed) -> str:
    """Nothing where they have, or what is wrong. A wrong PIN is counted."""
    say = words(request).gettext
    match proof_asked(rules, seat):
        case Proof.PIN if not typed.raw("pin").strip():
            return say("Scrivi il PIN di sei cifre.")
        case Proof.PIN:
            check = partial(check_pin, keys=request.app[SENDING].keys, sitting=hall.dossier.sitting, seat=seat.id)
            return _told(request, await request.app[DATABASE].write(check, typed=typed.raw("pin")))
        case Proof.CODE if not is_code_of(seat, typed.raw("code")):
            return say("Questo non è il codice di chi hai scelto.")
        case Proof.CODE | Proof.NAME:
            return ""


def _told(request: web.Request, checked: Checked) -> str:
    say, ngettext = words(request).gettext, words(request).ngettext
    match checked.found:
        case Found.RIGHT:
            return ""
        case Found.WRONG:
            sentence = ngettext(
                "PIN sbagliato: resta un tentativo.", "PIN sbagliato: restano %(num)s tentativi.", checked.left
            )
            return sentence % {"num": checked.left}
        case Found.BLOCKED:
            return say("Il PIN è bloccato dopo cinque errori: chiedine uno nuovo a chi tiene il verbale.")
        case Found.NONE:
            return say("Per questo nome non c’è un PIN: chiedilo a chi tiene il verbale.")
