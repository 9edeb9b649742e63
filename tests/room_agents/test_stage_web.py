"""The stage's pages over HTTP on loopback: live, and closed to whoever is not the page itself."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from structlog.testing import capture_logs
from yarl import URL

from config.device_models import StageDevice
from config.states import MeetingState, StageState
from integrations.emulators.jitsi import jitsi_running
from room_agents.clock import Instant, read_clock
from room_agents.drivers import Drivers
from room_agents.link import Unsent
from room_agents.picture import RoomEvent
from room_agents.plan import Conference
from room_agents.plans import Plans
from room_agents.protocol import PlanMessage, State
from room_agents.room import FollowedRoom, Surroundings
from room_agents.rooms import Rooms
from room_agents.stage_access import stage_key
from room_agents.stage_device import FRESH_S, Stages
from room_agents.wake import Wake
from room_agents.web import StageWeb
from tests.room_agents.following import OURS, plan_of, secret, segment
from tests.support.waiting import WITHIN_S, wait_for

KEY = "k" * 32
PALCO = {"palco": StageDevice.model_validate({"driver": "stage", "poll": "0.05s"})}


@dataclass
class Served:
    """The pages of one room, and a client for them."""

    room: FollowedRoom
    url: str
    client: aiohttp.ClientSession

    async def told(self, wanted: str) -> State:
        """The room's state once it has that verdict."""
        changed = Wake()
        self.room.watchers.add(changed)
        async with asyncio.timeout(WITHIN_S):
            while self.room.state is None or self.room.state.verdict != wanted:
                await changed.wait()
        return self.room.state

    async def see(self, **seen: object) -> int:
        async with self.client.post(f"{self.url}/stage/sala-1/seen", json=seen) as answer:
            return answer.status


@asynccontextmanager
async def serving(message: PlanMessage, folder: Any, *, knows_key: bool = True) -> AsyncIterator[Served]:
    stages, events = Stages(read_clock), list[RoomEvent]()
    around = Surroundings(read_clock, Drivers(secret, stages), Unsent().put, events.append)
    async with asyncio.TaskGroup() as tasks, aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as client:
        rooms = Rooms(Plans(folder), around, tasks)
        rooms.take(message)
        web = StageWeb(rooms, stages, secret, KEY, ping_s=0.1)
        serving = tasks.create_task(web.run(0))
        async with asyncio.timeout(WITHIN_S):
            await web.listening.wait()
        url = f"http://127.0.0.1:{web.port}"
        if knows_key:
            async with client.get(f"{url}/stage/sala-1?key={KEY}") as page:
                assert (page.status, str(page.url)) == (200, f"{url}/stage/sala-1")
        yield Served(rooms["sala-1"], url, client)
        rooms.forget("sala-1")
        serving.cancel()


def live() -> PlanMessage:
    return plan_of(PALCO, segment("live", {}, conference=OURS, needs=("palco",)))


async def next_event(stream: aiohttp.StreamReader) -> dict[str, Any]:
    async with asyncio.timeout(WITHIN_S):
        while not (line := await stream.readline()).startswith(b"data: "):
            assert line in (b"event: room\n", b": ping\n", b"\n")
    event: dict[str, Any] = json.loads(line.removeprefix(b"data: "))
    return event


async def test_given_a_live_meeting_when_the_page_tells_that_it_joined_then_the_room_is_ready(tmp_path: Any) -> None:
    async with serving(live(), tmp_path) as served:
        silent = await served.told("preparing")
        assert await served.see(shown="live", joined=False, participants=0) == 204
        still = await served.told("preparing")
        assert await served.see(shown="live", joined=True, participants=2) == 204
        state = await served.told("ready")

    assert silent.devices["palco"].observed == {}
    assert still.devices["palco"].desired == {"shown": "live", "joined": True}
    assert state.devices["palco"].observed == {"shown": "live", "joined": True, "participants": 2}


async def test_given_an_open_stage_when_the_plan_changes_then_the_page_is_told_at_once(tmp_path: Any) -> None:
    idle = plan_of(PALCO, segment("idle", {}))
    async with (
        serving(idle, tmp_path) as served,
        served.client.get(f"{served.url}/stage/sala-1/events") as stream,
    ):
        first = await next_event(stream.content)
        served.room.take(live())
        second = await next_event(stream.content)
        while second["phase"] != "live":
            second = await next_event(stream.content)

    assert first["room"] == {"id": "sala-1", "name": "Sala 1", "timezone": "Europe/Rome"}
    assert second["conference"]["token"] == "t"
    assert second["deployments"] == ["https://meet.example"]


async def test_given_the_stage_page_when_it_is_asked_for_then_its_policy_names_only_the_rooms_servers(
    tmp_path: Any,
) -> None:
    async with serving(live(), tmp_path) as served, served.client.get(f"{served.url}/stage/sala-1") as page:
        policy = dict(part.strip().split(" ", 1) for part in page.headers["Content-Security-Policy"].split(";"))
        text = await page.text()
        script = await served.client.get(f"{served.url}/static/stage.js")

    assert (page.status, script.status) == (200, 200)
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["frame-src"] == "'self' https://meet.example"
    assert '<meta name="deployments" content="https://meet.example">' in text
    assert policy["connect-src"] == "'self'"


@pytest.mark.parametrize("address", ["https://meet.example:99999", "https://[::1", "https://meet.example:x"])
async def test_given_an_address_that_is_none_in_a_plan_when_the_stage_is_asked_for_then_it_stands_without_it(
    tmp_path: Any, address: str
) -> None:
    meeting = OURS.model_copy(update={"deployment": address})
    message = plan_of(PALCO, segment("live", {}, conference=meeting), segment("live", {}, conference=OURS))
    async with (
        serving(message, tmp_path) as served,
        served.client.get(f"{served.url}/stage/sala-1") as page,
        served.client.get(f"{served.url}/stage/sala-1/events") as stream,
    ):
        event = await next_event(stream.content)

    assert page.status == 200
    assert (event["phase"], event["deployments"]) == ("live", ["https://meet.example"])


async def test_given_a_foreign_name_or_page_when_it_asks_then_it_is_refused(tmp_path: Any) -> None:
    async with serving(live(), tmp_path) as served:
        url = f"{served.url}/stage/sala-1/seen"
        statuses = []
        for headers in (
            {"Host": "evil.example"},
            {"Host": "127.0.0.1:1"},
            {"Origin": "https://evil.example"},
            {"Origin": "null"},
            {"Origin": served.url},
        ):
            async with served.client.post(url, json={"shown": "live"}, headers=headers) as answer:
                statuses.append(answer.status)
        for path in ("/stage/sala-1", "/stage/sala-1/events", "/static/stage.js"):
            async with served.client.get(served.url + path, headers={"Host": "evil.example"}) as answer:
                statuses.append(answer.status)

    assert statuses == [403, 403, 403, 403, 204, 403, 403, 403]


STAGE = [("GET", path) for path in ("", "/events", "/qr.svg", "/next.svg", "/wifi.svg", "/background")]
STAGE += [("POST", path) for path in ("/seen", "/password", "/cause")]


WRONG_KEYS = ["", "?key=", f"?key={'j' * 32}", f"?key={KEY}x", "?key=%FF"]


async def test_stage_given_another_user_of_this_machine_when_they_ask_without_the_key_then_they_are_told_nothing(
    tmp_path: Any,
) -> None:
    async with serving(live(), tmp_path, knows_key=False) as served:
        for (method, path), offered in product(STAGE, WRONG_KEYS):
            async with served.client.request(method, f"{served.url}/stage/sala-1{path}{offered}") as answer:
                text = await answer.text()

            assert (answer.status, KEY in text, len(answer.cookies)) == (403, False, 0)
            assert f"{served.url}/stage/sala-1?key=" in text


async def test_stage_given_the_key_when_the_page_is_opened_then_the_browser_keeps_it_and_the_address_does_not(
    tmp_path: Any,
) -> None:
    async with serving(live(), tmp_path, knows_key=False) as served:
        opened = await served.client.get(f"{served.url}/stage/sala-1?key={KEY}", allow_redirects=False)
        page = await served.client.get(f"{served.url}/stage/sala-1")

    (cookie,) = opened.cookies.values()
    assert (opened.status, opened.headers["Location"], page.status) == (303, "/stage/sala-1", 200)
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Strict", "/stage")
    assert cookie.key.endswith(served.url.rpartition(":")[2])  # a machine may have several agents


def test_stage_key_given_one_that_is_kept_when_the_agent_starts_again_then_it_is_the_same(tmp_path: Path) -> None:
    key = stage_key(tmp_path)

    assert stage_key(tmp_path) == key
    assert (tmp_path / "stage_key").stat().st_mode & 0o777 == 0o600
    assert len(key) >= 32


@pytest.mark.parametrize("damaged", [b"", b"\n", b"short", b"\xff" * 40, b"a b" * 20, b"x" * 1000])
def test_stage_key_given_a_damaged_one_when_the_agent_starts_then_another_is_made_and_it_is_said(
    tmp_path: Path, damaged: bytes
) -> None:
    (tmp_path / "stage_key").write_bytes(damaged)
    with capture_logs() as logged:
        key = stage_key(tmp_path)

    assert (stage_key(tmp_path), [line["event"] for line in logged]) == (key, ["stage.key_damaged"])


def test_stage_key_given_a_folder_that_takes_nothing_when_the_agent_starts_then_one_is_good_for_now(
    tmp_path: Path,
) -> None:
    (tmp_path / "stage_key").mkdir()
    with capture_logs() as logged:
        assert len(stage_key(tmp_path)) >= 32

    assert [line["event"] for line in logged] == ["stage.key_unreadable", "stage.key_not_kept"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/static/" + "a" * 3000, 404),
        ("/stage/" + "a" * 3000, 403),
        ("/" + "a" * 3000, 404),
        ("/static/%00", 404),
        ("/static/..%2fweb.py", 404),
        ("/static/", 404),
        ("/static/stage.js", 200),
        ("/stage/sala-1/qr.svg%00", 404),
    ],
)
async def test_stage_given_any_path_when_asked_for_then_the_server_names_itself_to_nobody_and_does_not_fail(
    tmp_path: Any, path: str, status: int
) -> None:
    async with serving(live(), tmp_path, knows_key=False) as served:
        answer = await served.client.get(URL(served.url + path, encoded=True))

    assert (answer.status, answer.headers.get("Server")) == (status, None)


@pytest.mark.parametrize(
    "sent",
    [
        b"FOO / HTTP/1.1\r\nHost: x\r\n\r\n",
        b"\x16\x03\x01",
        b"s3gretissimo\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + b"a: b\r\n" * 200,
    ],
)
async def test_stage_given_what_is_no_request_when_it_comes_then_it_is_refused_and_not_quoted(
    tmp_path: Any, sent: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    async with serving(live(), tmp_path) as served:
        reader, writer = await asyncio.open_connection("127.0.0.1", int(served.url.rpartition(":")[2]))
        writer.write(sent)
        async with asyncio.timeout(WITHIN_S):
            answer = await reader.read()
        writer.close()

    assert answer.startswith((b"HTTP/1.0 400 ", b"HTTP/1.1 400 "))
    assert answer.endswith(b"bad request")
    assert b"aiohttp" not in answer
    assert "s3gretissimo" not in capsys.readouterr().out


async def test_given_nonsense_when_it_is_told_then_it_is_refused_and_nothing_is_believed(tmp_path: Any) -> None:
    async with serving(live(), tmp_path) as served:
        statuses = [
            await served.see(shown="tutto bene"),
            await served.see(shown="live", joined="yes"),
            await served.see(shown="live", participants=-1),
            await served.see(),
        ]
        async with served.client.get(f"{served.url}/stage/altra") as answer:
            unknown = answer.status
        state = served.room.state

    assert (statuses, unknown) == ([400, 400, 400, 400], 404)
    assert state is not None
    assert state.devices["palco"].observed == {}


async def test_given_all_that_a_page_can_tell_when_it_does_then_the_room_knows_it(tmp_path: Any) -> None:
    told = {
        "shown": "live",
        "joined": False,
        "meeting": "refused",
        "reason": "connection.passwordRequired",
        "microphone": "denied",
        "camera": "missing",
        "moderator": False,
    }
    async with serving(live(), tmp_path) as served:
        assert await served.see(**told) == 204
        await wait_for(lambda: served.room.state and served.room.state.devices["palco"].observed == told)
        assert [await served.see(shown="live", **wrong) for wrong in WRONG] == [400] * len(WRONG)


WRONG = [{"meeting": "in"}, {"reason": "x" * 201}, {"microphone": "on"}, {"moderator": "yes"}]


async def test_given_a_page_that_tells_the_same_again_when_heard_then_nothing_is_woken() -> None:
    clock = Instants()
    stages = Stages(clock)
    seen = StageState(shown="live", joined=True, participants=2)

    assert stages.tell("sala-1", seen)
    assert not stages.tell("sala-1", seen)
    assert stages.tell("sala-1", replace(seen, participants=3))
    clock.seconds += FRESH_S + 1
    assert stages.latest("sala-1") == StageState()
    assert stages.tell("sala-1", replace(seen, participants=3))


async def test_given_two_windows_when_both_tell_then_the_one_in_the_meeting_counts_while_it_is_heard() -> None:
    clock = Instants()
    stages = Stages(clock)
    inside = StageState(shown="live", joined=True)
    elsewhere = StageState(shown="live", joined=False, meeting=MeetingState.ELSEWHERE)

    stages.tell("sala-1", inside)
    assert not stages.tell("sala-1", elsewhere)
    assert stages.latest("sala-1") == inside
    clock.seconds += FRESH_S + 1
    assert stages.tell("sala-1", elsewhere)
    assert stages.latest("sala-1") == elsewhere


@dataclass
class Instants:
    """A clock that stands still."""

    seconds: float = 0.0

    def __call__(self) -> Instant:
        return Instant(datetime(2026, 1, 1, tzinfo=UTC), self.seconds)


async def ask(served: Served, what: str) -> tuple[int, Any]:
    async with served.client.post(f"{served.url}/stage/sala-1/{what}", json={}) as answer:
        return answer.status, await answer.json() if answer.status == 200 else None


@pytest.mark.parametrize(
    ("name", "password"), [("env:REGIA_SECRET_P", "segreto"), ("env:REGIA_SECRET_X", None), (None, None)]
)
async def test_given_a_meeting_with_a_password_when_the_page_asks_then_it_gets_what_this_machine_has(
    tmp_path: Any, name: str | None, password: str | None, capsys: pytest.CaptureFixture[str]
) -> None:
    meeting = OURS.model_copy(update={"password": name})
    async with (
        serving(plan_of(PALCO, segment("live", {}, conference=meeting)), tmp_path) as served,
        served.client.get(f"{served.url}/stage/sala-1/events") as stream,
    ):
        assert await ask(served, "password") == (200, {"password": password})
        event = await next_event(stream.content)

    assert "segreto" not in json.dumps(event) + capsys.readouterr().out


async def test_given_a_deployment_that_is_gone_when_the_page_asks_for_the_cause_then_it_is_told(tmp_path: Any) -> None:
    async with jitsi_running() as jitsi:
        meeting = OURS.model_copy(update={"deployment": jitsi.url})
        async with serving(plan_of(PALCO, segment("live", {}, conference=meeting)), tmp_path) as served:
            reasons = []
            for words in ("clear", "wrong", "clear", "by-hand page 502", "by-hand page unframed", "refuse"):
                jitsi.control(words)
                reasons.append((await ask(served, "cause"))[1]["reason"])

    assert reasons == [None, "no external_api.js", None, "502", "X-Frame-Options", "unreachable"]


async def test_given_a_link_when_its_code_is_asked_for_then_it_is_a_picture_of_it(tmp_path: Any) -> None:
    foreign = Conference(link="https://teams.example/l/" + "x" * 300)
    endless = Conference(link="https://teams.example/l/" + "x" * 5000)
    async with serving(plan_of(PALCO, segment("live", {}, conference=foreign)), tmp_path) as served:
        async with served.client.get(f"{served.url}/stage/sala-1/qr.svg?x") as answer:
            assert (answer.status, answer.content_type) == (200, "image/svg+xml")
            assert (await answer.read()).startswith(b"<?xml")
        served.room.take(plan_of(PALCO, segment("live", {}, conference=endless), revision=2))
        await wait_for(lambda: served.room.present.segment and served.room.present.segment.conference == endless)
        async with served.client.get(f"{served.url}/stage/sala-1/qr.svg") as answer:
            assert answer.status == 404
        served.room.take(plan_of(PALCO, segment("idle", {}), revision=3))
        await wait_for(lambda: served.room.present.segment and served.room.present.segment.conference is None)
        async with served.client.get(f"{served.url}/stage/sala-1/qr.svg") as answer:
            assert answer.status == 404
