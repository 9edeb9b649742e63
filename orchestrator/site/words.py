"""Which version of the room files each room follows and what the others wait for, in lines for a person at a terminal. Pure."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from config.words.sentences import Language
from config.words.times import is_same_day
from orchestrator.hub.plans import RoomPlan
from orchestrator.site.views import RoomVersionView, SiteView, WaitView

_WORDS: Mapping[Language, Mapping[str, str]] = {
    "it": {
        "version": "Versione {version} ({files})",
        "other_at_start": "Attenzione: i file con cui il servizio parte dicono altro, e al prossimo avvio valgono quelli.",
        "follows": "{room}: la segue",
        "waits": "{room}: segue ancora la {version}; la nuova aspetta{since} che la sala sia libera",
        "goes": "{room}: segue ancora la {version}; non c’è più, e se ne va quando la sala è libera",
        "since": " dalle {at}",
        "since_day": " dal {at}",
        "panel": "Un nuovo file delle sale aspetta{since} che la sala sia libera{free}.",
        "until": " fino alle {at}",
        "free": "; libera dalle {at}",
        "preparing": "in preparazione",
        "live": "in corso",
        "closing": "chiusura",
        "change": "{at}: subito in {rooms} (codice {who}): {reason}",
    },
    "en": {
        "version": "Version {version} ({files})",
        "other_at_start": "Warning: the files that the service starts with say something else, and count again when it starts.",
        "follows": "{room}: follows it",
        "waits": "{room}: still follows {version}; the new one has waited{since} for the room to be free",
        "goes": "{room}: still follows {version}; it is no more, and goes when the room is free",
        "since": " since {at}",
        "since_day": " since {at}",
        "panel": "A new room file has waited{since} for the room to be free{free}.",
        "until": " until {at}",
        "free": "; free from {at}",
        "preparing": "preparing",
        "live": "live",
        "closing": "closing",
        "change": "{at}: at once in {rooms} (token {who}): {reason}",
    },
}


def site_lines(site: SiteView, now: datetime, language: Language) -> Iterator[str]:
    """All lines: the files, and each room."""
    words = _WORDS[language]
    yield words["version"].format(version=short(site.version), files=", ".join(site.files))
    if site.at_start not in {None, site.version}:
        yield words["other_at_start"]
    for room in site.rooms:
        yield from room_lines(room, now, language)
    for change in site.changes:
        if change.reason is not None and site.rooms:
            at = _time(change.at, now, site.rooms[0].timezone)
            rooms = ", ".join(change.rooms)
            yield words["change"].format(at=at, rooms=rooms, who=change.who, reason=change.reason)


def room_lines(room: RoomVersionView, now: datetime, language: Language) -> Iterator[str]:
    """The lines of one room; what it waits for has a line of its own."""
    words, waits = _WORDS[language], room.waits
    name = f"{room.name} ({room.id})"
    if waits is None:
        yield words["follows"].format(room=name)
        return
    since = _since(waits.since, now, room.timezone, words)
    text = words["waits"] if waits.version is not None else words["goes"]
    yield text.format(room=name, version=short(room.version), since=since)
    yield f"    {_present(waits, now, room.timezone, words)}"


def waiting_note(plan: RoomPlan, since: datetime | None, now: datetime, language: Language) -> str:
    """The sentence about a version that a room is to follow, for the technicians' part of its panel."""
    words, zone, idle_at = _WORDS[language], plan.plan.room.timezone, plan.idle_at(now)
    free = words["free"].format(at=_time(idle_at, now, zone)) if idle_at is not None else ""
    return words["panel"].format(since=_since(since, now, zone, words), free=free)


def short(version: str) -> str:
    """The beginning of a version, enough to tell it from any other."""
    return version[:12]


def _present(waits: WaitView, now: datetime, zone: str, words: Mapping[str, str]) -> str:
    booking = f" «{waits.booking}»" if waits.booking is not None else ""
    until = words["until"].format(at=_time(waits.until, now, zone)) if waits.until is not None else ""
    free = words["free"].format(at=_time(waits.idle_at, now, zone)) if waits.idle_at is not None else ""
    return f"{words.get(waits.phase, waits.phase)}{booking}{until}{free}"


def _since(since: datetime | None, now: datetime, zone: str, words: Mapping[str, str]) -> str:
    if since is None:
        return ""
    today = is_same_day(since, now, ZoneInfo(zone))
    return words["since" if today else "since_day"].format(at=_time(since, now, zone))


def _time(instant: datetime, now: datetime, zone: str) -> str:
    """A time by the room's clock, with the day if it is not today."""
    local = instant.astimezone(ZoneInfo(zone))
    return f"{local:%H:%M}" if is_same_day(instant, now, ZoneInfo(zone)) else f"{local:%d/%m %H:%M}"
