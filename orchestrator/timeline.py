"""The rooms' timeline for people: a table a day, room by room."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.table import Table
from rich.text import Text

from config.rooms import Installation
from orchestrator.preview import Preview
from schedules.bookings import Phase, Segment
from schedules.identity import CONFIDENTIAL_REASON, CONFIDENTIAL_TITLE

LABELS: Mapping[Phase, tuple[str, str]] = {
    Phase.IDLE: ("·  libera", "dim"),
    Phase.PREPARING: ("◔  in preparazione", "yellow"),
    Phase.LIVE: ("●  in corso", "bold green"),
    Phase.CLOSING: ("◕  chiusura", "cyan"),
    Phase.BLOCKED: ("✕  bloccata", "red"),
}


def show(found: Preview, installation: Installation, *, reveal: bool) -> None:
    """Print the preview; days on which a room does nothing are left out."""
    console = Console()
    names = {room.id: room.name for room in installation.rooms}
    days: dict[date, dict[str, list[Segment]]] = defaultdict(lambda: defaultdict(list))
    for segment in found.segments:
        if segment.phase is not Phase.IDLE:
            days[segment.start.astimezone(found.zones[segment.room]).date()][segment.room].append(segment)
    for day in sorted(days):
        table = Table(title=f"{day:%d/%m/%Y}", title_justify="left", expand=False, show_edge=False)
        for heading in ("sala", "ora", "fase", "prenotazione", "desiderato"):
            table.add_column(heading)
        for room_id, segments in sorted(days[day].items()):
            _add(table, names[room_id], segments, found.zones[room_id], reveal=reveal)
        console.print(table, "")
    if not days:
        console.print("Nessuna prenotazione in questi giorni.")
    _notes(console, found, reveal=reveal)


def _add(table: Table, room: str, segments: Iterable[Segment], zone: ZoneInfo, *, reveal: bool) -> None:
    for at, segment in enumerate(segments):
        label, style = LABELS[segment.phase]
        start, end = segment.start.astimezone(zone), segment.end.astimezone(zone)
        until = f"{end:%H:%M}" if end.date() == start.date() else f"{end:%d/%m %H:%M}"
        wishes = "; ".join(
            f"{device}: " + ", ".join(f"{name} {_word(value)}" for name, value in wish.items())
            for device, wish in segment.wishes.items()
        )
        table.add_row(
            room if at == 0 else "",
            f"{start:%H:%M}-{until}",
            Text(label, style),
            _title(segment, reveal=reveal),
            wishes,
        )


def _title(segment: Segment, *, reveal: bool) -> Text:
    booked = segment.booking
    if booked is None:
        return Text("")
    return Text(CONFIDENTIAL_TITLE if booked.confidential and not reveal else booked.title)


def _word(value: object) -> str:
    return {True: "sì", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)


def _notes(console: Console, found: Preview, *, reveal: bool) -> None:
    def shown(text: str, *, confidential: bool) -> str:
        return CONFIDENTIAL_TITLE if confidential and not reveal else text

    for conflict in found.conflicts:
        zone = found.zones[conflict.room]
        uids = " / ".join(shown(key.uid, confidential=key in found.confidential) for key in conflict.keys)
        console.print(
            f"conflitto  {conflict.room} {conflict.start.astimezone(zone):%d/%m %H:%M}: {uids}",
            style="red",
            markup=False,
        )
    for nowhere in found.placed.unplaced:
        text = shown(f"{nowhere.title} ({nowhere.location})", confidential=nowhere.confidential)
        console.print(f"senza sala  {text}", style="yellow", markup=False)
    for ignored in found.placed.ignored:
        text = shown(ignored.key.uid, confidential=ignored.confidential)
        console.print(f"ignorato  {text}: {ignored.reason}", style="dim", markup=False)
    for bad in found.placed.quarantined:
        reason = CONFIDENTIAL_REASON if bad.confidential and not reveal else bad.reason
        text = shown(bad.uid, confidential=bad.confidential)
        console.print(f"illeggibile  {text}: {reason}", style="red", markup=False)
