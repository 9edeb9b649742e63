"""`regia pin`: from a pipe and at a real terminal, where nothing that is typed is seen."""

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from config.pins import pin_matches
from config.site_file.loading import load_texts
from tests.support.waiting import WITHIN_S

COMMAND = (sys.executable, "-m", "orchestrator", "pin")
SITE = """
[[sites]]
id = "uno"
name = "Uno"
timezone = "Europe/Rome"
[[rooms]]
id = "sala"
name = "Sala"
"""


def piped(text: str, *more: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([*COMMAND, *more], input=text, capture_output=True, text=True, check=False, timeout=WITHIN_S)


def typed(*lines: str) -> tuple[int, str, str]:
    """At a terminal: exit code, what the terminal showed, and the standard output, which is a file."""
    terminal, its_end = pty.openpty()
    environment = {**os.environ, "LC_ALL": "it_IT.UTF-8", "PYTHONUTF8": "1"}
    with subprocess.Popen(
        COMMAND, stdin=its_end, stdout=subprocess.PIPE, stderr=its_end, env=environment, start_new_session=True
    ) as process:
        os.close(its_end)
        shown = b""
        for line in lines:
            while not shown.endswith(b": "):
                shown += os.read(terminal, 1024)
            os.write(terminal, f"{line}\n".encode())
            shown += os.read(terminal, 1)
        out, _ = process.communicate(timeout=WITHIN_S)
    shown += _rest(terminal)
    os.close(terminal)
    return process.returncode, shown.decode(), out.decode()


def _rest(terminal: int) -> bytes:
    """What a terminal still shows whose process has ended."""
    rest = b""
    try:
        while found := os.read(terminal, 1024):
            rest += found
    except OSError:  # how Linux tells that nobody writes any more
        pass
    return rest


def pin_of(line: str) -> str:
    """The hash in a room file with that line."""
    installation = load_texts((("a.toml", SITE + line),)).installation
    assert installation is not None
    assert installation.rooms[0].pin is not None
    return installation.rooms[0].pin


@pytest.mark.parametrize("text", ["0417\n", "0417", "0417\r\n", "0417\n9999\n"])
def test_pin_given_a_line_of_input_when_read_then_the_line_for_the_room_file_is_printed(text: str) -> None:
    done = piped(text)

    assert (done.returncode, done.stderr, done.stdout.count("\n")) == (0, "", 1)
    assert "0417" not in done.stdout.split(":")
    assert pin_matches("0417", pin_of(done.stdout))


@pytest.mark.parametrize("text", ["", "\n", "123\n", "1234567890123\n", "dodici\n", " 1234\n"])
def test_pin_given_a_line_that_is_none_when_read_then_it_is_refused_and_not_repeated(text: str) -> None:
    done = piped(text, "--language", "en")

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "A PIN is 4 to 12 digits, and nothing else.\n"


def test_pin_given_a_terminal_when_typed_twice_then_it_is_not_seen_and_the_line_is_printed() -> None:
    code, shown, out = typed("271828", "271828")

    assert code == 0
    assert shown.split("\r\n")[:2] == ["PIN (da 4 a 12 cifre): ", "Di nuovo: "]
    assert "271828" not in shown
    assert pin_matches("271828", pin_of(out))


def test_pin_given_a_terminal_when_typed_differently_then_it_is_refused() -> None:
    code, shown, out = typed("271828", "271829")

    assert (code, out) == (2, "")
    assert "Le due volte non è lo stesso PIN." in shown


def test_pin_given_a_terminal_when_it_is_none_then_it_is_not_asked_for_again() -> None:
    code, shown, out = typed("12")

    assert (code, out) == (2, "")
    assert "Di nuovo" not in shown
    assert "Un PIN è fatto di 4-12 cifre, e di nient’altro." in shown


def test_pin_given_the_end_of_input_at_a_terminal_when_asked_then_it_is_refused_in_words() -> None:
    code, shown, out = typed("\x04")

    assert (code, out) == (2, "")
    assert "Traceback" not in shown


def test_site_check_given_a_pin_in_clear_when_run_then_it_is_told_without_it(tmp_path: Path) -> None:
    file = tmp_path / "a.toml"
    file.write_text(SITE + 'pin = "271828"')

    done = subprocess.run(
        [sys.executable, "-m", "orchestrator", "site", "check", file],
        capture_output=True,
        text=True,
        check=False,
        timeout=WITHIN_S,
    )

    assert done.returncode == 1
    assert "rooms.sala.pin" in done.stdout + done.stderr
    assert "271828" not in done.stdout + done.stderr
