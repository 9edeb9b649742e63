"""Reads a room file as tomllib gives it; passes over whatever has the wrong shape, which config.site_file.refusals reports."""

from collections.abc import Iterator, Mapping
from typing import Any

from config.devices import Wishable, wishable
from config.site_file.lines import KeyPath

Table = Mapping[str, Any]


def rows(document: Table, key: str) -> Iterator[tuple[KeyPath, Table]]:
    """The tables of a list like ``[[rooms]]``."""
    members = document.get(key)
    for index, row in enumerate(members if isinstance(members, list) else ()):
        if isinstance(row, dict):
            yield (key, index), row


def tables(table: Table, key: str, path: KeyPath = ()) -> Iterator[tuple[KeyPath, str, Table]]:
    """The tables of a table like ``[presets]``, by name."""
    inner = table.get(key)
    for name, value in inner.items() if isinstance(inner, dict) else ():
        if isinstance(value, dict):
            yield (*path, key, name), name, value


def texts(table: Table, key: str, path: KeyPath) -> Iterator[tuple[KeyPath, str]]:
    """The texts of a list like ``aliases``, or the single text that stands there."""
    value = table.get(key)
    if isinstance(value, str):
        yield (*path, key), value
    for index, text in enumerate(value if isinstance(value, list) else ()):
        if isinstance(text, str):
            yield (*path, key, index), text


def ids(document: Table, key: str) -> tuple[str, ...]:
    """The ids of a list like ``[[rooms]]``, in order, each once."""
    return tuple(dict.fromkeys(row["id"] for _, row in rows(document, key) if isinstance(row.get("id"), str)))


def presets_of(document: Table) -> dict[str, Table]:
    """The presets by id."""
    return {name: preset for _, name, preset in tables(document, "presets")}


def devices_of(document: Table) -> Iterator[tuple[KeyPath, str, Table]]:
    """The devices of all rooms, with their ids."""
    for path, room in rows(document, "rooms"):
        yield from tables(room, "devices", path)


def room_presets_of(document: Table) -> Iterator[tuple[KeyPath, str, Table, Table]]:
    """What rooms change in presets: the preset's id, the room's table for it, and the room."""
    for path, room in rows(document, "rooms"):
        yield from ((at, preset_id, own, room) for at, preset_id, own in tables(room, "presets", path))


Wishables = Mapping[str, tuple[Wishable, ...]]
"""What may be wished of all devices of one id, each once; nothing of those whose driver is unknown."""


def wishables_of(document: Table) -> Wishables:
    """What may be wished of devices by their ids, whichever rooms they stand in."""
    found: dict[str, tuple[Wishable, ...]] = {}
    for _, room in rows(document, "rooms"):
        for device_id, those in wishables_in(room).items():
            known = found.get(device_id, ())
            found[device_id] = (*known, *(new for new in those if new not in known))
    return found


def wishables_in(room: Table) -> Wishables:
    """What may be wished of the devices of one room by their ids."""
    each = ((device_id, wishable(device)) for _, device_id, device in tables(room, "devices"))
    return {device_id: () if found is None else (found,) for device_id, found in each}


def wishes_of(document: Table) -> Iterator[tuple[KeyPath, str, Table]]:
    """Each device of which ``[presets]`` or ``[idle]`` wish something."""
    for path, _, preset in tables(document, "presets"):
        yield from preset_wishes(path, preset)
    yield from tables(document, "idle")


def preset_wishes(path: KeyPath, preset: Table) -> Iterator[tuple[KeyPath, str, Table]]:
    """Each device of which one preset, or a room's change of it, wishes something."""
    for phase in ("preparing", "live", "closing"):
        yield from tables(preset, phase, path)
