"""What the handlers of people take out of a request: who acts, in whose name mails go out, and which sites there are."""

from collections.abc import Mapping

from aiohttp import web

from orchestrator.access.actors import actor_of
from orchestrator.access.identities import IDENTITIES
from orchestrator.access.keys import IDENTITY
from orchestrator.outbox.keys import SENDING
from orchestrator.outbox.post_office import house_name
from orchestrator.people.doer import Doer
from orchestrator.people.letters import Sender
from orchestrator.site.address import service_url
from orchestrator.site.keys import SITE
from orchestrator.web.errors import ApiError
from orchestrator.web.keys import CLOCK


def doer_of(request: web.Request) -> Doer:
    """Whoever asks, now."""
    identity = request[IDENTITY]
    sign_in = identity.person.sign_in.id if identity.person is not None else None
    return Doer(actor_of(request), request.app[CLOCK](), sign_in)


def sender_of(request: web.Request) -> Sender:
    """In whose name, from where and whether mails go out. Raises ApiError (409) where nobody knows the service's address."""
    installation, identity = request.app[SITE].installation, request[IDENTITY]
    account = identity.person.account if identity.person is not None else None
    return Sender(
        keys=request.app[SENDING].keys,
        house=house_name(installation),
        url=service_url(request),
        mails_go=mails_go(request),
        who=identity.who,
        now=request.app[CLOCK](),
        name=(account.name or account.email or "") if account is not None else "Regia",
    )


def mails_go(request: web.Request) -> bool:
    """Whether mails go out from here."""
    return request.app[SITE].installation.mail is not None


def site_names(request: web.Request) -> Mapping[str, str]:
    """The sites by id, in the order of the room files."""
    return {site.id: site.name for site in request.app[SITE].installation.sites}


def zone_of(request: web.Request) -> str:
    """The zone whose days the pages tell: the first site's."""
    sites = request.app[SITE].installation.sites
    return sites[0].timezone if sites else "Europe/Rome"


def forget_believed(request: web.Request) -> None:
    """Have roles and sign-ins that were changed looked up anew at the next request."""
    request.app[IDENTITIES].forget_all()


def nothing_there() -> ApiError:
    """Of what there is not, or what is not for whoever asks: the two look alike."""
    return ApiError(404, "not_found")
