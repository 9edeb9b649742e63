"""Evening tests: the whole system as real processes on loopback, with short leads and the real clock."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.peers.house import House, house_standing


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
