"""`python -m tests.screens [WORD…]`: a picture of every state, or of those whose names have all the words, in screens/.

Begin at screens/index.html. Without words those of people's pages are taken, too (screens/house/), and the chief ones, to docs/screens/. `chief` writes them alone.
"""

import asyncio
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from playwright.async_api import Browser
from playwright.async_api import Error as PlaywrightError

from tests.screens import house
from tests.screens.camera import camera
from tests.screens.cases import Sitting, chief, sittings
from tests.screens.sheets import photograph, write_sheets
from tests.support.chromium import WHOLE, chromium_running
from tests.support.processes import Process, free_port
from tests.support.waiting import wait_for

ROOT = Path(__file__).parents[2]
SCREENS = ROOT / "screens"
DOCUMENTS = ROOT / "docs" / "screens"
WINDOWS = 3
"""One more than there are cores: pages wait for each other's network."""


async def main(words: Sequence[str]) -> Sequence[str]:
    """Take them; gives what could not be taken, and why."""
    failed: Sequence[str] = ()
    with tempfile.TemporaryDirectory() as name:
        port = free_port()
        patterns = Process("patterns", "--port", str(port), log=Path(name) / "patterns.log")
        await patterns.start()
        try:
            await wait_for(lambda: f":{port}/" in patterns.said)
            async with chromium_running(WHOLE) as browser:
                url = f"http://localhost:{port}"
                if list(words) != ["chief"]:
                    failed = await _all(browser, url, _wanted(words))
                if not words or list(words) == ["chief"]:
                    await _chief(browser, url)
                    await house.take_chief(DOCUMENTS)
                if not words:
                    await house.take_all(SCREENS)
        finally:
            await patterns.end()
    return failed


def _wanted(words: Sequence[str]) -> list[Sitting]:
    """The sittings with the looks that have all *words*."""
    found = []
    for sitting in sittings():
        looks = tuple(look for look in sitting.looks if all(word in sitting.file(look) for word in words))
        if looks:
            found.append(Sitting(sitting.view, sitting.state, sitting.language, looks, sitting.act))
    return found


async def _all(browser: Browser, url: str, wanted: Sequence[Sitting]) -> Sequence[str]:
    """Take *wanted*; gives what could not be taken, and why."""
    if SCREENS.exists():
        shutil.rmtree(SCREENS)
    scrolling: list[str] = []
    failed: list[str] = []
    progress = Progress(sum(len(one.looks) for one in wanted))
    waiting = list(reversed(wanted))

    async def window() -> None:
        async with camera(browser, url, SCREENS) as taking:
            while waiting:
                sitting = waiting.pop()
                try:
                    scrolling.extend(await taking.take(sitting))
                except PlaywrightError as error:  # the others are worth looking at all the same
                    failed.append(f"{sitting.view} {sitting.name} {sitting.language}: {str(error).splitlines()[0]}")
                progress.add(len(sitting.looks))

    async with asyncio.TaskGroup() as tasks:
        for number in range(WINDOWS):
            tasks.create_task(window(), name=f"window {number}")
    await photograph(browser, write_sheets(SCREENS, wanted, scrolling))
    progress.say(f"{SCREENS / 'index.html'}; {len(scrolling)} of the pages scroll\n")
    return failed


async def _chief(browser: Browser, url: str) -> None:
    if DOCUMENTS.exists():
        shutil.rmtree(DOCUMENTS)
    async with camera(browser, url, DOCUMENTS) as taking:
        for name, sitting in chief():
            await taking.take_chief(name, sitting)


class Progress:
    """Says how far it is."""

    def __init__(self, whole: int) -> None:
        self._whole, self._done, self._began = whole, 0, time.monotonic()
        self._end = "\r" if sys.stdout.isatty() else "\n"

    def add(self, count: int) -> None:
        """So many more are done."""
        before, self._done = self._done, self._done + count
        if self._end == "\r" or before * 20 // self._whole != self._done * 20 // self._whole:
            took_s = time.monotonic() - self._began
            self.say(f"{self._done} of {self._whole} pictures, {took_s // 60:.0f}:{took_s % 60:02.0f}{self._end}")

    def say(self, text: str) -> None:
        """Say something now."""
        sys.stdout.write(text)
        sys.stdout.flush()


if __name__ == "__main__":
    sys.exit("\n".join(asyncio.run(main(sys.argv[1:]))) or 0)
