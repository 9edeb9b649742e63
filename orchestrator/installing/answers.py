"""What somebody answers who sets Regia up, checked answer by answer. Pure, but for the list of this machine's time zones."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from config.addresses import is_loopback, mailbox
from config.names import folded
from config.service import service_address
from config.site_file.mistakes import nearest
from config.zones import iana_zone

LONGEST_NAME = 80
MOST_HALLS = 200
LOWEST_PORT = 1024
"""Those below are for the administrator of the machine, which the service is not."""


class Refused(ValueError):
    """An answer will not do; *code* names its sentence in `orchestrator.installing.words`, *params* fill it."""

    def __init__(self, code: str, **params: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


@dataclass(frozen=True, slots=True)
class House:
    """What the room file is made of."""

    name: str
    timezone: str
    halls: tuple[str, ...]
    """Their names, at least one."""
    url: str
    """The address of the service."""


def house_name(text: str) -> str:
    """The name of a house or hall, with single spaces. Raises Refused."""
    if not text.strip():
        raise Refused("empty")
    name = " ".join(text.split(" ")).strip()
    if not name.isprintable():
        raise Refused("unprintable")
    name = " ".join(name.split())
    if len(name) > LONGEST_NAME:
        raise Refused("too_long", most=LONGEST_NAME)
    return name


def zone(text: str) -> str:
    """An IANA zone, which may be written in any case, or by its town alone. Raises Refused."""
    wanted = "_".join(text.split())
    if not wanted:
        raise Refused("empty")
    if iana_zone(wanted) is not None:
        return wanted
    known = {name for name in available_timezones() if "/" in name and iana_zone(name) is not None}
    by_town = {name.rpartition("/")[2].casefold(): name for name in sorted(known)}
    by_name = {name.casefold(): name for name in known}
    found = by_name.get(wanted.casefold()) or by_town.get(wanted.casefold())
    if found is None:
        near = nearest(wanted, tuple(sorted(known))) if wanted.isprintable() else None
        raise Refused("no_zone", example=near or "Europe/Rome")
    return found


def hall_names(text: str) -> tuple[str, ...]:
    """The names of halls, which commas part. Raises Refused."""
    names = tuple(house_name(part) for part in text.split(",") if part.strip())
    if not names:
        raise Refused("empty")
    if len(names) > MOST_HALLS:
        raise Refused("too_many_halls", most=MOST_HALLS)
    seen = set[str]()
    for name in names:
        if folded(name) in seen:
            raise Refused("hall_twice", name=name)
        seen.add(folded(name))
    return names


def service_url(text: str) -> str:
    """The address of the service; a name alone is one that is encrypted. Raises Refused."""
    written = text.strip()
    if not written:
        raise Refused("empty")
    if not written.isprintable():
        raise Refused("unprintable")
    try:
        url = service_address(written if "://" in written else f"https://{written}")
    except ValueError:
        plain = written.lower().startswith("http://")
        raise Refused("not_encrypted" if plain else "no_url") from None
    parts = urlsplit(url)
    if parts.scheme == "http" and (parts.port or 80) < LOWEST_PORT:
        raise Refused("low_port", lowest=LOWEST_PORT)
    return url


def email(text: str) -> str:
    """An e-mail address. Raises Refused."""
    if not text.strip():
        raise Refused("empty")
    try:
        return mailbox(text.strip())
    except ValueError:
        raise Refused("no_email") from None


def is_of_this_machine(url: str) -> bool:
    """Whether nobody but this machine reaches the service at *url*."""
    return is_loopback(urlsplit(url).hostname or "")


def name_of(address: str) -> str:
    """What somebody is called until they say otherwise: what stands before the @, as a name is written."""
    words = address.partition("@")[0].replace("_", ".").replace("-", ".").split(".")
    return " ".join(word.capitalize() for word in words if word)[:LONGEST_NAME]


CHECKS: Mapping[str, Callable[[str], object]] = {
    "name": house_name,
    "timezone": zone,
    "halls": hall_names,
    "url": service_url,
    "email": email,
}
"""What checks each answer, in the order in which they are asked for."""
OF_THE_HOUSE = ("name", "timezone", "halls", "url")
USUAL_URL = "http://127.0.0.1:8080"
