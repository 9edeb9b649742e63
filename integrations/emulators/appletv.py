"""An emulated Apple TV: the Companion protocol on TCP, with pairing, encryption, power, apps and pushed events.

Source: https://pyatv.dev/documentation/protocols/#companion-link and the messages that pyatv 0.18 sends; where those say
nothing, what tvOS answers stands in postlund/pyatv's pull requests 2855 and 2870 and issue 2868. Besides the faults of all
emulators it knows `unpair` (forgets its clients, as when a person removes the remote), and the words for its manners.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from cryptography.exceptions import InvalidTag

from integrations.emulators.appletv_manners import MANNERS, Fetch, Manner
from integrations.emulators.appletv_messages import Attention, Frame, Hid, Message, MessageKind, spoken
from integrations.emulators.appletv_opack import OpackError, decode, encode
from integrations.emulators.appletv_pairing import PairingIdentity, Setup, Tlv, Verification, read_tlv, write_tlv
from integrations.emulators.controls import InducedFault, StreamEmulator, running

PIN = "1111"
HANGS_UP_AFTER_S = 0.5
WORDS = f"unpair, {', '.join(MANNERS)}, by-hand power on|off, by-hand app BUNDLE"
APPS = {"com.apple.TVSettings": "Impostazioni", "com.apple.TVPhotos": "Foto", "org.jitsi.meet": "Jitsi Meet"}

_OURSELVES = PairingIdentity("5D797FD3-3538-427E-A47B-0000000000TV", b"regia emulated apple tv long key")
_CLIENT = PairingIdentity("4D797FD3-3538-427E-A47B-0000000CLIENT", b"regia emulated client's long key")
CREDENTIALS = ":".join(part.hex() for part in (_OURSELVES.public, _CLIENT.seed, _OURSELVES.name, _CLIENT.name))
"""What pairing would print for a client that every emulated Apple TV knows: no secret, and the same after a restart."""

NO_HANDLER = {"_em": "No request handler", "_ec": 58822, "_ed": "RPErrorDomain"}
_FRAME_AT_MOST = 65536
_POWER_EVENTS = {"SystemStatus", "TVSystemStatus"}


class AppleTv(StreamEmulator):
    """The device: its state, the clients it is paired with, and its conversations."""

    def __init__(self, host: str, port: int, *, awake: bool, wake_s: float) -> None:
        super().__init__(host, port)
        self.credentials = CREDENTIALS
        self.pin = PIN
        self.awake = awake
        self.app = "com.apple.TVSettings"
        self.apps = dict(APPS)
        self.wake_s = wake_s
        self.paired: dict[bytes, bytes] = {_CLIENT.name: _CLIENT.public}
        self.manner = Manner()
        self._talks_on: set[_Talk] = set()
        self._following: asyncio.TimerHandle | None = None

    def picture(self) -> Mapping[str, object]:
        return {"power": "on" if self.awake else "off", "app": self.app, "paired": len(self.paired)}

    def by_hand(self, attribute: str, value: str) -> None:
        if attribute == "power" and value in {"on", "off"}:
            self.follow(awake=value == "on", after_s=0)
        elif attribute == "app" and value in self.apps:
            self.app = value
        else:
            raise ValueError(f"no {attribute} {value!r} here; known are {WORDS}")

    def control(self, command: str) -> str:
        match command.strip():
            case "unpair":
                self.paired.clear()
                self.cut()
                return self.show()
            case word if word in MANNERS:
                self.manner = MANNERS[word]
                return self.show()
            case "clear":
                self.paired[_CLIENT.name] = _CLIENT.public
                self.manner = Manner()
        return super().control(command)

    async def close(self) -> None:
        self._stop_following()
        await super().close()

    async def converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talk = _Talk(self, writer)
        self._talks_on.add(talk)
        try:
            while True:
                header = await reader.readexactly(4)
                length = int.from_bytes(header[1:], "big")
                if length > _FRAME_AT_MOST:
                    return
                talk.take(header, await reader.readexactly(length))
        except (OpackError, InvalidTag, LookupError, TypeError, ValueError):
            return  # nonsense, at which a device hangs up
        finally:
            self._talks_on.discard(talk)

    def follow(self, *, awake: bool, after_s: float) -> None:
        """Fall asleep or wake up *after_s* seconds from now."""
        self._stop_following()
        self._following = asyncio.get_running_loop().call_later(after_s, self._become_awake, awake)

    def pair(self) -> Setup:
        """Begin one pairing by PIN."""
        return Setup(_OURSELVES, self.paired, self.pin)

    def verify(self) -> Verification:
        """Begin one proof of who is who."""
        return Verification(_OURSELVES, self.paired)

    @property
    def connected(self) -> int:
        """The number of connected clients."""
        return len(self._talks_on)

    @property
    def status(self) -> Attention:
        return Attention.AWAKE if self.awake else Attention.ASLEEP

    def _become_awake(self, awake: bool) -> None:  # noqa: FBT001 - called by the loop
        if self.awake is not awake:
            self.awake = awake
            if self.manner.pushes and self.fault is not InducedFault.FREEZE:
                for talk in self._talks_on:
                    talk.push_status()
            if self.manner.leaves:
                self._be_reachable(reachable=awake)

    def _be_reachable(self, *, reachable: bool) -> None:
        if reachable:
            self._listen()
            return
        self._deafen()
        for talk in self._talks_on:
            talk.hang_up()

    def _stop_following(self) -> None:
        if self._following is not None:
            self._following.cancel()


class _Talk:
    """One connection: first proofs, then encrypted messages."""

    def __init__(self, device: AppleTv, writer: asyncio.StreamWriter) -> None:
        self._device = device
        self._writer = writer
        self._setup: Setup | None = None
        self._verification: Verification | None = None
        self._interests: set[str] = set()
        self._remote_session = False

    def hang_up(self) -> None:
        """End the connection, after everything written so far."""
        self._writer.close()

    def take(self, header: bytes, body: bytes) -> None:
        """Answer one frame. Raises OpackError, InvalidTag, LookupError, TypeError or ValueError for nonsense."""
        kind = Frame(header[0])
        cipher = self._verification.cipher if self._verification else None
        said = decode(cipher.open(header, body) if cipher else body)
        if not isinstance(said, dict):
            raise OpackError("not a dictionary")
        if kind is not Frame.MESSAGE:
            self._prove(kind, read_tlv(said["_pd"]))
        elif cipher:
            self._obey(said)
        else:
            raise ValueError("a command before any proof")

    def push_status(self) -> None:
        """Tell of a change of power, if the client asked for it."""
        for event in sorted(self._interests & _POWER_EVENTS):
            self._send(
                {"_i": event, "_x": 0, "_t": MessageKind.EVENT.value, "_c": {"state": self._device.status.value}}
            )

    def _prove(self, kind: Frame, said: Mapping[int, bytes]) -> None:
        self._device.hear(f"{kind.name} M{said[Tlv.STATE][0]}")
        if kind in {Frame.SETUP_START, Frame.VERIFY_START}:
            self._setup = self._device.pair() if kind is Frame.SETUP_START else None
            self._verification = self._device.verify() if kind is Frame.VERIFY_START else None
        proof = self._setup or self._verification
        if proof is None:
            raise ValueError("a proof that was not begun")
        wrong = self._device.fault is InducedFault.WRONG
        answer = encode({"_pd": b"\x7f\x01\x00" if wrong else write_tlv(proof.answer(said)), "_pwTy": 1})
        following = Frame.SETUP_NEXT if self._setup else Frame.VERIFY_NEXT
        self._writer.write(bytes([following]) + len(answer).to_bytes(3, "big") + answer)

    def _obey(self, said: Message) -> None:
        name, content = said["_i"], said["_c"]
        self._device.hear(spoken(name, content))
        if said["_t"] == MessageKind.EVENT:
            self._interests |= set(content.get("_regEvents", ()))
            self._interests -= set(content.get("_deregEvents", ()))
            return
        answer = {} if self._device.fault is InducedFault.WRONG else self._answer(name, content)
        if answer is not None:
            self._send({"_x": said["_x"], "_t": MessageKind.RESPONSE.value, **answer})

    def _answer(self, name: str, content: Message) -> Message | None:
        """The answer to the request *name*; None for silence."""
        match name:
            case "_systemInfo" | "_touchStop" | "_sessionStop" | "_tiStart" | "_tiStop":
                return {"_c": {}}
            case "_touchStart":
                return {"_c": {"_i": 1}}
            case "_sessionStart":
                return {"_c": {"_sid": 5555}}
            case "TVRCSessionStart":
                self._remote_session = True
                if self._device.manner.hangs_up:
                    asyncio.get_running_loop().call_later(HANGS_UP_AFTER_S, self.hang_up)
                return {"_c": {}}
            case "FetchAttentionState":
                return self._fetch()
            case "FetchLaunchableApplicationsEvent":
                return {"_c": dict(self._device.apps)}
            case "_hidC":
                return self._press(content)
            case "_launchApp":
                return self._launch(content["_bundleID"])
        return NO_HANDLER

    def _fetch(self) -> Message | None:
        if self._device.manner.fetch is Fetch.SILENT:
            return None
        answers = self._remote_session and self._device.manner.fetch is Fetch.ANSWERED
        return {"_c": {"state": self._device.status.value}} if answers else NO_HANDLER

    def _press(self, content: Message) -> Message:
        released = content["_hBtS"] == 2
        if released and content["_hidC"] in set(Hid) and self._device.fault is not InducedFault.IGNORE:
            wakes = content["_hidC"] == Hid.WAKE
            usual_s = self._device.wake_s if wakes else 0.0
            slow_s = self._device.slow_s
            self._device.follow(awake=wakes, after_s=usual_s if slow_s is None else slow_s)
        return {"_c": {}}

    def _launch(self, bundle: str) -> Message:
        if bundle not in self._device.apps:
            domain = "FBSOpenApplicationServiceErrorDomain"
            return {"_c": {}, "_ec": 4, "_ed": domain, "_eu": {"_ec": 4, "_ed": "FBSOpenApplicationErrorDomain"}}
        if self._device.fault is not InducedFault.IGNORE:
            self._device.app = bundle
        return {"_c": {}}

    def _send(self, message: Message) -> None:
        if self._verification and self._verification.cipher and not self._writer.is_closing():
            self._writer.write(self._verification.cipher.seal(Frame.MESSAGE, encode(dict(message))))


@asynccontextmanager
async def appletv_running(
    *, host: str = "127.0.0.1", port: int = 0, awake: bool = False, wake_s: float = 1.0
) -> AsyncIterator[AppleTv]:
    """An Apple TV that listens on *port* (0: any free one), asleep at first, and takes *wake_s* seconds to wake."""
    async with running(AppleTv(host, port, awake=awake, wake_s=wake_s)) as device:
        yield device
