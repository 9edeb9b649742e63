"""A town with two rooms, presets of every kind and an outside calendar; nothing moves its clock but the test."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient
from pytest_aiohttp import AiohttpClient

from config.site_file.loading import Loaded, load_site, load_texts
from orchestrator.app import make_app
from orchestrator.conference import Deployment
from schedules.store.database import Database
from tests.support.pins import hashed
from tests.support.town import Town, hour

SITE = """
[[sites]]
id = "casa"
name = "Casa"
timezone = "Europe/Rome"
default_preset = "riunione"
confidential_preset = "riservato"
contact = [
    { name = "Segreteria", phone = "0776 000000", days = "mon-fri", hours = "08:00-14:00" },
    { name = "Marco", phone = "333 0000000" },
]

[[calendars]]
id = "sale"
path = "sale.ics"

[[rooms]]
id = "sala-1"
name = "Sala 1"
[rooms.devices.regia-video]
driver = "obs"
host = "127.0.0.1"

[[rooms]]
id = "sala-2"
name = "Sala 2"
[rooms.devices.camere]
driver = "obs"
host = "127.0.0.1"
[rooms.devices.lavagna]
driver = "obs"
host = "127.0.0.1"

[[rooms]]
id = "sala-3"
name = "Sala 3"
contact = "Portineria"

[presets.riunione]
title = "Riunione"
scenes = ["Riunione", "Pausa"]
[presets.riunione.live]
regia-video = { scene = "Riunione" }

[presets.collegio]
title = "Collegio dei docenti"
categories = ["COLLEGIO"]
titles = ["collegio*"]
scenes = ["Collegio"]
[presets.collegio.live]
regia-video = { scene = "Collegio" }

[presets.sportello]
title = "Sportello psicologico"
categories = ["SPORTELLO"]
confidential = true

[presets.riservato]
title = "Riservato"
confidential = true

[idle]
regia-video = { scene = "Riposo", recording = false }
"""


@pytest.fixture
def site(tmp_path: Path) -> Loaded:
    """Three rooms: with one video mixer, with two, with none; and a calendar whose file is not there: see calendar_says."""
    (tmp_path / "sito.toml").write_text(SITE)
    return load_site([tmp_path / "sito.toml"])


@pytest.fixture
async def town(start: Callable[..., Awaitable[TestClient]], token: Callable[[str], Awaitable[str]]) -> Town:
    """The service at six in the morning."""
    town = Town(token)
    town.serve(await start(clock=lambda: town.now))
    return town


@pytest.fixture
async def meeting(town: Town) -> Town:
    """A booking from nine to ten is live; it is 9:50."""
    await town.book(hour("09:00"), hour("10:00"))
    await town.at(hour("09:00"))
    await town.at(hour("09:50"))
    return town


@pytest.fixture
async def open_town(database: Database, aiohttp_client: AiohttpClient, token: Callable[[str], Awaitable[str]]) -> Town:
    """The same, of a site that is open from eight to eight."""
    town = Town(token)
    opened = load_texts((("sito.toml", SITE.replace("timezone", 'hours = "08:00-20:00"\ntimezone')),))
    town.serve(await aiohttp_client(make_app(database, opened, clock=lambda: town.now)))
    return town


STAGE = """
[[jitsi]]
id = "meet"
url = "https://meet.example"
[presets.riunione]
jitsi = "meet"
"""


@pytest.fixture
async def town_with_stage(
    database: Database, aiohttp_client: AiohttpClient, token: Callable[[str], Awaitable[str]]
) -> Town:
    """The same, where the first room has a big screen, and its meetings a Jitsi."""
    screen = '[rooms.devices.palco]\ndriver = "stage"\n'
    text = SITE.replace('[[rooms]]\nid = "sala-2"', f'{screen}\n[[rooms]]\nid = "sala-2"')
    text = text.replace("[presets.riunione]\n", STAGE.lstrip(), 1)
    town = Town(token)
    site, meet = load_texts((("sito.toml", text),)), Deployment("https://meet.example", None, None)
    town.serve(
        await aiohttp_client(make_app(database, site, deployments_of=lambda _: {"meet": meet}, clock=lambda: town.now))
    )
    return town


@pytest.fixture
async def town_with_pins(
    database: Database, aiohttp_client: AiohttpClient, token: Callable[[str], Awaitable[str]]
) -> Town:
    """The same, where the first room's PIN 1234 is asked for the details and for an end, the second's 9876 for the details."""
    pins = {"sala-1": f'pin = "{hashed("1234")}"\nend_needs_pin = true', "sala-2": f'pin = "{hashed("9876")}"'}
    text = SITE
    for room, lines in pins.items():
        text = text.replace(f'id = "{room}"\n', f'id = "{room}"\n{lines}\n', 1)
    town = Town(token)
    town.serve(await aiohttp_client(make_app(database, load_texts((("sito.toml", text),)), clock=lambda: town.now)))
    return town
