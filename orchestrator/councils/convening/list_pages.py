"""All sittings of an organ, those to come and those that were."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from aiohttp import web

from orchestrator.access.permissions import Action
from orchestrator.access.routes import Route
from orchestrator.access.scopes import Scope
from orchestrator.councils.convening.knowing import house_of, office_of
from orchestrator.councils.convening.places import places_of
from orchestrator.councils.convening.words import status_word
from orchestrator.councils.dossiers.dossier import Dossier
from orchestrator.councils.dossiers.store import dossiers_of
from orchestrator.councils.organs.organ import Office, Officer, Seat
from orchestrator.councils.sitting.state import CALLED, Status
from orchestrator.web.keys import DATABASE
from orchestrator.web.shell.catalogues import Say
from orchestrator.web.shell.pages import page, words
from orchestrator.web.shell.viewer import page_language

SITTINGS = "/councils/organs/{organ}/sittings"
LASTING = CALLED | {Status.DRAFTED}
"""What is not over."""


@dataclass(frozen=True, slots=True)
class Line:
    """A sitting in a list."""

    dossier: Dossier
    status: str
    where: str
    second_call: bool


async def show_all(request: web.Request) -> web.Response:
    """Those of one organ."""
    office, say = await office_of(request), words(request).gettext
    house = house_of(request, page_language(request))
    found = await request.app[DATABASE].read(dossiers_of, office.known.organ.id)

    def line(dossier: Dossier) -> Line:
        where = ", ".join(places_of(house, dossier))
        return Line(dossier, status_word(dossier.status, say), where, dossier.first_call is not None)

    return page(
        request,
        "councils/convening/sittings.html",
        office=office,
        coming=[line(each) for each in reversed(found) if each.status in LASTING],
        past=[line(each) for each in found if each.status not in LASTING],
        lacking=lacking(office.known.officers, office.known.seats, say),
        zone=house.zone,
    )


def lacking(officers: Sequence[Officer], seats: Sequence[Seat], say: Say) -> str:
    """What the organ still lacks before anybody can be convened; "" where nothing."""
    offices = {each.office for each in officers}
    if not seats:
        return say("L’organo non ha ancora componenti: aggiungili prima di convocare.")
    if Office.CHAIR not in offices:
        return say("Manca chi presiede: indicalo nella pagina dell’organo prima di convocare.")
    if Office.SECRETARY not in offices:
        return say("Manca chi fa il segretario: indicalo nella pagina dell’organo prima di convocare.")
    return ""


steers = partial(Route, scope=Scope.OWN, action=Action.STEER_COUNCIL, page=True)
ROUTES = (steers("GET", SITTINGS, show_all, "The sittings of an organ."),)
