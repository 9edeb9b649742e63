"""Who asks for the papers of a sitting or an organ: an officer of the organ, or a manager of its organisation. Nobody else."""

from dataclasses import dataclass

from aiohttp import web

from orchestrator.access.auth import reach_in
from orchestrator.access.keys import IDENTITY
from orchestrator.access.permissions import Action
from orchestrator.councils.at_work.asking import persons_with, steering_person
from orchestrator.councils.at_work.keys import SITTINGS
from orchestrator.councils.dossiers.dossier import Dossier, person_of
from orchestrator.councils.dossiers.store import find_dossier
from orchestrator.councils.log.store import NoSuchSitting
from orchestrator.councils.organs.known import Known, known_by_id
from orchestrator.people.asker import nothing_there
from orchestrator.web.keys import DATABASE


@dataclass(frozen=True, slots=True)
class AskedOrgan:
    """An organ, and who asks for its papers."""

    known: Known
    persons: frozenset[str]
    """Whom acts may name for who asks: everybody with their address."""
    manages: bool

    @property
    def is_officer(self) -> bool:
        """Whether they lead the organ or keep its papers."""
        return any(person_of(officer) in self.persons for officer in self.known.officers)

    @property
    def path(self) -> str:
        """Under which its registers are."""
        return f"/councils/organs/{self.known.organ.id}"


@dataclass(frozen=True, slots=True)
class AskedSitting:
    """A sitting, and who asks for its papers."""

    organ: AskedOrgan
    dossier: Dossier

    @property
    def path(self) -> str:
        """Of its minutes."""
        return f"/councils/sittings/{self.dossier.sitting}/minutes"


async def asked_sitting(request: web.Request) -> AskedSitting:
    """The sitting of the path. Raises ApiError (404): of a sitting that there is not, and for whoever may not know of it."""
    dossier = await request.app[DATABASE].read(find_dossier, request.match_info["sitting"])
    if dossier is None:
        raise nothing_there()
    organ = await _asker(request, dossier.organ)
    if not organ.manages and not organ.is_officer and not await _led(request, dossier, organ.persons):
        raise nothing_there()
    return AskedSitting(organ, dossier)


async def asked_organ(request: web.Request) -> AskedOrgan:
    """The organ of the path. Raises ApiError (404): of an organ that there is not, and for whoever may not know of it."""
    organ = await _asker(request, request.match_info["organ"])
    if not organ.manages and not organ.is_officer:
        raise nothing_there()
    return organ


async def _asker(request: web.Request, organ_id: str) -> AskedOrgan:
    """What somebody is in the organ, who may be nothing. Raises ApiError (404) for an organ that there is not."""
    known = await request.app[DATABASE].read(known_by_id, organ_id)
    person = request[IDENTITY].person
    if known is None or person is None:
        raise nothing_there()
    mail, reach = person.account.email, reach_in(request, Action.SEE_COUNCILS)
    manages = reach is not None and reach.includes(organisation=known.organisation.id)
    return AskedOrgan(known, persons_with(mail, known.officers, known.seats) if mail else frozenset(), manages)


async def _led(request: web.Request, dossier: Dossier, persons: frozenset[str]) -> bool:
    """Whether who asks presided at the sitting or kept its minutes, whatever they are in the organ by now."""
    try:
        sitting = await (await request.app[SITTINGS].live(dossier.sitting)).look()
    except NoSuchSitting:
        return False
    return steering_person(sitting, (), persons) is not None
