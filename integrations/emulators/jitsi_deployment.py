"""One emulated deployment of Jitsi: its gate, its rooms, and the pages that are connected to it."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from itertools import count

import aiohttp

from integrations.emulators.jitsi_commands import obey
from integrations.emulators.jitsi_meeting import EmulatedMeeting, HouseRules
from integrations.emulators.jitsi_participant import Participant, guest_described, tell
from integrations.emulators.jitsi_places import Witness
from integrations.emulators.jitsi_token import Admitted, Gate, Refused, admission, key_file, needed_key, opens

_KEY_WITHIN_S = 10.0


class Deployment:
    """The rooms of a deployment, which are there while anybody is in them, and whoever is connected."""

    def __init__(self, gate: Gate, domain: str, witness: Witness, now: Callable[[], float]) -> None:
        """Begin with nobody there; *now* gives Unix seconds."""
        self.gate, self.domain, self.now = gate, domain, now
        self.rules = HouseRules(first_moderates=gate.is_open)
        self.refusals: list[str] = []
        """Why tokens were refused, oldest first."""
        self.pages: set[Participant] = set()
        self.rooms: dict[str, EmulatedMeeting] = {}
        self.linger_s = 0.0
        """How long a page that vanishes without a goodbye stays in its meeting."""
        self._witness = witness
        self._ids = count(1)
        self._keys: dict[str, str] = {}
        self._lingering: set[asyncio.TimerHandle] = set()

    @property
    def meetings(self) -> Mapping[str, tuple[str, ...]]:
        """The names of those in each meeting that has anybody, by room, guests included."""
        return {name: room.names for name, room in self.rooms.items() if room.people}

    @property
    def everybody(self) -> list[Participant]:
        """Everybody in any meeting who has a page."""
        return [person for room in self.rooms.values() for person in room.people]

    async def admit(self, token: str, gate: Gate | None = None) -> Admitted | Refused:
        """Whether *gate*, this deployment's if left out, lets *token* in; a key server is asked once for each key."""
        gate = gate or self.gate
        asking = needed_key(gate, token)
        if isinstance(asking, Refused):
            return asking
        key = None if asking is None else await self._public_key(gate, asking.kid)
        return admission(gate, token, self.now(), key)

    async def _public_key(self, gate: Gate, kid: str) -> str | None:
        if kid in gate.keys or gate.key_server is None:
            return gate.keys.get(kid)
        url = f"{gate.key_server.rstrip('/')}/{key_file(kid)}"
        if url not in self._keys:
            with suppress(aiohttp.ClientError, TimeoutError, UnicodeDecodeError):
                self._keys[url] = await _asked(url)
        return self._keys.get(url)

    def opens(self, admitted: Admitted, node: str) -> bool:
        """Whether a connection may enter the room *node*."""
        return opens(self.gate, admitted, node, self.domain)

    def connect(self, admitted: Admitted, node: str, asked_name: str) -> Participant:
        """Somebody who is connected, and in no room yet; they go by the token's name before the one they ask for."""
        user = admitted.user
        page = Participant(
            f"{next(self._ids):08x}",
            str(user.get("name") or asked_name or "Ospite"),
            user,
            features=admitted.features,
            may_enter=self.opens(admitted, node),
        )
        self.pages.add(page)
        return page

    def arrive(self, participant: Participant, node: str) -> None:
        """*participant* asks to be let into the room *node*."""
        if node not in self.rooms:
            self.rooms[node] = EmulatedMeeting(node, self.rules, self._witness, self.domain)
        self.rooms[node].arrive(participant)

    def hear(self, participant: Participant, node: str, command: str, value: object) -> None:
        """Take one command of a page; a malformed one does nothing."""
        if node not in self.rooms:
            self.arrive(participant, node)
        with suppress(TypeError, ValueError, AttributeError):
            obey(self.rooms[node], participant, command, value)
        self._forget(node)

    def part(self, participant: Participant, node: str, *, said_goodbye: bool) -> None:
        """The page of *participant* is gone; without a goodbye the server may notice that only later."""
        self.pages.discard(participant)
        if said_goodbye or not self.linger_s:
            self._leave(participant, node)
        else:
            later = asyncio.get_running_loop().call_later(self.linger_s, self._leave, participant, node)
            self._lingering.add(later)

    def invite(self, guests: tuple[str, ...]) -> None:
        """Let *guests*, and no others, be in each meeting; they have no page."""
        before, self.rules.guests = self.rules.guests, guests
        for room in self.rooms.values():
            for gone in before[len(guests) :]:
                tell(room.within(None), "participantLeft", id=gone)
            for new in guests[len(before) :]:
                tell(room.within(None), "participantJoined", **guest_described(new))
            room.tell_rooms()

    def crash(self) -> None:
        """Forget everybody and every room, as a server that is killed; nobody notices anything."""
        self.close()
        self.rooms.clear()

    def close(self) -> None:
        """Wait for nobody any longer."""
        for timer in self._lingering:
            timer.cancel()

    def _leave(self, participant: Participant, node: str) -> None:
        if (room := self.rooms.get(node)) is not None:
            room.leave(participant)
            self._forget(node)

    def _forget(self, node: str) -> None:
        if node in self.rooms and self.rooms[node].is_over:
            del self.rooms[node]


async def _asked(url: str) -> str:
    """The text at *url*. Raises ClientError for any other answer."""
    timeout = aiohttp.ClientTimeout(total=_KEY_WITHIN_S)
    async with aiohttp.ClientSession(timeout=timeout) as session, session.get(url) as answer:
        answer.raise_for_status()
        return await answer.text()
