"""The port a command listens on: an argument that a socket takes, and why listening failed."""

import errno
from typing import Annotated

from cyclopts import Parameter

from orchestrator.commands.stopping import stop

LAST = 65535


def _check(_kind: object, port: int) -> None:
    if not 0 <= port <= LAST:
        stop(f"{port} is no port: ports go from 1 to {LAST}, and 0 is any free one.", code=2)


Port = Annotated[int, Parameter(validator=_check, help="0 is any free one.")]


def why_not_listening(error: OSError | UnicodeError, host: str, port: int) -> str:
    """The sentence for a socket that could not be opened."""
    match error:
        case OSError(errno=errno.EADDRINUSE):
            return f"Port {port} of {host} is in use already: is it running twice? Give another one with --port."
        case OSError(errno=errno.EACCES):
            return f"This user may not listen on port {port}: give one above 1023 with --port."
        case OSError(strerror=str(reason)):
            return f"Cannot listen on {host} port {port}: {reason}"
    return f"Cannot listen on {host} port {port}: {error}"
