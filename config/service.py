"""The address of the service, as the room file tells it, at which people open the links that they are sent."""

import re
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from config.addresses import is_host, is_loopback
from config.file_model import FileModel
from config.scalars import HttpUrl

LONGEST_CONTROLLER = 200
_DEFAULT_PORTS = {"http": 80, "https": 443}


def service_address(text: str) -> str:
    """The address *text* as links begin with it: scheme, host in ASCII (RFC 5890) and port, without a slash at the end.

    Raises ValueError for one that is not encrypted and not of this machine, or that has more than host and port.
    """
    parts = urlsplit(text)
    host, port = parts.hostname or "", parts.port
    alone = parts.path in ("", "/") and not ({"?", "#", "@"} & set(text)) and not re.search(r"[\s\\]", text)
    encrypted = parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host))
    if not (alone and encrypted and is_host(host) and port != 0):
        raise ValueError("an address of the service is written like https://regia.comune.example")
    name = f"[{host}]" if ":" in host else host.encode("idna").decode().lower()
    usual = port in (None, _DEFAULT_PORTS[parts.scheme])
    return f"{parts.scheme}://{name}" if usual else f"{parts.scheme}://{name}:{port}"


def _address(text: str) -> str:
    try:
        return service_address(text)
    except ValueError as error:  # also an impossible port, a bracket too many, a letter that no name has
        raise PydanticCustomError("service_url", "an address of the service is https:// and a host") from error


class Service(FileModel):
    """What the service has to know of itself, and what it asks of those who sign in."""

    url: Annotated[str, AfterValidator(_address)]
    """Its address, which links begin with; no slash stands at its end."""
    second_factor: Literal["offered", "required"] = "offered"
    """Whether administrators and technicians must have one to sign in by password."""
    controller: Annotated[str, Field(max_length=LONGEST_CONTROLLER)] | None = None
    """Who answers for people's data (GDPR art. 4 (7)), as every page names them."""
    privacy: HttpUrl | None = None
    """The address of their notice (GDPR art. 13)."""
