"""Where a request comes from: which address, by TLS or not, from a page of ours or another site's."""

from functools import lru_cache
from ipaddress import ip_address

from aiohttp import web

from orchestrator.web.headers import named_host
from orchestrator.web.keys import PROXY


def is_secure(request: web.Request) -> bool:
    """Whether the browser came by TLS, to us or to the named proxy."""
    proxy = request.app[PROXY]
    forwarded = proxy is not None and request.remote == proxy and request.headers.get("X-Forwarded-Proto") == "https"
    return request.secure or forwarded


def address_of(request: web.Request) -> str:
    """The network address of who asks: what the named proxy says that it is, or else the one that it comes from."""
    peer, proxy = request.remote or "", request.app[PROXY]
    told = request.headers.getall("X-Forwarded-For", ()) if proxy is not None and peer == proxy else ()
    nearest = told[-1].rpartition(",")[2].strip() if told else peer  # what stands before it anybody can have written
    return _as_written(nearest) or peer


@lru_cache(maxsize=1024)
def _as_written(told: str) -> str | None:
    """The one way of writing an address; None where *told* is none. Most requests come from few, and reading one takes long."""
    try:
        return str(ip_address(told))
    except ValueError:
        return None


def is_same_origin(request: web.Request) -> bool:
    """Whether a page of ours sent it, as far as the browser says so.

    Fetch metadata first (https://www.w3.org/TR/fetch-metadata/); browsers send it over TLS and to loopback only, so Origin
    decides on a plain http address.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = request.headers.get("Origin")
    host = named_host(request)
    return origin in {f"http://{host}", f"https://{host}"}
