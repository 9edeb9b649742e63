"""Commands as children of a process that has loaded all of `regia` already, see `tests.support.warm_regia`."""

import asyncio
import functools
import json
import os
import select
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path


class WarmChild:
    """One command in a process of its own, with the acts of `asyncio.subprocess.Process` that tests need."""

    def __init__(self, warm: "_Warm", pid: int) -> None:
        self.pid = pid
        self._warm = warm
        self._watched = os.pidfd_open(pid)
        self._code: int | None = None

    @property
    def returncode(self) -> int | None:
        """How it ended; None while it runs."""
        if self._code is None and self.ends_within(0):
            self._code = self._warm.ask({"ended": self.pid})
            os.close(self._watched)
        return self._code

    def ends_within(self, seconds: float) -> bool:
        """Wait for its end, so long."""
        return self._code is not None or bool(select.select([self._watched], [], [], seconds)[0])

    async def wait(self) -> int:
        """Wait for its end; how it ended."""
        loop, ended = asyncio.get_running_loop(), asyncio.Event()
        if self._code is None:
            loop.add_reader(self._watched, ended.set)
            try:
                await ended.wait()
            finally:
                loop.remove_reader(self._watched)
        code = self.returncode
        assert code is not None
        return code

    def send_signal(self, number: signal.Signals) -> None:
        """Send it a signal, if it is there."""
        if self.returncode is None:
            signal.pidfd_send_signal(self._watched, number)

    def kill(self) -> None:
        """Kill it, if it is there."""
        self.send_signal(signal.SIGKILL)


class _Warm:
    """The process whose children are the commands; it ends with this one."""

    def __init__(self) -> None:
        ours = {name: value for name, value in os.environ.items() if not name.startswith("REGIA")}
        self._turn = threading.Lock()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.warm_regia"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=ours | {"PYTHONUTF8": "1"},
            cwd=Path(__file__).parents[2],
            text=True,
        )

    def ask(self, asked: Mapping[str, object]) -> int:
        """Its answer."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with self._turn:
            self._process.stdin.write(json.dumps(asked) + "\n")
            self._process.stdin.flush()
            return int(self._process.stdout.readline())


@functools.cache
def _warm() -> _Warm:
    return _Warm()


def started(
    arguments: Sequence[str | Path], environment: Mapping[str, str], folder: Path, said: Sequence[Path]
) -> WarmChild:
    """Start `regia` with *arguments*; what it says is added to the files *said*, for its output and its errors."""
    out, err = map(str, said)
    return _started(arguments, environment, folder, out=out, err=err)


def started_at(terminal: str, arguments: Sequence[str | Path], environment: Mapping[str, str]) -> WarmChild:
    """Start `regia` with *arguments* at that terminal."""
    return _started(arguments, environment, Path.cwd(), terminal=terminal)


def _started(arguments: Sequence[str | Path], environment: Mapping[str, str], folder: Path, **ends: str) -> WarmChild:
    words = list(map(str, arguments))
    asked = {"arguments": words, "environment": {**environment}, "folder": str(folder), **ends}
    return WarmChild(_warm(), _warm().ask(asked))
