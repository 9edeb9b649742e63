"""The page for who forgot their password. What it answers tells nobody whether an address has an account."""

from aiohttp import web

from config.contacts import Contact
from config.secrets import SecretError
from orchestrator.accounts.delays import Wait
from orchestrator.accounts.emails import NotAnAddress, address_of
from orchestrator.entrance.forgotten import Asked, TooMany
from orchestrator.entrance.keys import FORGOTTEN
from orchestrator.entrance.sentences import busy, told, waits
from orchestrator.entrance.visitors import visitor_of
from orchestrator.outbox.keys import SENDING
from orchestrator.site.address import service_url
from orchestrator.site.keys import SITE
from orchestrator.web.errors import ApiError
from orchestrator.web.keys import MONOTONIC_S
from orchestrator.web.shell.forms import again, new_form, read_open_form
from orchestrator.web.shell.notices import see_other
from orchestrator.web.shell.pages import page, words


async def show(request: web.Request) -> web.Response:
    """The form; or, where no mail goes out, whom to ask."""
    if not mail_goes_out(request):
        return page(request, "entrance/no_mail.html", contacts=contacts(request))
    return page(request, "entrance/forgotten.html", form=new_form(request, {}))


async def ask(request: web.Request) -> web.Response:
    """Have the owner of an address mailed, if there is one."""
    typed = await read_open_form(request)
    email = typed.one_each().get("email", "")
    say = words(request).gettext
    try:
        ask_for(request, email)
    except NotAnAddress:
        errors = {"email": say("Scrivi un indirizzo di posta, come nome@comune.example.")}
        return page(request, "entrance/forgotten.html", 422, form=again(request, typed, errors))
    except ApiError as error:
        errors = {"": told(request, error)}
        return page(request, "entrance/forgotten.html", error.status, form=again(request, typed, errors))
    return see_other(request, "/forgotten/asked")


async def asked(request: web.Request) -> web.Response:
    """What happens now."""
    return page(request, "entrance/asked.html")


def ask_for(request: web.Request, email: str) -> None:
    """Have the owner of that address mailed soon, if there is one. Raises NotAnAddress, ApiError."""
    address, forgotten = address_of(email), request.app[FORGOTTEN]
    if not mail_goes_out(request):
        raise ApiError(409, "no_mail")
    service = service_url(request)
    begun = forgotten.delays.begin(address, visitor_of(request).address, request.app[MONOTONIC_S]())
    if isinstance(begun, Wait):
        raise waits(begun)
    try:
        forgotten.ask(Asked(address, service))
    except TooMany:
        raise busy() from None


def mail_goes_out(request: web.Request) -> bool:
    """Whether the room files name a server that takes mails."""
    try:
        return request.app[SENDING].post_office() is not None
    except SecretError:  # its mails wait until somebody mends that
        return True


def contacts(request: web.Request) -> tuple[Contact, ...]:
    """Whom people may ask: all whom the sites name, each once."""
    sites = request.app[SITE].installation.sites
    return tuple(dict.fromkeys(contact for site in sites for contact in site.contact))
