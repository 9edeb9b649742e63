"""Room files for the benches."""

from collections.abc import Mapping, Sequence

from config.rooms import Installation
from config.site_file.loading import load_texts

SCENES = ("Sala", "Relatore")
SECRETS = {"REGIA_SECRET_OBS": "segreto-obs", "REGIA_SECRET_PROIETTORE": "segreto1"}

_HEAD = """
[[sites]]
id = "casa"
name = "Casa"
timezone = "Europe/Rome"
default_preset = "riunione"

[presets.riunione]
title = "Riunione"
needs = ["regia-video"]
scenes = ["Sala", "Relatore"]
[presets.riunione.preparing]
regia-video = { scene = "Attesa" }
proiettore = { power = "on", input = "hdmi1" }
[presets.riunione.live]
regia-video = { scene = "Sala" }

[idle]
regia-video = { scene = "Riposo", recording = false }
proiettore = { power = "off" }
"""
_ROOM = """
[[rooms]]
id = "sala-{number}"
name = "Sala {number}"
lead = "10m"
closing = "5m"
[rooms.devices.regia-video]
driver = "obs"
host = "127.0.0.1"
port = {obs}
password = "env:REGIA_SECRET_OBS"
[rooms.devices.proiettore]
driver = "pjlink"
host = "127.0.0.1"
port = {projector}
password = "env:REGIA_SECRET_PROIETTORE"
warm_up = "30s"
keep_on = "20m"
[rooms.devices.palco]
driver = "stage"
"""


def site_text(rooms: int, ports: Sequence[Mapping[str, int]] = ()) -> str:
    """A site with so many rooms, each with OBS, a projector and a stage; *ports* are those of the first rooms' devices."""
    usual = {"obs": 4455, "projector": 4352}
    described = [ports[at] if at < len(ports) else usual for at in range(rooms)]
    return _HEAD + "".join(_ROOM.format(number=at + 1, **port) for at, port in enumerate(described))


def installation(rooms: int) -> Installation:
    """What `site_text` says."""
    read = load_texts((("sito.toml", site_text(rooms)),)).installation
    if read is None:
        raise ValueError("the benches' own room file has mistakes")
    return read
