"""`regia site check`: all mistakes of room files, or what they describe."""

import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from rich.console import Console
from rich.text import Text

from config.mistakes import Mistake, language_of
from config.rooms import Installation
from config.secrets import SecretError, SecretMissing, resolve, secrets_named
from config.sentences import Language
from config.site_file import Loaded, load_site
from orchestrator.commands.environment import settings
from orchestrator.commands.stopping import stop

_WORDS: Mapping[Language, Mapping[str, str]] = {
    "it": {
        "no_files": "Indicate almeno un file delle sale.",
        "mistakes": "Errori: {count}.",
        "right": "Tutto giusto: {counts}.",
        "has": "c’è",
        "lacks": "manca",
    },
    "en": {
        "no_files": "Name at least one room file.",
        "mistakes": "Mistakes: {count}.",
        "right": "All right: {counts}.",
        "has": "there",
        "lacks": "missing",
    },
}

_COUNTED: Mapping[Language, tuple[tuple[str, str], ...]] = {
    "it": (("sede", "sedi"), ("sala", "sale"), ("dispositivo", "dispositivi"), ("preparazione", "preparazioni")),
    "en": (("site", "sites"), ("room", "rooms"), ("device", "devices"), ("preset", "presets")),
}
"""One and several of what the last line counts."""


@dataclass(frozen=True, slots=True)
class Needed:
    """Whether this machine has something that the room files name: a secret, never its value, or a calendar's file."""

    name: str
    purpose: str
    """What it is for, like ``rooms.sala-1.devices.proiettore``."""
    here: bool
    reason: str = ""
    """Why it cannot be had, where it is more than missing."""


def check(
    *files: Path,
    here: bool = False,
    data: Path | None = None,
    language: Language | None = None,
    as_json: Annotated[bool, Parameter(name="--json")] = False,
) -> int:
    """List all mistakes of room files; the exit code is 1 if there are any.

    Parameters
    ----------
    files
        One or several TOML files, which together describe one installation.
    here
        Look also whether this computer has the secrets and the calendars' files that the room files name.
    data
        The folder of secrets.toml, for --here; REGIA_DATA where left out.
    language
        Of the sentences; the terminal's where left out.
    as_json
        Print one JSON document instead of lines.
    """
    language = language or language_of(os.environ)
    if not files:
        stop(_WORDS[language]["no_files"], code=2)
    folder = (data or settings().data) if here else None
    loaded = load_site(files, language)
    secrets = tuple(_secrets(loaded.installation, folder)) if here and loaded.installation else ()
    calendars = tuple(_calendars(loaded.calendar_paths)) if here else ()
    if as_json:
        sys.stdout.write(_as_json(loaded.mistakes, secrets, calendars) + "\n")
    else:
        _print(loaded, language)
        _print_needed(secrets, "env:", language)
        _print_needed(calendars, "", language)
    return 1 if loaded.mistakes or any(not one.here for one in (*secrets, *calendars)) else 0


def _secrets(installation: Installation, folder: Path | None) -> Iterator[Needed]:
    for name, purpose in secrets_named(installation):
        try:
            resolve(name, os.environ, folder)
        except SecretMissing:
            yield Needed(name, purpose, here=False)
        except SecretError as error:
            yield Needed(name, purpose, here=False, reason=str(error))
        else:
            yield Needed(name, purpose, here=True)


def _calendars(paths: Mapping[str, Path]) -> Iterator[Needed]:
    """The calendars' files. One that is not there is no mistake of the room file: it may come, or belong elsewhere."""
    for calendar, path in paths.items():
        purpose = f"calendars.{calendar}"
        try:
            if not path.is_fifo():  # opening a pipe would wait for its other end
                path.open("rb").close()
        except FileNotFoundError:
            yield Needed(str(path), purpose, here=False)
        except (OSError, ValueError) as error:  # a character that no path can have is a ValueError
            yield Needed(str(path), purpose, here=False, reason=getattr(error, "strerror", None) or str(error))
        else:
            yield Needed(str(path), purpose, here=True)


def _as_json(mistakes: Sequence[Mistake], secrets: Sequence[Needed], calendars: Sequence[Needed]) -> str:
    answer = {
        "mistakes": [asdict(one) for one in mistakes],
        "secrets": [asdict(one) for one in secrets],
        "calendars": [asdict(one) for one in calendars],
    }
    return json.dumps(answer, ensure_ascii=False, indent=2)


def _print(loaded: Loaded, language: Language) -> None:
    console = Console(soft_wrap=True, highlight=False)
    _print_mistakes(console, loaded.mistakes, language)
    if loaded.installation:
        console.print(Text(_summary(loaded.installation, language), "green"))


def _print_mistakes(console: Console, mistakes: Sequence[Mistake], language: Language) -> None:
    for mistake in mistakes:
        text = Text(str(mistake))
        text.highlight_words([mistake.message], "red")
        console.print(text)
        if mistake.hint:
            console.print(Text(f"    {mistake.hint}", "dim"))
    if mistakes:
        console.print(_WORDS[language]["mistakes"].format(count=len(mistakes)))


def _summary(installation: Installation, language: Language) -> str:
    devices = sum(len(room.devices) for room in installation.rooms)
    numbers = (len(installation.sites), len(installation.rooms), devices, len(installation.presets))
    counted = zip(numbers, _COUNTED[language], strict=True)
    counts = ", ".join(f"{number} {one if number == 1 else several}" for number, (one, several) in counted)
    return _WORDS[language]["right"].format(counts=counts)


def _print_needed(needed: Sequence[Needed], prefix: str, language: Language) -> None:
    console = Console(soft_wrap=True, highlight=False)
    for one in needed:
        verdict = Text(_WORDS[language]["has" if one.here else "lacks"], "green" if one.here else "red")
        reason = f" ({one.reason})" if one.reason else ""
        console.print(Text.assemble(f"{prefix}{one.name}: ", verdict, f"{reason}  {one.purpose}"))
