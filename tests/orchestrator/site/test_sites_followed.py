"""Room files that change: idle rooms follow at once, live ones in their first idle instant; rooms come and go."""

from collections.abc import Awaitable, Callable

import pytest
from pytest_aiohttp import AiohttpClient

from config.site_file.loading import Loaded, digest, load_texts
from orchestrator.app import make_app
from orchestrator.hub.keys import CHANGES
from orchestrator.site.keys import SITE as FILES
from orchestrator.web.keys import DATABASE
from schedules.store.database import Database
from schedules.store.sites import wish_site
from schedules.store.tables import RoomRow, SiteTextRow
from schedules.store.transaction import Transaction
from tests.orchestrator.conftest import SITE
from tests.support.town import Client, Town, hour
from tests.support.wired_agent import agent_at

NINE, TEN = hour("09:00"), hour("10:00")
OLD = SITE
NEW = OLD.replace('name = "Sala 1"', 'name = "Aula magna"')
WITHOUT = OLD.replace('[[rooms]]\nid = "sala-2"\nname = "Sala 2"\n', "")
MORE = OLD + '[[rooms]]\nid = "sala-3"\nname = "Sala 3"\n'


@pytest.fixture
def town_site() -> Loaded:
    return load_texts((("sito.toml", OLD),))


async def told(town: Town, text: str) -> None:
    """The service is given other room files, as at its start."""
    site = load_texts((("sito.toml", text),))
    assert site.installation is not None
    rooms = [room.id for room in site.installation.rooms]
    await town.client.app[DATABASE].write(wish_site, digest(site.texts), site.texts, rooms, town.now)
    town.client.app[CHANGES].signal({*rooms, *(room.id for room in town.client.app[FILES].installation.rooms)})
    await town.at(town.now)


async def names(town: Town) -> dict[str, str]:
    answer = await town.client.get("/api/v1/rooms", headers=await town.as_("admin"))
    return {room["id"]: room["name"] for room in (await answer.json())["rooms"]}


async def test_given_idle_rooms_when_the_room_files_change_then_they_follow_at_once(town: Town) -> None:
    before = await town.revision()

    await told(town, NEW)

    assert await names(town) == {"sala-1": "Aula magna", "sala-2": "Sala 2"}
    assert await town.revision() > before


async def test_given_a_live_room_when_the_room_files_change_then_it_follows_in_its_first_idle_instant(
    town: Town,
) -> None:
    await town.book(NINE, TEN)
    await town.at(hour("08:55"))
    await told(town, NEW)

    seen = {}
    for moment in ("08:55", "09:00", "09:59", "10:00", "10:04", "10:05"):
        await town.at(hour(moment))
        seen[moment] = ((await town.room())["phase"], (await town.room())["name"])

    assert seen == {
        "08:55": ("preparing", "Sala 1"),
        "09:00": ("live", "Sala 1"),
        "09:59": ("live", "Sala 1"),
        "10:00": ("closing", "Sala 1"),
        "10:04": ("closing", "Sala 1"),
        "10:05": ("idle", "Aula magna"),
    }


async def test_given_a_room_that_the_files_have_no_more_when_idle_then_it_goes_and_its_agent_forgets_it(
    town: Town,
) -> None:
    await town.book(NINE, TEN, "sala-2")
    async with agent_at(town, "sala-2") as agent:
        await agent.hello()
        await agent.plan()
        await town.at(NINE)
        await told(town, WITHOUT)
        assert (await town.room("sala-2"))["phase"] == "live"

        await town.at(hour("10:05"))

        assert await names(town) == {"sala-1": "Sala 1"}
        while (message := await agent.heard()).type != "forget":
            pass
        assert message.room == "sala-2"
    answer = await town.client.get("/api/v1/rooms/sala-2", headers=await town.as_("admin"))
    assert answer.status == 404
    assert (await town.press("start", "sala-2", role="admin")).status == 404


async def test_given_a_room_that_went_when_it_comes_back_then_its_plans_are_newer_than_any_before(town: Town) -> None:
    for _ in range(3):
        await town.pressed("put_back", "sala-2")
    before = await town.revision("sala-2")

    await told(town, WITHOUT)
    await told(town, OLD)

    assert await names(town) == {"sala-1": "Sala 1", "sala-2": "Sala 2"}
    assert await town.revision("sala-2") > before


async def test_given_a_new_room_when_the_files_have_it_then_it_is_there_at_once(town: Town) -> None:
    await told(town, MORE)

    assert list(await names(town)) == ["sala-1", "sala-2", "sala-3"]
    assert (await town.room("sala-3"))["phase"] == "idle"


async def test_given_stored_room_files_that_no_longer_read_when_the_service_starts_then_the_rooms_follow_the_new_ones(
    database: Database,
    aiohttp_client: AiohttpClient,
    token: Callable[[str], Awaitable[str]],
    town_site: Loaded,
) -> None:
    await database.write(store_broken_version)
    town = Town(token)

    client: Client = await aiohttp_client(make_app(database, town_site, clock=lambda: town.now))

    town.serve(client)
    assert await names(town) == {"sala-1": "Sala 1", "sala-2": "Sala 2"}
    assert (await town.room("sala-1"))["plan"]["wished"] == 42
    await town.book(NINE, TEN)


def store_broken_version(db: Transaction) -> None:
    """As an older version, which read them, may have left behind."""
    db.add(SiteTextRow(digest="alt", texts=[("sito.toml", "[[rooms]]\nid = 7")], stored_at=NINE))
    db.flush()
    for room in ("sala-1", "sala-9"):
        db.add(RoomRow(id=room, active_digest="alt", wished_digest="alt", revision=41))
