"""The rooms' timeline for people: a table a day, room by room."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.table import Table
from rich.text import Text

from config.rooms import Installation
from config.words.sentences import WORDS, Language
from orchestrator.calendars.masking import Masking
from orchestrator.calendars.unprepared import sentence
from orchestrator.commands.preview import Preview
from schedules.bookings import Phase, Segment
from schedules.fields import Audience, seen_by

Words = Mapping[str, str]

_LOOKS: Mapping[Phase, tuple[str, str]] = {
    Phase.IDLE: ("·", "dim"),
    Phase.PREPARING: ("◔", "yellow"),
    Phase.LIVE: ("●", "bold green"),
    Phase.CLOSING: ("◕", "cyan"),
    Phase.BLOCKED: ("✕", "red"),
}
_HEADINGS: Mapping[Language, tuple[str, ...]] = {
    "it": ("sala", "ora", "fase", "prenotazione", "desiderato"),
    "en": ("room", "time", "phase", "booking", "wished"),
}
_WORDS: Mapping[Language, Words] = {
    "it": {
        "idle": "libera",
        "preparing": "in preparazione",
        "live": "in corso",
        "closing": "chiusura",
        "blocked": "bloccata",
        "nothing": "Nessuna prenotazione in questi giorni.",
        "conflict": "conflitto",
        "unplaced": "senza sala",
        "ignored": "ignorato",
        "quarantined": "illeggibile",
        "assumed": "supposto",
        "encoding": "non è in UTF-8: letto come Windows-1252, qualche lettera accentata può essere sbagliata",
        "zone": "orari in un fuso che non definisce: letti in quello della sede",
    },
    "en": {
        "idle": "free",
        "preparing": "preparing",
        "live": "live",
        "closing": "closing",
        "blocked": "blocked",
        "nothing": "No bookings in these days.",
        "conflict": "conflict",
        "unplaced": "no room",
        "ignored": "ignored",
        "quarantined": "unreadable",
        "assumed": "assumed",
        "encoding": "it is not UTF-8: read as Windows-1252, some accented letters may be wrong",
        "zone": "times in a zone that it does not define: read in the site’s",
    },
}


def show(found: Preview, installation: Installation, language: Language, masking: Masking) -> None:
    """Print the preview; days on which a room does nothing are left out."""
    console, words = Console(), _WORDS[language]
    names = {room.id: room.name for room in installation.rooms}
    days: dict[date, dict[str, list[Segment]]] = defaultdict(lambda: defaultdict(list))
    for segment in found.segments:
        if segment.phase is not Phase.IDLE:
            days[segment.start.astimezone(found.zones[segment.room]).date()][segment.room].append(segment)
    for day in sorted(days):
        table = Table(title=f"{day:%d/%m/%Y}", title_justify="left", expand=False, show_edge=False)
        for heading in _HEADINGS[language]:
            table.add_column(heading, overflow="fold")  # nothing of a long word is lost
        for room_id, segments in sorted(days[day].items()):
            _add(table, names[room_id], segments, found.zones[room_id], language, masking.audience)
        console.print(table, "")
    if not days:
        console.print(words["nothing"])
    _notes(console, found, installation, language, masking)


def _add(
    table: Table, room: str, segments: Iterable[Segment], zone: ZoneInfo, language: Language, audience: Audience
) -> None:
    for at, segment in enumerate(segments):
        mark, style = _LOOKS[segment.phase]
        start, end = segment.start.astimezone(zone), segment.end.astimezone(zone)
        until = f"{end:%H:%M}" if end.date() == start.date() else f"{end:%d/%m %H:%M}"
        wishes = "; ".join(
            f"{device}: " + ", ".join(_wished(name, value, language) for name, value in wish.items())
            for device, wish in segment.wishes.items()
        )
        table.add_row(
            Text(room if at == 0 else ""),
            f"{start:%H:%M}-{until}",
            Text(f"{mark}  {_WORDS[language][segment.phase.value]}", style),
            _title(segment, audience),
            Text(wishes),
        )


def _title(segment: Segment, audience: Audience) -> Text:
    return Text("" if segment.booking is None else seen_by(segment.booking, audience).title)


def _wished(name: str, value: object, language: Language) -> str:
    """One wish, in the words of sentences without their articles: «acceso», «ingresso hdmi1», «registrazione no»."""
    if name == "power":
        return WORDS[str(value)][language]
    attribute = WORDS[name][language].removeprefix("l’").removeprefix("la ")
    return f"{attribute} {WORDS[str(value)][language] if isinstance(value, bool) else value}"


def _notes(console: Console, found: Preview, installation: Installation, language: Language, masking: Masking) -> None:
    words = _WORDS[language]
    zones = {calendar.id: ZoneInfo(installation.site_of(calendar).timezone) for calendar in installation.calendars}
    first = ZoneInfo(installation.sites[0].timezone)
    for conflict in found.conflicts:
        told = conflict.start.astimezone(found.zones[conflict.room])
        seen = [seen_by(found.bookings[key], masking.audience) for key in conflict.keys]
        uids = " / ".join(booking.key.uid or booking.title for booking in seen)
        line = f"{words['conflict']}  {conflict.room} {told:%d/%m %H:%M}: {uids}"
        console.print(line, style="red", markup=False)
    notes = masking.notes(found.placed)
    placed = found.placed
    for kind, style, calendars in (
        ("unplaced", "yellow", [event.key.calendar for event in placed.unplaced]),
        ("ignored", "dim", [event.key.calendar for event in placed.ignored]),
        ("quarantined", "red", [event.calendar for event in placed.quarantined]),
    ):
        for note, calendar in zip(notes[kind], calendars, strict=True):
            told_as = sentence(note, language, zones.get(calendar, first))
            console.print(f"{words[kind]}  {told_as}", style=style, markup=False)
    for assumption in placed.assumed:
        console.print(
            f"{words['assumed']}  {assumption.calendar}: {words[assumption.note]}", style="yellow", markup=False
        )
