"""What stands on a page of days: each hall with what it is taken for, and where its free time is booked. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from config.rooms import Room, Site
from orchestrator.web.shell.catalogues import Say
from orchestrator.web.shell.week import Kind, Taken, Week, week_of
from schedules.fields import Audience
from schedules.store.stays import Stay

NEW = "/bookings/new"
USUAL = (time(8), time(20))
"""The hours of a site that names none."""
HOUR = timedelta(hours=1)
SHORT = 12
"""So many digits of its id name a booking on a page of five hundred, where the rest would be a third of its weight."""
_LAST = 23 * 60 + 59


@dataclass(frozen=True, slots=True)
class Reader:
    """Who looks at the days, as far as drawing them must know it."""

    say: Say
    organisations: frozenset[str]
    """Those that they belong to."""
    account: str | None
    kinds: Mapping[str, str]
    """The titles of presets: what technicians read in place of a booking's."""
    may_book: Callable[[str], bool]
    """Whether they may book the room of that id."""

    def is_own(self, stay: Stay) -> bool:
        """Whether the booking is theirs or their organisation's."""
        mine = stay.booked_by is not None and stay.booked_by == self.account
        return mine or stay.organisation in self.organisations


def hours_of(site: Site) -> tuple[time, time]:
    """The hours in which a site is open, as a strip shows them: they end on the same day, at 23:59 at the latest."""
    if site.hours is None:
        return USUAL
    start, end = site.hours.start, min(site.hours.end, _LAST)
    return (_clock(start), _clock(end)) if start < end else (time(0), _clock(_LAST))


def week_of_halls(
    rooms: Sequence[Room], stays: Iterable[Stay], days: Sequence[date], site: Site, now: datetime, reader: Reader
) -> Week:
    """Those days of the halls of a site, as *reader* may see them, each free time with the form that books it."""
    zone = ZoneInfo(site.timezone)
    taken = by_room(rooms, stays, reader)
    listed = [(room.name, "", taken[room.id]) for room in rooms]
    bookable = {room.id for room in rooms if reader.may_book(room.id)}

    def book(number: int, start: datetime, end: datetime) -> str:
        room = rooms[number].id
        return new_address(room, start, min(end, start + HOUR), zone) if room in bookable else ""

    return week_of(listed, days, zone, now, hours_of(site), book)


def by_room(rooms: Sequence[Room], stays: Iterable[Stay], reader: Reader) -> Mapping[str, Sequence[Taken]]:
    """What each of *rooms* is taken for, as *reader* may see it."""
    found: dict[str, list[Taken]] = {room.id: [] for room in rooms}
    say = reader.say
    waits, secret, closed = say("Aspetta la sala"), say("Occupato"), say("Chiusa")
    for stay in stays:
        kind = kind_of(stay, reader)
        masked = stay.confidential and stay.audience is not Audience.OWNER
        opens = stay.audience is not Audience.OTHERS
        title, note = stay.title, ""
        if kind == "closed":
            title, note = (closed, "") if masked else (stay.title, closed)
        elif masked:
            title = secret
        elif stay.audience is Audience.TECHNICIAN:
            title = reader.kinds.get(stay.preset or "", secret)
        elif not stay.holds and not stay.yields and opens:
            note = waits
        paper = secret if stay.confidential and not masked else ""
        href = f"/bookings/{stay.id[:SHORT]}" if opens else ""
        found[stay.room].append(Taken(stay.start, stay.end, title, kind, href, note, paper))
    return found


def kind_of(stay: Stay, reader: Reader) -> Kind:
    """Whose it is, for who looks."""
    if stay.closure:
        return "closed"
    if stay.confidential and stay.audience is not Audience.OWNER:
        return "secret"
    return "own" if reader.is_own(stay) else "booked"


def new_address(room: str, start: datetime, end: datetime, zone: ZoneInfo) -> str:
    """The address of the form for *room* at that time."""
    since, until = start.astimezone(zone), end.astimezone(zone)
    day = since.date()
    ends = "24:00" if until.date() > day and until.time() == time(0) else f"{until.hour:02}:{until.minute:02}"
    return f"{NEW}?room={room}&day={day.isoformat()}&from={since.hour:02}:{since.minute:02}&to={ends}"


def _clock(minutes: int) -> time:
    return time(minutes // 60, minutes % 60)
