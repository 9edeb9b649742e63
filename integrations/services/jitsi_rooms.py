"""What a Jitsi deployment is asked and told about its meetings over HTTP, bounded in time and size, and without redirects.

How many are in one (`mod_muc_size`), that it is over for all (`mod_muc_end_meeting`), and whether Jicofo opens new ones.
"""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import httpx

from integrations.services.jitsi import is_of_certificate

WITHIN_S = 5.0
"""For one whole answer: each is a few bytes long and made from memory."""
LARGEST = 64 * 1024
"""Bytes of one answer; the longest that is right has some hundreds."""
MOST_PARTICIPANTS = 100_000


class RoomsTrouble(StrEnum):
    """Why a question about a meeting came to nothing."""

    UNREACHABLE = "unreachable"
    """Nobody listens there."""
    CERTIFICATE = "certificate"
    """Its certificate is not trusted by this machine, is for another name, or is out of date."""
    SILENT = "silent"
    """No whole answer came in time."""
    HALF = "half"
    """The answer broke off, or was no HTTP."""
    PAGE = "page"
    """A page for people came in place of JSON, as of a proxy that knows nothing of the endpoint."""
    WRONG = "wrong"
    """It is no answer to the question: no JSON, JSON that says something else, too much of it, or an odd status."""
    REDIRECTED = "redirected"
    """It points elsewhere, where no token of ours is taken."""
    FAILING = "failing"
    """It answered with an error of its own, 5xx."""
    REFUSED = "refused"
    """It does not take our token: 401 or 403."""
    ABSENT = "absent"
    """It has no such endpoint: the module is not loaded, or the proxy does not pass it on."""
    MISUNDERSTOOD = "misunderstood"
    """It takes the question for a wrong one: another 4xx."""


class RoomsError(Exception):
    """A question about a meeting came to nothing. The text has neither address nor token, and may be logged."""

    def __init__(self, trouble: RoomsTrouble, status: int | None = None) -> None:
        super().__init__(f"{trouble} ({status})" if status is not None else str(trouble))
        self.trouble = trouble
        self.status = status


@dataclass(frozen=True, slots=True)
class Line:
    """How deployments are asked."""

    http: httpx.AsyncClient
    within_s: float = WITHIN_S


@dataclass(frozen=True, slots=True)
class Occupied:
    """One meeting, as `mod_muc_size` knows it."""

    room: str
    domain: str
    """Of the deployment as XMPP knows it, without ``conference.`` before it."""
    tenant: str | None = None
    token: str | None = field(default=None, repr=False)
    """Where the module asks for one."""


class Ended(StrEnum):
    """What became of the wish to end a meeting."""

    ENDED = "ended"
    NOT_OPEN = "not_open"
    """Nobody was in it: there was no such meeting."""


@dataclass(frozen=True, slots=True)
class ConferenceReady:
    """What Jicofo said to a request for a conference."""

    ready: bool
    focus: str | None = None


async def room_size(line: Line, base: str, of: Occupied) -> int | None:
    """How many are in the meeting, without Jicofo's own place; None where there is no such meeting. Raises RoomsError.

    The module takes one from every number above one, so that of 1 nobody knows whether it is a person or Jicofo alone.
    """
    asked = {"room": of.room, "domain": of.domain, "subdomain": of.tenant, "token": of.token}
    query = {name: value for name, value in asked.items() if value is not None}
    answer = await _ask(line, "GET", f"{_base(base)}/room-size", query=query)
    if answer.is_no_such_room:
        return None
    answer.check()
    told = answer.json().get("participants")
    if not isinstance(told, int) or isinstance(told, bool) or not 0 <= told <= MOST_PARTICIPANTS:
        raise RoomsError(RoomsTrouble.WRONG, answer.status)
    return told


async def end_meeting(line: Line, base: str, conference: str, token: str) -> Ended:
    """End the meeting for all who are in it. *conference* is its address, ``name@conference.domain``. Raises RoomsError.

    *token* is a system token, signed by a key of its own. After an error nobody knows whether it was heard: ending a
    meeting twice does no harm.
    """
    query, headers = {"conference": conference}, {"Authorization": f"Bearer {token}"}
    answer = await _ask(line, "POST", f"{_base(base)}/end-meeting", query=query, headers=headers)
    if answer.is_no_such_room:
        return Ended.NOT_OPEN
    answer.check()
    return Ended.ENDED


async def jicofo_health(line: Line, base: str) -> None:
    """Return if Jicofo at *base* says that it is well. Raises RoomsError: FAILING where it says that it is not."""
    (await _ask(line, "GET", f"{_base(base)}/about/health")).check()


async def request_conference(line: Line, base: str, conference: str) -> ConferenceReady:
    """Have Jicofo make a conference of that address ready, as a browser's first step does. Raises RoomsError.

    It opens a meeting that nobody is in, which Jicofo closes by itself after a while, and no token is asked for it.
    """
    body = {"room": conference, "properties": {}}
    answer = await _ask(line, "POST", f"{_base(base)}/conference-request/v1", body=body)
    answer.check()
    told = answer.json()
    ready, focus = told.get("ready"), told.get("focusJid")
    if not isinstance(ready, bool) or not isinstance(focus, str | None):
        raise RoomsError(RoomsTrouble.WRONG, answer.status)
    return ConferenceReady(ready, focus)


async def text_at(line: Line, url: str, largest: int = LARGEST) -> str:
    """The text at *url*, of at most so many bytes. Raises RoomsError."""
    answer = await _ask(line, "GET", url, largest=largest)
    answer.check()
    return answer.text.decode("utf-8", "replace")


@dataclass(frozen=True, slots=True)
class _Answer:
    """A whole answer."""

    status: int
    text: bytes

    @property
    def is_no_such_room(self) -> bool:
        """Whether the module itself said 404, which it does without a word; who else says it has a page for that."""
        return self.status == httpx.codes.NOT_FOUND and not self.text.strip()

    @property
    def is_page(self) -> bool:
        """Whether it is for people: Jitsi's own web server gives its first page, and 200, for any path it does not know."""
        return self.text.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")

    def check(self) -> None:
        """Raise RoomsError unless it is a good one."""
        trouble = _trouble_of(self.status)
        if trouble is None and self.is_page:
            trouble = RoomsTrouble.PAGE
        if trouble is not None:
            raise RoomsError(trouble, self.status)

    def json(self) -> Mapping[str, Any]:
        """The object in it, whatever its Content-Type, since `mod_muc_size` sends none. Raises RoomsError."""
        try:
            read = json.loads(self.text)
        except (ValueError, RecursionError) as error:
            raise RoomsError(RoomsTrouble.WRONG, self.status) from error
        if not isinstance(read, dict):
            raise RoomsError(RoomsTrouble.WRONG, self.status)
        return read


def _base(address: str) -> str:
    return address.rstrip("/")


async def _ask(
    line: Line,
    method: str,
    url: str,
    *,
    query: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
    body: object = None,
    largest: int = LARGEST,
) -> _Answer:
    """The whole answer, be it good or not. Raises RoomsError."""
    sent = {"Accept": "application/json", "Accept-Encoding": "identity", **(headers or {})}
    try:
        async with (
            asyncio.timeout(line.within_s),
            line.http.stream(
                method,
                url,
                params=query,
                headers=sent,
                json=body,
                follow_redirects=False,
                timeout=line.within_s,
            ) as response,
        ):
            return _Answer(response.status_code, await _read(response, largest))
    except (TimeoutError, httpx.TimeoutException) as error:
        raise RoomsError(RoomsTrouble.SILENT) from error
    except httpx.RemoteProtocolError as error:
        raise RoomsError(RoomsTrouble.HALF) from error
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        trouble = RoomsTrouble.CERTIFICATE if is_of_certificate(error) else RoomsTrouble.UNREACHABLE
        raise RoomsError(trouble) from error


async def _read(response: httpx.Response, largest: int) -> bytes:
    """The text, which nothing unpacks: a few bytes can unpack to gigabytes. Raises RoomsError."""
    text = bytearray()
    async for part in response.aiter_raw():
        text += part
        if len(text) > largest:
            raise RoomsError(RoomsTrouble.WRONG, response.status_code)
    return bytes(text)


def _trouble_of(status: int) -> RoomsTrouble | None:
    if status == httpx.codes.OK:
        return None
    if status in {httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN}:
        return RoomsTrouble.REFUSED
    if status in {httpx.codes.NOT_FOUND, httpx.codes.METHOD_NOT_ALLOWED}:
        return RoomsTrouble.ABSENT
    if httpx.codes.is_redirect(status):
        return RoomsTrouble.REDIRECTED
    if httpx.codes.is_client_error(status):
        return RoomsTrouble.MISUNDERSTOOD
    return RoomsTrouble.FAILING if httpx.codes.is_server_error(status) else RoomsTrouble.WRONG
