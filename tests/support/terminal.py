"""A command at a real terminal: what is typed when it asks, and all that the terminal shows."""

import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests.support.waiting import WITHIN_S

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
    process = subprocess.Popen(
        [sys.executable, "-m", "orchestrator", *map(str, arguments)],
        preexec_fn=partial(_at_terminal, its_end), pass_fds=[its_end],
        env={**inherited, "TERM": "xterm", "PYTHONUTF8": "1", **environment},
    )  # fmt: skip
    os.close(its_end)
    shown = ""
    try:
        for number, answer in enumerate(answers, 1):
            while len(re.findall(prompt, shown)) < number:
                more = _some(terminal)
                assert more, shown
                shown += more
            _until_it_waits(process.pid)
            os.write(terminal, answer)
        while more := _some(terminal):
            shown += more
        return Shown(process.wait(WITHIN_S), shown)
    finally:
        process.kill()
        process.wait()
        os.close(terminal)


def _at_terminal(terminal: int) -> None:
    """Be a program at that terminal, also where tests run in the background of a shell, which has them ignore Ctrl-C."""
    os.login_tty(terminal)
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _until_it_waits(process: int) -> None:
    """Until the process sleeps: Ctrl-C between its question and its waiting is heard only with the next key."""
    until = time.monotonic() + WITHIN_S
    while Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "S":
        assert time.monotonic() < until, "it never waits"
        time.sleep(0.001)


def _some(terminal: int) -> str:
    """What the terminal shows next; "" once nobody writes any more. Raises AssertionError where nothing comes for long."""
    ready, _, _ = select.select([terminal], [], [], SILENT_S)
    assert ready, "nothing is shown"
    try:
        return _CONTROLS.sub("", os.read(terminal, 4096).decode(errors="replace"))
    except OSError:  # how Linux tells that nobody writes any more
        return ""
