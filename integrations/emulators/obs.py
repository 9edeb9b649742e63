"""An OBS that speaks obs-websocket 5, rpc version 1 (https://github.com/obsproject/obs-websocket, docs/generated/protocol.md)."""

import asyncio
import base64
import hashlib
import json
import secrets
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any

from aiohttp import WSMsgType, web

from integrations.emulators.controls import Fault, running
from integrations.emulators.obs_studio import OK, Answer, Denial, Studio
from integrations.emulators.web import WebEmulator

SUBPROTOCOL = "obswebsocket.json"
RPC_VERSION = 1
ALL_EVENTS = (1 << 11) - 1
"""EventSubscription::All: what a client gets that asks for nothing in particular."""
UNSENT_AT_MOST = 1000
"""A client that leaves more messages unread is cut off."""

# WebSocketOpCode
HELLO, IDENTIFY, IDENTIFIED, REIDENTIFY, EVENT, REQUEST, RESPONSE, BATCH, BATCH_RESPONSE = 0, 1, 2, 3, 5, 6, 7, 8, 9
# WebSocketCloseCode
MESSAGE_DECODE_ERROR = 4002
MISSING_DATA_FIELD = 4003
INVALID_DATA_FIELD_TYPE = 4004
UNKNOWN_OP_CODE = 4006
NOT_IDENTIFIED = 4007
ALREADY_IDENTIFIED = 4008
AUTHENTICATION_FAILED = 4009
UNSUPPORTED_RPC_VERSION = 4010

_OUTPUTS = {"recording": "Record", "streaming": "Stream", "virtual_camera": "VirtualCam"}
_WORDS = {"true": True, "false": False}


def authentication(password: str, salt: str, challenge: str) -> str:
    """What Identify must carry ("Creating an authentication string")."""
    secret = base64.b64encode(hashlib.sha256(f"{password}{salt}".encode()).digest())
    return base64.b64encode(hashlib.sha256(secret + challenge.encode()).digest()).decode()


class Obs(WebEmulator):
    """An OBS: *studio* is its state; *scene*, *recording*, *streaming*, *virtual_camera* read it."""

    def __init__(
        self, host: str, port: int, password: str | None, studio_scenes: Sequence[str], settle_s: float
    ) -> None:
        super().__init__(host, port, password)
        self.studio = Studio(list(studio_scenes), self._publish, settle_s)
        self._settle_s = settle_s
        self._clients: set[_Client] = set()

    @property
    def scene(self) -> str:
        return self.studio.scene

    @property
    def recording(self) -> bool:
        return self.studio.outputs["Record"].active

    @property
    def streaming(self) -> bool:
        return self.studio.outputs["Stream"].active

    @property
    def virtual_camera(self) -> bool | None:
        """None where this OBS has none."""
        output = self.studio.outputs["VirtualCam"]
        return output.active if output.available else None

    async def answer(self, request: web.BaseRequest) -> web.StreamResponse:
        socket = web.WebSocketResponse(protocols=(SUBPROTOCOL,))
        if not socket.can_prepare(request):
            return web.Response(status=426, text="This is a WebSocket server.")
        await socket.prepare(request)
        client = _Client(socket, self.password)
        self._clients.add(client)
        try:
            await self._converse(client)
        finally:
            self._clients.discard(client)
        return socket

    def picture(self) -> Mapping[str, object]:
        shown = {"scene": self.scene, **{name: getattr(self, name) for name in _OUTPUTS}}
        return shown if self.studio.ready else {"ready": False, **shown}

    def by_hand(self, attribute: str, value: str) -> None:
        match attribute:
            case "scene" if value in self.studio.scenes:
                self.studio.show(value)
            case "ready" if value in _WORDS:
                self.studio.ready = _WORDS[value]
            case "virtual_camera" if value in {"missing", "present"}:
                self.studio.outputs["VirtualCam"].available = value == "present"
            case _ if attribute in _OUTPUTS and value in _WORDS:
                self.studio.settle(self.studio.outputs[_OUTPUTS[attribute]], active=_WORDS[value])
            case _:
                raise ValueError(
                    f"scene {'/'.join(self.studio.scenes)}, {'/'.join(_OUTPUTS)}/ready true/false, "
                    "virtual_camera missing/present"
                )

    async def close(self) -> None:
        self.studio.close()
        await super().close()

    async def _converse(self, client: "_Client") -> None:
        async with asyncio.TaskGroup() as tasks:
            writing = tasks.create_task(client.write(), name="obs emulator writes")
            with suppress(ConnectionError):
                await self._read(client)
            writing.cancel()

    async def _read(self, client: "_Client") -> None:
        self._send(client, HELLO, client.hello())
        async for message in client.socket:
            code = self._receive(client, message.data) if message.type is WSMsgType.TEXT else MESSAGE_DECODE_ERROR
            if code is not None:
                await client.socket.close(code=code)

    def _receive(self, client: "_Client", text: str) -> int | None:
        """Obey one message; the close code if the connection must end."""
        try:
            message = json.loads(text)
            operation, details = message["op"], message["d"]
        except ValueError:
            return MESSAGE_DECODE_ERROR
        except (LookupError, TypeError):
            return MISSING_DATA_FIELD
        if not isinstance(details, dict):
            return INVALID_DATA_FIELD_TYPE
        match operation:
            case _ if operation == IDENTIFY:
                return self._identify(client, details)
            case _ if not client.identified:
                return NOT_IDENTIFIED
            case _ if operation == REIDENTIFY:
                client.subscriptions = details.get("eventSubscriptions", ALL_EVENTS)
                self._send(client, IDENTIFIED, {"negotiatedRpcVersion": RPC_VERSION})
            case _ if operation == REQUEST:
                self._send(client, RESPONSE, self._respond(details))
            case _ if operation == BATCH:
                self._send(client, BATCH_RESPONSE, self._respond_to_all(details))
            case _:
                return UNKNOWN_OP_CODE
        return None

    def _identify(self, client: "_Client", details: Mapping[str, Any]) -> int | None:
        self.hear("Identify")
        if client.identified:
            return ALREADY_IDENTIFIED
        if details.get("rpcVersion") != RPC_VERSION:
            return UNSUPPORTED_RPC_VERSION if "rpcVersion" in details else MISSING_DATA_FIELD
        if not client.knows(details.get("authentication")):
            return AUTHENTICATION_FAILED
        client.identified = True
        client.subscriptions = details.get("eventSubscriptions", ALL_EVENTS)
        self._send(client, IDENTIFIED, {"negotiatedRpcVersion": RPC_VERSION})
        return None

    def _respond(self, request: Mapping[str, Any]) -> Answer:
        kind, details = request.get("requestType"), request.get("requestData") or {}
        self.hear(f"{kind} {json.dumps(details, ensure_ascii=False)}" if details else f"{kind}")
        self.studio.obeys = self.fault is not Fault.IGNORE
        self.studio.settle_s = self._settle_s if self.slow_s is None else self.slow_s
        mirrored = {"requestType": kind, "requestId": request.get("requestId")}
        try:
            answer = self.studio.answer(kind, details)
        except Denial as denial:
            comment = {"comment": denial.comment} if denial.comment else {}
            return {**mirrored, "requestStatus": {"result": False, "code": denial.code, **comment}}
        status = {"requestStatus": {"result": True, "code": OK}}
        return {**mirrored, **status} if answer is None else {**mirrored, **status, "responseData": answer}

    def _respond_to_all(self, batch: Mapping[str, Any]) -> Answer:
        results: list[Any] = []
        for request in batch.get("requests", []):
            results.append(self._respond(request))
            if batch.get("haltOnFailure") and not results[-1]["requestStatus"]["result"]:
                break
        return {"requestId": batch.get("requestId"), "results": results}

    def _publish(self, event: str, intent: int, details: Answer) -> None:
        for client in list(self._clients):
            if client.identified and client.subscriptions & intent and self.fault is not Fault.FREEZE:
                self._send(client, EVENT, {"eventType": event, "eventIntent": intent, "eventData": details})

    def _send(self, client: "_Client", operation: int, details: Answer) -> None:
        client.send("?!" if self.fault is Fault.WRONG else json.dumps({"op": operation, "d": details}))


class _Client:
    """One connection: who it is, what it wants to hear, and what it has not been sent yet."""

    def __init__(self, socket: web.WebSocketResponse, password: str | None) -> None:
        self.socket = socket
        self.identified = False
        self.subscriptions = 0
        self._salt, self._challenge = secrets.token_urlsafe(24), secrets.token_urlsafe(24)
        self._expected = None if password is None else authentication(password, self._salt, self._challenge)
        self._unsent: asyncio.Queue[str] = asyncio.Queue(UNSENT_AT_MOST)

    def hello(self) -> Answer:
        asked = {"authentication": {"challenge": self._challenge, "salt": self._salt}} if self._expected else {}
        return {"obsWebSocketVersion": "5.5.2", "rpcVersion": RPC_VERSION, **asked}

    def knows(self, answer: object) -> bool:
        """Whether *answer* shows that the client knows the password."""
        return self._expected is None or answer == self._expected

    def send(self, text: str) -> None:
        try:
            self._unsent.put_nowait(text)
        except asyncio.QueueFull:
            raise ConnectionAbortedError from None

    async def write(self) -> None:
        with suppress(ConnectionError):
            while True:
                await self.socket.send_str(await self._unsent.get())


@asynccontextmanager
async def obs_running(
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    password: str | None = None,
    scenes: Sequence[str] = ("Riposo", "Attesa", "Conferenza"),
    settle_s: float = 0.2,
) -> AsyncIterator[Obs]:
    """An OBS at *host*, on any free port where *port* is 0. Outputs follow after *settle_s*."""
    async with running(Obs(host, port, password, scenes, settle_s)) as obs:
        yield obs
