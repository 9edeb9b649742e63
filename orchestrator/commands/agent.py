"""`regia agent`: check what it was told, then run the process that stands in the room."""

import asyncio
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from config.locks import take_lock
from config.logs import set_up_logs
from config.sentences import Language
from orchestrator.commands.environment import settings
from orchestrator.commands.ports import Port
from orchestrator.commands.stopping import stop
from room_agents.address import Address, NoAddress, read_address
from room_agents.agent import AgentSettings, make_folders, run_until_told


def agent(
    *,
    orchestrator: Annotated[str, Parameter(help="The orchestrator's address, like https://regia.example.")],
    data: Annotated[
        Path, Parameter(help="The agent's own folder: plans, reports, secrets.toml.", env_var="REGIA_DATA")
    ],
    token: Annotated[str | None, Parameter(help="Better in REGIA_TOKEN or --token-file: arguments are public.")] = None,
    token_file: Annotated[Path | None, Parameter(help="A file that holds the token alone.")] = None,
    insecure: Annotated[bool, Parameter(help="Let the token travel in clear over http.", negative=())] = False,
    stage_port: Annotated[
        Port, Parameter(help="Where the big screen's page is, on loopback; 0 is any free one.")
    ] = 8765,
    language: Annotated[Language, Parameter(help="Of the page on the big screen.")] = "it",
) -> None:
    """Run the agent of the rooms that its token names."""
    known = settings()
    address = _address(orchestrator, insecure=insecure)
    wanted = AgentSettings(address.url, _token(token or known.token, token_file), data, stage_port, language)
    try:
        make_folders(data)
        lock = take_lock(data / "agent.lock")
    except OSError as error:
        stop(f"The folder {data} cannot be used: {error}.", code=2)
    if lock is None:  # two would write over each other's reports
        stop(f"An agent uses the folder {data} already: end that one, or give this one a folder of its own by --data.")
    set_up_logs(known.log)
    with lock:
        asyncio.run(run_until_told(wanted))


def _address(text: str, *, insecure: bool) -> Address:
    """Where to connect to; a token goes there in clear only if that was accepted."""
    try:
        address = read_address(text)
    except NoAddress as error:
        stop(str(error), code=2)
    if address.in_clear and not insecure:
        stop(f"{text} would carry the token in clear: use https, or add --insecure if you accept that.", code=2)
    return address


def _token(token: str | None, token_file: Path | None) -> str:
    """The token, from the one place that gives it."""
    if token_file is not None:
        try:
            token = token_file.read_text().strip()
        except (OSError, UnicodeDecodeError) as error:
            stop(f"The token in {token_file} cannot be read: {error}.", code=2)
    if not token:
        stop(
            "An agent needs a token: give REGIA_TOKEN, --token-file or --token (`regia token add --role agent:…`).",
            code=2,
        )
    if not token.isascii() or not token.isprintable() or " " in token:
        stop("That is no token: it must be one word.", code=2)
    return token
