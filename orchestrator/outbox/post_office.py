"""Which server takes the mails of an installation, and from whom they come, as the room file says."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from config.rooms import Installation
from config.secrets import resolve
from integrations.services.mail import MailServer


@dataclass(frozen=True, slots=True)
class PostOffice:
    """A server, and the address and name that mails come from."""

    server: MailServer
    sender: str
    sender_name: str

    @property
    def domain(self) -> str:
        """The sender's, in which the mails' ids are made."""
        return self.sender.rpartition("@")[2]


PostOfficeOf = Callable[[Installation], PostOffice | None]
"""Of an installation; None where no mail goes out. Raises SecretError."""


def no_post_office(_installation: Installation) -> None:
    """Of a service that sends no mails."""
    return


def post_office_of(
    installation: Installation, environment: Mapping[str, str], folder: Path | None
) -> PostOffice | None:
    """What the table `mail` says, with its password from *environment* or *folder*. Raises SecretError."""
    mail = installation.mail
    if mail is None:
        return None
    password = resolve(mail.password, environment, folder) if mail.password is not None else None
    server = MailServer(mail.host, mail.port_used, mail.security, mail.user, password)
    return PostOffice(server, mail.sender, house_name(installation))


def house_name(installation: Installation) -> str:
    """What people call the house."""
    return installation.sites[0].name if installation.sites else "Regia"
