"""Where events are held and what is prepared for them: rooms by the names calendars use, presets by category and title."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from zoneinfo import ZoneInfo

from config.names import folded
from config.rooms import CLOSURE, Calendar, Installation, Preset, Room, Site
from schedules.bookings import Occurrence
from schedules.calendar_text.details import MAX_TEXT
from schedules.calendar_text.freebusy import says_only_when
from schedules.events import Assumed, CalendarContents, Event, Governor, Ignored, Placed, Quarantined, Unplaced
from schedules.placing.called_off import CANCELLED_TITLES, CalledOff
from schedules.placing.repetitions import Telling, each_told_once
from schedules.placing.room_names import RoomNames
from schedules.placing.whole_days import TooManyDays, WholeDays
from schedules.reasons import Reason


def place(contents: Iterable[tuple[Calendar, CalendarContents]], installation: Installation) -> Placed:
    """The events of all calendars with their rooms and presets, in order of time.

    Raises KeyError for a calendar or room of a site that is not there. Titles stay as they are, confidential or not.
    """
    tellings: list[Telling[_SiteRules]] = []
    quarantined: list[Quarantined] = []
    rules: dict[tuple[Site, str | None], _SiteRules] = {}
    assumed: dict[Assumed, None] = {}
    organisations: dict[str, str | None] = {}
    order = {calendar.id: place for place, calendar in enumerate(installation.calendars)}
    for calendar, content in contents:
        where = (installation.site_of(calendar), calendar.room)
        organisations[calendar.id] = installation.organisation_of(calendar)
        site = rules[where] = rules.get(where) or _SiteRules(installation, *where)
        rank, source = order.get(calendar.id, len(order)), calendar.copy_of or calendar.id
        quarantined += (site.quarantine(unread, calendar.id) for unread in content.quarantined)
        assumed |= dict.fromkeys(Assumed(calendar.id, note) for note in sorted(content.notes))
        for events, within in ((content.events, True), (content.elsewhere, False)):
            tellings += (Telling(rank, source, site, event, site.rooms_of(event), within=within) for event in events)
    occurrences, unplaced, ignored = _settled(tellings, organisations)
    return Placed(
        occurrences=tuple(
            sorted(occurrences, key=lambda occurrence: (occurrence.start, occurrence.end, occurrence.key))
        ),
        unplaced=tuple(_once(sorted(unplaced, key=lambda event: event.key))),
        ignored=tuple(sorted(ignored, key=lambda event: (event.start, event.key))),
        quarantined=tuple(quarantined),
        assumed=tuple(assumed),
    )


def _settled(
    tellings: Iterable[Telling["_SiteRules"]], organisations: Mapping[str, str | None]
) -> tuple[list[Occurrence], list[Unplaced], list[Ignored]]:
    """What the events come to by the rules of their sites, each told once, of the organisations of their calendars."""
    occurrences: list[Occurrence] = []
    unplaced: list[Unplaced] = []
    ignored: list[Ignored] = []
    for telling in each_told_once(sorted(tellings, key=lambda telling: telling.rank)):
        if telling.repeats:
            ignored.append(telling.site.repeated(telling.event, telling.rooms))
            continue
        match telling.site.settle(telling.event, telling.rooms, organisations.get(telling.event.key.calendar)):
            case tuple() as held:
                occurrences += held
            case Unplaced() as nowhere:
                unplaced.append(nowhere)
            case Ignored() as passed_over:
                ignored.append(passed_over)
    return occurrences, unplaced, ignored


def choose_preset(
    installation: Installation, rooms: Sequence[Room], title: str, categories: Iterable[str], *, public: bool
) -> tuple[str | None, bool]:
    """The preset of a booking made of *rooms* of one site, by the rules calendars follow, and whether it is confidential."""
    site = _SiteRules(installation, installation.site_of(rooms[0]))
    choice = site.choose(title, tuple(categories), [room.id for room in rooms], public=public)
    return choice.preset, choice.confidential


def rooms_finder(installation: Installation, site: Site) -> Callable[[Event], tuple[str, ...]]:
    """What tells the rooms of *site* that an event names, or means by naming none."""
    return _SiteRules(installation, site).rooms_of


@dataclass(frozen=True, slots=True)
class _Choice:
    """The preset of an event, and whether what it says may be read by all."""

    preset: str | None
    confidential: bool


class _SiteRules:
    """How the events of one site's calendars are read."""

    def __init__(self, installation: Installation, site: Site, room: str | None = None) -> None:
        """*room*: the room that all events of the calendar are in."""
        self._site = site
        self._room = room
        self._presets = installation.presets
        words = site.cancelled_titles
        self._called_off = CalledOff(CANCELLED_TITLES if words is None else words)
        rooms = [room for room in installation.rooms if installation.site_of(room).id == site.id]
        self._rooms = tuple(room.id for room in rooms)
        self._names = RoomNames(site, rooms)
        self._defaults = {room.id: installation.default_preset(room) for room in rooms}
        self._categories = _categories(installation.presets)
        self._verdicts: dict[int, tuple[Governor, bool]] = {}
        self._days: dict[str, WholeDays] = {}

    def settle(
        self, event: Event, rooms: tuple[str, ...], organisation: str | None
    ) -> tuple[Occurrence, ...] | Unplaced | Ignored:
        """What becomes of an event that has *rooms*: one occurrence, or one for each of its days."""
        choice = self._choice(event, rooms)
        closure = _is_closure(event)
        if reason := self._passed_over(event, rooms, closure=closure):
            return _ignored(event, reason, confidential=choice.confidential)
        if not rooms and self._declined(event):
            return _ignored(event, Reason.DECLINED, confidential=choice.confidential)
        if not rooms:
            asked = (event.location or ", ".join(event.resources))[:MAX_TEXT]
            elsewhere = self._names.find(event.location, event.resources).elsewhere
            return Unplaced(event.key, event.summary, asked, choice.confidential, event.start, event.end, elsewhere)
        occurrence = Occurrence(
            key=event.key,
            start=event.start,
            end=event.end,
            title=event.summary,
            rooms=rooms,
            preset=None if closure else choice.preset,
            confidential=choice.confidential,
            closure=closure,
            yields=event.transparent and not closure,
            organiser=event.organiser,
            link=event.link,
            sequence=event.sequence,
            stamp=event.stamp,
            organisation=organisation,
        )
        return (occurrence,) if closure or not event.all_day else self._each_day(event, occurrence)

    def repeated(self, event: Event, rooms: tuple[str, ...]) -> Ignored:
        """An event that another calendar tells of *rooms*, and that counts."""
        return _ignored(event, Reason.REPEATED, confidential=self._choice(event, rooms).confidential)

    def _choice(self, event: Event, rooms: tuple[str, ...]) -> _Choice:
        bare = self._room is not None and says_only_when(event.summary, event.categories)
        public = event.public and not bare and not self._hidden(event.inherited)
        return self.choose(event.summary, event.categories, rooms, public=public)

    def _each_day(self, event: Event, occurrence: Occurrence) -> tuple[Occurrence, ...] | Ignored:
        days = self._days.get(event.key.calendar)
        if days is None:
            days = self._days[event.key.calendar] = WholeDays(ZoneInfo(self._site.timezone), self._site.hours)
        try:
            return tuple(
                replace(occurrence, key=replace(event.key, recurrence=recurrence), start=start, end=end)
                for recurrence, start, end in days.stretches(event)
            )
        except TooManyDays:
            return _ignored(event, Reason.TOO_MANY_DAYS, confidential=occurrence.confidential)

    def _passed_over(self, event: Event, rooms: tuple[str, ...], *, closure: bool) -> Reason | None:
        """Why an event takes no room, wherever it is held.

        Calendars mark whole days as free by themselves: a day that names a place is held there. A closure always counts.
        """
        if event.replaced:
            return Reason.REPLACED
        if event.status == "CANCELLED":
            return Reason.CANCELLED
        if event.free and self._called_off.says(event.summary):
            return Reason.CALLED_OFF
        named = rooms or event.location or event.resources
        if event.transparent and not closure and not (event.all_day and named):
            return Reason.TRANSPARENT
        return Reason.TENTATIVE if event.status == "TENTATIVE" else None

    def quarantine(self, event: Quarantined, calendar: str) -> Quarantined:
        """The same, of that calendar, confidential also if a category or the title makes it so; without title where that may be."""
        public = not event.confidential and not self._hidden(event.inherited)
        choice = self.choose(event.title, event.categories, (), public=public)
        title = "" if choice.confidential or event.partial else event.title
        return replace(event, confidential=choice.confidential, calendar=calendar, title=title, inherited=())

    def rooms_of(self, event: Event) -> tuple[str, ...]:
        """In the installation's order, without those that said no.

        A closure that names no place, nor a room among its resources, takes all rooms; what was replaced has none.
        """
        if event.replaced:
            return ()
        named = self._named(event)
        return tuple(room for room in named if room not in self._declined(event)) if event.declined else named

    def _named(self, event: Event) -> tuple[str, ...]:
        if self._room is not None:
            return (self._room,)
        named = self._names.find(event.location, event.resources).rooms
        return self._rooms if not named and not event.location and _is_closure(event) else named

    def _declined(self, event: Event) -> tuple[str, ...]:
        if self._room is not None and event.declined and not event.resources:
            return (self._room,)  # the calendar's own, by whatever name its service has for it
        return self._names.find("", event.declined).rooms

    def choose(self, title: str, categories: tuple[str, ...], rooms: Collection[str], *, public: bool) -> _Choice:
        """A confidential event takes the confidential preset, never a preset by its title or by default."""
        if not public or self._secret(categories):
            return _Choice(self._site.confidential_preset, confidential=True)
        preset = self._by_category(categories) or self._by_title(title) or self._default(rooms)
        if self._is_secret(preset):
            return _Choice(self._site.confidential_preset, confidential=True)
        return _Choice(preset, confidential=False)

    def _hidden(self, governors: Iterable[Governor]) -> bool:
        """Whether an event of any of their words would be confidential."""
        return any(map(self._hides, governors))

    def _hides(self, governor: Governor) -> bool:
        """Whether its words are confidential; found out once, however many events it governs."""
        # Known by the object, which is kept so that no other takes its place: to hash the words each time costs as much.
        known = self._verdicts.get(id(governor))
        if known is None:
            told = (self.choose(title, categories, (), public=True) for title, categories in governor.words)
            known = self._verdicts[id(governor)] = governor, any(choice.confidential for choice in told)
        return known[1]

    def _default(self, rooms: Collection[str]) -> str | None:
        """What all of *rooms* have by default; the site's where they differ, because a booking has one preset."""
        defaults = {self._defaults[room] for room in rooms}
        return defaults.pop() if len(defaults) == 1 else self._site.default_preset

    def _by_category(self, categories: Iterable[str]) -> str | None:
        claimed = (self._categories.get(folded(category)) for category in categories)
        return next(filter(None, claimed), None)

    def _by_title(self, title: str) -> str | None:
        wanted = folded(title)
        return next(
            (
                preset_id
                for preset_id, preset in self._presets.items()
                if any(fnmatchcase(wanted, folded(pattern)) for pattern in preset.titles)
            ),
            None,
        )

    def _secret(self, categories: Iterable[str]) -> bool:
        """Whether any category, not only that which decides, belongs to a confidential preset."""
        return any(self._is_secret(self._by_category((category,))) for category in categories)

    def _is_secret(self, preset_id: str | None) -> bool:
        preset = self._presets.get(preset_id) if preset_id else None
        return preset is not None and preset.confidential


def _categories(presets: Mapping[str, Preset]) -> dict[str, str]:
    claims = [(folded(category), preset_id) for preset_id, preset in presets.items() for category in preset.categories]
    return dict(reversed(claims))


def _ignored(event: Event, reason: Reason, *, confidential: bool) -> Ignored:
    return Ignored(event.key, event.start, event.end, reason, confidential, event.summary)


def _is_closure(event: Event) -> bool:
    return any(folded(category) == folded(CLOSURE) for category in event.categories)


def _once(unplaced: Iterable[Unplaced]) -> Iterable[Unplaced]:
    """The first of each series that names one place under one title; the others would say the same again."""
    told: dict[tuple[str, str, str, str], Unplaced] = {}
    for event in unplaced:
        series = event.key.calendar, event.key.uid, event.title, event.location
        first = told.get(series)
        told[series] = event if first is None else replace(first, until=max(first.until, event.until))
    return told.values()
