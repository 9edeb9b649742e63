"""The guests' network and an operator's picture, from the room file to the big screen, also while the service is gone."""

import struct
import zlib
from contextlib import suppress
from pathlib import Path

import httpx
from playwright.async_api import expect

from tests.support.chromium import Tab, chromium_running, tab_open
from tests.support.house import SITE, House, house_standing
from tests.support.waiting import wait_for

WALL = 'name = "Casa"\nbackground = "foto.png"\nwifi = { name = "Ospiti; casa", password = "benvenuti" }\n'
STAGE = '\n[rooms.devices.palco]\ndriver = "stage"\n\n[presets.riunione]\n'


def png(colour: bytes) -> bytes:
    """A picture of one point (W3C PNG 5)."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" + colour))
        + chunk(b"IEND", b"")
    )


async def shows_the_house(tab: Tab) -> None:
    """Wait until the page has all that the room file says of the house."""
    await expect(tab.page.locator("#house")).to_have_text("Casa")
    await expect(tab.page.locator("#wifi-name")).to_have_text("Ospiti; casa")
    await expect(tab.page.locator("#wifi-password")).to_have_text("benvenuti")
    await expect(tab.page.locator("#wifi-code")).to_be_visible()
    await expect(tab.page.locator("#background")).to_be_visible()
    assert await tab.page.evaluate("() => document.getElementById('background').naturalWidth") == 1


async def is_served(house: House) -> bool:
    """Whether the room's computer serves its page."""
    with suppress(httpx.TransportError):
        async with httpx.AsyncClient() as client:
            return (await client.get(house.stage)).status_code == httpx.codes.SEE_OTHER
    return False


async def test_given_a_network_and_a_picture_in_the_room_file_when_the_service_is_gone_then_the_wall_still_has_them(
    tmp_path: Path,
) -> None:
    site = SITE.replace('name = "Casa"\n', WALL).replace("\n[presets.riunione]\n", STAGE)
    (tmp_path / "foto.png").write_bytes(png(b"\xff\xff\xff"))
    async with house_standing(tmp_path, site=site) as house, chromium_running() as browser:
        await house.add_agent()
        await house.until(lambda view: view["agent"]["connected"])
        async with tab_open(browser) as tab:
            await tab.page.goto(house.stage)
            await shows_the_house(tab)

            await house.orchestrator.kill()
            await house.agent.kill()
            await house.agent.start()
            await wait_for(lambda: is_served(house))
            await tab.page.reload()
            await shows_the_house(tab)

            assert tab.hosts == {f"localhost:{house.stage_port}"}
