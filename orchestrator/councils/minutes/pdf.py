"""A paper as PDF/A-2a, set by a process of its own, which is ended where it takes too long."""

import asyncio
import json
import sys
from asyncio.subprocess import PIPE
from contextlib import suppress
from functools import cache
from hashlib import sha256
from importlib import metadata, resources

from orchestrator.councils.minutes.characters import broken, shown
from orchestrator.councils.minutes.paper import Paper, told

WITHIN_S = 20.0
"""Minutes of ninety people and twelve items take half a second; of a thousand people some three."""
TURN_S = 30.0
"""Whoever waits for longer has long gone; what waits is kept in memory meanwhile."""
_COMMAND = (sys.executable, "-m", "orchestrator.councils.minutes.typesetting")


class NotSet(Exception):
    """The paper could not be set; the text says why, for logs."""


async def pdf(paper: Paper, within_s: float = WITHIN_S) -> bytes:
    """The bytes of the PDF; equal papers give equal bytes. Raises NotSet, also after *within_s* seconds."""
    said = await asyncio.to_thread(wanted, paper)
    process = await asyncio.create_subprocess_exec(*_COMMAND, stdin=PIPE, stdout=PIPE, stderr=PIPE)
    try:
        async with asyncio.timeout(within_s):
            made, why = await process.communicate(said)
    except TimeoutError:
        raise NotSet(f"it took longer than {within_s:g} s") from None
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
    if process.returncode != 0:
        raise NotSet(why.decode(errors="replace")[-500:])
    return made


class Press:
    """Sets some papers at once and lets others wait: each takes a core and seventy megabytes while it is set."""

    def __init__(self, at_once: int = 2, turn_s: float = TURN_S) -> None:
        self._free, self._turn_s = asyncio.Semaphore(at_once), turn_s

    async def pdf(self, paper: Paper) -> bytes:
        """The same as `pdf`, when it is this paper's turn. Raises NotSet, also where that does not come in time."""
        try:
            async with asyncio.timeout(self._turn_s):
                await self._free.acquire()
        except TimeoutError:
            raise NotSet(f"it was not its turn within {self._turn_s:g} s") from None
        try:
            return await pdf(paper)
        finally:
            self._free.release()


@cache
def maker() -> str:
    """What the bytes of a PDF come of besides its paper: equal makers set equal papers alike."""
    packages = ("typst", "fontpkg-atkinson-hyperlegible", "babel")
    told = sha256(" ".join(f"{name} {metadata.version(name)}" for name in packages).encode())
    for file in sorted(resources.files(__package__).iterdir(), key=lambda file: file.name):
        if file.is_file() and file.name.endswith((".py", ".typ")):
            told.update(file.read_bytes())
    return told.hexdigest()


def wanted(paper: Paper) -> bytes:
    """What the process is told, in JSON: the paper, its texts as our typefaces can show them, and its time."""
    return json.dumps({"paper": told(paper, _printed), "at": int(paper.at.timestamp())}).encode()


def _printed(text: str) -> str:
    return broken(shown(text))
