"""What presets ask of rooms and devices must agree with the rooms and devices there are; works as config.site_file.checks."""

import re
from collections.abc import Sequence

from config.device_models import Values
from config.devices import UNRECORDED, Wishable, has_scenes, wishable
from config.site_file.draft import (
    Table,
    Wishables,
    devices_of,
    preset_wishes,
    presets_of,
    room_presets_of,
    rows,
    tables,
    texts,
    wishables_in,
    wishables_of,
    wishes_of,
)
from config.site_file.lines import KeyPath
from config.site_file.mistakes import Finding, Findings, quoted
from config.states import Power


def default_presets(document: Table) -> Findings:
    """The default presets of sites and rooms must exist, and be confidential only where that is asked."""
    for path, site in rows(document, "sites"):
        yield from _preset_named(document, (*path, "default_preset"), site, confidential=False)
        yield from _preset_named(document, (*path, "confidential_preset"), site, confidential=True)
    for path, room in rows(document, "rooms"):
        yield from _preset_named(document, (*path, "default_preset"), room, confidential=False)


def _preset_named(document: Table, path: KeyPath, table: Table, *, confidential: bool) -> Findings:
    presets, name = presets_of(document), table.get(str(path[-1]))
    if not isinstance(name, str):
        return
    if name not in presets:
        yield Finding(path, "unknown_preset", {"name": name}, tuple(presets))
    elif (presets[name].get("confidential") is True) != confidential:
        yield Finding(path, "not_confidential" if confidential else "default_confidential", {"name": name})


def room_presets(document: Table) -> Findings:
    """What a room changes in a preset may name only that room's own devices."""
    presets = presets_of(document)
    for path, preset_id, own, room in room_presets_of(document):
        if preset_id not in presets:
            yield Finding(path, "unknown_preset", {"name": preset_id}, tuple(presets))
        devices = wishables_in(room)
        named = [*texts(own, "needs", path), *((at, device_id) for at, device_id, _ in preset_wishes(path, own))]
        for at, device_id in named:
            if device_id not in devices:
                params = {"name": device_id, "room": str(room.get("name", room.get("id", "?")))}
                yield Finding(at, "not_in_room", params, tuple(devices))
        for at, device_id, wished in preset_wishes(path, own):
            yield from _wished_of(at, device_id, devices.get(device_id, ()), wished)
        if own.get("scenes") and not _any_has_scenes(devices):
            yield Finding((*path, "scenes"), "no_scenes")


def wishes(document: Table) -> Findings:
    """Every device of an id must understand what presets and `[idle]` wish of that id."""
    devices = wishables_of(document)
    for path, device_id, wished in wishes_of(document):
        if device_id not in devices:
            yield Finding(path, "unknown_device", {"name": device_id}, tuple(devices))
        yield from _wished_of(path, device_id, devices.get(device_id, ()), wished)


def _any_has_scenes(devices: Wishables) -> bool:
    return any(has_scenes(device.driver) for those in devices.values() for device in those)


def _wished_of(path: KeyPath, device_id: str, devices: Sequence[Wishable], wished: Table) -> Findings:
    for attribute, value in wished.items():
        for device in devices:
            yield from _wish((*path, attribute), device_id, device, attribute, value)


def _wish(path: KeyPath, device_id: str, device: Wishable, attribute: str, value: object) -> Findings:
    """One wished value must be one that the device understands."""
    kind = device.attributes.get(attribute)
    shown = quoted(attribute, value)
    if kind is None:
        yield _unknown_attribute(path, device_id, device, attribute)
    elif kind is bool and isinstance(value, str | int) and not isinstance(value, bool):
        yield Finding(path, "not_boolean", {"value": shown})
    elif kind is int and (isinstance(value, str | bool)):
        yield Finding(path, "not_integer", {"value": shown})
    elif kind is Power and isinstance(value, str | int) and value not in ("on", "off"):
        yield Finding(path, "unknown_power", {"name": shown})
    elif kind is str or isinstance(kind, re.Pattern | tuple):
        yield from _wished_text(path, kind, value, shown)


def _wished_text(path: KeyPath, kind: Values, value: object, shown: str) -> Findings:
    if isinstance(value, int):
        yield Finding(path, "not_text", {"value": shown})
    elif isinstance(value, str) and not value.strip():
        yield Finding(path, "blank")
    elif isinstance(value, str) and isinstance(kind, re.Pattern) and not kind.fullmatch(value):
        yield Finding(path, "unknown_input", {"name": shown})
    elif isinstance(value, str) and isinstance(kind, tuple) and value not in kind:
        yield Finding(path, "unknown_value", {"name": shown, "attribute": str(path[-1])}, kind)


def _unknown_attribute(path: KeyPath, device_id: str, device: Wishable, attribute: str) -> Finding:
    known = tuple(device.attributes)
    code = "unknown_attribute" if known else "no_attributes"
    return Finding(path, code, {"name": attribute, "device": device_id, "driver": device.driver}, known)


def enforced(document: Table) -> Findings:
    """Only an attribute that can be wished can be enforced."""
    for path, device_id, device in devices_of(document):
        known = wishable(device)
        for name_path, attribute in texts(device, "enforce", path):
            if known is not None and attribute not in known.attributes:
                yield _unknown_attribute(name_path, device_id, known, attribute)


def preset_devices(document: Table) -> Findings:
    """A preset may need only devices that some room has."""
    devices = wishables_of(document)
    for path, _, preset in tables(document, "presets"):
        for name_path, device_id in texts(preset, "needs", path):
            if device_id not in devices:
                yield Finding(name_path, "unknown_device", {"name": device_id}, tuple(devices))
        if preset.get("scenes") and not _any_has_scenes(devices):
            yield Finding((*path, "scenes"), "no_scenes")


def council_scenes(document: Table) -> Findings:
    """What a preset shows of a council's sitting is among the scenes that it offers, in each room too; a confidential one has none."""
    presets = presets_of(document)
    for path, _, preset in tables(document, "presets"):
        yield from _council_of((*path, "council"), preset, preset)
        if "council" in preset and preset.get("confidential") is True:
            yield Finding((*path, "council"), "confidential_council")
    for path, preset_id, own, _ in room_presets_of(document):
        if "council" in own or "scenes" in own:
            whole = {**presets.get(preset_id, {}), **own}
            yield from _council_of((*path, "council" if "council" in own else "scenes"), whole, own)


def _council_of(path: KeyPath, preset: Table, own: Table) -> Findings:
    offered = tuple(scene for _, scene in texts(preset, "scenes", ()))
    council = preset.get("council")
    for key, scene in council.items() if isinstance(council, dict) else ():
        if isinstance(scene, str) and scene not in offered:
            yield Finding((*path, key) if "council" in own else path, "unoffered_scene", {"name": scene}, offered)


def confidential_wishes(document: Table) -> Findings:
    """A confidential preset must never start a recording, a stream or a virtual camera."""
    presets = presets_of(document)
    rooms_own = ((path, preset_id, own) for path, preset_id, own, _ in room_presets_of(document))
    for path, name, preset in (*tables(document, "presets"), *rooms_own):
        if presets.get(name, {}).get("confidential") is not True:
            continue
        for at, _, wished in preset_wishes(path, preset):
            for attribute in UNRECORDED:
                if wished.get(attribute) is True:
                    yield Finding((*at, attribute), "confidential_wish", {"name": attribute})
