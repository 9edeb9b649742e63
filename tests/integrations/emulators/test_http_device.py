"""The emulated HTTP device and its faults; what it answers when all is well is in test_http_device_recipes.py."""

import json

import pytest
from aiohttp import ClientError, ClientSession, DigestAuthMiddleware
from yarl import URL

from integrations.emulators.http_device import HttpDevice, http_device_running
from integrations.emulators.http_device_companion import Companion
from integrations.emulators.http_device_home_assistant import DISPLAY, HomeAssistant
from integrations.emulators.http_device_shelly import ShellyPlug
from tests.support.waiting import wait_for

PASSWORD = "a-secret-of-the-room"
SET, STATUS = "/rpc/Switch.Set?id=0&on=true", "/rpc/Switch.GetStatus?id=0"


async def get(device: HttpDevice, target: str) -> tuple[int, str]:
    async with ClientSession() as session, session.get(device.url + target, allow_redirects=False) as answer:
        return answer.status, await answer.text()


async def output(device: HttpDevice) -> bool:
    _, text = await get(device, STATUS)
    on = json.loads(text)["output"]
    assert isinstance(on, bool)
    return on


async def test_http_device_given_ignore_when_it_is_switched_then_it_says_yes_and_stays() -> None:
    async with http_device_running(ShellyPlug()) as device:
        device.control("ignore")

        assert await get(device, SET) == (200, '{"was_on": false}')
        assert not await output(device)


async def test_http_device_given_that_it_is_slow_when_it_is_switched_then_it_follows_later() -> None:
    async with http_device_running(ShellyPlug()) as device:
        device.control("slow 3600")
        await get(device, SET)
        assert not await output(device)

        device.control("slow 0.05")
        await get(device, SET)
        await wait_for(lambda: output(device))


async def test_companion_given_ignore_when_a_variable_is_written_then_only_the_matrix_tells_the_truth() -> None:
    async with http_device_running(Companion()) as device, ClientSession() as session:
        device.control("ignore")
        async with session.post(device.url + "/api/custom-variable/layout/value?value=quad") as answer:
            assert await answer.text() == "ok"

        assert await get(device, "/api/custom-variable/layout/value") == (200, "quad")
        assert await get(device, "/api/variable/matrix/layout/value") == (200, "single")


async def test_http_device_given_wrong_when_it_is_asked_then_the_answer_is_no_json() -> None:
    async with http_device_running(ShellyPlug()) as device:
        device.control("wrong")
        status, text = await get(device, STATUS)

    assert status == 200
    with pytest.raises(ValueError, match="Expecting value"):
        json.loads(text)


async def test_http_device_given_drop_when_it_is_asked_then_the_line_is_cut() -> None:
    async with http_device_running(ShellyPlug()) as device:
        device.control("drop")

        with pytest.raises(ClientError):
            await get(device, STATUS)


@pytest.mark.parametrize(
    ("words", "status", "location", "at_least"),
    [
        ("huge", 200, None, 8_000_000),
        ("503", 503, None, 0),
        ("redirect http://elsewhere.example/", 307, "http://elsewhere.example/", 0),
    ],
)
async def test_http_device_given_what_is_served_instead_when_it_is_asked_then_that_comes_until_the_usual_is_back(
    words: str, status: int, location: str | None, at_least: int
) -> None:
    async with http_device_running(ShellyPlug()) as device, ClientSession() as session:
        device.control(f"by-hand served {words}")
        async with session.get(device.url + STATUS, allow_redirects=False) as answer:
            assert (answer.status, answer.headers.get("Location")) == (status, location)
            assert len(await answer.read()) >= at_least

        device.control("by-hand served usual")
        assert (await get(device, STATUS))[0] == 200


async def test_http_device_given_hands_when_they_change_it_then_it_tells_the_new_value() -> None:
    async with http_device_running(ShellyPlug()) as device:
        assert device.control("by-hand output true") == "fault=none output=True watts=65.0"
        device.control("by-hand watts 20")

        assert json.loads((await get(device, STATUS))[1])["apower"] == 20


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("colour red", "colour is not one of: output, watts"),
        ("output maybe", "output takes a bool"),
        ("output 1", "output takes a bool"),
        ("served nothing", "served nothing is not one of"),
        ("served 42", "served 42 is not one of"),
        ("served redirect", "served redirect is not one of"),
    ],
)
async def test_http_device_given_hands_when_they_ask_for_what_cannot_be_then_it_says_what_can(
    words: str, why: str
) -> None:
    async with http_device_running(ShellyPlug()) as device:
        with pytest.raises(ValueError, match=why):
            device.control(f"by-hand {words}")


async def test_shelly_given_a_password_when_it_is_asked_then_it_admits_only_its_digest() -> None:
    async with http_device_running(ShellyPlug(), password=PASSWORD) as device:
        assert (await get(device, STATUS))[0] == 401
        assert (await get(device, "/rpc/Shelly.GetDeviceInfo"))[0] == 200
        assert await status_with_digest(device, PASSWORD) == 200
        assert await status_with_digest(device, "wrong") == 401


async def status_with_digest(device: HttpDevice, password: str) -> int:
    digest = DigestAuthMiddleware(login="admin", password=password)
    async with ClientSession(middlewares=(digest,)) as session, session.get(device.url + STATUS) as answer:
        return answer.status


async def test_home_assistant_given_a_token_when_it_is_asked_then_it_stands_in_nothing_that_is_shown() -> None:
    async with http_device_running(HomeAssistant(), password=PASSWORD) as device, ClientSession() as session:
        header = {"Authorization": f"Bearer {PASSWORD}"}
        async with session.get(f"{device.url}/api/states/{DISPLAY}", headers=header) as answer:
            assert answer.status == 200

        assert list(device.heard) == [f"GET /api/states/{DISPLAY}"]
        assert PASSWORD not in device.show()


@pytest.mark.parametrize(
    ("service", "body"),
    [
        ("media_player/turn_on", '{"entity_id": "media_player.display", "more": 1}'),
        ("media_player/turn_on", "[]"),
        ("media_player/turn_on", '{"entity_id"'),
        ("media_player/volume_set", '{"entity_id": "media_player.display", "volume_level": 2}'),
        ("switch/explode", '{"entity_id": "switch.projector"}'),
    ],
)
async def test_home_assistant_given_a_wrong_call_when_it_is_made_then_it_is_a_bad_request(
    service: str, body: str
) -> None:
    async with (
        http_device_running(HomeAssistant()) as device,
        ClientSession() as session,
        session.post(f"{device.url}/api/services/{service}", data=body) as answer,
    ):
        assert answer.status == 400


@pytest.mark.parametrize(
    ("target", "status", "layout"),
    [
        ("/api/custom-variable/layout/value?value=a%26b%3Dc", 200, "a&b=c"),
        ("/api/custom-variable%2Flayout/value?value=quad", 404, "single"),
        ("/api/custom-variable/layout/value%2F..?value=quad", 404, "single"),
    ],
)
async def test_companion_given_escaped_signs_when_they_come_in_a_path_or_query_then_they_divide_nothing(
    target: str, status: int, layout: str
) -> None:
    async with http_device_running(Companion()) as device, ClientSession() as session:
        async with session.post(URL(device.url + target, encoded=True)) as answer:
            assert answer.status == status

        assert await get(device, "/api/variable/matrix/layout/value") == (200, layout)
