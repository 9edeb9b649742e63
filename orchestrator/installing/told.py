"""What is told at the end: what was made and what was there, how to go on, and the link. Pure."""

import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from config.words.sentences import Language
from orchestrator.accounts.links import LASTS, LinkKind
from orchestrator.installing.administrator import First
from orchestrator.installing.answers import is_of_this_machine
from orchestrator.installing.unit import Placed
from orchestrator.installing.words import TOLD
from orchestrator.people.letters import address_of_link


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an installation has now."""

    placed: Placed
    unit: Path
    database: Path
    made: Mapping[str, bool]
    """Whether ``room_file``, ``database`` and ``unit`` are new."""
    administrators: Sequence[str]
    """Their addresses."""
    first: First | None
    """The first administrator, where somebody has just become it or is to be given their link again."""
    has_url: bool
    """Whether the room file tells the service's address."""


def told(outcome: Outcome, language: Language, *, sudo: Sequence[str], guide: Path | None) -> Iterator[str]:
    """Lines for a terminal; the last is the link alone, where there is one. *sudo* makes whoever reads it the service's user."""
    say = {key: words[language] for key, words in TOLD.items()}
    yield from _things(outcome, say)
    yield ""
    first = outcome.first
    if first is None or first.link is None:
        email = outcome.administrators[0]
        command = _command(sudo, outcome.placed.program, "user", "reset", email, "--data", str(outcome.placed.data))
        yield say["another_link"].format(command=command)
        return
    yield from _steps(outcome, say, sudo, guide)
    yield ""
    if not outcome.has_url:
        yield say["no_address"]
    yield say["link"].format(email=first.email, days=LASTS[LinkKind.INVITATION].days)
    yield address_of_link(outcome.placed.url, first.link)


def _things(outcome: Outcome, say: Mapping[str, str]) -> Iterator[str]:
    paths = {"room_file": outcome.placed.room_file, "database": outcome.database, "unit": outcome.unit}
    for key, path in paths.items():
        yield say["made" if outcome.made[key] else "there"].format(path=path, what=say[key])
    for email in outcome.administrators:
        yield say["administrator_there" if outcome.first is None else "administrator_made"].format(email=email)


def _steps(outcome: Outcome, say: Mapping[str, str], sudo: Sequence[str], guide: Path | None) -> Iterator[str]:
    """What to do next, numbered."""
    placed = outcome.placed
    start = [
        say["step_start"],
        f"     {_command(sudo, placed.command)}",
        f"   {say['step_unit']}",
        f"     {_command(('sudo', 'install', '-m', '0644', str(outcome.unit), '/etc/systemd/system/'))}",
        "     sudo systemctl enable --now regia",
    ]
    steps = ["\n".join(start)]
    if not is_of_this_machine(placed.url):
        steps.append(say["step_proxy"].format(url=placed.url))
    steps += [say["step_open"], say["step_devices"].format(guide=guide or "docs/install.md")]
    yield say["steps"]
    yield from (f"{number}. {step}" for number, step in enumerate(steps, 1))


def _command(*parts: Sequence[str] | str) -> str:
    words = [word for part in parts for word in ((part,) if isinstance(part, str) else part)]
    return shlex.join(words)
