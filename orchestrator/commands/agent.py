"""`regia agent`: check what it was told, then run the process that stands in the room."""

import asyncio
import os
import sys
from pathlib import Path
from typing import Annotated, NoReturn

from cyclopts import Parameter

from config.logs import set_up_logs
from config.sentences import Language
from config.settings import SettingsMistake, read_settings
from room_agents.agent import AgentSettings, insecure, run_until_told


def agent(
    *,
    orchestrator: Annotated[str, Parameter(help="The orchestrator's address, like https://regia.example.")],
    data: Annotated[Path, Parameter(help="The agent's own folder: plans, reports, secrets.toml.")],
    token: Annotated[str | None, Parameter(help="Better in REGIA_TOKEN or --token-file: arguments are public.")] = None,
    token_file: Annotated[Path | None, Parameter(help="A file that holds the token alone.")] = None,
    insecure_: Annotated[
        bool, Parameter(name="--insecure", help="Let the token travel in clear over http.", negative=())
    ] = False,
    stage_port: Annotated[
        int, Parameter(help="Where the big screen's page is, on loopback; 0 is any free one.")
    ] = 8765,
    language: Annotated[Language, Parameter(help="Of the page on the big screen.")] = "it",
) -> None:
    """Run the agent of the rooms that its token names."""
    try:
        known = read_settings(os.environ)
    except SettingsMistake as mistake:
        _stop("\n".join(mistake.sentences))
    if not orchestrator.startswith(("https://", "http://")):
        _stop(f"{orchestrator} is no address: write it like https://regia.example.")
    if insecure(orchestrator) and not insecure_:
        _stop(f"{orchestrator} would carry the token in clear: use https, or add --insecure if you accept that.")
    settings = AgentSettings(orchestrator, _token(token or known.token, token_file), data, stage_port, language)
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        _stop(f"The folder {data} cannot be used: {error}.", code=1)
    set_up_logs(known.log)
    asyncio.run(run_until_told(settings))


def _token(token: str | None, token_file: Path | None) -> str:
    """The token, from the one place that gives it."""
    if token_file is not None:
        try:
            token = token_file.read_text().strip()
        except (OSError, UnicodeDecodeError) as error:
            _stop(f"The token in {token_file} cannot be read: {error}.")
    if not token:
        _stop("An agent needs a token: give REGIA_TOKEN, --token-file or --token (`regia token add --role agent:…`).")
    if not token.isascii() or not token.isprintable() or " " in token:
        _stop("That is no token: it must be one word.")
    return token


def _stop(sentence: str, *, code: int = 2) -> NoReturn:
    sys.stderr.write(sentence + "\n")
    raise SystemExit(code)
