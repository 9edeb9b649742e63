"""A port among a command's arguments: a number that a socket takes, or the end of the command."""

from typing import Annotated

from cyclopts import Parameter

from orchestrator.commands.stopping import stop

LAST = 65535


def _check(_kind: object, port: int) -> None:
    if not 0 <= port <= LAST:
        stop(f"{port} is no port: ports go from 1 to {LAST}, and 0 is any free one.", code=2)


Port = Annotated[int, Parameter(validator=_check, help="0 is any free one.")]
