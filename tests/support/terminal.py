"""A command at a real terminal: what is typed when it asks, and all that the terminal shows."""

import os
import pty
import re
import select
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.support.waiting import WITHIN_S
from tests.support.warm import started_at

SILENT_S = 4 * WITHIN_S
"""How long a command may show nothing: on a busy machine it takes its time to begin, and to make a house."""
_CONTROLS = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\r")


@dataclass(frozen=True)
class Shown:
    """How the command ended, and what the terminal showed, without what moves its cursor."""

    code: int
    text: str


def typed(
    arguments: Sequence[str | Path], answers: Sequence[bytes], *, prompt: str, environment: Mapping[str, str]
) -> Shown:
    """Run `regia` and type one answer whenever the terminal shows *prompt* (a regular expression) once more."""
    terminal, its_end = pty.openpty()
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("REGIA", "LC_", "LANG"))}
    ours = {**inherited, "TERM": "xterm", "PYTHONUTF8": "1", **environment}
    process = started_at(os.ttyname(its_end), arguments, ours)
    try:
        shown = _some(terminal)
        os.close(its_end)  # not before the command has opened it, or the terminal would be at its end
        for number, answer in enumerate(answers, 1):
            while len(re.findall(prompt, _text(shown))) < number:
                more = _some(terminal)
                assert more, _text(shown)
                shown += more
            _until_it_waits(process.pid)
            os.write(terminal, answer)
        while more := _some(terminal):
            shown += more
        assert process.ends_within(WITHIN_S)
        assert process.returncode is not None
        return Shown(process.returncode, _text(shown))
    finally:
        process.kill()
        os.close(terminal)


def _until_it_waits(process: int) -> None:
    """Until the process sleeps: Ctrl-C between its question and its waiting is heard only with the next key."""
    until = time.monotonic() + WITHIN_S
    while Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "S":
        assert time.monotonic() < until, "it never waits"
        time.sleep(0.001)


def _some(terminal: int) -> bytes:
    """What the terminal shows next, none once nobody writes any more. Raises AssertionError where nothing comes for long."""
    ready, _, _ = select.select([terminal], [], [], SILENT_S)
    assert ready, "nothing is shown"
    try:
        return os.read(terminal, 4096)
    except OSError:  # how Linux tells that nobody writes any more
        return b""


def _text(shown: bytes) -> str:
    """All of it: a letter may have come in parts."""
    return _CONTROLS.sub("", shown.decode(errors="replace"))
