"""What one VEVENT says besides its times: words, places, who, and whether it may be read by all (RFC 5545 3.8.1, RFC 7986 5)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from schedules.calendar_text.contentlines import Component, Property, Unreadable, text_of, texts_of
from schedules.calendar_text.moments import parse_moment
from schedules.events import Governor, Wording
from schedules.plain import plain

MAX_TITLE = 300
MAX_TEXT = 1_000
MAX_LINK = 2_000
MAX_PLACE = 4_000
"""Characters: a room may stand behind the address of a web meeting, wrapped once more by a mail gateway."""
_LINK = re.compile(r"https://[^\s/?#@\"<>\\]+(?:[/?#][^\s\"<>\\]*)?", re.IGNORECASE)
_NUMBER = re.compile(r"[0-9]{1,9}")
_BUSY_MARKS = ("X-MICROSOFT-CDO-BUSYSTATUS", "X-MICROSOFT-CDO-INTENDEDSTATUS")
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
        if self.public is not None or (above.public is None and above.governors == self.inherited):
            return self
        return Standing(above.public, self.own, above.governors)

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
    declined: tuple[str, ...]
    categories: tuple[str, ...]
    standing: Standing
    status: str
    transparent: bool
    free: bool
    all_day: bool
    organiser: str | None
    link: str | None
    sequence: int
    stamp: datetime | None


def standing_of(component: Component) -> Standing:
    """By its CLASS, SUMMARY and CATEGORIES; a CLASS we do not know is treated as PRIVATE (RFC 5545 3.8.1.3)."""
    classes = [line.value.strip().upper() for line in component.all("CLASS")]
    public = all(word == "PUBLIC" for word in classes) if classes else None
    lists = (texts_of(line.value) for line in component.all("CATEGORIES"))
    categories = tuple(filter(None, (plain(text, MAX_TITLE) for texts in lists for text in texts)))
    return Standing(public, (plain(_text(component, "SUMMARY"), MAX_TITLE), categories))


def details_of(component: Component, standing: Standing) -> Details:
    """What the VEVENT says, which has that *standing*; nothing here makes it unreadable."""
    status, transparent = _status(component)
    begin = component.first("DTSTART")
    summary, categories = standing.own
    coming, declined = _rooms(component)
    sequence = component.first("SEQUENCE")
    return Details(
        summary=summary,
        location=_lines(_text(component, "LOCATION")),
        resources=tuple(dict.fromkeys((*_resources(component), *coming))),
        declined=tuple(room for room in declined if room not in coming),
        categories=categories,
        standing=standing,
        status=status,
        transparent=transparent,
        free=transparent or any(_text(component, mark).strip().upper() == "FREE" for mark in _BUSY_MARKS),
        all_day=begin is not None and _begins_with_a_day(component, begin.value.strip()),
        organiser=_organiser(component),
        link=next(filter(None, map(_https, _links(component))), None),
        sequence=int(sequence.value) if sequence and _NUMBER.fullmatch(sequence.value) else 0,
        stamp=_stamp(component),
    )


def _text(component: Component, name: str) -> str:
    for line in component.all(name):
        if line.value:
            return text_of(line.value)
    return ""


def _lines(text: str) -> str:
    """A text without control characters but line breaks, which part places from each other."""
    return "\n".join(filter(None, (plain(line, MAX_PLACE) for line in text.splitlines())))[:MAX_PLACE]


def _resources(component: Component) -> Iterator[str]:
    for line in component.all("RESOURCES"):
        yield from filter(None, (plain(text, MAX_TITLE) for text in texts_of(line.value)))


def _rooms(component: Component) -> tuple[dict[str, None], dict[str, None]]:
    """The names and addresses of the rooms that were asked, and of those that said no (RFC 5545 3.2.12), in order."""
    coming: dict[str, None] = {}
    declined: dict[str, None] = {}
    for line in component.all("ATTENDEE"):
        said_no = _word(line, "PARTSTAT") == "DECLINED"
        is_room = _word(line, "CUTYPE") in ("ROOM", "RESOURCE")
        # Outlook's invitations do not say what a room is; LOCATION names it.
        if is_room or (said_no and _word(line, "ROLE") == "NON-PARTICIPANT"):
            names = (plain(line.param("CN") or "", MAX_TITLE), plain(_address(line.value), MAX_TITLE))
            (declined if said_no else coming).update(dict.fromkeys(filter(None, names)))
    return coming, declined


def _word(line: Property, name: str) -> str:
    return (line.param(name) or "").strip().upper()


def _address(value: str) -> str:
    address = value.strip()
    return address[len("mailto:") :] if address[: len("mailto:")].lower() == "mailto:" else address


def _organiser(component: Component) -> str | None:
    line = component.first("ORGANIZER")
    return plain(line.param("CN") or _address(line.value), MAX_TITLE) or None if line else None


def _status(component: Component) -> tuple[str, bool]:
    """STATUS, and whether it is transparent; Outlook's busy status speaks where these are absent."""
    busy = _text(component, "X-MICROSOFT-CDO-BUSYSTATUS").strip().upper()
    status = plain(_text(component, "STATUS"), 20).upper() or ("TENTATIVE" if busy == "TENTATIVE" else "CONFIRMED")
    transparency = _text(component, "TRANSP").strip().upper() or ("TRANSPARENT" if busy == "FREE" else "OPAQUE")
    return status, transparency == "TRANSPARENT"


def _begins_with_a_day(component: Component, begin: str) -> bool:
    """A DATE, or a midnight that Outlook means as a date (MS-OXCICAL 2.1.3.1.1.20.28)."""
    said = _text(component, "X-MICROSOFT-CDO-ALLDAYEVENT").strip().upper() == "TRUE"
    return len(begin) == len("20270316") or (said and begin[9:] == "000000")


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
