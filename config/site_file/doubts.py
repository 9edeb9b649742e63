"""What a room file may say but most likely should not: these are warnings, and the file is accepted all the same."""

from urllib.parse import urlsplit

from config.rooms import Installation, Preset, Room
from config.site_file.mistakes import Finding, Findings

_PUBLIC_SERVER = "meet.jit.si"
"""It ends a meeting that another site's page embeds after five minutes."""


def doubts(installation: Installation) -> Findings:
    """Everything that whoever wrote *installation* should look at again."""
    yield from _rooms_that_lack(installation)
    for number, deployment in enumerate(installation.jitsi):
        host = urlsplit(deployment.url).hostname or ""
        if host == _PUBLIC_SERVER or host.endswith(f".{_PUBLIC_SERVER}"):
            yield Finding(("jitsi", number, "url"), "jitsi_hosted")


def _rooms_that_lack(installation: Installation) -> Findings:
    """Rooms without a device that a preset of their bookings needs. A town may have one hall without a projector."""
    for number, room in enumerate(installation.rooms):
        for preset_id, preset in installation.presets_of(room).items():
            lacking = [device for device in preset.needs if device not in room.devices]
            if lacking and _may_take(installation, room, preset_id, preset):
                params = {"room": room.name, "preset": preset_id, "devices": ", ".join(lacking)}
                yield Finding(("rooms", number), "room_lacks", params)


def _may_take(installation: Installation, room: Room, preset_id: str, preset: Preset) -> bool:
    """Whether a booking of *room* alone can get the preset: by category, by title, or as the room's or site's default."""
    undecided = (installation.default_preset(room), installation.site_of(room).confidential_preset)
    return bool(preset.categories or preset.titles) or preset_id in undecided
