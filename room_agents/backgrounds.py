"""The pictures behind the big screens' words: fetched once from the service and kept beside the plans; nobody waits for them."""

import asyncio
import hashlib
import re
from collections.abc import Collection
from pathlib import Path

import aiohttp
import structlog

from config.site_file.pictures import MEDIA_TYPES, MOST_BYTES
from room_agents.disk import PRIVATE_FOLDER, replace_file
from room_agents.plan import Background, Plan
from room_agents.room import FollowedRoom
from room_agents.rooms import Rooms
from room_agents.signing_in import NoToken, SignIn, signed

LOOK_EVERY_S = 5.0
"""How often the plans are searched for a picture that is not here yet."""
AGAIN_S = 60.0
"""How long a picture that did not come is left alone: a screen does without."""
FETCH_S = 30.0
"""The time for one picture: two megabytes over a poor line."""
_DIGEST = re.compile(r"[0-9a-f]{64}")
_log = structlog.get_logger()


class NotFetched(Exception):
    """The picture did not come; the text says why."""


class Backgrounds:
    """The pictures that the plans of *rooms* name, in a folder of their own. *run* it in a task."""

    def __init__(
        self, folder: Path, orchestrator: str, sign_in: SignIn, rooms: Rooms, *, look_every_s: float = LOOK_EVERY_S
    ) -> None:
        """Prepare; the disk is read by `run`. *orchestrator* and *sign_in* are those of the link."""
        self._folder, self._rooms, self._look_every_s = folder, rooms, look_every_s
        self._url, self._sign_in = re.sub("^ws", "http", orchestrator).rstrip("/"), sign_in
        self._here: set[str] = set()
        self._not_before: dict[str, float] = {}
        """When a picture may be fetched again, by its digest and the loop's clock."""

    def picture_of(self, plan: Plan) -> tuple[Path, str] | None:
        """The file of the plan's picture and its media type; None if the plan has none, or if it is not here yet."""
        wanted = _named(plan)
        return (self._folder / wanted.digest, wanted.media_type) if wanted and wanted.digest in self._here else None

    async def run(self) -> None:
        """Fetch the pictures that plans name and that are not here, until cancelled."""
        self._here = await asyncio.to_thread(_files_in, self._folder)
        async with aiohttp.ClientSession() as session:
            self._tell({room.plan.room.id for room in self._rooms})
            while True:
                for room in list(self._rooms):
                    await self._look_at(session, room)
                await asyncio.sleep(self._look_every_s)

    async def _look_at(self, session: aiohttp.ClientSession, room: FollowedRoom) -> None:
        """Fetch the picture of *room* if it is missing and due."""
        wanted, now_s = _named(room.plan), asyncio.get_running_loop().time()
        if wanted is None or wanted.digest in self._here or now_s < self._not_before.get(wanted.digest, 0.0):
            return
        try:
            content = await self._fetch(session, room.plan.room.id, wanted)
            named = {picture.digest for other in self._rooms if (picture := _named(other.plan)) is not None}
            await asyncio.to_thread(_keep, self._folder, wanted.digest, content, named)
        except (NotFetched, NoToken, aiohttp.ClientError, OSError) as error:  # TimeoutError is an OSError
            _log.warning("background.not_fetched", room=room.plan.room.id, error=str(error) or repr(error))
            self._not_before[wanted.digest] = now_s + AGAIN_S
            return
        self._here = (self._here & named) | {wanted.digest}
        self._not_before.clear()
        _log.info("background.kept", room=room.plan.room.id, bytes=len(content))
        self._tell({other.plan.room.id for other in self._rooms if _named(other.plan) == wanted})

    async def _fetch(self, session: aiohttp.ClientSession, room: str, wanted: Background) -> bytes:
        """The picture *wanted*, checked against its digest. Raises NotFetched, NoToken, and what the connection raises."""
        url, content = f"{self._url}/api/v1/rooms/{room}/background", bytearray()
        headers = signed(await asyncio.to_thread(self._sign_in))
        async with asyncio.timeout(FETCH_S), session.get(url, headers=headers, allow_redirects=False) as answer:
            if answer.status != 200:
                raise NotFetched(f"status {answer.status}")
            async for part in answer.content.iter_any():
                content += part
                if len(content) > MOST_BYTES:
                    raise NotFetched("more than is taken")
        if hashlib.sha256(content).hexdigest() != wanted.digest:
            raise NotFetched("another picture than the plan names")
        return bytes(content)

    def _tell(self, rooms: Collection[str]) -> None:
        """Wake the pages of *rooms*, so that they are told which picture is here."""
        for room in self._rooms:
            if room.plan.room.id in rooms:
                for watcher in room.watchers:
                    watcher.set()


def _named(plan: Plan) -> Background | None:
    """The picture that *plan* names, if its kind may be shown and its digest can be the name of a file; else None."""
    background = plan.house.background if plan.house is not None else None
    usable = background is not None and background.media_type in MEDIA_TYPES and _DIGEST.fullmatch(background.digest)
    return background if usable else None


def _files_in(folder: Path) -> set[str]:
    """The names of the whole and unchanged pictures in *folder*; none if the folder cannot be read."""
    try:
        folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
        return {path.name for path in folder.iterdir() if _is_whole(path)}
    except OSError as error:
        _log.warning("background.folder", error=str(error))
        return set()


def _is_whole(path: Path) -> bool:
    if not _DIGEST.fullmatch(path.name) or path.stat().st_size > MOST_BYTES:
        return False
    return hashlib.sha256(path.read_bytes()).hexdigest() == path.name


def _keep(folder: Path, digest: str, content: bytes, named: Collection[str]) -> None:
    """Keep one picture, and remove the others that are not *named*. Raises OSError."""
    folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    replace_file(folder / digest, [content])
    for path in folder.iterdir():
        if path.name != digest and path.name not in named:
            path.unlink(missing_ok=True)
