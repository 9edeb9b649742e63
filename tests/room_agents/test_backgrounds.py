"""The agent's copy of the picture behind the words: fetched once, believed by its hash, and never in the way of anything else."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import web

from config.site_file.pictures import MOST_BYTES
from room_agents.backgrounds import Backgrounds
from room_agents.clock import read_clock
from room_agents.drivers import Drivers
from room_agents.link import Unsent
from room_agents.picture import RoomEvent
from room_agents.plan import Background, WireHouse
from room_agents.plans import Plans
from room_agents.protocol import PlanMessage
from room_agents.room import Surroundings
from room_agents.rooms import Rooms
from room_agents.stage_device import Stages
from room_agents.wake import Wake
from tests.room_agents.following import plan_of, secret, segment
from tests.support.waiting import WITHIN_S, wait_for

PICTURE = b"\xff\xd8\xff\xe0 foto"
GOOD = b"\xff\xd8\xff\xe0 buona"
OTHER = b"\x89PNG\r\n\x1a\n foto"


def message(
    content: bytes | None, media_type: str = "image/jpeg", revision: int = 1, room: str = "sala-1"
) -> PlanMessage:
    """A plan whose house has that picture."""
    told = plan_of({}, segment("idle", {}), room=room, revision=revision)
    picture = Background(digest=hashlib.sha256(content).hexdigest(), media_type=media_type) if content else None
    return told.model_copy(
        update={"plan": told.plan.model_copy(update={"house": WireHouse(name="Casa", background=picture)})}
    )


class Service:
    """Where pictures come from."""

    def __init__(self) -> None:
        self.content, self.status, self.asked = PICTURE, 200, list[str]()
        self.others: dict[str, bytes] = {}
        """What rooms of their own get, by their ids."""
        self.url = ""

    async def give(self, request: web.Request) -> web.Response:
        self.asked.append(f"{request.path} {request.headers.get('Authorization')}")
        other = self.others.get(request.match_info["room"])
        return web.Response(body=other) if other is not None else web.Response(body=self.content, status=self.status)


@asynccontextmanager
async def service_running() -> AsyncIterator[Service]:
    service, app = Service(), web.Application()
    app.router.add_get("/api/v1/rooms/{room}/background", service.give)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    service.url = f"ws://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield service
    finally:
        await runner.cleanup()


@asynccontextmanager
async def agent(service: Service, folder: Path, told: PlanMessage) -> AsyncIterator[tuple[Rooms, Backgrounds]]:
    around = Surroundings(read_clock, Drivers(secret, Stages(read_clock)), Unsent().put, list[RoomEvent]().append)
    async with asyncio.TaskGroup() as tasks:
        rooms = Rooms(Plans(folder / "plans"), around, tasks)
        rooms.take(told)
        backgrounds = Backgrounds(folder / "backgrounds", service.url, lambda: "un-gettone", rooms, look_every_s=0.02)
        running = tasks.create_task(backgrounds.run())
        yield rooms, backgrounds
        running.cancel()
        rooms.forget("sala-1")


async def test_picture_named_in_a_plan_is_fetched_once_with_the_agents_token_and_told(tmp_path: Path) -> None:
    told = message(PICTURE)
    woken = Wake()
    async with service_running() as service:
        async with agent(service, tmp_path, told) as (rooms, backgrounds):
            rooms["sala-1"].watchers.add(woken)
            await wait_for(lambda: backgrounds.picture_of(told.plan))
            found = backgrounds.picture_of(told.plan)
            async with asyncio.timeout(WITHIN_S):
                await woken.wait()
        async with agent(service, tmp_path, told) as (_, backgrounds):
            await wait_for(lambda: backgrounds.picture_of(told.plan))

        assert service.asked == ["/api/v1/rooms/sala-1/background Bearer un-gettone"]
    assert found is not None
    assert (found[0].read_bytes(), found[1]) == (PICTURE, "image/jpeg")


async def test_picture_given_another_in_a_newer_plan_when_it_came_then_the_first_is_dropped(tmp_path: Path) -> None:
    newer = message(OTHER, "image/png", revision=2)
    async with service_running() as service, agent(service, tmp_path, message(PICTURE)) as (rooms, backgrounds):
        await wait_for(lambda: backgrounds.picture_of(rooms["sala-1"].plan))
        service.content = OTHER
        rooms.take(newer)
        assert backgrounds.picture_of(newer.plan) is None
        await wait_for(lambda: backgrounds.picture_of(newer.plan))

    assert [path.read_bytes() for path in (tmp_path / "backgrounds").iterdir()] == [OTHER]


@pytest.mark.parametrize(
    ("content", "status"), [(OTHER, 200), (PICTURE, 404), (b"x" * (MOST_BYTES + 1), 200), (PICTURE, 302)]
)
async def test_picture_that_is_not_what_the_plan_names_is_not_kept_and_is_left_alone_for_a_while(
    tmp_path: Path, content: bytes, status: int
) -> None:
    told, good = message(PICTURE), message(GOOD, room="sala-3")
    async with service_running() as service:
        service.content, service.status, service.others = content, status, {"sala-3": GOOD}
        async with agent(service, tmp_path, told) as (rooms, backgrounds):
            rooms.take(message(PICTURE, room="sala-2"))
            rooms.take(good)  # looked at after the other two
            await wait_for(lambda: backgrounds.picture_of(good.plan))
            assert backgrounds.picture_of(told.plan) is None
            for room in ("sala-2", "sala-3"):
                rooms.forget(room)

        asked = [one.split("/")[4] for one in service.asked]
    assert asked[:2] == ["sala-1", "sala-3"]
    assert [path.name for path in (tmp_path / "backgrounds").iterdir()] == [hashlib.sha256(GOOD).hexdigest()]


async def test_picture_spoilt_on_the_disk_is_fetched_anew(tmp_path: Path) -> None:
    told = message(PICTURE)
    (tmp_path / "backgrounds").mkdir()
    (tmp_path / "backgrounds" / hashlib.sha256(PICTURE).hexdigest()).write_bytes(b"mezza")
    async with service_running() as service, agent(service, tmp_path, told) as (_, backgrounds):
        await wait_for(lambda: backgrounds.picture_of(told.plan))
        found = backgrounds.picture_of(told.plan)

    assert found is not None
    assert found[0].read_bytes() == PICTURE


@pytest.mark.parametrize("media_type", ["image/svg+xml", "text/html", ""])
async def test_picture_of_a_kind_that_may_carry_scripts_is_not_asked_for(tmp_path: Path, media_type: str) -> None:
    odd, plain = message(PICTURE, media_type), message(PICTURE, revision=2)
    async with service_running() as service, agent(service, tmp_path, odd) as (rooms, backgrounds):
        assert backgrounds.picture_of(odd.plan) is None
        rooms.take(plain)
        await wait_for(lambda: backgrounds.picture_of(plain.plan))

        assert len(service.asked) == 1
        assert backgrounds.picture_of(odd.plan) is None
