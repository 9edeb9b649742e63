"""Jitsi Meet: the names and links of conferences, and the defects of a deployment."""

import asyncio
import base64
import hashlib
import hmac
import re
import ssl
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from enum import StrEnum
from urllib.parse import quote, unquote, urlsplit

import httpx

_NAME_BYTES = 16  # 128 bits: nobody guesses the name of another's meeting
_SIGNABLE = re.compile(r"[A-Za-z0-9._~-]+")  # the client writes other letters in another way than a token
_API = "external_api.js"
_API_MARK = b"JitsiMeetExternalAPI"
_API_BYTES = 4 * 1024 * 1024  # the real one has a tenth of this
_MEETING = "regia"  # any name: the page is the same for all, and fetching it opens no meeting
_HOSTED = "meet.jit.si"
CLOCK_LIMIT_S = 30.0
"""How far the clocks may differ: Jitsi grants tokens no leeway, and ours begin a minute early."""
STAGE_ORIGINS = frozenset({"*", "http:", "http://localhost:*", "http://localhost:8765"})
"""Names of our page, which frames the meeting, in a Content-Security-Policy."""


class Defect(StrEnum):
    """What is wrong with a deployment."""

    UNREACHABLE = "unreachable"
    CERTIFICATE = "certificate"
    """The certificate is not trusted by this machine, is for another name, or is out of date."""
    SILENT = "silent"
    """No whole answer came in time."""
    HALF = "half"
    """The line was closed before the answer, or in the middle of it."""
    STATUS = "status"
    """An error came in place of its pages, such as a proxy's 502."""
    NOT_JITSI = "not_jitsi"
    """What answers has no IFrame API."""
    UNFRAMED = "unframed"
    """It forbids other pages to frame its meetings."""
    CLOCK = "clock"
    """Its clock and ours differ by more than CLOCK_LIMIT_S: tokens will be refused."""
    HOSTED = "hosted"
    """The public service ends a meeting in a frame after five minutes."""


@dataclass(frozen=True, slots=True)
class Probe:
    """What a probe found of a deployment; no defects if all is well."""

    defects: tuple[Defect, ...]
    status: int | None = None
    """The HTTP status, if that is the defect."""
    clock_ahead_s: float | None = None
    """How far the deployment's clock is ahead of ours; None if it tells no time."""


def conference_name(key: bytes, occurrence_id: str) -> str:
    """The name of an occurrence's conference: the same each time, and impossible to guess without *key*.

    It has 26 characters of a-z and 2-7: Jitsi compares names in lower case, and they stand in addresses.
    """
    digest = hmac.digest(key, b"conference:" + occurrence_id.encode(), hashlib.sha256)
    return base64.b32encode(digest[:_NAME_BYTES]).decode().rstrip("=").lower()


def link(deployment_url: str, name: str) -> str:
    """The address that people open to take part in the conference *name*; it holds no token."""
    return f"{deployment_url.rstrip('/')}/{quote(name, safe='')}"


def linked_name(deployment_url: str, address: str) -> str | None:
    """The name of the conference that *address* opens at the deployment; None for another deployment or an unusable name.

    A name is unusable where no token can be signed for it.
    """
    try:
        ours, theirs = urlsplit(deployment_url), urlsplit(address)
        same = (ours.scheme, ours.hostname, ours.port) == (theirs.scheme, theirs.hostname, theirs.port)
    except ValueError:  # half a bracket, or an impossible port
        return None
    folder = ours.path.rstrip("/") + "/"
    name = unquote(theirs.path.removeprefix(folder)).removesuffix("/")
    if not same or not theirs.path.startswith(folder) or not _SIGNABLE.fullmatch(name):
        return None
    return name.lower()


def tenant_of(deployment_url: str) -> str:
    """The tenant, in lower case, that a folder in the deployment's address names; empty where there is none.

    A proxy may serve a deployment without tenants under a folder too: nobody but its Prosody knows.
    """
    folder = unquote(urlsplit(deployment_url).path).strip("/").lower()
    return "" if "/" in folder else folder


async def probe(
    client: httpx.AsyncClient, deployment_url: str, *, timeout_s: float, now: Callable[[], float] = time.time
) -> Probe:
    """The defects of the deployment at *deployment_url*. It is asked as a browser would: its script, then a meeting's page."""
    try:
        async with asyncio.timeout(timeout_s):
            return await _probe(client, deployment_url.rstrip("/"), now)
    except (TimeoutError, httpx.TimeoutException):
        return Probe((Defect.SILENT,))
    except httpx.HTTPError as error:
        return Probe((_defect_of(error),))


def _defect_of(error: httpx.HTTPError) -> Defect:
    if is_of_certificate(error):
        return Defect.CERTIFICATE
    if isinstance(error, httpx.RemoteProtocolError | httpx.ReadError | httpx.DecodingError):
        return Defect.HALF
    return Defect.UNREACHABLE


async def _probe(client: httpx.AsyncClient, url: str, now: Callable[[], float]) -> Probe:
    async with client.stream("GET", f"{url}/{_API}") as script:
        if script.status_code != httpx.codes.OK:
            return Probe((Defect.STATUS,), status=script.status_code)
        if not await _is_api(script):
            return Probe((Defect.NOT_JITSI,))
    async with client.stream("GET", f"{url}/{_MEETING}") as page:
        if page.status_code != httpx.codes.OK:
            return Probe((Defect.STATUS,), status=page.status_code)
        ahead_s = _ahead_s(page.headers.get("Date"), now())
        return Probe(tuple(of_page(url, page.headers, ahead_s)), clock_ahead_s=ahead_s)


def of_page(url: str, headers: httpx.Headers, ahead_s: float | None) -> Iterator[Defect]:
    """The defects that show in a meeting page's headers, its address and its clock."""
    if not may_be_framed(headers.get("X-Frame-Options"), headers.get("Content-Security-Policy")):
        yield Defect.UNFRAMED
    if ahead_s is not None and abs(ahead_s) > CLOCK_LIMIT_S:
        yield Defect.CLOCK
    host = urlsplit(url).hostname or ""
    if host == _HOSTED or host.endswith(f".{_HOSTED}"):
        yield Defect.HOSTED


def may_be_framed(options: str | None, policy: str | None) -> bool:
    """Whether the stage may frame a page with these headers; a policy wins over the older X-Frame-Options."""
    for directive in (policy or "").lower().replace(",", ";").split(";"):
        name, *sources = directive.split() or [""]
        if name == "frame-ancestors":
            return not STAGE_ORIGINS.isdisjoint(sources)
    return (options or "").strip().lower() not in ("deny", "sameorigin")


async def _is_api(response: httpx.Response) -> bool:
    """Whether *response* is the script that defines the IFrame API, and whole: half of one runs in no browser."""
    text = bytearray()
    async for part in response.aiter_bytes():
        text += part
        if len(text) > _API_BYTES:
            return False
    return _API_MARK in text


def _ahead_s(date: str | None, now_s: float) -> float | None:
    try:
        return parsedate_to_datetime(date).timestamp() - now_s if date else None
    except ValueError:
        return None


def is_of_certificate(error: BaseException | None) -> bool:
    """Whether a certificate is at the root of *error*."""
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return True
        error = error.__cause__ or error.__context__
    return False
