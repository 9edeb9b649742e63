"""Reads a room file as tomllib gives it; passes over whatever has the wrong shape, which config.site_file.refusals reports."""

from collections.abc import Iterator, Mapping
from typing import Any

from config.site_file.lines import KeyPath
from config.wishes import VOCABULARY

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


def drivers_of(document: Table) -> dict[str, tuple[str, ...]]:
    """The drivers of all devices of one id, whichever room they stand in; an unknown driver is left out."""
    found: dict[str, tuple[str, ...]] = {}
    for _, room in rows(document, "rooms"):
        for device_id, drivers in drivers_in(room).items():
            found[device_id] = tuple(dict.fromkeys((*found.get(device_id, ()), *drivers)))
    return found


def drivers_in(room: Table) -> dict[str, tuple[str, ...]]:
    """The drivers of one room's devices by id, as a tuple of the one driver; an unknown driver is left out."""
    return {
        device_id: (device["driver"],) if device.get("driver") in tuple(VOCABULARY) else ()
        for _, device_id, device in tables(room, "devices")
    }


def wishes_of(document: Table) -> Iterator[tuple[KeyPath, str, Table]]:
    """Each device of which ``[presets]`` or ``[idle]`` wish something."""
    for path, _, preset in tables(document, "presets"):
        yield from preset_wishes(path, preset)
    yield from tables(document, "idle")


def preset_wishes(path: KeyPath, preset: Table) -> Iterator[tuple[KeyPath, str, Table]]:
    """Each device of which one preset, or a room's change of it, wishes something."""
    for phase in ("preparing", "live", "closing"):
        yield from tables(preset, phase, path)
