"""Every command says what it is for."""

from collections.abc import Iterator

import pytest
from cyclopts import App

from orchestrator.cli import app
from tests.support.commands import regia_here


def commands(of: App, *path: str) -> Iterator[tuple[str, ...]]:
    """The words of all commands below *of*."""
    for name in of:
        if not name.startswith("-"):
            yield (*path, name)
            yield from commands(of[name], *path, name)


def test_commands_given_that_help_is_asked_when_each_is_then_it_says_how_it_is_used(
    capsys: pytest.CaptureFixture[str],
) -> None:
    asked = [*commands(app)]

    assert {("plan",), ("token", "add"), ("emulate", "obs")} <= {*asked}
    for words in asked:
        helped = regia_here(capsys, *words, "--help")
        assert (words, helped.code, " ".join(("Usage: regia", *words)) in helped.out) == (words, 0, True)
