"""`regia …` to its end: as a process of its own, or, where that makes no difference, in this one, which is faster."""

import os
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from orchestrator.cli import app
from tests.support.waiting import WITHIN_S
from tests.support.warm import started


@dataclass(frozen=True)
class Done:
    """How a command ended and what it said."""

    code: int
    out: str
    err: str


def regia(*arguments: str | Path, **environment: str) -> Done:
    """Run the command, with nothing of ours and no language in its environment but *environment*."""
    return regia_in(Path.cwd(), *arguments, **environment)


def regia_in(place: Path, *arguments: str | Path, **environment: str) -> Done:
    """Run the command so in the folder *place*."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("REGIA", "LC_", "LANG"))}
    with TemporaryDirectory() as folder:
        out, err = Path(folder) / "out", Path(folder) / "err"
        child = started(arguments, inherited | {"PYTHONUTF8": "1"} | environment, place, (out, err))
        if not child.ends_within(WITHIN_S):
            child.kill()
            raise TimeoutError(arguments)
        assert child.returncode is not None
        done = Done(child.returncode, out.read_text(), err.read_text())
    assert "Traceback" not in done.err
    return done


def regia_here(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> Done:
    """Run the command in this process. Not for one that sets up logs, which would stay set up."""
    with pytest.raises(SystemExit) as ended:
        app([str(argument) for argument in arguments])
    out, err = capsys.readouterr()
    return Done(int(ended.value.code or 0), out, err)
