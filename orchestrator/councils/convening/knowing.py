"""Who of the office asks: a manager of the organisation, or an officer of the organ by their account's address.

Everybody else finds nothing: not even that there is such an organ or sitting.
"""

from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from aiohttp import web

from config.words.sentences import Language
from orchestrator.access.permissions import Action
from orchestrator.accounts.organisations import Organisation, find_organisation
from orchestrator.bookings.asking import Asker, asker_of
from orchestrator.councils.convening.convener import Convener, House
from orchestrator.councils.convening.mails import Post
from orchestrator.councils.convening.ready import Ready, ready_of
from orchestrator.councils.dossiers.dossier import steers_by
from orchestrator.councils.organs.known import Known as KnownOrgan
from orchestrator.councils.organs.known import known_by_id
from orchestrator.outbox.keys import SENDING
from orchestrator.outbox.post_office import house_name
from orchestrator.people.asker import nothing_there, zone_of
from orchestrator.people.organisation_pages import organisations_within
from orchestrator.site.address import service_or_path
from orchestrator.site.keys import SITE
from orchestrator.web.keys import CLOCK, DATABASE, FACTS
from schedules.store.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Office:
    """An organ, and who of its office asks."""

    known: KnownOrgan
    convener: Convener
    manages: bool
    """Whether they keep the organs of the organisation, and not just this one's sittings."""

    @property
    def path(self) -> str:
        """Of its sittings."""
        return f"/councils/organs/{self.known.organ.id}/sittings"


@dataclass(frozen=True, slots=True)
class Desk:
    """A sitting on the desk of its office."""

    organisation: Organisation
    ready: Ready
    convener: Convener
    manages: bool

    @property
    def path(self) -> str:
        """Of its page."""
        return f"/councils/sittings/{self.ready.dossier.sitting}"

    def as_seen(self, revision: int) -> "Desk":
        """The same with the revision that whoever asks has seen: where it is stored an older one is refused."""
        dossier = replace(self.ready.dossier, revision=revision)
        return replace(self, ready=replace(self.ready, dossier=dossier))


async def office_of(request: web.Request) -> Office:
    """The organ of the path. Raises ApiError (404)."""
    found = await request.app[DATABASE].read(known_by_id, request.match_info["organ"])
    if found is None:
        raise nothing_there()
    asker = asker_of(request)
    persons = _persons(asker, found)
    manages = _manages(asker, found.organisation.id)
    if not manages and not persons:
        raise nothing_there()
    return Office(found, Convener(asker, request.app[CLOCK](), next(iter(persons), "")), manages)


async def desk_of(request: web.Request) -> Desk:
    """The sitting of the path. Raises ApiError (404)."""
    found = await request.app[DATABASE].read(_sitting, request.match_info["sitting"])
    if found is None:
        raise nothing_there()
    organisation, ready = found
    asker = asker_of(request)
    persons = _persons(asker, ready)
    manages = _manages(asker, organisation.id)
    if not manages and not persons:
        raise nothing_there()
    return Desk(organisation, ready, Convener(asker, request.app[CLOCK](), next(iter(persons), "")), manages)


def house_of(request: web.Request, language: Language) -> House:
    """The installation as convening knows it, for whoever reads that language."""
    app = request.app
    zone = ZoneInfo(zone_of(request))
    return House(app[SITE].installation, zone, app[SENDING].keys, app[FACTS].ids_key, language)


def post_of(request: web.Request, organisation: Organisation) -> Post | None:
    """From where mails go out; None where none do, or nobody knows the service's address."""
    installation, url = request.app[SITE].installation, service_or_path(request)
    if installation.mail is None or not url:
        return None
    who, now = asker_of(request).identity.who, request.app[CLOCK]()
    return Post(url, installation.mail.sender, house_name(installation), organisation.name, who, now)


def _sitting(db: Transaction, sitting: str) -> tuple[Organisation, Ready] | None:
    ready = ready_of(db, sitting)
    organisation = find_organisation(db, ready.dossier.organisation) if ready is not None else None
    return None if ready is None or organisation is None else (organisation, ready)


def _persons(asker: Asker, known: KnownOrgan | Ready) -> tuple[str, ...]:
    """Which officers they are."""
    person = asker.identity.person
    if person is None or not person.account.email:
        return ()
    return steers_by(known.officers, known.seats, person.account.email)


def _manages(asker: Asker, organisation: str) -> bool:
    within = organisations_within(asker.reach(Action.MANAGE_COUNCILS))
    return within is None or organisation in within
