"""Which time zone this machine is set to."""

import os
from collections.abc import Mapping
from pathlib import Path

from config.zones import iana_zone

USUAL = "Europe/Rome"
"""Where the machine does not tell: servers are often set to UTC, in which no house keeps its hours."""
_TELLING_NOTHING = {"UTC", "Etc/UTC", "Etc/UCT", "Universal", "Zulu", "UCT", "Factory"}
_LINK = Path("/etc/localtime")
_FOLDER = "/zoneinfo/"


def zone_of_this_machine(environment: Mapping[str, str]) -> str:
    """The zone of TZ, else of the link that Linux keeps; USUAL where that names none, or UTC."""
    told = environment.get("TZ", "").lstrip(":") or os.path.realpath(_LINK).partition(_FOLDER)[2]
    return told if told not in _TELLING_NOTHING and iana_zone(told) is not None else USUAL
