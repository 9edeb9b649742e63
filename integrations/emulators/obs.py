"""An OBS that speaks obs-websocket 5, rpc version 1 (https://github.com/obsproject/obs-websocket, docs/generated/protocol.md)."""

import asyncio
import base64
import hashlib
import json
import secrets
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any

from aiohttp import web

from integrations.emulators.controls import InducedFault, running
from integrations.emulators.obs_messages import (
    ALREADY_IDENTIFIED,
    AUTHENTICATION_FAILED,
    BATCH,
    BATCH_RESPONSE,
    EVENT,
    HELLO,
    IDENTIFIED,
    IDENTIFY,
    INVALID_DATA_FIELD_VALUE,
    NOT_IDENTIFIED,
    REIDENTIFY,
    REQUEST,
    RESPONSE,
    UNKNOWN_OP_CODE,
    UNSUPPORTED_RPC_VERSION,
    ClosedOut,
    are_requests,
    is_flag,
    is_text,
    is_unsigned,
    needed,
    read_message,
)
from integrations.emulators.obs_scenes import Scenes
from integrations.emulators.obs_status import OK, Answer, Denial
from integrations.emulators.obs_studio import Studio
from integrations.emulators.web import WebEmulator

SUBPROTOCOL = "obswebsocket.json"
RPC_VERSION = 1
ALL_EVENTS = (1 << 11) - 1
"""EventSubscription::All: what a client gets unless it asks for something else."""
LAST_EXECUTION_TYPE = 2
"""The highest RequestBatchExecutionType; requests are carried out one after the other in all of them."""
UNSENT_AT_MOST = 1000
"""A client that leaves more messages unread is cut off."""

_OUTPUTS = {"recording": "Record", "streaming": "Stream", "virtual_camera": "VirtualCam"}
_WORDS = {"true": True, "false": False}


def authentication(password: str, salt: str, challenge: str) -> str:
    """The ``authentication`` of Identify (protocol.md, "Creating an authentication string")."""
    secret = base64.b64encode(hashlib.sha256(f"{password}{salt}".encode()).digest())
    return base64.b64encode(hashlib.sha256(secret + challenge.encode()).digest()).decode()


class Obs(WebEmulator):
    """An OBS: *studio* is its state; *scene*, *recording*, *streaming*, *virtual_camera* read it."""

    def __init__(
        self,
        host: str,
        port: int,
        password: str | None,
        scenes: Sequence[str],
        settle_s: float,
        transition_s: float,
    ) -> None:
        super().__init__(host, port, password)
        self.studio = Studio(Scenes(scenes, self._publish, transition_s), self._publish, settle_s)
        self._settle_s = settle_s
        self._clients: set[_Client] = set()

    @property
    def scene(self) -> str:
        return self.studio.scenes.program

    @property
    def recording(self) -> bool:
        return self.studio.outputs["Record"].active

    @property
    def streaming(self) -> bool:
        return self.studio.outputs["Stream"].active

    @property
    def virtual_camera(self) -> bool | None:
        """Whether the virtual camera is on; None if this OBS has none."""
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
        previewed = self.studio.scenes.preview
        preview = {} if previewed is None else {"preview": previewed}
        return {**({} if self.studio.ready else {"ready": False}), **shown, **preview}

    def by_hand(self, attribute: str, value: str) -> None:
        match attribute:
            case "scene" if value in self.studio.scenes.names:
                self.studio.scenes.show(value)
            case "ready" if value in _WORDS:
                self.studio.ready = _WORDS[value]
            case "studio_mode" if value in _WORDS:
                self.studio.scenes.set_studio_mode(on=_WORDS[value])
            case "virtual_camera" if value in {"missing", "present"}:
                self.studio.outputs["VirtualCam"].available = value == "present"
            case "streaming" if value in {"fails", "works"}:
                self.studio.outputs["Stream"].starts = value == "works"
            case _ if attribute in _OUTPUTS and value in _WORDS:
                self.studio.outputs[_OUTPUTS[attribute]].settle(active=_WORDS[value])
            case _ if attribute in _OUTPUTS and self.studio.outputs[_OUTPUTS[attribute]].by_hand(value):
                pass
            case _:
                raise ValueError(
                    f"scene {'/'.join(self.studio.scenes.names)}, {'/'.join(_OUTPUTS)}/studio_mode/ready true/false, "
                    "virtual_camera missing/present; of what is on: recording pause/resume, streaming "
                    "reconnecting/reconnected, both stalled/still/moving; streaming fails/works (when it is started)"
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
            try:
                self._receive(client, *read_message(message.data))
            except ClosedOut as closed:
                await client.socket.close(code=closed.code)

    def _receive(self, client: "_Client", operation: float, details: Mapping[str, Any]) -> None:
        """Obey one message. Raises ClosedOut."""
        if operation == IDENTIFY:
            self._identify(client, details)
        elif not client.identified:
            raise ClosedOut(NOT_IDENTIFIED)
        elif operation == REIDENTIFY:
            client.subscribe(details)
            self._send(client, IDENTIFIED, {"negotiatedRpcVersion": RPC_VERSION})
        elif operation == REQUEST:
            self._send(client, RESPONSE, self._respond(details))
        elif operation == BATCH:
            self._send(client, BATCH_RESPONSE, self._respond_to_all(details))
        else:
            raise ClosedOut(UNKNOWN_OP_CODE)

    def _identify(self, client: "_Client", details: Mapping[str, Any]) -> None:
        self.hear("Identify")
        if client.identified:
            raise ClosedOut(ALREADY_IDENTIFIED)
        if not client.knows(details.get("authentication")):
            raise ClosedOut(AUTHENTICATION_FAILED)
        if needed(details, "rpcVersion", is_unsigned) != RPC_VERSION:
            raise ClosedOut(UNSUPPORTED_RPC_VERSION)
        client.subscribe(details)
        client.identified = True
        self._send(client, IDENTIFIED, {"negotiatedRpcVersion": RPC_VERSION})

    def _respond(self, request: Mapping[str, Any]) -> Answer:
        mirrored = {"requestId": needed(request, "requestId")}
        kind = needed(request, "requestType", is_text)
        return {"requestType": kind, **mirrored, **self._outcome(kind, request.get("requestData"))}

    def _respond_to_all(self, batch: Mapping[str, Any]) -> Answer:
        mirrored = {"requestId": needed(batch, "requestId")}
        if batch.get("executionType") is not None and needed(batch, "executionType", is_unsigned) > LAST_EXECUTION_TYPE:
            raise ClosedOut(INVALID_DATA_FIELD_VALUE)
        halts = "haltOnFailure" in batch and needed(batch, "haltOnFailure", is_flag)
        results: list[Mapping[str, Any]] = []
        for request in needed(batch, "requests", are_requests):
            kind = request.get("requestType")
            kind = kind if is_text(kind) else ""  # answered as a request without a type
            known = {} if request.get("requestId") is None else {"requestId": request["requestId"]}
            results.append({"requestType": kind, **known, **self._outcome(kind, request.get("requestData"))})
            if halts and not results[-1]["requestStatus"]["result"]:
                break
        return {**mirrored, "results": results}

    def _outcome(self, kind: str, data: object) -> Mapping[str, Any]:
        """Do the request. Returns its status, and the data if it has any."""
        details = data if isinstance(data, dict) else None  # OBS treats anything else as missing
        self.hear(f"{kind} {json.dumps(details, ensure_ascii=False)}" if details else kind)
        self.studio.obeys = self.fault is not InducedFault.IGNORE
        self.studio.settle_s = self._settle_s if self.slow_s is None else self.slow_s
        try:
            answer = self.studio.answer(kind, details)
        except Denial as denial:
            comment = {"comment": denial.comment} if denial.comment else {}
            return {"requestStatus": {"result": False, "code": denial.code, **comment}}
        status = {"requestStatus": {"result": True, "code": OK}}
        return status if answer is None else {**status, "responseData": answer}

    def _publish(self, event: str, intent: int, details: Answer) -> None:
        for client in list(self._clients):
            if client.identified and client.subscriptions & intent and self.fault is not InducedFault.FREEZE:
                self._send(client, EVENT, {"eventType": event, "eventIntent": intent, "eventData": details})

    def _send(self, client: "_Client", operation: int, details: Answer) -> None:
        client.send("?!" if self.fault is InducedFault.WRONG else json.dumps({"op": operation, "d": details}))


class _Client:
    """One connection: whether it is identified, its subscriptions, and the messages not sent yet."""

    def __init__(self, socket: web.WebSocketResponse, password: str | None) -> None:
        self.socket = socket
        self.identified = False
        self.subscriptions = ALL_EVENTS
        self._salt, self._challenge = secrets.token_urlsafe(24), secrets.token_urlsafe(24)
        self._expected = None if password is None else authentication(password, self._salt, self._challenge)
        self._unsent: asyncio.Queue[str] = asyncio.Queue(UNSENT_AT_MOST)

    def hello(self) -> Answer:
        asked = {"authentication": {"challenge": self._challenge, "salt": self._salt}} if self._expected else {}
        return {"obsWebSocketVersion": "5.5.2", "rpcVersion": RPC_VERSION, **asked}

    def knows(self, answer: object) -> bool:
        """Whether *answer* shows that the client knows the password."""
        return self._expected is None or answer == self._expected

    def subscribe(self, details: Mapping[str, Any]) -> None:
        """Take the subscriptions in *details*; without any, those of before stay. Raises ClosedOut."""
        if "eventSubscriptions" in details:
            self.subscriptions = needed(details, "eventSubscriptions", is_unsigned)

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
    transition_s: float = 0.0,
) -> AsyncIterator[Obs]:
    """An OBS at *host*, on any free port if *port* is 0. Outputs follow after *settle_s*, scenes take *transition_s*."""
    async with running(Obs(host, port, password, scenes, settle_s, transition_s)) as obs:
        yield obs
