"""Ports among the arguments of commands."""

import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    "command",
    [
        ("serve", "sito.toml", "--port", "99999"),
        ("serve", "sito.toml", "--port", "-1"),
        ("agent", "--orchestrator", "http://localhost", "--data", "/dev/null/no", "--stage-port", "65536"),
        ("emulate", "obs", "--port", "65536"),
        ("emulate", "projector", "--port", "65536"),
        ("emulate", "appletv", "--port", "65536"),
        ("emulate", "jitsi", "--port", "65536"),
    ],
    ids=" ".join,
)
def test_given_a_port_that_is_none_when_a_command_is_started_then_it_says_so_and_ends_with_2(
    command: tuple[str, ...],
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "orchestrator", *command], capture_output=True, text=True, timeout=30, check=False
    )

    assert done.returncode == 2
    assert done.stderr == f"{command[-1]} is no port: ports go from 1 to 65535, and 0 is any free one.\n"
