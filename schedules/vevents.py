"""One VEVENT as values: when it is, how it comes again, and what it says (RFC 5545 3.6.1, RFC 7986 5.11)."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from schedules.bookings import Governor, Wording
from schedules.contentlines import Component, Property, Unreadable, text_of, texts_of
from schedules.moments import Length, Moment, between, parse_duration, parse_moment
from schedules.plain import plain
from schedules.rules import Rule, RuleRefused, read_rule
from schedules.zones import Zones

MAX_TITLE = 300
MAX_TEXT = 1_000
MAX_LINK = 2_000
_MAX_RULES = 10
_LINK = re.compile(r"https://[^\s/?#@\"<>\\]+(?:[/?#][^\s\"<>\\]*)?", re.IGNORECASE)
_VENDOR_LINKS = ("X-GOOGLE-CONFERENCE", "X-MICROSOFT-SKYPETEAMSMEETINGURL", "X-MICROSOFT-ONLINEMEETINGCONFLINK")


@dataclass(frozen=True, slots=True)
class Standing:
    """What decides whether an event may be read by all: its CLASS and its words, and those of what it is a change of."""

    public: bool | None
    """None where no CLASS is told."""
    own: Wording
    inherited: tuple[Governor, ...] = ()
    """The nearest first."""

    def under(self, above: "Governing") -> "Standing":
        """The same of a change to what *above* tells of, which decides with it unless it has a CLASS of its own."""
        return self if self.public is not None else Standing(above.public, self.own, above.governors)

    def governing(self) -> "Governing":
        """What it says of the changes that come after it."""
        return Governing(self.public, (Governor((self.own,)), *self.inherited))


@dataclass(frozen=True, slots=True)
class Governing:
    """How a series, or a change of all that follow, stands towards its changes."""

    public: bool | None = None
    governors: tuple[Governor, ...] = ()


@dataclass(frozen=True, slots=True)
class Details:
    """What a VEVENT says besides its times; the fields are those of bookings.Event."""

    summary: str
    location: str
    resources: tuple[str, ...]
    categories: tuple[str, ...]
    standing: Standing
    status: str
    transparent: bool
    organiser: str | None
    link: str | None
    sequence: int
    stamp: datetime | None


@dataclass(frozen=True, slots=True)
class Vevent:
    """A VEVENT that can be read: an event, a series, or, with *recurrence*, an override of one occurrence."""

    uid: str
    start: Moment
    length: Length
    details: Details
    rules: tuple[Rule, ...] = ()
    dates: tuple[tuple[Moment, Length | None], ...] = ()
    excluded: tuple[Moment, ...] = ()
    exceptions: tuple[Rule, ...] = ()
    recurrence: Moment | None = None
    onwards: bool = False


def read_vevent(component: Component, zones: Zones) -> Vevent:
    """The event of a VEVENT. Raises Unreadable with the reason, and OverflowError for times beyond the calendar."""
    if component.problem:
        raise Unreadable(component.problem)
    uid = uid_of(component)
    if not uid:
        raise Unreadable("no UID")
    start = _start(component, zones)
    length, recurrence = _length(component, start, zones), component.first("RECURRENCE-ID")
    rules = () if recurrence else _rules(component, "RRULE", start)
    if not rules:  # a series may begin in the year 1: only what it comes to in the window is worked out
        length.end(start.wall, start.zone)
    vevent = Vevent(uid, start, length, details_of(component), rules)
    if recurrence:  # one of a series does not come again, whatever of the series is repeated with it
        return replace(vevent, recurrence=_moment(recurrence, zones), onwards=is_onwards(component))
    return replace(
        vevent,
        dates=tuple(_dates(component.all("RDATE"), zones)),
        excluded=tuple(_moments(component.all("EXDATE"), zones)),
        exceptions=_rules(component, "EXRULE", start),
    )


def uid_of(component: Component) -> str:
    """The UID, or nothing."""
    line = component.first("UID")
    return plain(text_of(line.value), MAX_TEXT) if line else ""


def is_series(component: Component) -> bool:
    """Whether it stands for all of its UID, and not for an occurrence or those from one on."""
    return component.first("RECURRENCE-ID") is None


def is_onwards(component: Component) -> bool:
    """Whether it changes an occurrence and all that follow it."""
    recurrence = component.first("RECURRENCE-ID")
    return recurrence is not None and (recurrence.param("RANGE") or "").upper() == "THISANDFUTURE"


def standing_of(component: Component) -> Standing:
    """By its CLASS, SUMMARY and CATEGORIES; a CLASS we do not know is treated as PRIVATE (RFC 5545 3.8.1.3)."""
    classes = [line.value.strip().upper() for line in component.all("CLASS")]
    public = all(one == "PUBLIC" for one in classes) if classes else None
    lists = (texts_of(line.value) for line in component.all("CATEGORIES"))
    categories = tuple(filter(None, (plain(one, MAX_TITLE) for texts in lists for one in texts)))
    return Standing(public, (plain(_text(component, "SUMMARY"), MAX_TITLE), categories))


def details_of(component: Component) -> Details:
    """What the VEVENT says; nothing here makes it unreadable."""
    status, transparent = _status(component)
    standing = standing_of(component)
    summary, categories = standing.own
    sequence = component.first("SEQUENCE")
    return Details(
        summary=summary,
        location=_lines(_text(component, "LOCATION")),
        resources=tuple(dict.fromkeys(filter(None, _resources(component)))),
        categories=categories,
        standing=standing,
        status=status,
        transparent=transparent,
        organiser=_organiser(component),
        link=next(filter(None, map(_https, _links(component))), None),
        sequence=int(sequence.value) if sequence and re.fullmatch(r"[0-9]{1,9}", sequence.value) else 0,
        stamp=_stamp(component),
    )


def _start(component: Component, zones: Zones) -> Moment:
    line = component.first("DTSTART")
    if line is None:
        raise Unreadable("no DTSTART")
    return _moment(line, zones)


def _moment(line: Property, zones: Zones, value: str | None = None) -> Moment:
    """As Zones.moment, with a reason that names the property."""
    try:
        return zones.moment(line, value)
    except Unreadable as error:
        if str(error).startswith("unknown time zone"):
            raise
        raise Unreadable(f"{line.name} cannot be read") from error


def _length(component: Component, start: Moment, zones: Zones) -> Length:
    """From DTEND, else DURATION, else one day for a date; a time without either has none (RFC 5545 3.6.1)."""
    if end := component.first("DTEND"):
        length = between(start, _moment(end, zones))
    elif duration := component.first("DURATION"):
        length = _duration(duration.value, "DURATION")
    else:
        length = Length()
    total = length.nominal + length.exact
    if total < timedelta(0):
        raise Unreadable("ends before it starts")
    if total:
        return length
    if start.all_day:  # a DTEND on the same day is a common mistake for 'this day'
        return Length(nominal=timedelta(days=1))
    raise Unreadable("has no length")


def _duration(text: str, name: str) -> Length:
    try:
        return parse_duration(text.strip())
    except Unreadable as error:
        raise Unreadable(str(error) if "before" in str(error) else f"{name} cannot be read") from error


def _rules(component: Component, name: str, start: Moment) -> tuple[Rule, ...]:
    lines = component.all(name)
    if len(lines) > _MAX_RULES:
        raise RuleRefused(f"more than {_MAX_RULES} rules")
    return tuple(read_rule(line.value, start) for line in lines)


def _moments(lines: Iterable[Property], zones: Zones) -> Iterator[Moment]:
    for line in lines:
        for value in filter(None, line.value.split(",")):
            yield _moment(line, zones, value.strip())


def _dates(lines: Iterable[Property], zones: Zones) -> Iterator[tuple[Moment, Length | None]]:
    """RDATE: moments, or periods with an end or a duration (RFC 5545 3.3.9)."""
    for line in lines:
        for value in filter(None, line.value.split(",")):
            begin, _, end = value.strip().partition("/")
            moment = _moment(line, zones, begin)
            yield moment, _period(line, zones, moment, end) if end else None


def _period(line: Property, zones: Zones, begin: Moment, end: str) -> Length:
    length = _duration(end, "RDATE") if "P" in end.upper() else between(begin, _moment(line, zones, end))
    if length.nominal + length.exact <= timedelta(0):
        raise Unreadable("RDATE has a period without length")
    return length


def _text(component: Component, name: str) -> str:
    return next((text_of(line.value) for line in component.all(name) if line.value), "")


def _lines(text: str) -> str:
    """A text without control characters but line breaks, which part places from each other."""
    return "\n".join(filter(None, (plain(line, MAX_TEXT) for line in text.splitlines())))[:MAX_TEXT]


def _resources(component: Component) -> Iterator[str]:
    for line in component.all("RESOURCES"):
        yield from (plain(one, MAX_TITLE) for one in texts_of(line.value))
    for line in component.all("ATTENDEE"):
        if (line.param("CUTYPE") or "").upper() in ("ROOM", "RESOURCE"):
            yield plain(line.param("CN") or "", MAX_TITLE)
            yield plain(_address(line.value), MAX_TITLE)


def _address(value: str) -> str:
    return re.sub(r"^mailto:", "", value.strip(), flags=re.IGNORECASE)


def _organiser(component: Component) -> str | None:
    line = component.first("ORGANIZER")
    return plain(line.param("CN") or _address(line.value), MAX_TITLE) or None if line else None


def _status(component: Component) -> tuple[str, bool]:
    """STATUS, and whether it is transparent; Outlook's busy status speaks where these are absent."""
    busy = _text(component, "X-MICROSOFT-CDO-BUSYSTATUS").strip().upper()
    status = plain(_text(component, "STATUS"), 20).upper() or ("TENTATIVE" if busy == "TENTATIVE" else "CONFIRMED")
    transparency = _text(component, "TRANSP").strip().upper() or ("TRANSPARENT" if busy == "FREE" else "OPAQUE")
    return status, transparency == "TRANSPARENT"


def _links(component: Component) -> Iterator[str]:
    """The conference's own addresses, the best first; URL is a page about the event and is none."""
    conferences = component.all("CONFERENCE")
    yield from (line.value for line in sorted(conferences, key=lambda line: not _speaks(line)))
    for name in _VENDOR_LINKS:
        yield from (line.value for line in component.all(name))


def _speaks(line: Property) -> bool:
    features = {feature.strip().upper() for value in line.params.get("FEATURE", ()) for feature in value.split(",")}
    return not features.isdisjoint({"AUDIO", "VIDEO"})


def _https(value: str) -> str | None:
    link = value.strip()
    return link if len(link) <= MAX_LINK and link.isprintable() and _LINK.fullmatch(link) else None


def _stamp(component: Component) -> datetime | None:
    line = component.first("DTSTAMP")
    try:
        return parse_moment(line.value, UTC).instant() if line else None
    except (Unreadable, OverflowError):
        return None
