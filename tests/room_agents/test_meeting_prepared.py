"""A room that prepares a meeting asks the meeting's server beforehand whether it is fit for it."""

import time
from datetime import UTC, datetime, timedelta
from email.utils import formatdate
from pathlib import Path

import pytest

from config.device_models import StageDevice
from config.states import StageState
from config.words.sentences import sentence
from integrations.emulators.jitsi import jitsi_running
from room_agents.deployment import probe_deployment
from room_agents.protocol import State
from tests.room_agents.following import OURS, following, plan_of, segment
from tests.support.broken_servers import API, Answer, answering, reply
from tests.support.certificates import make_certificate
from tests.support.waiting import wait_for

STAGE = {"palco": StageDevice(driver="stage")}


def limits_of(state: State) -> list[str]:
    return [limit.code for limit in state.devices["palco"].limits]


async def test_meeting_given_a_server_that_is_down_when_the_room_prepares_then_it_is_limited_and_says_why() -> None:
    async with jitsi_running() as jitsi:
        meeting = OURS.model_copy(update={"deployment": jitsi.url})
        jitsi.control("refuse")
        preparing = plan_of(STAGE, segment("preparing", {}, conference=meeting))
        async with following(preparing) as followed:
            followed.stages.tell("sala-1", StageState(shown="preparing"))
            state = await followed.until(lambda state: state.verdict == "limited")

    assert limits_of(state) == ["meeting_unreachable"]
    assert state.missing == ()


async def test_meeting_given_a_server_that_is_well_when_the_room_prepares_then_nothing_is_said() -> None:
    async with jitsi_running() as jitsi:
        meeting = OURS.model_copy(update={"deployment": jitsi.url})
        preparing = plan_of(STAGE, segment("preparing", {}, conference=meeting))
        async with following(preparing) as followed:
            followed.stages.tell("sala-1", StageState(shown="preparing"))
            await wait_for(lambda: len(jitsi.heard) > 1)  # the script and a meeting's page
            followed.stages.tell("sala-1", StageState(shown="preparing"))
            state = await followed.until(lambda state: state.verdict == "ready")

    assert limits_of(state) == []


async def said_of(url: str) -> list[tuple[str, str]]:
    """What limits a room that prepares a meeting at *url*, in both languages."""
    meeting = OURS.model_copy(update={"deployment": url})
    async with following(plan_of(STAGE, segment("preparing", {}, conference=meeting))) as followed:
        followed.stages.tell("sala-1", StageState(shown="preparing"))
        state = await followed.until(lambda state: state.verdict == "limited")
    limits = state.devices["palco"].limits
    return [(sentence(limit.code, "it", limit.params), sentence(limit.code, "en", limit.params)) for limit in limits]


def five_minutes_ahead(_path: str) -> bytes:
    return reply(API, f"Date: {formatdate(time.time() + 300, usegmt=True)}")


@pytest.mark.parametrize(
    ("answer", "it", "en"),
    [
        (lambda _: reply(b"<!doctype html><h1>Benvenuti"), "non è un Jitsi Meet", "is no Jitsi Meet"),
        (lambda _: b"", "interrompe la risposta a metà", "breaks its answer off half-way"),
        (lambda _: reply(API, length=4000), "interrompe la risposta a metà", "breaks its answer off half-way"),
        (lambda _: reply(b"", status=502), "risponde con un errore (502)", "answers with an error (502)"),
        (lambda _: reply(API, "X-Frame-Options: DENY"), "non si lascia mostrare", "does not let other pages show it"),
        (five_minutes_ahead, "ha l’orologio spostato di +", "has a clock +"),
    ],
    ids=["HTML", "nothing", "half", "502", "unframed", "five minutes ahead"],
)
async def test_a_room_when_its_meetings_server_answers_as_it_should_not_then_it_says_so_in_a_sentence(
    answer: Answer, it: str, en: str
) -> None:
    async with answering(answer) as url:
        ((italian, english),) = await said_of(url)

    assert italian.startswith(f"Il suo server {it}")
    assert english.startswith(f"Its server {en}")
    assert "{" not in italian + english


async def test_a_room_when_its_meetings_server_has_a_certificate_of_nobody_then_it_says_so(tmp_path: Path) -> None:
    async with answering(lambda _: reply(API), tls=make_certificate(tmp_path).shown()) as url:
        ((italian, _),) = await said_of(url)

    assert italian == "Il suo server ha un certificato di cui questo computer non si fida; si riprova."


async def test_a_meeting_that_has_begun_when_its_server_breaks_then_nobody_asks_it_and_the_room_stays_as_it_is() -> (
    None
):
    async with jitsi_running() as jitsi:
        meeting = OURS.model_copy(update={"deployment": jitsi.url})
        live = plan_of(STAGE, segment("live", {"palco": {"shown": "live"}}, conference=meeting))
        jitsi.control("refuse")
        async with following(live) as followed:
            followed.stages.tell("sala-1", StageState(shown="live", joined=True, participants=2))
            state = await followed.until(lambda state: state.devices["palco"].observed.get("joined") is True)
            followed.stages.tell("sala-1", StageState(shown="live", joined=True, participants=3))
            later = await followed.until(lambda state: state.devices["palco"].observed.get("participants") == 3)

    assert [limits_of(each) for each in (state, later)] == [[], []]
    assert list(jitsi.heard) == []


async def test_a_server_that_is_slow_when_probed_then_the_probe_ends_and_says_so() -> None:
    async with answering(lambda _: reply(b"var", length=900), hangs=True) as url:
        fault = await probe_deployment(url, timeout_s=0.2)

    assert fault is not None
    assert sentence(fault.code, "it", fault.params) == "Il suo server non risponde in tempo; si riprova."


async def test_an_idle_room_when_the_server_of_its_next_meeting_is_broken_then_it_says_so_and_is_ready_all_the_same() -> (
    None
):
    starts = datetime.now(UTC) + timedelta(hours=1)
    soon = {"id": "b1", "title": "Collegio", "start": starts, "end": starts + timedelta(hours=1)}
    async with answering(lambda _: reply(b"<h1>Benvenuti")) as url:
        meeting = OURS.model_copy(update={"deployment": url})
        idle = segment("idle", {}, to_s=3000)
        ahead = segment("preparing", {}, from_s=3000, to_s=3600, conference=meeting, booking=soon)
        async with following(plan_of(STAGE, idle, ahead)) as followed:
            followed.stages.tell("sala-1", StageState(shown="idle"))
            state = await followed.until(lambda state: state.next_trouble is not None and state.verdict == "ready")

    assert state.next_trouble is not None
    assert sentence(state.next_trouble.code, "it", state.next_trouble.params).startswith("Il suo server non è un Jitsi")
    assert limits_of(state) == []
