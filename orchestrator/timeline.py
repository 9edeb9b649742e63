"""The rooms' timeline for people: a table a day, room by room."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.table import Table
from rich.text import Text

from config.rooms import Installation
from config.sentences import WORDS, Language
from orchestrator.preview import Preview
from schedules.bookings import Phase, Segment
from schedules.identity import CONFIDENTIAL_REASON, CONFIDENTIAL_TITLE

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
        "elsewhere": "dubbio: nomina anche un’altra sede ({house}). Se la sala è questa, scrivi solo il suo nome",
        "ignored": "ignorato",
        "cancelled": "annullato",
        "called_off": "annullato, lo dice il titolo",
        "too_many_days": "troppe giornate intere in questo calendario",
        "transparent": "non occupa",
        "tentative": "provvisorio",
        "declined": "la sala ha rifiutato l’invito",
        "replaced": "sostituito da una versione più recente dello stesso evento",
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
        "elsewhere": "doubtful: it names another house too ({house}). If our room is meant, write its name alone",
        "ignored": "ignored",
        "cancelled": "cancelled",
        "called_off": "called off, as its title says",
        "too_many_days": "too many whole days in this calendar",
        "transparent": "takes no time",
        "tentative": "tentative",
        "declined": "the room declined the invitation",
        "replaced": "replaced by a newer version of the same event",
        "quarantined": "unreadable",
        "assumed": "assumed",
        "encoding": "it is not UTF-8: read as Windows-1252, some accented letters may be wrong",
        "zone": "times in a zone that it does not define: read in the site’s",
    },
}


def show(found: Preview, installation: Installation, language: Language, *, reveal: bool) -> None:
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
            _add(table, names[room_id], segments, found.zones[room_id], language, reveal=reveal)
        console.print(table, "")
    if not days:
        console.print(words["nothing"])
    _notes(console, found, words, reveal=reveal)


def _add(
    table: Table, room: str, segments: Iterable[Segment], zone: ZoneInfo, language: Language, *, reveal: bool
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
            _title(segment, reveal=reveal),
            Text(wishes),
        )


def _title(segment: Segment, *, reveal: bool) -> Text:
    booked = segment.booking
    if booked is None:
        return Text("")
    return Text(CONFIDENTIAL_TITLE if booked.confidential and not reveal else booked.title)


def _wished(name: str, value: object, language: Language) -> str:
    """One wish, in the words of sentences without their articles: «acceso», «ingresso hdmi1», «registrazione no»."""
    if name == "power":
        return WORDS[str(value)][language]
    attribute = WORDS[name][language].removeprefix("l’").removeprefix("la ")
    return f"{attribute} {WORDS[str(value)][language] if isinstance(value, bool) else value}"


def _notes(console: Console, found: Preview, words: Words, *, reveal: bool) -> None:
    def shown(text: str, *, confidential: bool) -> str:
        return CONFIDENTIAL_TITLE if confidential and not reveal else text

    for conflict in found.conflicts:
        zone = found.zones[conflict.room]
        uids = " / ".join(shown(key.uid, confidential=key in found.confidential) for key in conflict.keys)
        console.print(
            f"{words['conflict']}  {conflict.room} {conflict.start.astimezone(zone):%d/%m %H:%M}: {uids}",
            style="red",
            markup=False,
        )
    for nowhere in found.placed.unplaced:
        doubt = f": {words['elsewhere'].format(house=nowhere.elsewhere)}" if nowhere.elsewhere else ""
        text = shown(f"{nowhere.title} ({nowhere.location}){doubt}", confidential=nowhere.confidential)
        console.print(f"{words['unplaced']}  {text}", style="yellow", markup=False)
    for ignored in found.placed.ignored:
        text = shown(ignored.key.uid, confidential=ignored.confidential)
        console.print(f"{words['ignored']}  {text}: {words[ignored.reason]}", style="dim", markup=False)
    for bad in found.placed.quarantined:
        reason = CONFIDENTIAL_REASON if bad.confidential and not reveal else bad.reason
        text = shown(bad.uid, confidential=bad.confidential)
        console.print(f"{words['quarantined']}  {text}: {reason}", style="red", markup=False)
    for one in found.placed.assumed:
        console.print(f"{words['assumed']}  {one.calendar}: {words[one.note]}", style="yellow", markup=False)
