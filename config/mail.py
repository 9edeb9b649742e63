"""The server that sends the service's mails, as the room file names it."""

from typing import Annotated, Literal

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from config.addresses import mailbox
from config.contacts import Said
from config.file_model import FileModel
from config.scalars import Host, Port, SecretName

Security = Literal["tls", "starttls", "none"]
USUAL_PORTS: dict[Security, int] = {"tls": 465, "starttls": 587, "none": 25}
"""RFC 8314 7.3, RFC 6409 3.1, RFC 5321 4.5.4.2."""


def _mailbox(text: str) -> str:
    try:
        return mailbox(text)
    except ValueError as error:
        raise PydanticCustomError("mailbox", "a mail address is written like sale@comune.example") from error


class Mail(FileModel):
    """An SMTP server that takes our mails, and from whom they come."""

    host: Host
    port: Port | None = None
    """The usual one of *security* where left out."""
    security: Security = "tls"
    """How the connection is encrypted: from its beginning, by STARTTLS, or not at all, which only this machine may ask."""
    user: Said | None = None
    password: SecretName | None = None
    sender: Annotated[str, AfterValidator(_mailbox)]
    """The address that mails come from."""

    @property
    def port_used(self) -> int:
        """The port to connect to."""
        return self.port or USUAL_PORTS[self.security]
