"""The address of the service, with which the links begin that people are given. What a request claims is never believed."""

from aiohttp import web
from yarl import URL

from config.addresses import is_loopback
from config.rooms import Installation
from orchestrator.site.keys import SITE
from orchestrator.web.errors import ApiError
from orchestrator.web.headers import named_host
from orchestrator.web.keys import PROXY


def service_url(request: web.Request) -> str:
    """The address of the service, without a slash at its end: that of the room file.

    Where it has none, a browser of this machine is given the address at which it came. Raises ApiError (409) for all others.
    """
    known = url_of(request.app[SITE].installation) or _own_address(request)
    if known is None:
        raise ApiError(409, "no_service_url")
    return known


def service_or_path(request: web.Request) -> str:
    """The same; empty where nobody knows it, so that links begin with their path."""
    try:
        return service_url(request)
    except ApiError:
        return ""


def url_of(installation: Installation) -> str | None:
    """The address that the room files tell, for commands; None where they tell none."""
    return installation.service.url if installation.service is not None else None


def _own_address(request: web.Request) -> str | None:
    """The address by which this machine came to us itself; None for whoever came from elsewhere, or by a proxy.

    Of what the request calls us only the choice among the names of this machine is taken, and never a port.
    """
    transport = request.transport
    listening = transport.get_extra_info("sockname") if transport is not None else None
    if request.app[PROXY] is not None or not isinstance(listening, tuple) or not is_loopback(request.remote or ""):
        return None
    try:
        named = URL(f"http://{named_host(request)}").host or ""
    except ValueError:
        return None
    if not is_loopback(named):
        return None
    return str(URL.build(scheme="https" if request.secure else "http", host=named, port=listening[1]))
