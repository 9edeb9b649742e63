"""`regia …` to its end: as a process of its own, or, where that makes no difference, in this one, which is faster."""

import functools
import json
import os
import selectors
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from orchestrator.cli import app
from tests.support.waiting import WITHIN_S


@dataclass(frozen=True)
class Done:
    """How a command ended and what it said."""

    code: int
    out: str
    err: str


class _Warm:
    """The process whose children are the commands, see `tests.support.warm_regia`; it ends with this one."""

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

    def run(self, asked: dict[str, object]) -> int:
        """How the command ended. Raises TimeoutError."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with self._turn, selectors.DefaultSelector() as selector:
            self._process.stdin.write(json.dumps(asked) + "\n")
            self._process.stdin.flush()
            selector.register(self._process.stdout, selectors.EVENT_READ)
            if not selector.select(WITHIN_S):
                self._process.kill()
                raise TimeoutError(asked["arguments"])
            return int(self._process.stdout.readline())


@functools.cache
def _warm() -> _Warm:
    return _Warm()


def regia(*arguments: str | Path, **environment: str) -> Done:
    """Run the command, with nothing of ours and no language in its environment but *environment*."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("REGIA", "LC_", "LANG"))}
    with TemporaryDirectory() as folder:
        out, err = Path(folder) / "out", Path(folder) / "err"
        code = _warm().run(
            {
                "arguments": list(map(str, arguments)),
                "environment": inherited | {"PYTHONUTF8": "1"} | environment,
                "folder": str(Path.cwd()),
                "out": str(out),
                "err": str(err),
            }
        )
        done = Done(code, out.read_text(), err.read_text())
    assert "Traceback" not in done.err
    return done


def regia_here(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> Done:
    """Run the command in this process. Not for one that sets up logs, which would stay set up."""
    with pytest.raises(SystemExit) as ended:
        app([str(argument) for argument in arguments])
    out, err = capsys.readouterr()
    return Done(int(ended.value.code or 0), out, err)
