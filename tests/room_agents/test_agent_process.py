"""The agent as a process of its own: killed and started again, how much it weighs, and what it refuses."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from config.device_models import ObsDevice
from config.devices import Device
from config.states import Value
from integrations.emulators.obs import obs_running
from integrations.emulators.projector import projector_running
from tests.room_agents.following import QUICK, plan_of, projector_device, segment
from tests.room_agents.test_agent_and_hub import NEEDED, OFF, ON, is_ready, last
from tests.support.commands import regia, regia_here
from tests.support.hub import TOKEN, TestingHub, hub_running
from tests.support.processes import Process
from tests.support.waiting import WITHIN_S, wait_for


@asynccontextmanager
async def agent_process(hub: TestingHub, data: Path) -> AsyncIterator[Process]:
    """An agent of *hub*, until left."""
    command = ("agent", "--orchestrator", hub.url, "--data", data, "--stage-port", "0")
    agent = Process(*command, log=data / "log", environment={"REGIA_TOKEN": TOKEN})
    await agent.start()
    try:
        yield agent
    finally:
        if agent.running:
            await agent.end()


async def test_given_a_killed_agent_when_started_without_its_hub_then_plan_and_reports_are_all_there(
    tmp_path: Path,
) -> None:
    async with hub_running() as hub, projector_running(warm_up_s=0, cool_down_s=0) as projector:
        devices: dict[str, Device] = {"proiettore": projector_device(projector.port)}
        hub.plans["sala-1"] = plan_of(devices, segment("idle", OFF)).plan
        hub.acknowledging = False
        async with agent_process(hub, tmp_path) as agent:
            await hub.until(lambda: is_ready(hub, 1))
            await hub.send(plan_of(devices, segment("live", ON, needs=NEEDED), revision=2).plan)
            await hub.until(lambda: is_ready(hub, 2))
            await hub.until(lambda: sum(r.kind == "verified" for r in hub.told) == 2)  # so they are on its disk
            await agent.kill()
        await hub.stop()
        hub.plans.clear()
        projector.control("by-hand power off")  # a power cut
        asked = asyncio.Event()
        projector.on_heard = lambda command: asked.set() if command == "%1POWR 1" else None
        async with agent_process(hub, tmp_path) as agent:
            async with asyncio.timeout(WITHIN_S):
                await asked.wait()
            hub.acknowledging = True
            await hub.start()
            await hub.until(lambda: is_ready(hub, 2))
            await hub.until(lambda: sum(r.kind == "verified" for r in hub.reports) == 3)
            ended = await agent.end()

    assert [report.seq for report in hub.reports] == list(range(1, len(hub.reports) + 1))
    assert [r.details["value"] for r in hub.reports if r.kind == "verified"] == ["off", "on", "on"]
    assert hub.hellos[0].agent == hub.hellos[-1].agent
    assert ended == 0


async def test_given_obs_and_a_projector_when_the_agent_runs_then_it_stays_light_and_scenes_follow(
    tmp_path: Path,
) -> None:
    async with (
        hub_running() as hub,
        projector_running(warm_up_s=0) as projector,
        obs_running(port=0, scenes=("Attesa", "Collegio")) as obs,
    ):
        device = ObsDevice.model_validate({"driver": "obs", "host": "127.0.0.1", "port": obs.port, "poll": QUICK})
        devices: dict[str, Device] = {"proiettore": projector_device(projector.port), "regia-video": device}
        wishes: dict[str, Mapping[str, Value]] = {**ON, "regia-video": {"scene": "Collegio", "recording": True}}
        hub.plans["sala-1"] = plan_of(devices, segment("live", wishes, needs=tuple(devices))).plan
        async with agent_process(hub, tmp_path) as agent:
            await hub.until(lambda: is_ready(hub, 1))
            status, loaded = about(agent.pid, "status"), about(agent.pid, "maps")
        state = last(hub)

    assert state is not None
    assert state.devices["regia-video"].observed["scene"] == "Collegio"
    assert state.devices["regia-video"].observed["recording"] is True
    resident_kib = int(status.split("VmRSS:")[1].split()[0])
    assert resident_kib < 90 * 1024
    assert "sqlalchemy" not in loaded


def about(pid: int, what: str) -> str:
    """What the kernel says of a process (proc(5))."""
    return Path(f"/proc/{pid}/{what}").read_text()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--orchestrator", "http://regia.example", "--token", "x"), "--insecure"),
        (("--orchestrator", "regia.example", "--token", "x"), "no address"),
        (("--orchestrator", "http://[::1", "--token", "x"), "http://[::1 is no address"),
        (("--orchestrator", "https://", "--token", "x"), "names no computer"),
        (("--orchestrator", "https://..", "--token", "x"), "names no computer"),
        (("--orchestrator", f"https://{'a' * 64}.example", "--token", "x"), "names no computer"),
        (("--orchestrator", "http://localhost:99999", "--token", "x"), "from 1 to 65535"),
        (("--orchestrator", "http://localhost:abc", "--token", "x"), "from 1 to 65535"),
        (("--orchestrator", "https://regia.example:0", "--token", "x"), "from 1 to 65535"),
        (("--orchestrator", "https://regia.example?x", "--token", "x"), "no ?, # or space"),
        (("--orchestrator", "http://user:hidden@127.0.0.1:1", "--token", "x"), "takes no user and password"),
        (("--orchestrator", "https://regia.example"), "A token is needed"),
        (("--orchestrator", "https://regia.example", "--token-file", "/nowhere"), "cannot be read"),
    ],
)
def test_given_what_cannot_work_when_started_then_a_sentence_says_so(
    tmp_path: Path,
    arguments: tuple[str, ...],
    sentence: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    refused = regia_here(capsys, "agent", *arguments, "--data", tmp_path)

    assert refused.code == 2
    assert sentence in refused.err
    assert refused.err.count("\n") == 1
    assert "hidden" not in refused.err


async def test_given_a_running_agent_when_another_is_started_on_its_folder_then_that_one_is_refused(
    tmp_path: Path,
) -> None:
    async with hub_running() as hub, agent_process(hub, tmp_path) as agent:
        await wait_for(lambda: agent.logged("agent.started"))
        refused = await asyncio.to_thread(
            regia, "agent", "--orchestrator", hub.url, "--data", tmp_path, REGIA_TOKEN=TOKEN
        )
        still_there = agent.running

    assert (refused.code, still_there) == (1, True)
    assert refused.err.startswith(f"An agent uses the folder {tmp_path} already")


def test_given_a_file_in_place_of_a_folder_when_started_then_a_sentence_says_so(tmp_path: Path) -> None:
    (tmp_path / "plans").touch()

    refused = regia("agent", "--orchestrator", "http://localhost", "--data", tmp_path, REGIA_TOKEN=TOKEN)

    assert refused.code == 2
    assert refused.err.startswith(f"The folder {tmp_path} cannot be used: ")
