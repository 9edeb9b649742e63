"""The body of a request to book, and what it becomes: a booking, a closure, or a refusal in the reader's language."""

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from config.names import folded
from config.rooms import CLOSURE, Installation, Room
from config.words.sentences import Language
from orchestrator.accounts.emails import NotAnAddress, address_of, key_of
from orchestrator.calendars.reading import AHEAD
from orchestrator.web.bodies import SAID, Instant, mistaken
from orchestrator.web.errors import ApiError
from orchestrator.web.messages import MESSAGES
from orchestrator.web.refusals import called
from schedules.bookings import LONGEST_NOTES, OWN_CALENDAR, Entry, Key, Occurrence
from schedules.placing.places import choose_preset
from schedules.plain import plain, plain_lines

LONGEST = timedelta(days=31)
MOST_NAMED = 20
"""The most rooms that one sentence names."""
MOST_TOLD = 3
"""The most bookings that one sentence names; the answer's details have all."""
_PHONE = re.compile(r"\(?\+?(?:[ ()./-]*[0-9]){3,20}[ )]*")
"""Three digits as emergencies have, to twenty, and what people write between them."""
_IDS: Mapping[Language, str] = {
    "it": "«{name}» non è l’id di una sala: qui vale l’id, non il nome. Ci sono: {known}.",
    "en": "“{name}” is not the id of a room: rooms are given by id here, not by name. There are: {known}.",
}
_MORE: Mapping[Language, str] = {"it": "e altre {count}", "en": "and {count} more"}


def _organiser(text: str) -> str:
    """Of an address in lower case: by it somebody is found as the organiser."""
    shown = plain(text, len(text))
    try:
        return key_of(address_of(shown))
    except NotAnAddress:
        return shown


def _phone(text: str) -> str:
    shown = plain(text, len(text))
    if shown and _PHONE.fullmatch(shown) is None:
        raise mistaken("phone")
    return shown


Rooms = Annotated[list[str], Field(min_length=1, max_length=50)]
Title = Annotated[str, Field(min_length=1, max_length=300), SAID]
Category = Annotated[str, Field(max_length=100), SAID]
Organiser = Annotated[str, Field(max_length=300), AfterValidator(_organiser)]
Phone = Annotated[str, Field(max_length=40), AfterValidator(_phone)]
Notes = Annotated[str, Field(max_length=LONGEST_NOTES), AfterValidator(plain_lines)]


class Wanted(BaseModel):
    """A booking to be made: one room or several, all or none."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: UUID | None = None
    """The client's own: the same again answers the booking that was made with it, and makes no other."""
    rooms: Rooms = []
    room: Annotated[str | None, Field(validate_default=True)] = None
    title: Title
    start: Instant
    end: Instant
    category: Category | None = None
    organiser: Organiser | None = None
    """Who answers for it. Somebody's e-mail address makes it theirs: they see all of it."""
    phone: Phone | None = None
    """Whom to call about the booking."""
    notes: Notes | None = None
    """What the caretaker should know."""
    confidential: bool = False
    organisation: Annotated[str, Field(max_length=63)] | None = None
    """Id of the organisation whose it is to be. Left out: the only one for which the asker books, or the house."""
    reason: Annotated[str, Field(max_length=300), SAID] | None = None
    """Why rooms are closed although they are booked."""

    @field_validator("rooms")
    @classmethod
    def _are_each_once(cls, rooms: list[str]) -> list[str]:
        if len(set(rooms)) < len(rooms):
            raise mistaken("room_twice")
        return rooms

    @field_validator("room")
    @classmethod
    def _is_somewhere(cls, room: str | None, others: ValidationInfo) -> str | None:
        rooms = others.data.get("rooms")
        if room is None and rooms == []:
            raise mistaken("no_room")
        if room is not None and rooms:
            raise mistaken("room_or_rooms")
        return room

    @field_validator("end")
    @classmethod
    def _is_after_start(cls, end: datetime, others: ValidationInfo) -> datetime:
        start = others.data.get("start")
        if start is not None and end <= start:
            raise mistaken("not_after_start")
        if start is not None and end - start > LONGEST:
            raise mistaken("lasts_too_long", days=LONGEST.days)
        return end

    @field_validator("reason")
    @classmethod
    def _is_of_a_closure(cls, reason: str | None, others: ValidationInfo) -> str | None:
        if reason is not None and not closes(others.data.get("category")):
            raise mistaken("reason_of_closure")
        return reason

    @property
    def all_rooms(self) -> tuple[str, ...]:
        """All rooms of the booking."""
        return (self.room,) if self.room is not None else tuple(self.rooms)

    @property
    def closure(self) -> bool:
        """Whether this is a closure, which blocks its rooms and prepares nothing."""
        return closes(self.category)


def occurrence_of(wanted: Wanted, installation: Installation, now: datetime, language: Language) -> Occurrence:
    """The booking or closure that is *wanted*. Raises ApiError."""
    if wanted.end <= now:
        raise ApiError(409, "in_the_past")
    rooms_by_site = rooms_by_sites(installation, wanted.all_rooms, language)
    check_category(installation, wanted.category, language)
    check_distance(installation, wanted.all_rooms, wanted.end, now, language)
    preset, confidential = _preset(installation, wanted, rooms_by_site)
    return Occurrence(
        Key(OWN_CALENDAR, str(wanted.id or uuid4()), wanted.start),
        wanted.start,
        wanted.end,
        wanted.title,
        wanted.all_rooms,
        None if wanted.closure else preset,
        confidential=confidential,
        closure=wanted.closure,
        organiser=wanted.organiser or None,
        phone=wanted.phone or None,
        notes=wanted.notes or None,
        organisation=installation.site_of(installation.room(wanted.all_rooms[0])).organisation,
    )


def no_such_room(unknown: Sequence[str], installation: Installation, language: Language) -> ApiError:
    """Of rooms that are called by something else than their ids."""
    known = [f"{room.id} ({room.name})" for room in installation.rooms]
    listed = _some(known, MOST_NAMED, language)
    sentence = _IDS[language].format(name=" ".join(unknown[0].split())[:60], known=listed)
    return ApiError(404, "no_such_room", sentence=sentence, rooms=list(unknown))


def closes_bookings(over: Sequence[Entry], installation: Installation, language: Language) -> str:
    """The bookings that a closure would close over, as far as their titles may be told."""
    rooms = {room.id: room for room in installation.rooms}
    told = []
    for entry in over:
        zone = ZoneInfo(installation.site_of(rooms[entry.room]).timezone) if entry.room in rooms else entry.start.tzinfo
        what = called(entry.booking.title, language, confidential=entry.booking.confidential)
        start, end = entry.start.astimezone(zone), entry.end.astimezone(zone)
        until = f"{end:%H:%M}" if end.date() == start.date() else f"{end:%d/%m %H:%M}"
        told.append(f"{what} ({entry.room}, {start:%d/%m %H:%M}-{until})")
    return MESSAGES["closes_bookings"][language].format(told=_some(told, MOST_TOLD, language))


def _some(told: Sequence[str], most: int, language: Language) -> str:
    more = [_MORE[language].format(count=len(told) - most)] if len(told) > most else []
    return ", ".join([*told[:most], *more])


def closes(category: str | None) -> bool:
    return category is not None and folded(category) == folded(CLOSURE)


def check_category(installation: Installation, category: str | None, language: Language) -> None:
    """It is one that a preset has, or closes: a slip of a letter would prepare the room for something else. Raises ApiError."""
    known = sorted({CLOSURE, *(category for preset in installation.presets.values() for category in preset.categories)})
    if category is None or folded(category) in map(folded, known):
        return
    words = MESSAGES["no_such_category"][language]
    sentence = words.format(category=category, known=_some(known, MOST_NAMED, language))
    raise ApiError(422, "no_such_category", sentence=sentence, category=category, known=known)


def check_distance(
    installation: Installation, wanted: Collection[str], end: datetime, now: datetime, language: Language
) -> None:
    """It ends before what the calendars of rooms are read of: of later times nobody knows whether they are free. Raises ApiError."""
    until = now + AHEAD
    rooms = [room for room in installation.rooms if room.id in wanted]
    if end > until and any(map(installation.calendars_of, rooms)):
        sentence = MESSAGES["too_far_off"][language].format(until=f"{until:%d/%m/%Y}")
        raise ApiError(409, "too_far_off", sentence=sentence, until=f"{until:%Y-%m-%d}")


def _preset(
    installation: Installation, wanted: Wanted, rooms_by_site: Mapping[str, Sequence[Room]]
) -> tuple[str | None, bool]:
    """The one preset of a booking, and whether it is confidential: presets are the installation's, their choice a site's."""
    categories = (wanted.category,) if wanted.category else ()
    chosen = {
        choose_preset(installation, rooms, wanted.title, categories, public=not wanted.confidential)
        for rooms in rooms_by_site.values()
    }
    if wanted.closure:
        return None, any(confidential for _, confidential in chosen)
    if len(chosen) > 1:
        raise ApiError(422, "sites_differ", sites=sorted(rooms_by_site))
    return chosen.pop()


def rooms_by_sites(
    installation: Installation, rooms: tuple[str, ...], language: Language
) -> Mapping[str, Sequence[Room]]:
    """*rooms* by their sites' ids; each must be one that the room files name today. Raises ApiError."""
    known = {room.id: room for room in installation.rooms}
    unknown = [room for room in rooms if room not in known]
    if unknown:
        raise no_such_room(unknown, installation, language)
    found: dict[str, list[Room]] = {}
    for room in rooms:
        found.setdefault(installation.site_of(known[room]).id, []).append(known[room])
    return found
