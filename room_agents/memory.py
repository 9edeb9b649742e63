"""What rooms remember of their devices, on the agent's disk, so that changes by hand are respected after a restart too."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

import structlog
from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError

from config.states import Value
from room_agents.clock import Clock, Instant
from room_agents.disk import PRIVATE_FOLDER, RETRY_S, Refusal, replace_file
from room_agents.remembered import DeviceMemory, Remembered, Sent, Turn
from room_agents.wake import Wake

LONGEST_S = 1e8
"""Three years, the furthest a stored time may be: a command of the year 9999 in a damaged file could not be written again."""
_log = structlog.get_logger()


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class _Command(_File):
    value: Value
    at: AwareDatetime
    until: AwareDatetime


class _Attribute(_File):
    verified: bool = False
    left: Value | None = None
    asked: bool = False
    sent: _Command | None = None
    last: Value | None = None


class _Device(_File):
    turn: Turn = None
    wished: Mapping[str, Value] = {}
    attributes: Mapping[str, _Attribute] = {}
    put_back: AwareDatetime | None = None


class _Room(_File):
    devices: Mapping[str, _Device] = {}


class Memory:
    """One file for each room, in one folder. *recall* and *note* never wait; *save* runs as a task."""

    def __init__(self, folder: Path, clock: Clock, *, retry_s: float = RETRY_S) -> None:
        """Make *folder* and begin without memories. A disk that refused is tried again after *retry_s*. Raises OSError."""
        folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
        self._folder, self._clock, self._retry_s = folder, clock, retry_s
        self._rooms: dict[str, dict[str, DeviceMemory]] = {}
        self._unsaved: set[str] = set()
        self._refusal = Refusal()
        self._work = Wake()

    def load(self) -> None:
        """Read what is on disk; a file that cannot be read is set aside. Call it before anything else runs."""
        now = self._clock()
        for path in sorted(self._folder.glob("*.json")):
            try:
                stored = _Room.model_validate_json(path.read_bytes())
            except (OSError, ValidationError) as error:
                _log.warning("memory.broken", path=str(path), error=type(error).__name__)
                with suppress(OSError):
                    path.replace(path.with_suffix(".broken"))
            else:
                self._rooms[path.stem] = {name: _read(device, now) for name, device in stored.devices.items()}

    def recall(self, room: str) -> Mapping[str, DeviceMemory]:
        """What is remembered of the room's devices, by their ids."""
        return self._rooms.get(room, {})

    def note(self, room: str, device: str, memory: DeviceMemory) -> None:
        """Remember *memory* of the device from now on."""
        self._rooms.setdefault(room, {})[device] = memory
        self._unsaved.add(room)
        self._work.set()

    async def save(self) -> None:
        """Write what was noted to disk, the newest of each room, until cancelled."""
        while True:
            await self._work.wait(self._retry_s if self._unsaved else None)
            for room in sorted(self._unsaved):
                self._unsaved.discard(room)
                if not await asyncio.to_thread(self._store, room, dict(self._rooms[room])):
                    self._unsaved.add(room)

    def close(self) -> None:
        """Write what is still unsaved to disk; call it when nothing else runs."""
        for room in sorted(self._unsaved):
            self._store(room, self._rooms[room])

    def _store(self, room: str, devices: Mapping[str, DeviceMemory]) -> bool:
        now = self._clock()
        stored = _Room(devices={name: _write(memory, now) for name, memory in devices.items()})
        try:
            replace_file(self._path(room), [stored.model_dump_json(exclude_defaults=True).encode()])
        except OSError as error:
            self._refusal.met("memory.not_saved", room=room, error=str(error))
            return False
        self._refusal.over("memory.saved", room=room)
        return True

    def _path(self, room: str) -> Path:
        return self._folder / f"{room}.json"


def _write(memory: DeviceMemory, now: Instant) -> _Device:
    attributes = {name: _written(known, now) for name, known in memory.attributes.items()}
    return _Device(turn=memory.turn, wished=memory.wished, attributes=attributes, put_back=memory.put_back)


def _written(known: Remembered, now: Instant) -> _Attribute:
    def wall(at_s: float) -> datetime:
        return now.wall + timedelta(seconds=at_s - now.mono_s)

    sent = known.sent
    command = None if sent is None else _Command(value=sent.value, at=wall(sent.at_s), until=wall(sent.until_s))
    return _Attribute(verified=known.verified, left=known.left, asked=known.asked, sent=command, last=known.last)


def _read(device: _Device, now: Instant) -> DeviceMemory:
    attributes = {name: _known(stored, now) for name, stored in device.attributes.items()}
    return DeviceMemory(device.turn, device.wished, attributes, device.put_back)


def _known(stored: _Attribute, now: Instant) -> Remembered:
    def mono_s(wall: datetime) -> float:
        away_s = (wall - now.wall).total_seconds()
        return now.mono_s + min(max(away_s, -LONGEST_S), LONGEST_S)

    sent = stored.sent
    command = None if sent is None else Sent(sent.value, mono_s(sent.at), mono_s(sent.until))
    return Remembered(stored.verified, stored.left, stored.asked, command, stored.last)
