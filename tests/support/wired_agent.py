"""An agent that is only its wire: it says what a test tells it to and keeps what the hub sends."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

from aiohttp import ClientWebSocketResponse, WSMsgType

from room_agents.plan import HeldPlan, Plan
from room_agents.protocol import (
    PATH,
    Acknowledged,
    AskTime,
    FromHub,
    Hello,
    PlanMessage,
    Report,
    State,
    Time,
    Welcome,
    from_hub,
)
from tests.support.town import Json, Town
from tests.support.waiting import WITHIN_S


class WiredAgent:
    """One open connection. All waits are bounded; *raw* keeps every message as it came, but for the welcome."""

    def __init__(self, town: Town, socket: ClientWebSocketResponse, name: str) -> None:
        self.town = town
        self.socket = socket
        self.name = name
        self.raw: list[str] = []
        self.welcome: Welcome | None = None

    async def hello(self, held: Mapping[str, HeldPlan] | None = None, **more: Any) -> None:
        now = more.pop("now", self.town.now)
        await self.say(Hello(agent=self.name, now=now, rooms=held or {}, **more))

    async def say(self, message: Hello | State | Report | AskTime) -> None:
        await self.socket.send_str(message.model_dump_json())

    async def heard(self) -> FromHub:
        """The next message of the hub; a welcome is kept, and not counted among them."""
        async with asyncio.timeout(WITHIN_S):
            text = await self.socket.receive_str()
        message = from_hub.validate_json(text)
        if isinstance(message, Welcome):
            assert (self.welcome, self.raw) == (None, []), "a welcome comes once, and first"
            self.welcome = message
            return await self.heard()
        self.raw.append(text)
        return message

    async def time(self) -> Time:
        """The next message, which must be the time."""
        message = await self.heard()
        assert isinstance(message, Time), message
        return message

    async def plan(self) -> Plan:
        """The next message, which must be a plan."""
        message = await self.heard()
        assert isinstance(message, PlanMessage), message
        return message.plan

    async def acknowledged(self) -> int:
        """The next message, which must be an acknowledgement."""
        message = await self.heard()
        assert isinstance(message, Acknowledged), message
        return message.seq

    async def nothing(self, for_s: float = 0.2) -> None:
        """The hub has nothing to say."""
        try:
            async with asyncio.timeout(for_s):
                message = await self.heard()
        except TimeoutError:
            return
        raise AssertionError(f"the hub said {message}")

    async def drain(self) -> None:
        """Take all that the hub has said by now."""
        try:
            while True:
                async with asyncio.timeout(0.3):
                    await self.heard()
        except TimeoutError:
            pass

    async def closed(self) -> int | None:
        """Wait for the hub's close; its code."""
        async with asyncio.timeout(WITHIN_S):
            while (message := await self.socket.receive()).type is WSMsgType.TEXT:
                self.raw.append(message.data)
        assert message.type in {WSMsgType.CLOSE, WSMsgType.CLOSED, WSMsgType.CLOSING}, message
        return self.socket.close_code

    def state(self, plan: Plan, **more: Any) -> State:
        """The room is ready under *plan*."""
        segment = next(present for present in plan.segments if present.start <= self.town.now < present.end)
        told: dict[str, Any] = {
            "room": plan.room.id,
            "at": self.town.now,
            "plan": held(plan),
            "phase": segment.phase,
            "booking": segment.booking.id if segment.booking else None,
            "verdict": "ready",
        }
        return State.model_validate({**told, **more})

    def report(self, seq: int, room: str = "sala-1", at: datetime | None = None, **more: Any) -> Report:
        """A device was verified."""
        told = {"seq": seq, "room": room, "at": at or self.town.now, "kind": "verified", "device": "regia-video"}
        return Report.model_validate({**told, "details": {"attribute": "scene", "value": "Riposo"}, **more})


def held(plan: Plan) -> HeldPlan:
    """What an agent says of a plan that it holds."""
    return HeldPlan(store=plan.store, revision=plan.revision, window_start=plan.window_start)


@asynccontextmanager
async def agent_at(town: Town, *rooms: str, name: str = "agente-1") -> AsyncIterator[WiredAgent]:
    """A connection with a token for *rooms*, before its hello."""
    headers = await town.as_(f"agent:{','.join(rooms)}")
    async with town.client.ws_connect(PATH, headers=headers, autoclose=True) as socket:
        yield WiredAgent(town, socket, name)


async def ready(agent: WiredAgent) -> Plan:
    """Greet, take the plan, and say that the room is ready."""
    await agent.hello()
    plan = await agent.plan()
    await agent.say(agent.state(plan))
    await until(agent.town, lambda seen: seen["verdict"] == "ready", plan.room.id)
    return plan


async def until(town: Town, wanted: Callable[[Json], bool], room: str = "sala-1") -> Json:
    """The room as soon as it is as *wanted*; what an agent says takes its moment."""
    headers = await town.as_("admin")
    async with asyncio.timeout(WITHIN_S), town.client.get(f"/api/v1/rooms/{room}/events", headers=headers) as stream:
        async for line in stream.content:
            if line.startswith(b"data: {"):
                seen: Json = json.loads(line.removeprefix(b"data: "))
                if wanted(seen):
                    break
        else:
            raise AssertionError("the stream ended")
    return seen


def connected(seen: Json) -> bool:
    return bool(seen["agent"]["connected"])
