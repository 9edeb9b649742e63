"""The agent process: first the rooms from the disk, then the link and the stage pages, and a clean end."""

import asyncio
import os
import signal
import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import structlog

from config.secrets import SecretError, SecretMissing, resolve
from config.words.sentences import Language
from integrations.drivers.errors import NeedsPerson
from room_agents.backgrounds import Backgrounds
from room_agents.clock import Clock, HubTime, read_clock
from room_agents.disk import PRIVATE_FOLDER, RETRY_S
from room_agents.drivers import Drivers
from room_agents.journal import Journal
from room_agents.link import Link, Unsent
from room_agents.memory import Memory
from room_agents.plans import Plans
from room_agents.room import Surroundings
from room_agents.rooms import Rooms
from room_agents.signing_in import SignIn
from room_agents.stage_access import stage_key
from room_agents.stage_device import Stages
from room_agents.web import StageWeb

PLANS = "plans"
"""The folder of the rooms' plans, in the agent's own folder."""
MEMORY = "memory"
"""The folder of what is remembered of devices."""
BACKGROUNDS = "backgrounds"
"""The folder of the pictures behind the big screens' words."""
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class AgentSettings:
    """What an agent is started with."""

    orchestrator: str
    """The orchestrator's address, as `read_address` gives it."""
    sign_in: SignIn
    data: Path
    """The agent's own folder: plans, reports, and secrets.toml if secrets are not in the environment."""
    stage_port: int = 8765
    language: Language = "it"


def make_folders(data: Path) -> None:
    """Make the agent's own folder and its folder of plans. Raises OSError."""
    data.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    Plans(data / PLANS)


async def run_agent(settings: AgentSettings, *, clock: Clock = read_clock, retry_s: float = RETRY_S) -> None:
    """Run until cancelled, in folders that exist; a disk that refused is tried again after *retry_s*."""
    time = HubTime(clock)
    journal = Journal(settings.data / "reports.jsonl", time.instant, retry_s=retry_s)
    memory = Memory(settings.data / MEMORY, time.instant, retry_s=retry_s)
    stages, unsent, secret = Stages(clock), Unsent(), _secrets(settings.data)
    drivers = Drivers(secret, stages)
    around = Surroundings(time.instant, drivers, unsent.put, journal.append, memory.note, lambda: time.confirmed)
    try:
        async with asyncio.TaskGroup() as tasks:
            memory.load()
            rooms = Rooms(Plans(settings.data / PLANS), around, tasks, memory.recall, retry_s=retry_s)
            for sent_at in rooms.load():
                time.not_before(sent_at)
            await journal.read()  # the rooms are acting already
            link = Link(settings.orchestrator, settings.sign_in, rooms, journal, unsent, time, clock)
            backgrounds = Backgrounds(settings.data / BACKGROUNDS, settings.orchestrator, settings.sign_in, rooms)
            web = StageWeb(
                rooms,
                stages,
                secret,
                stage_key(settings.data),
                language=settings.language,
                picture_of=backgrounds.picture_of,
            )
            tasks.create_task(journal.write(), name="journal")
            tasks.create_task(rooms.save(), name="plans")
            tasks.create_task(memory.save(), name="memory")
            tasks.create_task(link.run(), name="link")
            tasks.create_task(backgrounds.run(), name="backgrounds")
            tasks.create_task(web.run(settings.stage_port), name="stage")
            _log.info("agent.started", agent=journal.agent, rooms=sorted(rooms.held))
            _notify("READY=1")
    finally:
        journal.close()
        memory.close()


async def run_until_told(settings: AgentSettings) -> None:
    """Run until SIGTERM or SIGINT, then end cleanly: devices stay as they are, reports go to disk."""
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(run_agent(settings), name="agent")
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, running.cancel)
    _log.info("agent.ended")


def _secrets(folder: Path) -> Callable[[str], str]:
    """A function that reads a secret anew each time, so that a corrected secret needs no restart."""

    def secret(name: str) -> str:
        try:
            return resolve(name, os.environ, folder)
        except SecretMissing as error:
            raise NeedsPerson("secret_missing", name=error.name) from error
        except SecretError as error:
            raise NeedsPerson("secrets_unusable", reason=str(error)) from error

    return secret


def _notify(state: str) -> None:
    """Tell systemd, if it started us (sd_notify(3)); an address that begins with @ is an abstract socket."""
    address = os.environ.get("NOTIFY_SOCKET")
    if address:
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
            systemd.sendto(state.encode(), "\0" + address[1:] if address.startswith("@") else address)
