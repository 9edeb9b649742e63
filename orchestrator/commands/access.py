"""Where the service is and with what token to go there, for commands that speak to it over HTTP."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from orchestrator.commands.stopping import stop
from room_agents.address import Address, NoAddress, read_address
from room_agents.signing_in import NoToken, token_from, token_in

Orchestrator = Annotated[str, Parameter(help="The orchestrator's address, like https://regia.example.")]
Token = Annotated[str | None, Parameter(help="Better in REGIA_TOKEN or --token-file: arguments are public.")]
TokenFile = Annotated[Path | None, Parameter(help="A file that holds the token alone.")]
Insecure = Annotated[bool, Parameter(help="Let the token travel in clear over http.", negative=())]


def address_of(text: str, *, insecure: bool) -> Address:
    """Where to connect to; a token goes there in clear only if that was accepted."""
    try:
        address = read_address(text)
    except NoAddress as error:
        stop(str(error), code=2)
    if address.in_clear and not insecure:
        stop(f"{text} would carry the token in clear: use https, or add --insecure if you accept that.", code=2)
    return address


def token_of(token: str | None, token_file: Path | None, role: str) -> str:
    """The token, from the one place that gives it."""
    if not (token or token_file):
        stop(
            f"A token is needed: give REGIA_TOKEN, --token-file or --token (`regia token add --role {role}`).",
            code=2,
        )
    try:
        return token_in(token_file) if token_file is not None else token_from(token or "")
    except NoToken as error:
        stop(str(error), code=2)
