"""`regia …` to its end: as a process of its own, or, where that makes no difference, in this one, which is faster."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from orchestrator.cli import app
from tests.support.waiting import WITHIN_S


@dataclass(frozen=True)
class Done:
    """How a command ended and what it said."""

    code: int
    out: str
    err: str


def regia(*arguments: str | Path, **environment: str) -> Done:
    """Run the real command, with nothing of ours and no language in its environment but *environment*."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("REGIA", "LC_", "LANG"))}
    done = subprocess.run(
        [sys.executable, "-m", "orchestrator", *map(str, arguments)],
        env=inherited | {"PYTHONUTF8": "1"} | environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=WITHIN_S,
    )
    assert "Traceback" not in done.stderr
    return Done(done.returncode, done.stdout, done.stderr)


def regia_here(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> Done:
    """Run the command in this process. Not for one that sets up logs, which would stay set up."""
    with pytest.raises(SystemExit) as ended:
        app([str(argument) for argument in arguments])
    out, err = capsys.readouterr()
    return Done(int(ended.value.code or 0), out, err)
