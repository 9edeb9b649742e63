"""The room files' lines for devices over HTTP, as docs/drivers.md gives them."""

import re
import tomllib
from pathlib import Path

from config.http_device import HttpDevice

DOCUMENT = (Path(__file__).parents[3] / "docs/drivers.md").read_text()
RECIPES = ("Shelly plug", "Home Assistant", "Bitfocus Companion")


def recipe(heading: str) -> HttpDevice:
    """The device that a section of the document writes in TOML."""
    section = DOCUMENT.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    (block,) = re.findall(r"^```toml\n(.*?)^```", section, re.MULTILINE | re.DOTALL)
    (device,) = tomllib.loads(block)["rooms"]["devices"].values()
    return HttpDevice.model_validate(device)
