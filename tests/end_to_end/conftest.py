"""Evening tests: the whole system as real processes on loopback, with short leads and the real clock."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.support.house import UNHURRIED, House, house_standing, is_ready


@pytest.fixture
async def empty_house(tmp_path: Path) -> AsyncIterator[House]:
    """The orchestrator and the emulated devices; no agent yet."""
    async with house_standing(tmp_path) as house:
        yield house


@pytest.fixture
async def house(empty_house: House) -> House:
    """The whole system, the room idle and verified."""
    await empty_house.add_agent()
    await empty_house.until(lambda view: view["verdict"] == "ready")
    return empty_house


@pytest.fixture
async def unhurried_house(tmp_path: Path) -> AsyncIterator[House]:
    """The whole system with longer phases, the room idle and verified."""
    async with house_standing(tmp_path, site=UNHURRIED) as house:
        await house.add_agent()
        await house.until(is_ready("idle"))
        yield house


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def lasting_house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    """The whole system, for all tests of a module; they take it as *shared_house*."""
    async with house_standing(tmp_path_factory.mktemp("house")) as house:
        await house.add_agent()
        await house.until(is_ready("idle"))
        yield house


@pytest_asyncio.fixture(loop_scope="module")
async def shared_house(lasting_house: House) -> AsyncIterator[House]:
    """The system that the module's tests share; each begins with the room idle and verified."""
    yield lasting_house
    for device in (lasting_house.projector, lasting_house.obs):
        device.control("clear")
    if (await lasting_house.room())["phase"] == "live":
        await lasting_house.press("end")
    await lasting_house.press("put_back")
    await lasting_house.until(is_ready("idle"))
