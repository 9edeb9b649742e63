"""The room file's typed models: sites, calendars, Jitsi deployments, rooms, devices, presets.

Each model checks itself alone; what must agree between them is checked in config.site_file.checks.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Any, Literal

from pydantic import Field

from config.contacts import Contacts, OpeningHours
from config.council_scenes import CouncilScenes
from config.devices import Device
from config.file_model import FileModel
from config.jitsi import JitsiDeployment
from config.mail import Mail
from config.providers import Provider
from config.scalars import (
    Duration,
    FeedUrl,
    FileBeside,
    HashedPin,
    Id,
    NetworkName,
    Passphrase,
    Several,
    Zone,
)
from config.service import Service
from config.states import Value

CLOSURE = "CHIUSURA"
"""The category of an event that closes its rooms; no preset may have it."""
WishTable = Mapping[str, Mapping[str, Value]]


class Wifi(FileModel):
    """The guests' wireless network. Its password stands on the wall, and is no secret."""

    name: NetworkName
    password: Passphrase | None = None
    """None of an open network."""


class Site(FileModel):
    """One place with rooms: its zone, its usual presets, and what its big screens show besides."""

    id: Id
    name: str
    timezone: Zone
    default_preset: Id | None = None
    confidential_preset: Id | None = None
    address: str | None = None
    """Street, postcode and town, as calendars may write them beside a room."""
    town: str | None = None
    """Its town alone, where that is not, or not all, in *address*."""
    hours: OpeningHours | None = None
    """When whole days are live; all day where left out."""
    cancelled_titles: Several[str] | None = None
    """How titles begin of events that were called off; see schedules.placing.called_off, which has those meant by None."""
    contact: Contacts = ()
    """Whom people in its rooms call."""
    wifi: Wifi | None = None
    background: FileBeside | None = None
    """The name of a picture beside the room file, which stands behind the big screens' words."""
    organisation: Id | None = None
    """Whose house it is: to it belongs what is booked here for nobody else."""


class Calendar(FileModel):
    """An iCalendar file or http(s) feed that books rooms of one site, or one room."""

    id: Id
    path: str | None = None
    url: FeedUrl | None = None
    site: Id | None = None
    room: Id | None = None
    """Everything in it is held there, wherever its events say they are."""
    copy_of: Id | None = None
    """The calendar whose events it repeats: of both the newest version counts. Else the first calendar's does."""
    every: Duration = timedelta(minutes=5)
    largest_mib: Annotated[int, Field(ge=1, le=64)] = 16
    """What is longer is not read: tens of thousands of events, for which a town needs years."""
    organisation: Id | None = None
    """Whose bookings they are; the house's where left out."""

    @property
    def largest(self) -> int:
        """The same in bytes."""
        return self.largest_mib * 1024**2


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
    leads_sound: bool = False
    """Whether, of several rooms in one meeting, this one gives it the sound before others."""
    devices: Mapping[Id, Device] = Field(default_factory=dict)
    presets: Mapping[Id, "RoomPreset"] = Field(default_factory=dict)
    """How presets differ in this room."""


class RoomPreset(FileModel):
    """What one room has instead of, or laid over, a preset; None is as in the preset."""

    needs: Several[str] | None = None
    scenes: Several[str] | None = None
    council: CouncilScenes | None = None
    preparing: WishTable = Field(default_factory=dict)
    live: WishTable = Field(default_factory=dict)
    closing: WishTable = Field(default_factory=dict)


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
    subject: str | None = None
    """What the meeting is called inside; None: as the booking."""
    lobby: bool = False
    """Whether who is no moderator waits in the meeting's lobby until let in."""
    password: bool = False
    """Whether its meetings have a password, which is made for each of them."""
    language: Literal["it", "en"] | None = None
    """In which Jitsi speaks to guests."""
    recorded: bool = False
    """Whether people are told, before they go in and on the screen, that the meeting is recorded."""
    moderators: Literal["named", "invited"] = "named"
    """Who moderates: those marked so on the list, or everybody on it."""
    conference: Literal["booking", "series"] = "booking"
    """Whether each booking of a series has a meeting of its own, or all meet in one."""
    open: Literal["press", "auto"] = "press"
    """Whether microphone and camera are opened by *Inizia*, or by the start."""
    runs_on: bool = False
    """Whether its meeting lasts longer by itself while people are in it and nobody waits for the room."""
    confidential: bool = False
    reminders: Several[Duration] = ()
    """How long before a booking those who are invited are reminded of it."""
    council: CouncilScenes | None = None
    """What its rooms show as the sitting of a council goes on; None: nothing of their own accord."""
    preparing: WishTable = Field(default_factory=dict)
    live: WishTable = Field(default_factory=dict)
    closing: WishTable = Field(default_factory=dict)

    def with_parts(self, own: RoomPreset) -> "Preset":
        """The same as one room has it."""
        return self.model_copy(
            update={
                "needs": self.needs if own.needs is None else own.needs,
                "scenes": self.scenes if own.scenes is None else own.scenes,
                "council": self.council if own.council is None else own.council,
                "preparing": _laid_over(self.preparing, own.preparing),
                "live": _laid_over(self.live, own.live),
                "closing": _laid_over(self.closing, own.closing),
            }
        )


def _laid_over(below: WishTable, above: WishTable) -> WishTable:
    """*above* over *below*, attribute by attribute."""
    return {**below, **{device: {**below.get(device, {}), **wishes} for device, wishes in above.items()}}


class Retention(FileModel):
    """How long what is over is kept, by kind."""

    confidential: Duration = timedelta(days=7)
    """The words of confidential bookings, from their end on; after it times and rooms alone are kept."""
    reports: Duration = timedelta(days=400)
    """What agents reported, and what people said is wrong."""
    bookings: Duration = timedelta(days=730)
    """Bookings from their end on, with their sessions and presses."""
    presence: Duration = timedelta(days=400)
    """What Jitsi told of meetings, and who went into them by which link, from the booking's end on."""
    presence_counts: Duration = timedelta(days=400)
    """How many were counted in meetings, likewise."""
    presence_entries: Duration = timedelta(days=730)
    """What people wrote by hand of who was there, likewise."""
    mail: Duration = timedelta(days=30)
    """Mails, from when they were sent or given up."""
    audit: Duration = timedelta(days=3650)
    """Who changed the room files, who was given which role, what commands did, and versions that nothing names any more."""
    audit_bookings: Duration = timedelta(days=730)
    """Who made, changed and took back bookings."""
    audit_presses: Duration = timedelta(days=400)
    """Who pressed what in the rooms, and said that something is wrong."""
    audit_access: Duration = timedelta(days=400)
    """Who came in and went: sign-ins, tablets, links, locked PINs."""
    addresses: Duration = timedelta(days=30)
    """From which network address any of that was done, which goes long before the rest of it."""


class Installation(FileModel):
    """Everything the room files say, together."""

    sites: Several[Site] = ()
    calendars: Several[Calendar] = ()
    jitsi: Several[JitsiDeployment] = ()
    rooms: Several[Room] = ()
    presets: Mapping[Id, Preset] = Field(default_factory=dict)
    idle: WishTable = Field(default_factory=dict)
    retention: Retention = Retention()
    providers: Several[Provider] = ()
    mail: Mail | None = None
    """None: no mail goes out."""
    service: Service | None = None
    """None: links lead to this machine alone."""

    def site_of(self, thing: Room | Calendar) -> Site:
        """The site of a room or calendar; the only one where it names none. Raises KeyError for a site not there."""
        if isinstance(thing, Calendar) and thing.room is not None:
            return self.site_of(self.room(thing.room))
        if thing.site is None and len(self.sites) == 1:
            return self.sites[0]
        return next((site for site in self.sites if site.id == thing.site), None) or _missing(thing.site)

    def organisation_of(self, calendar: Calendar) -> str | None:
        """Id of the organisation whose the calendar's bookings are; None where not even the house's is named."""
        return calendar.organisation or self.site_of(calendar).organisation

    def room(self, room_id: str) -> Room:
        """The room of that id. Raises KeyError."""
        return next((room for room in self.rooms if room.id == room_id), None) or _missing(room_id)

    def rooms_of(self, site: str) -> frozenset[str]:
        """The ids of the rooms of a site; none of one that is not there."""
        return frozenset(room.id for room in self.rooms if self.site_of(room).id == site)

    def calendars_of(self, room: Room) -> tuple[Calendar, ...]:
        """The calendars that can book *room*. Raises KeyError as `site_of` does."""
        site = self.site_of(room).id
        return tuple(
            calendar
            for calendar in self.calendars
            if calendar.room in (None, room.id) and self.site_of(calendar).id == site
        )

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
        return next((deployment for deployment in self.jitsi if deployment.id == jitsi_id), None) or _missing(jitsi_id)


def _missing(key: object) -> Any:
    raise KeyError(key)
