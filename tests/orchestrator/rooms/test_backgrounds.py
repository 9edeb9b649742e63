"""The picture behind the big screens' words: named in plans, given to the rooms' agents, and kept no longer than it is named."""

import hashlib
from pathlib import Path

import pytest
from sqlalchemy import func, select

from config.site_file.loading import Loaded, load_site
from orchestrator.access.actors import SERVICE
from orchestrator.hub.keys import PLANS
from orchestrator.site.changes import Order, take_site
from orchestrator.site.keys import SITE
from orchestrator.web.keys import DATABASE
from room_agents.plan import Background, Plan
from schedules.store.tables import BackgroundRow, PictureRow
from schedules.store.transaction import Transaction
from tests.support.town import Town
from tests.support.town_site import TOWN as ROOMS

FIRST, SECOND = b"\xff\xd8\xff\xe0 la prima", b"\x89PNG\r\n\x1a\n la seconda"
NAMED = ROOMS.replace(
    'name = "Casa"\n', 'name = "Casa"\nbackground = "foto"\nwifi = { name = "Ospiti", password = "benvenuti" }\n', 1
)


@pytest.fixture
def town_site(tmp_path: Path) -> Loaded:
    """The usual rooms, with a picture and a network for guests."""
    (tmp_path / "foto").write_bytes(FIRST)
    (tmp_path / "sito.toml").write_text(NAMED)
    return load_site([tmp_path / "sito.toml"])


def named(content: bytes, media_type: str) -> Background:
    return Background(digest=hashlib.sha256(content).hexdigest(), media_type=media_type)


async def plan(town: Town) -> Plan:
    return (await town.client.app[PLANS].current("sala-1", town.now)).plan


async def take(town: Town, tmp_path: Path, text: str = NAMED) -> None:
    """Take the room file as it now lies there."""
    (tmp_path / "sito.toml").write_text(text)
    files = town.client.app[SITE].following(load_site([tmp_path / "sito.toml"]))
    await town.client.app[DATABASE].write(take_site, files, Order(SERVICE), town.now)


def kept(db: Transaction) -> tuple[int, int]:
    """How many pictures there are, and how many sites' rows."""
    counts = [db.scalar(select(func.count()).select_from(one)) or 0 for one in (PictureRow, BackgroundRow)]
    return counts[0], counts[1]


async def test_house_is_named_in_the_plan_with_its_network_and_picture(town: Town) -> None:
    house = (await plan(town)).house

    assert house is not None
    assert house.name == "Casa"
    assert house.wifi is not None
    assert (house.wifi.name, house.wifi.password) == ("Ospiti", "benvenuti")
    assert house.background == named(FIRST, "image/jpeg")


@pytest.mark.parametrize(
    ("role", "status"), [("agent:sala-1", 200), ("admin", 200), ("agent:sala-2", 403), ("panel:sala-1", 403)]
)
async def test_picture_is_given_to_the_rooms_own_agent(town: Town, role: str, status: int) -> None:
    answer = await town.client.get("/api/v1/rooms/sala-1/background", headers=await town.as_(role))

    assert answer.status == status
    if status == 200:
        assert (await answer.read(), answer.content_type) == (FIRST, "image/jpeg")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


async def test_picture_given_another_under_its_name_when_the_file_is_taken_again_then_plans_name_that_one(
    town: Town, tmp_path: Path
) -> None:
    before = await plan(town)
    (tmp_path / "foto").write_bytes(SECOND)
    await take(town, tmp_path)
    after = await plan(town)
    answer = await town.client.get("/api/v1/rooms/sala-1/background", headers=await town.as_("agent:sala-1"))

    assert after.revision == before.revision + 1
    assert after.house is not None
    assert after.house.background == named(SECOND, "image/png")
    assert await answer.read() == SECOND
    assert await town.client.app[DATABASE].read(kept) == (1, 1)


async def test_picture_given_the_same_again_when_taken_then_no_plan_changes(town: Town, tmp_path: Path) -> None:
    before = await plan(town)
    await take(town, tmp_path)

    assert (await plan(town)).revision == before.revision


async def test_picture_that_is_gone_when_taken_again_then_the_plan_stands_without_it(
    town: Town, tmp_path: Path
) -> None:
    (tmp_path / "foto").unlink()
    await take(town, tmp_path)
    house = (await plan(town)).house
    answer = await town.client.get("/api/v1/rooms/sala-1/background", headers=await town.as_("agent:sala-1"))

    assert house is not None
    assert house.background is None
    assert answer.status == 404
    assert await town.client.app[DATABASE].read(kept) == (0, 0)


async def test_picture_that_no_rooms_version_names_is_forgotten(town: Town, tmp_path: Path) -> None:
    await take(town, tmp_path, ROOMS)

    assert (await plan(town)).house is not None
    assert await town.client.app[DATABASE].read(kept) == (0, 0)
