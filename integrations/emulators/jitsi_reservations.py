"""Asks a service whether a conference may open, as Prosody's mod_reservations does for the emulated Jitsi.

The first who wants a room waits for the answer. What the real one makes of each answer, down to what wedges a room until
the server restarts, was seen on it.
"""

import asyncio
import json
import random
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import aiohttp

TRIES, PAUSE_S, WITHIN_S = 4, 3.0, 20.0
REFUSED_FOR_S = 30.0
"""How long a refusal is remembered; the real server takes from this to three times as long."""
LOOKED_AT_EVERY_S = 60.0
_OK, _CREATED, _CONFLICT, _SERVER_ERROR, _OVER = 200, 201, 409, 500, 419
_ESCAPE = re.compile("%[0-9A-F]{2}")
_FIELDS = ("name", "mail_owner", "start_time", "duration")


@dataclass(frozen=True, slots=True)
class ReservationTarget:
    """Who is asked, as the operator of the deployment has set it."""

    prefix: str
    headers: Mapping[str, str] = field(default_factory=dict)
    """Headers of each request, such as ``Authorization: Bearer …``."""


@dataclass(frozen=True, slots=True)
class Denied:
    """The conference may not open."""

    code: int
    message: str = ""


@dataclass(frozen=True, slots=True)
class Granted:
    """The conference may open."""

    id: str | None
    ends_s: float
    """When it is destroyed, in Unix seconds; it does not change any more."""


class Reservations:
    """The plugin of one deployment. *now* gives Unix seconds; *destroy* ends a room, by its node."""

    def __init__(self, domain: str, now: Callable[[], float], destroy: Callable[[str], None]) -> None:
        self._domain, self._now, self._destroy = domain, now, destroy
        self.target: ReservationTarget | None = None
        """None where nobody is asked."""
        self.granted: dict[str, Granted] = {}
        self.wedged: set[str] = set()
        """Rooms that nobody can enter until the server restarts."""
        self._denied: dict[str, tuple[float, Denied]] = {}
        self._asking: dict[str, asyncio.Lock] = {}
        self._tasks: asyncio.TaskGroup | None = None
        self._work: set[asyncio.Task[None]] = set()

    def open(self, tasks: asyncio.TaskGroup) -> None:
        """Look every minute which rooms are over, in a task of *tasks*."""
        self._tasks = tasks
        self._start(self._watch(), "reservations")

    def close(self) -> None:
        """Ask nothing more."""
        self._tasks = None
        for task in self._work:
            task.cancel()

    def crash(self) -> None:
        """Forget everything, as a server that is killed: no DELETE goes out."""
        self.granted.clear()
        self.wedged.clear()
        self._denied.clear()

    async def ask(self, node: str) -> Denied | None:
        """Why the room *node* may not open; None if it may. Waits as long as the plugin does, for ever in a wedged room."""
        if self.target is None:
            return None
        async with self._asking.setdefault(node, asyncio.Lock()):
            if node in self.wedged:
                await asyncio.Event().wait()
            until_s, denied = self._denied.get(node, (0.0, None))
            if node in self.granted or (denied is not None and self._now() < until_s):
                return None if node in self.granted else denied
            found = await self._asked(node)
            if isinstance(found, Denied):
                self._denied[node] = (self._now() + REFUSED_FOR_S, found)
                return found
            self.granted[node] = found
            return None

    def forget(self, node: str) -> None:
        """The room *node* was destroyed: say so, if the service gave it an id."""
        granted = self.granted.pop(node, None)
        if granted is not None and granted.id is not None:
            self._start(self._delete(granted.id), f"DELETE {node}")

    def look(self) -> None:
        """Destroy the rooms whose time is over."""
        for node in [node for node, granted in self.granted.items() if granted.ends_s <= self._now()]:
            self._destroy(node)
            self.forget(node)

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(LOOKED_AT_EVERY_S)
            self.look()

    def _start(self, work: Any, name: str) -> None:
        if self._tasks is None:
            work.close()
            return
        task = self._tasks.create_task(work, name=name)
        self._work.add(task)
        task.add_done_callback(self._work.discard)

    async def _asked(self, node: str) -> Granted | Denied:
        owner = f"{uuid4()}@{self._domain}"
        start = datetime.fromtimestamp(int(self._now()), UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
        fields = [("name", node), ("start_time", start), ("mail_owner", owner)]
        random.shuffle(fields)  # as a Lua table is
        body = "&".join(f"{name}={_encoded(value)}" for name, value in fields)
        status, text = await self._request("POST", "/conference", body)
        if status == _CONFLICT and (conflict := _object(text).get("conflict_id")) is not None:
            status, text = await self._request("GET", f"/conference/{conflict}")
            if status != _OK:
                return Denied(status)
        if status not in (_OK, _CREATED):
            return Denied(status, str(_object(text).get("message") or ""))
        return self._read(node, _object(text))

    def _read(self, node: str, said: Mapping[str, Any]) -> Granted | Denied:
        if any(said.get(name) is None and name != "start_time" for name in _FIELDS) or "start_time" not in said:
            return Denied(_SERVER_ERROR)
        if not isinstance(said["start_time"], str):
            self.wedged.add(node)
            return Denied(_SERVER_ERROR)
        try:
            start_s = datetime.fromisoformat(said["start_time"]).timestamp()
            ends_s = start_s + float(said["duration"])
        except (ValueError, TypeError):
            return Denied(_SERVER_ERROR)
        if said["name"] != node:
            return Denied(_SERVER_ERROR)
        if ends_s <= self._now():
            return Denied(_OVER)
        return Granted(None if said.get("id") is None else str(said["id"]), ends_s)

    async def _delete(self, conference: str) -> None:
        await self._request("DELETE", f"/conference/{conference}")

    async def _request(self, method: str, path: str, body: str | None = None) -> tuple[int, str]:
        """The status and text of the answer; 500 where there is none. A server's error is tried again."""
        target = self.target or ReservationTarget("")
        headers = {**target.headers, **({"Content-Type": "application/x-www-form-urlencoded"} if body else {})}
        url = f"{target.prefix.rstrip('/')}{path}"
        for tried in range(TRIES):
            if tried:
                await asyncio.sleep(PAUSE_S)
            try:
                async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=WITHIN_S)) as session:
                    sent = session.request(method, url, data=body, headers=headers, allow_redirects=False)
                    async with sent as answer:
                        if answer.status < _SERVER_ERROR:
                            return answer.status, await answer.text()
            except aiohttp.ClientConnectionError:
                continue
            except TimeoutError:
                break
        return _SERVER_ERROR, ""


def _encoded(value: str) -> str:
    """*value* in a form, escaped in lower case as Prosody does."""
    return _ESCAPE.sub(lambda found: found[0].lower(), quote(value, safe=""))


def _object(text: str) -> Mapping[str, Any]:
    try:
        said = json.loads(text)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}
