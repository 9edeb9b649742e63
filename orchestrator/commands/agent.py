"""`regia agent`: check what it was told, then run the process that stands in the room."""

import asyncio
from functools import partial
from pathlib import Path
from typing import Annotated

import structlog
from cyclopts import Parameter

from config.locks import take_lock
from config.logs import set_up_logs
from config.private import Exposed, exposures, refuse_exposed
from config.words.sentences import Language
from orchestrator.commands.access import Insecure, Orchestrator, Token, TokenFile, address_of, token_of
from orchestrator.commands.environment import settings
from orchestrator.commands.interpreter import set_up_interpreter
from orchestrator.commands.loop import Loop
from orchestrator.commands.ports import Port
from orchestrator.commands.stopping import stop
from room_agents.agent import AgentSettings, make_folders, run_until_told
from room_agents.signing_in import token_in


def agent(
    *,
    orchestrator: Orchestrator,
    data: Annotated[
        Path, Parameter(help="The agent's own folder: plans, reports, secrets.toml.", env_var="REGIA_DATA")
    ],
    token: Token = None,
    token_file: TokenFile = None,
    insecure: Insecure = False,
    stage_port: Annotated[
        Port, Parameter(help="Where the big screen's page is, on loopback; 0 is any free one.")
    ] = 8765,
    language: Annotated[Language, Parameter(help="Of the page on the big screen.")] = "it",
) -> None:
    """Run the agent of the rooms that its token names."""
    known = settings()
    address = address_of(orchestrator, insecure=insecure)
    at_first = token_of(token or known.token, token_file, "agent:…")
    sign_in = partial(token_in, token_file) if token_file is not None else lambda: at_first
    wanted = AgentSettings(address.url, sign_in, data, stage_port, language)
    try:
        make_folders(data)
        refuse_exposed(data)
        lock = take_lock(data / "agent.lock")
    except (OSError, Exposed) as error:
        stop(f"The folder {data} cannot be used: {error}.", code=2)
    if lock is None:  # two would write over each other's reports
        stop(f"An agent uses the folder {data} already: end that one, or give this one a folder of its own by --data.")
    set_up_logs(known.log)
    for exposed in exposures(data):
        structlog.get_logger().warning("agent.exposed", what=exposed)
    set_up_interpreter()
    with lock, asyncio.Runner(loop_factory=Loop) as runner:
        runner.run(run_until_told(wanted))
