"""Ports among the arguments of commands."""

import pytest

from tests.support.commands import regia_here


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
    command: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    done = regia_here(capsys, *command)

    assert done.code == 2
    assert done.err == f"{command[-1]} is no port: ports go from 1 to 65535, and 0 is any free one.\n"
