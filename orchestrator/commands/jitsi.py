"""`regia jitsi check`: ask each Jitsi server what it can be asked, and say what works and what is missing."""

import json
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import httpx
from cyclopts import Parameter
from rich.console import Console
from rich.text import Text

from config.jitsi import JitsiDeployment
from config.rooms import Installation
from config.site_file.loading import load_site
from config.site_file.mistakes import language_of
from config.words.sentences import Language
from orchestrator.commands.environment import settings
from orchestrator.commands.stopping import stop
from orchestrator.conferences.check_words import GRADES, TOPICS, said
from orchestrator.conferences.checking import Asked, Grade, Point, check
from orchestrator.conferences.deployments import DeploymentUnusable, deployments_of

_WORDS = {
    "it": {"none": "Nel file delle sale non c’è nessun server Jitsi.", "unknown": "Non c’è il server Jitsi «{name}»."},
    "en": {"none": "The room file has no Jitsi server.", "unknown": "There is no Jitsi server “{name}”."},
}
_COLOURS = {Grade.GOOD: "green", Grade.LACKS: "yellow", Grade.BAD: "red", Grade.UNASKED: "dim"}


async def check_servers(
    *files: Path,
    server: Annotated[str | None, Parameter(help="Only the one of that id.")] = None,
    data: Annotated[Path, Parameter(help="The folder of keys and secrets.toml.")] = Path("data"),
    language: Annotated[Language | None, Parameter(help="Of the sentences; the terminal's if left out.")] = None,
    as_json: Annotated[bool, Parameter(name="--json", help="Print one JSON document.", negative=())] = False,
) -> int:
    """Ask the Jitsi servers of the room FILES what works; the exit code is 1 if something is wrong.

    What is only missing, like an endpoint that tells how many are in a meeting, fails nothing. Run it where the service runs.
    """
    settings()
    language = language or language_of(os.environ)
    site = _site(files, language)
    servers = [each for each in site.jitsi if server in (None, each.id)]
    if server is not None and not servers:
        stop(_WORDS[language]["unknown"].format(name=server), code=2)
    try:
        usable = deployments_of(site, environment=os.environ, folder=data)
    except DeploymentUnusable as error:
        stop(str(error))
    service = site.service.url if site.service is not None else None
    found = {}
    async with httpx.AsyncClient(trust_env=False) as http:
        for written in servers:
            asked = Asked(written, usable[written.id], service)
            found[written.id] = await _ask(written, asked, http, None if as_json else language)
    if as_json:
        sys.stdout.write(_as_json(found, language) + "\n")
    elif not servers:
        sys.stdout.write(_WORDS[language]["none"] + "\n")
    return 1 if any(point.grade is Grade.BAD for points in found.values() for point in points) else 0


def _site(files: Sequence[Path], language: Language) -> Installation:
    """What the files describe. Mistakes in them end the command."""
    loaded = load_site(files, language)
    if loaded.installation is None:
        stop("\n".join(f"{mistake}\n    {mistake.hint}".rstrip() for mistake in loaded.mistakes))
    return loaded.installation


async def _ask(
    written: JitsiDeployment, asked: Asked, http: httpx.AsyncClient, language: Language | None
) -> Sequence[Point]:
    """The points, each printed in *language* when it is known; printed nowhere where that is None."""
    console, points = Console(soft_wrap=True, highlight=False), []
    if language is not None:
        console.print(Text(f"{written.id}  {written.url}", "bold"))
    async for point in check(asked, http, lambda: datetime.now(UTC)):
        points.append(point)
        if language is not None:
            grade = Text(GRADES[point.grade][language], _COLOURS[point.grade])
            console.print(Text.assemble("  ", TOPICS[point.topic][language], ": ", grade, f"; {said(point, language)}"))
    return points


def _as_json(found: dict[str, Sequence[Point]], language: Language) -> str:
    told = {
        server: [{**asdict(point), "said": said(point, language)} for point in points]
        for server, points in found.items()
    }
    return json.dumps(told, ensure_ascii=False, indent=2)
