"""The demo's witness: what was wished and what was read back in a room, and whether it was ready in time."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx

LOOKED_AT_EVERY_S = 0.5


@dataclass(slots=True)
class RoomEvidence:
    """When a room was first seen in each state that matters; None as long as it was not."""

    room: str
    start: datetime
    end: datetime
    ready_at: datetime | None = None
    """Verified ready in preparing, before the start."""
    live_at: datetime | None = None
    """Live with every wish read back."""
    idle_at: datetime | None = None
    """Idle again after the end, with every wish read back."""
    joined: bool = False
    """The big screen was seen to sit in the meeting."""
    said: dict[tuple[str, str], tuple[Any, ...]] = field(default_factory=dict)

    def look(self, view: Mapping[str, Any], tell: Callable[[str], None]) -> None:
        """Take in one picture of the room, and tell of each device whose wish or reading is new."""
        now = datetime.fromisoformat(view["now"])
        phase, ready = view["phase"], view["verdict"] == "ready"
        for name, device in view["devices"].items():
            if device["desired"]:
                self._tell_device(now, phase, name, device, tell)
        news = (phase, view["verdict"])
        if self.said.get(("", "")) != news:
            self.said["", ""] = news
            tell(f"{_clock(now)}  {self.room}  {phase:10} {view['trouble']}")
        if ready and phase == "preparing" and now < self.start:
            self.ready_at = self.ready_at or now
        if ready and phase == "live":
            self.live_at = self.live_at or now
            self.joined = self.joined or any(
                device["observed"].get("joined") is True for device in view["devices"].values()
            )
        if ready and phase == "idle" and now >= self.end:
            self.idle_at = self.idle_at or now

    def _tell_device(
        self, now: datetime, phase: str, name: str, device: Mapping[str, Any], tell: Callable[[str], None]
    ) -> None:
        observed = {key: device["observed"].get(key) for key in device["desired"]}
        news = (device["desired"], observed, device["verdict"])
        if self.said.get((phase, name)) != news:
            self.said[phase, name] = news
            tell(
                f"{_clock(now)}  {self.room}  {phase:10} {name:12} wished {_words(device['desired'])}; "
                f"read back {_words(observed)} at {_clock(device['seen_at'])}: {device['verdict']}"
            )

    @property
    def complete(self) -> bool:
        """Ready before the start, live, and back to idle."""
        return None not in (self.ready_at, self.live_at, self.idle_at)


async def witness(
    client: httpx.AsyncClient, evidence: Mapping[str, RoomEvidence], tell: Callable[[str], None], *, until: datetime
) -> None:
    """Watch the rooms until all the evidence is there, or *until*."""
    while datetime.now(UTC) < until and not all(seen.complete for seen in evidence.values()):
        for room, seen in evidence.items():
            answer = await client.get(f"/api/v1/rooms/{room}", headers={"Accept-Language": "en"})
            if answer.status_code == httpx.codes.OK:
                seen.look(answer.json(), tell)
        await asyncio.sleep(LOOKED_AT_EVERY_S)


def _words(values: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} {value}" for name, value in values.items())


def _clock(instant: datetime | str | None) -> str:
    if instant is None:
        return "never"
    moment = datetime.fromisoformat(instant) if isinstance(instant, str) else instant
    return f"{moment.astimezone():%H:%M:%S}"
