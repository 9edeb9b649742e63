"""`regia site check`: all mistakes of room files, or what they describe and what in it looks odd."""

import json
import os
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, NamedTuple, get_args

from cyclopts import Parameter
from rich.console import Console
from rich.text import Text

from config.jitsi import JitsiDeployment
from config.rooms import Installation
from config.secrets import Machine, NamedSecret, SecretError, SecretMissing, resolve, secrets_named
from config.site_file.loading import Loaded, load_site
from config.site_file.mistakes import Mistake, language_of
from config.words.sentences import Language
from orchestrator.commands.environment import settings
from orchestrator.commands.site_jitsi import ProbedServer, seen_from_here
from orchestrator.commands.stopping import stop
from orchestrator.conferences.deployments import DeploymentUnusable, read_key

_WORDS: Mapping[Language, Mapping[str, str]] = {
    "it": {
        "no_files": "Indicate almeno un file delle sale.",
        "mistakes": "Errori: {count}.",
        "right": "Tutto giusto: {counts}.",
        "doubtful": "Nessun errore, ma {count} da riguardare: {counts}.",
        "doubt": "Attenzione: ",
        "has": "c’è",
        "fit": "va bene",
        "lacks": "manca",
    },
    "en": {
        "no_files": "Name at least one room file.",
        "mistakes": "Mistakes: {count}.",
        "right": "All right: {counts}.",
        "doubtful": "No mistakes, but {count} to look at again: {counts}.",
        "doubt": "Warning: ",
        "has": "there",
        "fit": "fine",
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
    here: Annotated[bool | Machine | Path, Parameter(negative=(), show_default=False)] = False,
    room: Annotated[Sequence[str], Parameter(negative=(), consume_multiple=(1, None))] = (),
    data: Path | None = None,
    language: Language | None = None,
    as_json: Annotated[bool, Parameter(name="--json")] = False,
) -> int:
    """List all mistakes of room files, and what looks odd; the exit code is 1 if there is any mistake.

    Parameters
    ----------
    files
        One or several TOML files, which together describe one installation.
    here
        Look also whether this computer has the secrets, the keys' and the calendars' files that it needs as the `service`'s or as
        an `agent`'s; as both where neither is said. Then the exit code is 1 also if one is missing. As an agent's, see
        also whether the Jitsi servers are fit for meetings; one that is not may be so again, and fails nothing.
    room
        The rooms that the agent here serves, for --here; all where left out.
    data
        The folder of secrets.toml, for --here; REGIA_DATA where left out.
    language
        Of the sentences; the terminal's where left out.
    as_json
        Print one JSON document instead of lines.
    """
    language = language or language_of(os.environ)
    if isinstance(here, Path):  # the word behind --here is the first file
        files, here = (here, *files), True
    loaded = load_site(files or stop(_WORDS[language]["no_files"], code=2), language)
    found = _looked_for(loaded, _machines(here), room, (data or settings().data) if here else None, language)
    if as_json:
        sys.stdout.write(_as_json(loaded, found) + "\n")
    else:
        _print(loaded, language)
        _print_needed(found.secrets, "env:", language)
        _print_needed(found.keys, "", language)
        _print_needed(found.calendars, "", language)
        _print_servers(found.servers, language)
    return (
        1
        if loaded.mistakes or any(not needed.here for needed in (*found.secrets, *found.keys, *found.calendars))
        else 0
    )


def _machines(here: bool | Machine) -> Collection[Machine]:  # noqa: FBT001 - as the command line has it
    """The machines that this computer is, by the word behind --here."""
    if isinstance(here, bool):
        return get_args(Machine) if here else ()
    return (here,)


class _Found(NamedTuple):
    """What this computer has of all that the room files name."""

    secrets: Sequence[Needed]
    keys: Sequence[Needed]
    calendars: Sequence[Needed]
    servers: Sequence[ProbedServer]


def _looked_for(
    loaded: Loaded, machines: Collection[Machine], rooms: Collection[str], folder: Path | None, language: Language
) -> _Found:
    """Look for what this computer needs as those *machines*; *folder* may have a secrets.toml."""
    installation = loaded.installation
    named = tuple(secrets_named(installation)) if installation else ()
    asked_for_keys = installation.jitsi if installation and "service" in machines else ()
    asked = installation.jitsi if installation and "agent" in machines else ()
    return _Found(
        tuple(_secrets(_of_here(named, machines, rooms), folder)),
        tuple(_keys(asked_for_keys, folder)) if folder is not None else (),
        tuple(_calendars(loaded.calendar_paths)) if "service" in machines else (),
        seen_from_here(asked, language),
    )


def _of_here(
    secrets: Iterable[NamedSecret], machines: Collection[Machine], rooms: Collection[str]
) -> Iterator[NamedSecret]:
    """Those that this computer needs as those *machines*, its agent serving *rooms*."""
    for secret in secrets:
        if secret.machine in machines and (not rooms or secret.room in {None, *rooms}):
            yield secret


def _secrets(secrets: Iterable[NamedSecret], folder: Path | None) -> Iterator[Needed]:
    for secret in secrets:
        try:
            resolve(secret.name, os.environ, folder)
        except SecretMissing:
            yield Needed(secret.name, secret.purpose, here=False)
        except SecretError as error:
            yield Needed(secret.name, secret.purpose, here=False, reason=str(error))
        else:
            yield Needed(secret.name, secret.purpose, here=True)


def _keys(deployments: Iterable[JitsiDeployment], folder: Path) -> Iterator[Needed]:
    """The files of the keys that sign tokens."""
    for deployment in deployments:
        for key in deployment.keys:
            purpose = f"jitsi.{deployment.id}"
            try:
                read_key(deployment, key, folder)
            except FileNotFoundError:
                yield Needed(str(folder / key.file), purpose, here=False)
            except DeploymentUnusable as error:
                yield Needed(str(folder / key.file), purpose, here=False, reason=str(error))
            else:
                yield Needed(str(folder / key.file), purpose, here=True)


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


def _as_json(loaded: Loaded, found: _Found) -> str:
    answer = {
        "mistakes": [asdict(mistake) for mistake in loaded.mistakes],
        "warnings": [asdict(warning) for warning in loaded.warnings],
        "secrets": [asdict(secret) for secret in found.secrets],
        "keys": [asdict(key) for key in found.keys],
        "calendars": [asdict(calendar) for calendar in found.calendars],
        "jitsi": [asdict(server) for server in found.servers],
    }
    return json.dumps(answer, ensure_ascii=False, indent=2)


def _print(loaded: Loaded, language: Language) -> None:
    console = Console(soft_wrap=True, highlight=False)
    words = _WORDS[language]
    for mistake in loaded.mistakes:
        _print_mistake(console, mistake, Text(mistake.message, "red"))
    for warning in loaded.warnings:
        _print_mistake(console, warning, Text.assemble((words["doubt"], "yellow"), warning.message))
    if loaded.mistakes:
        console.print(words["mistakes"].format(count=len(loaded.mistakes)))
    if loaded.installation:
        text = words["doubtful" if loaded.warnings else "right"]
        counts = _counts(loaded.installation, language)
        console.print(Text(text.format(counts=counts, count=len(loaded.warnings)), "green"))


def _print_mistake(console: Console, mistake: Mistake, message: Text) -> None:
    console.print(Text(": ").join([*map(Text, mistake.where), message]))
    if mistake.hint:
        console.print(Text(f"    {mistake.hint}", "dim"))


def _counts(installation: Installation, language: Language) -> str:
    devices = sum(len(room.devices) for room in installation.rooms)
    numbers = (len(installation.sites), len(installation.rooms), devices, len(installation.presets))
    counted = zip(numbers, _COUNTED[language], strict=True)
    return ", ".join(f"{number} {single if number == 1 else several}" for number, (single, several) in counted)


def _print_needed(needed: Sequence[Needed], prefix: str, language: Language) -> None:
    console = Console(soft_wrap=True, highlight=False)
    for need in needed:
        verdict = Text(_WORDS[language]["has" if need.here else "lacks"], "green" if need.here else "red")
        reason = f" ({need.reason})" if need.reason else ""
        console.print(Text.assemble(f"{prefix}{need.name}: ", verdict, f"{reason}  {need.purpose}"))


def _print_servers(servers: Sequence[ProbedServer], language: Language) -> None:
    console = Console(soft_wrap=True, highlight=False)
    for server in servers:
        verdict = (
            Text("; ".join(server.troubles), "yellow") if server.troubles else Text(_WORDS[language]["fit"], "green")
        )
        console.print(Text.assemble(f"{server.url}: ", verdict, f"  {server.purpose}"))
