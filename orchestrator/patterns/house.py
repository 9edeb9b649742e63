"""The room files of the patterns: a site and a room for each, all with the same presets."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from config.pins import hash_pin
from config.site_file.loading import Loaded, load_texts

ZONE = ZoneInfo("Europe/Rome")
TODAY = date(2026, 11, 30)
"""A Monday."""
NOW = datetime.combine(TODAY, time(9, 41), ZONE).astimezone(ZoneInfo("UTC"))
"""The one moment in which all patterns are looked at."""
DOORS = ("meet", "lobby", "refused", "out")
"""Jitsi servers, by what happens to who enters: nothing, a lobby, a refusal, being put out."""
OPEN = "open"
"""One more, where everybody gets in who has the link, so that the big screen may show it."""
HALL_NAME = "Sala Conferenze 1"
PIN = "2580"

HALL = """
[rooms.devices.proiettore]
driver = "pjlink"
name = "Proiettore"
host = "192.168.1.21"
warm_up = "90s"
keep_on = "20m"
[rooms.devices.regia-video]
driver = "obs"
name = "Regia video"
host = "192.168.1.23"
[rooms.devices.televisore]
driver = "appletv"
name = "Televisore"
host = "192.168.1.22"
credentials = "env:REGIA_SECRET_TV"
[rooms.devices.palco]
driver = "stage"
name = "Grande schermo"
"""
"""The devices of a room that has everything."""

_SITE = """
[[sites]]
id = "{id}"
name = "Officine Municipali"
timezone = "Europe/Rome"
default_preset = "riunione"
confidential_preset = "riservato"
wifi = {{ name = "Officine-Ospiti", password = "benvenuti in sala" }}
contact = [
    {{ name = "Segreteria", phone = "0776 000000", days = "mon-fri", hours = "08:00-14:00" }},
    {{ name = "Marco, il custode", phone = "333 0000000" }},
]

[[rooms]]
id = "{id}"
site = "{id}"
name = "{name}"
capacity = 60
{keys}
{devices}
"""
_JITSI = """
[[jitsi]]
id = "{door}"
url = "{url}"
"""
_COUNCIL = """
[presets.{id}]
title = "Collegio dei docenti"
needs = ["proiettore", "regia-video"]
scenes = ["Collegio", "Votazione", "Pausa"]
jitsi = "{door}"
preparing.proiettore = {{ power = "on", input = "hdmi1" }}
preparing.televisore = {{ power = "on" }}
preparing.regia-video = {{ scene = "Attesa" }}
live.regia-video = {{ scene = "Collegio", recording = false }}
"""
_COMMON = """
[presets.consiglio]
title = "Consiglio d’istituto"
categories = ["CONSIGLIO"]
needs = ["proiettore", "regia-video"]
scenes = ["Consiglio", "Pausa"]
jitsi = "open"
preparing.proiettore = { power = "on", input = "hdmi1" }
preparing.televisore = { power = "on" }
preparing.regia-video = { scene = "Attesa" }
live.regia-video = { scene = "Consiglio" }

[presets.assemblea]
title = "Assemblea"
categories = ["ASSEMBLEA"]
needs = ["proiettore", "regia-video"]
scenes = ["Collegio dei docenti", "Votazione", "Pausa", "Sala e relatore", "Solo diapositive", "Titoli"]
jitsi = "meet"
preparing.proiettore = { power = "on", input = "hdmi1" }
preparing.televisore = { power = "on" }
live.regia-video = { scene = "Collegio dei docenti" }

[presets.corso]
title = "Corso"
categories = ["CORSO"]
needs = ["lavagna"]
preparing.lavagna = { power = "on" }

[presets.ospite]
title = "Riunione di altri"
categories = ["OSPITE"]
needs = ["proiettore"]
link = "event"
preparing.proiettore = { power = "on" }

[presets.riunione]
title = "Riunione"
categories = ["RIUNIONE"]
needs = ["proiettore"]
preparing.proiettore = { power = "on", input = "hdmi1" }

[presets.riservato]
title = "Occupato"
confidential = true

[idle]
proiettore = { power = "off" }
televisore = { power = "off" }
regia-video = { scene = "Riposo", recording = false }
"""


def hour(text: str, day: int = 0) -> datetime:
    """``"09:30"`` of today in the rooms' own time, or of *day* days later; in UTC."""
    local = datetime.combine(TODAY + timedelta(days=day), time.fromisoformat(text), ZONE)
    return local.astimezone(ZoneInfo("UTC"))


def room_text(room_id: str, name: str, keys: str, devices: str) -> str:
    """The part of the room files that is one room's: what it is called, its other keys, its devices and what follows.

    ``{pin}`` among the keys is what the room file has of PIN.
    """
    hashed = keys.replace("{pin}", hash_pin(PIN)) if "{pin}" in keys else keys  # which takes a moment
    return _SITE.format(id=room_id, name=name, keys=hashed, devices=devices)


def council(door: str = DOORS[0]) -> str:
    """The preset of a council that meets behind that door."""
    return "collegio" if door == DOORS[0] else f"collegio-{door}"


def room_files(rooms: Iterable[str], meetings: Mapping[str, str]) -> Loaded:
    """The room files of *rooms*, given as their texts; *meetings* are the addresses of the DOORS and of OPEN."""
    doors = "".join(_JITSI.format(door=door, url=url) for door, url in meetings.items())
    councils = "".join(_COUNCIL.format(id=council(door), door=door) for door in DOORS)
    return load_texts((("patterns.toml", "".join([*rooms, doors, councils, _COMMON])),))
