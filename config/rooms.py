"""The room file's typed models: sites, calendars, Jitsi deployments, rooms, devices, presets.

Each model checks itself alone; what must agree between them is checked in config.checks.
"""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Any, Literal, TypeVar
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, Strict
from pydantic_core import PydanticCustomError

from config.addresses import is_host
from config.contacts import Contacts
from config.pins import is_hashed_pin
from config.states import Value
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
    except ValueError:  # a port that is none, a bracket too many
        usable = False
    if not usable or re.search(r"\s", text):
        raise PydanticCustomError("url", "an address begins with http:// or https:// and a host")
    return text


def _host(text: str) -> str:
    """A name or address alone. What people write around it has a name of its own, so that they are told what to take off."""
    if text.strip() and not is_host(text):  # a blank text is told as such, with all others
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
"""Safe as the name of a file and as a part of an address."""
Port = Annotated[int, Field(ge=1, le=65535)]
HttpUrl = Annotated[str, AfterValidator(_http_url)]
Host = Annotated[str, AfterValidator(_host)]
T = TypeVar("T")
Several = Annotated[tuple[T, ...], Strict(strict=False)]
"""A TOML list; its members are as strict as all else."""
CLOSURE = "CHIUSURA"
"""The category of an event that closes its rooms; no preset may have it."""
WishTable = Mapping[str, Mapping[str, Value]]


class FileModel(BaseModel):
    """A table of the room file: frozen, and a key it does not know is a mistake."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class _Device(FileModel):
    name: str | None = None
    """How people call it; its id where left out."""
    warm_up: Duration | None = None
    """From the command 'on' until it may be seen as on."""
    keep_on: Duration | None = None
    """Stays on between two uses that are not further apart."""
    timeout: Duration = timedelta(seconds=2)
    poll: Duration = timedelta(seconds=2)
    enforce: Several[str] = ()
    """Attributes put back even when a person changed them by hand."""


class PjlinkDevice(_Device):
    """A projector or display that speaks PJLink class 1 or 2."""

    driver: Literal["pjlink"]
    host: Host
    port: Port = 4352
    password: SecretName | None = None
    poll: Duration = timedelta(seconds=5)

    @property
    def secret_name(self) -> str | None:
        """The secret it takes, like ``env:REGIA_SECRET_OBS_1``."""
        return self.password


class ObsDevice(_Device):
    """OBS Studio with obs-websocket 5."""

    driver: Literal["obs"]
    host: Host
    port: Port = 4455
    password: SecretName | None = None

    @property
    def secret_name(self) -> str | None:
        """The secret it takes, like ``env:REGIA_SECRET_OBS_1``."""
        return self.password


class AppleTvDevice(_Device):
    """An Apple TV over the Companion protocol."""

    driver: Literal["appletv"]
    host: Host
    port: Port = 49153
    credentials: SecretName

    @property
    def secret_name(self) -> str:
        """The secret it takes, like ``env:REGIA_SECRET_OBS_1``."""
        return self.credentials


class StageDevice(_Device):
    """The page on the room's big screen, served by the agent."""

    driver: Literal["stage"]

    @property
    def secret_name(self) -> None:
        """It takes no secret."""
        return None


Device = Annotated[PjlinkDevice | ObsDevice | AppleTvDevice | StageDevice, Field(discriminator="driver")]


class Wifi(FileModel):
    """The guests' wireless network. Its password stands on the wall, and is no secret."""

    name: Annotated[str, AfterValidator(_network)]
    password: Annotated[str, AfterValidator(_passphrase)] | None = None
    """None of an open network."""


class Site(FileModel):
    """One place with rooms: its zone, its usual presets, and what its big screens show besides."""

    id: Id
    name: str
    timezone: Zone
    default_preset: Id | None = None
    confidential_preset: Id | None = None
    contact: Contacts = ()
    """Whom people in its rooms call."""
    wifi: Wifi | None = None


class Calendar(FileModel):
    """An iCalendar file or http(s) feed that books rooms of one site."""

    id: Id
    path: str | None = None
    url: HttpUrl | None = None
    site: Id | None = None
    every: Duration = timedelta(minutes=5)


class JitsiDeployment(FileModel):
    """A Jitsi Meet server and how tokens for it are signed."""

    id: Id
    url: HttpUrl
    app_id: str | None = None
    secret: SecretName | None = None
    audience: str = "jitsi"
    issuer: str | None = None
    """*app_id* where left out."""
    sub: str = "*"
    password: SecretName | None = None
    """What the room's agent says where the deployment asks for a password."""


class Room(FileModel):
    """A room: how calendars call it, its times, its devices by id."""

    id: Id
    name: str
    site: Id | None = None
    default_preset: Id | None = None
    """In place of the site's."""
    aliases: Several[str] = ()
    capacity: Annotated[int, Field(ge=1)] | None = None
    contact: Contacts = ()
    """Before the site's: that one counts where none of these holds."""
    lead: Duration = timedelta(minutes=10)
    closing: Duration = timedelta(minutes=5)
    early: Duration = timedelta(minutes=30)
    pin: HashedPin | None = Field(default=None, repr=False)
    """What a panel's user must know for the details; as `regia pin` prints it."""
    end_needs_pin: bool = False
    """And to end a meeting."""
    devices: Mapping[Id, Device] = {}
    presets: Mapping[Id, "RoomPreset"] = {}
    """How presets differ in this room."""


class RoomPreset(FileModel):
    """What one room has instead of, or laid over, a preset; None is as in the preset."""

    needs: Several[str] | None = None
    scenes: Several[str] | None = None
    preparing: WishTable = {}
    live: WishTable = {}
    closing: WishTable = {}


class Preset(FileModel):
    """What a kind of booking wishes of a room in each phase."""

    title: str
    categories: Several[str] = ()
    titles: Several[str] = ()
    needs: Several[str] = ()
    scenes: Several[str] = ()
    jitsi: Id | None = None
    link: Literal["preset", "event"] = "preset"
    """Whose meeting counts where *jitsi* names one and the event has a link of its own."""
    open: Literal["press", "auto"] = "press"
    """Whether microphone and camera are opened by *Inizia*, or by the start."""
    confidential: bool = False
    preparing: WishTable = {}
    live: WishTable = {}
    closing: WishTable = {}

    def with_parts(self, own: RoomPreset) -> "Preset":
        """The same as one room has it."""
        return self.model_copy(
            update={
                "needs": self.needs if own.needs is None else own.needs,
                "scenes": self.scenes if own.scenes is None else own.scenes,
                "preparing": _laid_over(self.preparing, own.preparing),
                "live": _laid_over(self.live, own.live),
                "closing": _laid_over(self.closing, own.closing),
            }
        )


def _laid_over(below: WishTable, above: WishTable) -> WishTable:
    """*above* over *below*, attribute by attribute."""
    return {**below, **{device: {**below.get(device, {}), **wishes} for device, wishes in above.items()}}


class Installation(FileModel):
    """Everything the room files say, together."""

    sites: Several[Site] = ()
    calendars: Several[Calendar] = ()
    jitsi: Several[JitsiDeployment] = ()
    rooms: Several[Room] = ()
    presets: Mapping[Id, Preset] = {}
    idle: WishTable = {}

    def site_of(self, thing: Room | Calendar) -> Site:
        """The site of a room or calendar; the only one where it names none. Raises KeyError for a site not there."""
        if thing.site is None and len(self.sites) == 1:
            return self.sites[0]
        return next((site for site in self.sites if site.id == thing.site), None) or _missing(thing.site)

    def room(self, room_id: str) -> Room:
        """The room of that id. Raises KeyError."""
        return next((room for room in self.rooms if room.id == room_id), None) or _missing(room_id)

    def presets_of(self, room: Room) -> Mapping[str, Preset]:
        """All presets by id, as *room* has them."""
        return {
            preset_id: preset.with_parts(room.presets[preset_id]) if preset_id in room.presets else preset
            for preset_id, preset in self.presets.items()
        }

    def default_preset(self, room: Room) -> str | None:
        """The preset of a booking of *room* alone that nothing else decides. Raises KeyError as `site_of` does."""
        return room.default_preset or self.site_of(room).default_preset

    def deployment(self, jitsi_id: str) -> JitsiDeployment:
        """The Jitsi deployment of that id. Raises KeyError."""
        return next((one for one in self.jitsi if one.id == jitsi_id), None) or _missing(jitsi_id)


def _missing(key: object) -> Any:
    raise KeyError(key)
