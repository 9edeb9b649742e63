"""The single values of a room file: durations, zones, names of secrets, addresses, and what each must look like."""

import re
from datetime import timedelta
from typing import Annotated, TypeVar
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer, Strict
from pydantic_core import PydanticCustomError

from config.addresses import is_host
from config.pins import is_hashed_pin
from config.zones import iana_zone

_LONGEST_NETWORK = 32
_DURATION = re.compile(r"(?=\d)(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+(?:\.\d+)?)s)?")


def parse_duration(text: object) -> timedelta:
    """Read ``90s``, ``10m``, ``1h30m`` or ``2d``. Raises ValueError for anything else."""
    if isinstance(text, timedelta):
        return text
    match = _DURATION.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        raise PydanticCustomError("duration", "a duration is written like 90s, 10m or 1h30m")
    days, hours, minutes, seconds = (float(part or 0) for part in match.groups())
    try:
        return timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    except OverflowError as error:
        raise PydanticCustomError("duration", "a duration of more than a million years") from error


def format_duration(value: timedelta) -> str:
    """A text that parse_duration reads back as *value*, to the microsecond up to centuries."""
    return f"{value.total_seconds():.6f}".rstrip("0").removesuffix(".") + "s"


def _known_zone(name: str) -> str:
    if iana_zone(name) is None:
        raise PydanticCustomError("zone", "unknown time zone; write it like Europe/Rome")
    return name


def _secret_name(text: str) -> str:
    if not re.fullmatch(r"env:REGIA_SECRET_[A-Z0-9_]+", text):
        raise PydanticCustomError("secret", "a secret is not written here but named, like env:REGIA_SECRET_OBS_1")
    return text


def _http_url(text: str) -> str:
    try:
        parts = urlsplit(text)
        usable = parts.scheme in ("http", "https") and is_host(parts.hostname or "") and parts.port != 0
    except ValueError:  # an impossible port, a bracket too many
        usable = False
    if not usable or re.search(r"\s", text):
        raise PydanticCustomError("url", "an address begins with http:// or https:// and a host")
    return text


def _feed_url(text: str) -> str:
    """An address of a calendar. Calendar programs write ``webcal`` and mean ``https``, as registered with IANA."""
    return _http_url(re.sub(r"\Awebcals?://", "https://", text, flags=re.IGNORECASE))


def _host(text: str) -> str:
    """A name or address alone. A scheme or a port with it is an error of its own, which says what to take off."""
    if text.strip() and not is_host(text):  # config.site_file.checks tells of blank texts
        around = (
            "host_url" if "://" in text else "host_port" if is_host(text.rpartition(":")[0].strip("[]")) else "host"
        )
        raise PydanticCustomError(around, "a host is a name or an IP address, like 192.168.1.21")
    return text


def _network(text: str) -> str:
    """A network's name. IEEE 802.11 gives it 32 bytes."""
    if not 0 < len(text.encode()) <= _LONGEST_NETWORK:
        raise PydanticCustomError("network", "a network's name has 1 to 32 bytes")
    return text


def _beside(text: str) -> str:
    """The name of a file in the room file's own folder."""
    if not text.strip() or any(char in text for char in "/\\\0") or text in {".", ".."}:
        raise PydanticCustomError("beside", "a file beside this one is named alone, without a folder")
    return text


def _data_file(text: str) -> str:
    """The name of a file in the service's data folder. Room files come over the API too: they name no other folder."""
    if not text.strip() or any(char in text for char in "/\\\0") or text in {".", ".."}:
        raise PydanticCustomError("data_file", "a file in the data folder is named alone, without a folder")
    return text


def _key_id(text: str) -> str:
    """A key's id, as it stands in headers of tokens."""
    if not re.fullmatch(r"[!-~]{1,255}", text):
        raise PydanticCustomError("kid", "a key's id has 1 to 255 letters, digits and signs of ASCII, and no blank")
    return text


def _passphrase(text: str) -> str:
    """What WPA takes: 8 to 63 characters of ASCII."""
    if not (8 <= len(text) <= 63 and text.isascii() and text.isprintable()):
        raise PydanticCustomError("passphrase", "a WPA password has 8 to 63 ASCII characters")
    return text


def _hashed_pin(text: str) -> str:
    if not is_hashed_pin(text):
        raise PydanticCustomError("pin", "a PIN is not written here but what `regia pin` makes of it")
    return text


Duration = Annotated[timedelta, BeforeValidator(parse_duration), PlainSerializer(format_duration, return_type=str)]
Zone = Annotated[str, AfterValidator(_known_zone)]
SecretName = Annotated[str, AfterValidator(_secret_name)]
HashedPin = Annotated[str, AfterValidator(_hashed_pin)]
ID_PATTERN = r"^[a-z0-9][a-z0-9-]{0,62}$"
Id = Annotated[str, Field(pattern=ID_PATTERN)]
"""An id is safe as the name of a file and as a part of an address."""
Port = Annotated[int, Field(ge=1, le=65535)]
NetworkName = Annotated[str, AfterValidator(_network)]
Passphrase = Annotated[str, AfterValidator(_passphrase)]
FileBeside = Annotated[str, AfterValidator(_beside)]
DataFile = Annotated[str, AfterValidator(_data_file)]
KeyId = Annotated[str, AfterValidator(_key_id)]
HttpUrl = Annotated[str, AfterValidator(_http_url)]
FeedUrl = Annotated[str, AfterValidator(_feed_url)]
Host = Annotated[str, AfterValidator(_host)]
T = TypeVar("T")
Several = Annotated[tuple[T, ...], Strict(strict=False)]
"""A TOML list; its members are as strict as all else."""
