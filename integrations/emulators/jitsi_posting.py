"""Posts the events of the emulated Jitsi, with the faults of the line to whoever takes them.

As jitsi-contrib's event_sync does it: each event on a connection of its own, so that they may arrive in any order. An
answer of 500 and more, or none for want of a connection, is tried again three times, a second apart; then the event is
lost, and so at once is one that is refused or gets no answer at all.
"""

import asyncio
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import aiohttp

AGENT = "Prosody (0.12.3; Linux)"
TRIES, PAUSE_S, WITHIN_S = 4, 1.0, 20.0
FAULTS = ("ok", "lost", "repeated", "reordered", "late", "half")
_SERVER_ERROR = 500


@dataclass(frozen=True, slots=True)
class EventTarget:
    """Where events go, as the operator of the deployment has set it."""

    api_prefix: str
    api_headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Headers of each request, such as ``Authorization: Bearer …``."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One event, and the path that it is posted to."""

    path: str
    event: Mapping[str, Any]


class Posting:
    """Posts letters in the background, beside each other."""

    def __init__(self) -> None:
        self.target: EventTarget | None = None
        """None where nobody is told."""
        self.lost: list[Mapping[str, Any]] = []
        """Events that nobody took, oldest first."""
        self._fault = "ok"
        self._held: list[Letter] = []
        self._tasks: asyncio.TaskGroup | None = None
        self._sending: set[asyncio.Task[None]] = set()

    def open(self, tasks: asyncio.TaskGroup) -> None:
        """Post in tasks of *tasks* from now on."""
        self._tasks = tasks

    def close(self) -> None:
        """Post nothing more."""
        self._tasks = None
        for sending in self._sending:
            sending.cancel()

    async def until_sent(self) -> None:
        """Wait until every letter that is under way is taken, or lost."""
        while self._sending:
            await asyncio.wait(self._sending)

    def become(self, fault: str) -> None:
        """Have *fault*, one of FAULTS, from now on; what was held back goes out.

        ``lost`` posts nothing, ``repeated`` posts each letter twice, ``reordered`` each after the next one, ``late``
        none until the fault is over, and ``half`` breaks off the first try of each in the middle.
        """
        self._fault = fault
        held, self._held = self._held, []
        for letter in held:
            self._send(letter)

    def take(self, letter: Letter) -> None:
        """Post *letter*, as the present fault has it."""
        match self._fault:
            case "lost":
                self.lost.append(letter.event)
            case "repeated":
                self._send(letter)
                self._send(letter)
            case "late":
                self._held.append(letter)
            case "reordered" if not self._held:
                self._held.append(letter)
            case _:
                held, self._held = self._held, []
                self._send(letter, *held)

    def _send(self, *letters: Letter) -> None:
        """Post *letters* one after the other, beside all others."""
        if self._tasks is None or self.target is None:
            return
        work = _post(self.target, letters, self.lost, broken_off=self._fault == "half")
        task = self._tasks.create_task(work, name=f"event {letters[0].path}")
        self._sending.add(task)
        task.add_done_callback(self._sending.discard)


async def _post(
    target: EventTarget, letters: tuple[Letter, ...], lost: list[Mapping[str, Any]], *, broken_off: bool
) -> None:
    headers = {"User-Agent": AGENT, "Content-Type": "application/json", **target.api_headers}
    timeout = aiohttp.ClientTimeout(total=WITHIN_S)
    async with aiohttp.ClientSession(headers=headers, timeout=timeout) as session:
        for letter in letters:
            url = f"{target.api_prefix.rstrip('/')}/events/{letter.path}"
            body = json.dumps(letter.event, separators=(",", ":")).encode()
            tries = TRIES
            if broken_off:
                await _break_off(url, headers, body)
                await asyncio.sleep(PAUSE_S)
                tries -= 1
            if not await _is_taken(session, url, body, tries):
                lost.append(letter.event)


async def _is_taken(session: aiohttp.ClientSession, url: str, body: bytes, tries: int) -> bool:
    """Whether the service took *body*, after as many tries as the plugin makes."""
    for tried in range(tries):
        if tried:
            await asyncio.sleep(PAUSE_S)
        with suppress(aiohttp.ClientConnectionError):
            try:
                async with session.post(url, data=body, allow_redirects=False) as answer:
                    if answer.status < _SERVER_ERROR:
                        return answer.ok
            except TimeoutError:
                return False
    return False


async def _break_off(url: str, headers: Mapping[str, str], body: bytes) -> None:
    """Say half of what was announced, and hang up."""
    to = urlsplit(url)
    lines = [f"POST {to.path} HTTP/1.1", f"Host: {to.netloc}", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    with suppress(OSError, TimeoutError):
        async with asyncio.timeout(WITHIN_S):
            secure = to.scheme == "https"
            _, writer = await asyncio.open_connection(to.hostname, to.port or (443 if secure else 80), ssl=secure)
            try:
                writer.write("\r\n".join([*lines, "", ""]).encode() + body[: len(body) // 2])
                await writer.drain()
            finally:
                writer.close()
