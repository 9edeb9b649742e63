"""The emulated OBS, spoken to in JSON as protocol.md writes it."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import ClientSession, ClientWebSocketResponse, WSMsgType

from integrations.emulators.obs import Obs, authentication, obs_running
from tests.integrations.driver_contract import left_nothing
from tests.support.waiting import WITHIN_S

SCENES, OUTPUTS = 1 << 2, 1 << 6


class Client:
    """A WebSocket that speaks in messages of ``op`` and ``d``."""

    def __init__(self, socket: ClientWebSocketResponse) -> None:
        self.socket = socket

    async def say(self, op: int, **details: Any) -> dict[str, Any]:
        await self.socket.send_json({"op": op, "d": details})
        return await self.next()

    async def next(self) -> dict[str, Any]:
        message: dict[str, Any] = await self.socket.receive_json(timeout=WITHIN_S)
        return message

    async def ask(self, request: str, **details: Any) -> dict[str, Any]:
        answer = await self.say(6, requestType=request, requestId="1", requestData=details)
        assert (answer["op"], answer["d"]["requestType"], answer["d"]["requestId"]) == (7, request, "1")
        said: dict[str, Any] = answer["d"]
        return said


@asynccontextmanager
async def connected(obs: Obs) -> AsyncIterator[Client]:
    async with ClientSession() as session:
        url = f"ws://{obs.host}:{obs.port}"
        async with session.ws_connect(url, protocols=("obswebsocket.json",)) as socket:
            yield Client(socket)


@asynccontextmanager
async def identified(obs: Obs, subscriptions: int = 0) -> AsyncIterator[Client]:
    async with connected(obs) as client:
        await client.next()
        assert (await client.say(1, rpcVersion=1, eventSubscriptions=subscriptions))["op"] == 2
        yield client


async def closed_with(client: Client, *, text: str) -> int | None:
    """The code with which OBS closes after *text*."""
    await client.socket.send_str(text)
    message = await client.socket.receive(timeout=WITHIN_S)
    assert message.type is WSMsgType.CLOSE
    return client.socket.close_code


def test_given_the_protocols_example_when_it_is_signed_then_it_matches_what_clients_publish() -> None:
    # Password, challenge and salt of "Creating an authentication string"; the result is what client libraries publish for it.
    signed = authentication(
        "supersecretpassword",
        salt="lM1GncleQOaCu9lT1yeUZhFYnqhsLLP1G5lAGo3ixaI=",
        challenge="+IxH4CnCiqpX1rM9scsNynZzbOe4KhDeYcTNS3PDaeY=",
    )
    assert signed == "1Ct943GAT+6YQUUX47Ia/ncufilbe6+oD6lY+5kaCu4="


async def test_given_no_password_when_a_client_identifies_then_it_is_let_in_with_the_subprotocol() -> None:
    async with obs_running() as obs, connected(obs) as client:
        hello = await client.next()
        assert client.socket.protocol == "obswebsocket.json"
        assert (hello["op"], hello["d"]["rpcVersion"], "authentication" in hello["d"]) == (0, 1, False)
        assert await client.say(1, rpcVersion=1) == {"op": 2, "d": {"negotiatedRpcVersion": 1}}


async def test_given_a_password_when_a_client_signs_the_challenge_then_it_is_let_in() -> None:
    async with obs_running(password="x") as obs, connected(obs) as client:
        asked = (await client.next())["d"]["authentication"]
        signed = authentication("x", asked["salt"], asked["challenge"])
        assert (await client.say(1, rpcVersion=1, authentication=signed))["op"] == 2


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("no json", 4002),
        ("[]", 4002),
        ("[" * 100_000, 4002),
        ('{"d": {}}', 4006),
        ('{"op": "1", "d": {}}', 4006),
        ('{"op": 1}', 4003),
        ('{"op": 1, "d": null}', 4003),
        ('{"op": 1, "d": 5}', 4004),
        ('{"op": 6, "d": {"requestType": "GetVersion", "requestId": "1"}}', 4007),
        ('{"op": 1, "d": {}}', 4009),
        ('{"op": 1, "d": {"rpcVersion": 1}}', 4009),
        ('{"op": 1, "d": {"rpcVersion": 1, "authentication": "wrong"}}', 4009),
        ('{"op": 1, "d": {"rpcVersion": 9}}', 4009),
    ],
    ids=lambda given: str(given)[:60],
)
async def test_given_a_client_that_errs_at_the_door_when_it_speaks_then_it_is_closed_with_the_right_code(
    text: str, code: int
) -> None:
    async with obs_running(password="x") as obs, connected(obs) as client:
        await client.next()
        assert await closed_with(client, text=text) == code


@pytest.mark.parametrize(
    ("details", "code"),
    [
        ({}, 4003),
        ({"rpcVersion": "1"}, 4004),
        ({"rpcVersion": True}, 4004),
        ({"rpcVersion": 9}, 4010),
        ({"rpcVersion": 1, "eventSubscriptions": "all"}, 4004),
        ({"rpcVersion": 1, "eventSubscriptions": -1}, 4004),
    ],
    ids=str,
)
async def test_given_no_password_when_a_client_identifies_wrongly_then_it_is_closed_with_the_right_code(
    details: dict[str, Any], code: int
) -> None:
    async with obs_running() as obs, connected(obs) as client:
        await client.next()
        assert await closed_with(client, text=json.dumps({"op": 1, "d": details})) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('{"op": 1, "d": {"rpcVersion": 1}}', 4008),
        ('{"op": 42, "d": {}}', 4006),
        ('{"op": 3, "d": {"eventSubscriptions": "all"}}', 4004),
        ('{"op": 6, "d": {"requestType": "GetVersion"}}', 4003),
        ('{"op": 6, "d": {"requestId": "1"}}', 4003),
        ('{"op": 6, "d": {"requestId": "1", "requestType": 5}}', 4004),
        ('{"op": 8, "d": {"requests": []}}', 4003),
        ('{"op": 8, "d": {"requestId": "1"}}', 4003),
        ('{"op": 8, "d": {"requestId": "1", "requests": {}}}', 4004),
        ('{"op": 8, "d": {"requestId": "1", "requests": [1]}}', 4004),
        ('{"op": 8, "d": {"requestId": "1", "requests": [], "haltOnFailure": 1}}', 4004),
        ('{"op": 8, "d": {"requestId": "1", "requests": [], "executionType": "fast"}}', 4004),
        ('{"op": 8, "d": {"requestId": "1", "requests": [], "executionType": 7}}', 4005),
    ],
)
async def test_given_an_identified_client_when_it_errs_then_it_is_closed_with_the_right_code(
    text: str, code: int
) -> None:
    async with obs_running() as obs, identified(obs) as client:
        assert await closed_with(client, text=text) == code


@pytest.mark.parametrize(
    ("request_type", "details", "code"),
    [
        ("SetCurrentProgramScene", {"sceneName": "nessuna"}, 600),
        ("SetCurrentProgramScene", {"sceneName": "Telecamera"}, 602),
        ("SetCurrentProgramScene", {}, 300),
        ("StopRecord", {}, 501),
        ("SetCurrentProgramScene", ["Attesa"], 300),
        ("SetCurrentProgramScene", "Attesa", 300),
        ("SetCurrentProgramScene", {"sceneName": 3}, 300),
        ("SetStudioModeEnabled", [], 301),
        ("SetStudioModeEnabled", {}, 300),
        ("SetStudioModeEnabled", {"studioModeEnabled": "yes"}, 401),
        ("GetCurrentPreviewScene", {}, 506),
        ("SetCurrentPreviewScene", {"sceneName": "nessuna"}, 506),
        ("TriggerStudioModeTransition", {}, 506),
        ("", {}, 203),
        ("NoSuchRequest", {}, 204),
        ("ResumeRecord", {}, 503),
        ("PauseStream", {}, 204),
    ],
)
async def test_given_a_request_that_cannot_be_when_it_is_made_then_its_status_has_the_right_code(
    request_type: str, details: object, code: int
) -> None:
    async with obs_running() as obs, identified(obs) as client:
        answer = await client.say(6, requestType=request_type, requestId="1", requestData=details)
        status = answer["d"]["requestStatus"]
        assert (status["result"], status["code"]) == (False, code)


async def test_given_scenes_when_they_are_listed_then_they_stand_in_reverse_order_of_the_window() -> None:
    async with obs_running(scenes=("A", "B")) as obs, identified(obs) as client:
        listed = (await client.ask("GetSceneList"))["responseData"]
        assert listed["currentProgramSceneName"] == "A"
        assert [scene["sceneName"] for scene in listed["scenes"]] == ["B", "A"]


async def test_given_a_recording_when_it_starts_and_stops_then_its_status_follows_later_and_events_tell() -> None:
    async with obs_running(settle_s=0.05) as obs, identified(obs, OUTPUTS) as client:
        heard = []
        for request in ("StartRecord", "StopRecord"):
            heard.append(await client.say(6, requestType=request, requestId="1"))
            heard += [await client.next(), await client.next()]
    events = [message["d"]["eventData"]["outputState"].rsplit("_", 1)[1] for message in heard if message["op"] == 5]
    assert events == ["STARTING", "STARTED", "STOPPING", "STOPPED"]
    assert obs.recording is False


async def test_given_a_recording_when_a_hand_pauses_and_resumes_it_then_its_status_and_events_tell() -> None:
    async with obs_running() as obs, identified(obs, OUTPUTS) as client:
        told = []
        for word in ("true", "pause", "resume"):
            obs.control(f"by-hand recording {word}")
            told.append((await client.next())["d"]["eventData"])
            status = (await client.ask("GetRecordStatus"))["responseData"]
            told.append((status["outputActive"], status["outputPaused"]))
    assert [told[0]["outputState"], told[2]["outputState"], told[4]["outputState"]] == [
        "OBS_WEBSOCKET_OUTPUT_STARTED",
        "OBS_WEBSOCKET_OUTPUT_PAUSED",
        "OBS_WEBSOCKET_OUTPUT_RESUMED",
    ]
    assert [told[1], told[3], told[5]] == [(True, False), (True, True), (True, False)]


async def test_given_a_recording_when_requests_pause_and_resume_it_then_each_is_denied_the_second_time() -> None:
    async with obs_running() as obs, identified(obs) as client:
        obs.control("by-hand recording true")
        requests = ("PauseRecord", "PauseRecord", "ResumeRecord", "ResumeRecord")
        assert [(await client.ask(request))["requestStatus"]["code"] for request in requests] == [100, 502, 100, 503]


@pytest.mark.parametrize(
    ("word", "bytes_move", "time_moves"),
    [("moving", True, True), ("stalled", False, True), ("still", False, False), ("reconnecting", False, False)],
)
async def test_given_a_stream_when_it_is_on_then_what_moves_of_it_is_as_its_course_says(
    word: str,
    bytes_move: bool,  # noqa: FBT001
    time_moves: bool,  # noqa: FBT001
) -> None:
    async with obs_running() as obs, identified(obs) as client:
        obs.control("by-hand streaming true")
        obs.control(f"by-hand streaming {word}")
        before = (await client.ask("GetStreamStatus"))["responseData"]
        await asyncio.sleep(0.05)
        after = (await client.ask("GetStreamStatus"))["responseData"]
    moved = {name: after[name] > before[name] for name in ("outputBytes", "outputDuration")}
    assert moved == {"outputBytes": bytes_move, "outputDuration": time_moves}
    assert after["outputActive"]
    assert after["outputReconnecting"] == (word == "reconnecting")


async def test_given_a_stream_that_lost_its_line_when_it_has_it_again_then_it_counts_from_the_beginning() -> None:
    async with obs_running() as obs, identified(obs, OUTPUTS) as client:
        obs.control("by-hand streaming true")
        await client.next()
        await asyncio.sleep(0.05)
        obs.control("by-hand streaming reconnecting")
        lost, before = await client.next(), (await client.ask("GetStreamStatus"))["responseData"]
        obs.control("by-hand streaming reconnected")
        found, after = await client.next(), (await client.ask("GetStreamStatus"))["responseData"]
    states = [event["d"]["eventData"]["outputState"].rsplit("_", 1)[1] for event in (lost, found)]
    assert states == ["RECONNECTING", "RECONNECTED"]
    assert after["outputBytes"] < before["outputBytes"]


async def test_given_a_recording_that_writes_its_rest_when_it_is_stopped_again_then_that_is_cut_off() -> None:
    async with obs_running(settle_s=60) as obs, identified(obs) as client:
        obs.control("by-hand recording true")
        await client.ask("StopRecord")
        assert (await client.ask("GetRecordStatus"))["responseData"]["outputActive"]
        await client.ask("StopRecord")
        assert not (await client.ask("GetRecordStatus"))["responseData"]["outputActive"]
        assert obs.studio.outputs["Record"].cut_off


async def states(listening: Client, count: int) -> list[str]:
    """What the next events say that an output has become."""
    return [(await listening.next())["d"]["eventData"]["outputState"].rsplit("_", 1)[1] for _ in range(count)]


async def test_given_a_stream_that_connects_when_it_is_started_again_then_it_begins_anew() -> None:
    async with obs_running() as obs, identified(obs) as client, identified(obs, OUTPUTS) as listening:
        obs.control("slow 60")
        await client.ask("StartStream")
        assert await states(listening, 1) == ["STARTING"]
        obs.control("slow 0")
        assert (await client.ask("StopStream"))["requestStatus"]["code"] == 501
        await client.ask("StartStream")
        assert await states(listening, 2) == ["STARTING", "STARTED"]


async def test_given_a_server_that_says_no_when_a_stream_is_started_then_it_ends_before_it_was_on() -> None:
    async with obs_running(settle_s=0.0) as obs, identified(obs) as client, identified(obs, OUTPUTS) as listening:
        obs.control("by-hand streaming fails")
        await client.ask("StartStream")
        assert await states(listening, 2) == ["STARTING", "STOPPED"]
        assert obs.streaming is False


async def test_given_a_recording_that_runs_when_it_is_started_again_then_that_is_refused() -> None:
    async with obs_running() as obs, identified(obs) as client:
        obs.control("by-hand recording true")
        assert (await client.ask("StartRecord"))["requestStatus"]["code"] == 500


async def test_given_subscriptions_when_the_scene_changes_by_hand_then_only_subscribers_hear_of_it() -> None:
    async with obs_running() as obs, identified(obs, SCENES) as listening, identified(obs, OUTPUTS) as deaf:
        obs.control("by-hand scene Attesa")
        obs.control("by-hand recording true")
        event, other = await listening.next(), await deaf.next()
    assert (event["op"], event["d"]["eventType"]) == (5, "CurrentProgramSceneChanged")
    assert event["d"]["eventData"]["sceneName"] == "Attesa"
    assert other["d"]["eventType"] == "RecordStateChanged"


async def test_given_a_subscription_when_it_is_changed_then_the_new_one_counts() -> None:
    async with obs_running() as obs, identified(obs, SCENES) as client:
        assert (await client.say(3, eventSubscriptions=OUTPUTS))["op"] == 2
        assert (await client.say(3))["op"] == 2  # says nothing of them
        obs.control("by-hand scene Attesa")
        obs.control("by-hand streaming true")
        assert (await client.next())["d"]["eventType"] == "StreamStateChanged"


async def test_given_studio_mode_when_a_scene_goes_on_air_then_the_former_one_is_previewed() -> None:
    async with obs_running() as obs, identified(obs) as client:
        await client.ask("SetStudioModeEnabled", studioModeEnabled=True)
        assert (await client.ask("GetStudioModeEnabled"))["responseData"] == {"studioModeEnabled": True}

        await client.ask("SetCurrentProgramScene", sceneName="Attesa")
        assert (await client.ask("GetSceneList"))["responseData"]["currentPreviewSceneName"] == "Riposo"

        await client.ask("SetCurrentPreviewScene", sceneName="Conferenza")
        await client.ask("TriggerStudioModeTransition")
        assert (await client.ask("GetCurrentProgramScene"))["responseData"]["sceneName"] == "Conferenza"
        assert (await client.ask("GetCurrentPreviewScene"))["responseData"]["sceneName"] == "Attesa"

        obs.control("by-hand studio_mode false")
        assert (await client.ask("GetCurrentPreviewScene"))["requestStatus"]["code"] == 506


async def test_given_a_transition_when_scenes_follow_fast_then_it_answers_at_once_and_tells_the_last_when_it_ends() -> (
    None
):
    async with obs_running(transition_s=0.3) as obs, identified(obs, SCENES) as client:
        began_s = asyncio.get_running_loop().time()
        for scene in ("Attesa", "Conferenza"):
            await client.ask("SetCurrentProgramScene", sceneName=scene)
            assert (await client.ask("GetCurrentProgramScene"))["responseData"]["sceneName"] == scene

        event = await client.next()
    assert (event["op"], event["d"]["eventData"]) == (5, {"sceneName": "Conferenza"})
    assert asyncio.get_running_loop().time() - began_s >= 0.3


async def test_given_a_batch_with_a_request_that_names_no_type_when_it_is_made_then_that_one_alone_is_denied() -> None:
    async with obs_running() as obs, identified(obs) as client:
        answer = await client.say(8, requestId="b", requests=[{}, {"requestType": "GetStats", "requestId": "s"}])
    first, second = answer["d"]["results"]
    assert (first["requestType"], first["requestStatus"]["code"], "requestId" in first) == ("", 203, False)
    assert (second["requestId"], second["requestStatus"]["result"]) == ("s", True)


@pytest.mark.parametrize(("halt", "answered"), [(True, 2), (False, 3)])
async def test_given_a_batch_when_one_request_fails_then_it_halts_only_if_asked_to(halt: bool, answered: int) -> None:  # noqa: FBT001
    requests = [{"requestType": kind} for kind in ("GetVersion", "StopRecord", "GetStats")]
    async with obs_running() as obs, identified(obs) as client:
        answer = await client.say(8, requestId="b", haltOnFailure=halt, requests=requests)
        assert (answer["op"], answer["d"]["requestId"], len(answer["d"]["results"])) == (9, "b", answered)


async def test_given_a_browser_when_it_asks_for_a_page_then_it_is_told_that_there_is_none() -> None:
    async with obs_running() as obs, ClientSession() as session, session.get(f"http://{obs.host}:{obs.port}/") as page:
        assert page.status == 426


@pytest.mark.parametrize(
    "command",
    [
        "by-hand scene nessuna",
        "by-hand recording maybe",
        "by-hand recording pause",
        "by-hand streaming reconnecting",
        "by-hand streaming pause",
        "by-hand power on",
        "by-hand virtual_camera gone",
    ],
)
async def test_given_an_obs_when_a_hand_does_what_cannot_be_then_nothing_changes(command: str) -> None:
    async with obs_running() as obs:
        before = obs.show()
        with pytest.raises(ValueError, match="scene Riposo/Attesa/Conferenza"):
            obs.control(command)
        assert obs.show() == before


@pytest.mark.parametrize("fault", ["clear", "freeze", "refuse", "drop"])
async def test_given_open_connections_when_an_obs_ends_then_nothing_is_left(fault: str) -> None:
    async with ClientSession() as session, left_nothing():
        async with obs_running(settle_s=60) as obs:
            socket = await session.ws_connect(f"ws://{obs.host}:{obs.port}")
            await socket.send_json({"op": 1, "d": {"rpcVersion": 1}})
            await asyncio.sleep(0.02)
            obs.control(fault)
        await socket.close()
