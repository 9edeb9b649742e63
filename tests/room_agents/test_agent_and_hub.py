"""The whole agent in this process, with a hub on loopback that dies and returns."""

import asyncio
from collections.abc import AsyncIterator, MutableMapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from structlog.testing import capture_logs

from integrations.emulators.projector import projector_running
from room_agents.agent import AgentSettings, run_agent
from room_agents.clock import Clock, Instant, read_clock
from room_agents.disk import RETRY_S
from room_agents.plans import Plans
from room_agents.protocol import PlanMessage, State
from room_agents.signing_in import SignIn, token_in
from tests.room_agents.following import plan_of, projector_device, segment
from tests.support.hub import TOKEN, TestingHub, hub_running
from tests.support.waiting import wait_for

ON = {"proiettore": {"power": "on"}}
OFF = {"proiettore": {"power": "off"}}
NEEDED = ("proiettore",)


@asynccontextmanager
async def agent_running(
    hub: TestingHub, data: Path, *, sign_in: SignIn | None = None, clock: Clock = read_clock, retry_s: float = RETRY_S
) -> AsyncIterator[None]:
    async with asyncio.TaskGroup() as tasks:
        settings = AgentSettings(hub.url, sign_in or (lambda: TOKEN), data, stage_port=0)
        running = tasks.create_task(run_agent(settings, clock=clock, retry_s=retry_s))
        yield
        running.cancel()


def last(hub: TestingHub, room: str = "sala-1") -> State | None:
    return next((state for state in reversed(hub.states) if state.room == room), None)


def is_ready(hub: TestingHub, revision: int) -> bool:
    state = last(hub)
    return state is not None and state.verdict == "ready" and state.plan is not None and state.plan.revision == revision


async def test_given_a_plan_from_the_hub_when_followed_then_states_and_numbered_reports_come_back(
    tmp_path: Path,
) -> None:
    async with hub_running() as hub, projector_running(warm_up_s=0.2) as projector:
        devices = {"proiettore": projector_device(projector.port)}
        hub.plans["sala-1"] = plan_of(devices, segment("preparing", ON, needs=NEEDED)).plan
        async with agent_running(hub, tmp_path):
            await hub.until(lambda: is_ready(hub, 1))
            await hub.until(lambda: any(r.details.get("verdict") == "ready" for r in hub.reports))

        assert hub.hellos[0].rooms == {}
        assert [report.seq for report in hub.reports] == list(range(1, len(hub.reports) + 1))
        assert [report.kind for report in hub.reports if report.kind in ("segment", "verified")] == [
            "segment",
            "verified",
        ]
        assert (tmp_path / "plans" / "sala-1.json").stat().st_mode & 0o777 == 0o600


async def test_given_the_hub_dead_when_the_agent_starts_then_it_prepares_on_time_and_reports_on_return(
    tmp_path: Path,
) -> None:
    async with hub_running() as hub, projector_running(warm_up_s=0.2) as projector:
        await hub.stop()
        devices = {"proiettore": projector_device(projector.port)}
        idle = segment("idle", OFF, to_s=2)
        preparing = segment("preparing", ON, from_s=2, needs=NEEDED)
        Plans(tmp_path / "plans").save(plan_of(devices, idle, preparing))
        asked: list[datetime] = []
        projector.on_heard = lambda command: asked.append(datetime.now(UTC)) if command == "%1POWR 1" else None

        async with agent_running(hub, tmp_path):
            await wait_for(lambda: projector.power == "on")
            await hub.start()
            await hub.until(lambda: any(r.details.get("value") == "on" for r in hub.reports))
            await hub.until(lambda: is_ready(hub, 1))

        assert timedelta(0) <= asked[0] - preparing.start < timedelta(seconds=5)
        assert [report.seq for report in hub.reports] == list(range(1, len(hub.reports) + 1))
        assert [r.details["phase"] for r in hub.reports if r.kind == "segment"] == ["idle", "preparing"]
        assert hub.hellos[0].rooms["sala-1"].revision == 1


async def test_given_unacknowledged_reports_when_the_line_breaks_then_they_are_sent_again_in_order(
    tmp_path: Path,
) -> None:
    async with hub_running() as hub, projector_running(warm_up_s=0) as projector:
        hub.acknowledging = False
        devices = {"proiettore": projector_device(projector.port)}
        hub.plans["sala-1"] = plan_of(devices, segment("live", ON)).plan
        async with agent_running(hub, tmp_path):
            await hub.until(lambda: is_ready(hub, 1))
            await hub.stop()
            hub.acknowledging = True
            await hub.start()
            await hub.until(lambda: any(r.details.get("verdict") == "ready" for r in hub.reports))

        assert [report.seq for report in hub.reports] == list(range(1, len(hub.reports) + 1))


async def test_given_plans_of_one_store_and_another_when_sent_then_the_newest_and_the_other_store_are_followed(
    tmp_path: Path,
) -> None:
    async with hub_running() as hub, projector_running(warm_up_s=0, cool_down_s=0) as projector:
        devices = {"proiettore": projector_device(projector.port)}
        hub.plans["sala-1"] = plan_of(devices, segment("live", ON), revision=5).plan
        async with agent_running(hub, tmp_path):
            await hub.until(lambda: is_ready(hub, 5))
            await hub.send(plan_of(devices, segment("idle", OFF), revision=4).plan)
            await asyncio.sleep(0.3)
            after_older = projector.power
            await hub.send(plan_of(devices, segment("idle", OFF), revision=1, store="another").plan)
            await hub.until(lambda: is_ready(hub, 1))

        assert after_older == "on"
        assert projector.power == "off"


async def test_given_an_agent_whose_clock_is_slow_when_somebody_presses_start_then_the_press_is_not_delayed(
    tmp_path: Path,
) -> None:
    def slow() -> Instant:
        now = read_clock()
        return Instant(now.wall - timedelta(minutes=10), now.mono_s)

    async with hub_running() as hub, projector_running(warm_up_s=0) as projector:
        devices = {"proiettore": projector_device(projector.port)}
        hub.plans["sala-1"] = plan_of(devices, segment("idle", OFF)).plan
        async with agent_running(hub, tmp_path, clock=slow):
            await hub.until(lambda: is_ready(hub, 1))
            pressed = plan_of(devices, segment("idle", OFF, to_s=0), segment("live", ON, from_s=0), revision=2)
            await hub.send(pressed.plan)
            await hub.until(lambda: is_ready(hub, 2))

        assert projector.power == "on"


async def test_agent_given_a_meeting_when_its_computers_clock_is_set_an_hour_ahead_then_the_meeting_goes_on(
    tmp_path: Path,
) -> None:
    ahead = timedelta()

    def clock() -> Instant:
        now = read_clock()
        return Instant(now.wall + ahead, now.mono_s)

    async with hub_running() as hub, projector_running(warm_up_s=0) as projector:
        devices = {"proiettore": projector_device(projector.port)}
        live, idle = segment("live", ON, to_s=600, needs=NEEDED), segment("idle", OFF, from_s=600, to_s=7200)
        hub.plans["sala-1"] = plan_of(devices, live, idle).plan
        async with agent_running(hub, tmp_path, clock=clock):
            await hub.until(lambda: is_ready(hub, 1) and hub.asked_time)
            ahead = timedelta(hours=1)
            projector.heard.clear()
            await wait_for(lambda: projector.heard.count("%1POWR ?") > 40)
            await hub.until(
                lambda: hub.states[-1].wall and hub.states[-1].wall - hub.states[-1].at > timedelta(minutes=59)
            )
            state = last(hub)

        assert "%1POWR 0" not in projector.heard
        assert state is not None
        assert (state.phase, state.verdict) == ("live", "ready")


async def test_agent_given_a_hub_of_version_1_when_it_does_not_welcome_then_it_is_not_asked_for_the_time(
    tmp_path: Path,
) -> None:
    async with hub_running() as hub, projector_running(warm_up_s=0) as projector:
        hub.version = 1
        devices = {"proiettore": projector_device(projector.port)}
        hub.plans["sala-1"] = plan_of(devices, segment("live", ON)).plan
        async with agent_running(hub, tmp_path):
            await hub.until(lambda: is_ready(hub, 1))
            heard = len(hub.states)
            await hub.until(lambda: len(hub.states) > heard)

        assert hub.asked_time == 0


async def test_given_a_room_forgotten_when_the_agent_starts_again_then_it_no_longer_follows_it(tmp_path: Path) -> None:
    async with hub_running() as hub, projector_running(warm_up_s=0) as projector:
        devices = {"proiettore": projector_device(projector.port)}
        hub.plans["sala-1"] = plan_of(devices, segment("live", ON)).plan
        async with agent_running(hub, tmp_path):
            await hub.until(lambda: is_ready(hub, 1))
            await hub.forget("sala-1")
            await wait_for(lambda: list(Plans(tmp_path / "plans").load()) == [])

        assert projector.power == "on"


async def test_given_an_unknown_token_when_the_agent_comes_then_it_does_not_flood_the_hub(tmp_path: Path) -> None:
    async with hub_running() as hub:
        async with agent_running(hub, tmp_path, sign_in=lambda: "un-altro"):
            await wait_for(lambda: hub.refused)
            await asyncio.sleep(0.8)  # longer than one waits for a hub that is away

        assert hub.refused == 1
        assert hub.hellos == []


async def test_token_given_another_in_its_file_when_the_first_is_revoked_then_the_agent_signs_in_with_that(
    tmp_path: Path,
) -> None:
    file = tmp_path / "token"
    file.write_text(f"{TOKEN}\n")
    async with hub_running() as hub:
        async with agent_running(hub, tmp_path / "data", sign_in=partial(token_in, file)):
            await hub.until(lambda: len(hub.hellos) == 1)
            file.write_text("un-gettone-nuovo\n")
            hub.token = "un-gettone-nuovo"
            await hub.stop()
            await hub.start()
            await hub.until(lambda: len(hub.hellos) == 2)

        assert hub.refused == 0


async def test_token_file_given_nonsense_when_the_agent_comes_then_it_says_so_and_asks_nobody(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("due parole")
    async with hub_running() as hub:
        with capture_logs() as logs:
            async with agent_running(hub, tmp_path / "data", sign_in=partial(token_in, file)):
                await wait_for(lambda: levels(logs, "link.no_token"))

        [told] = [log for log in logs if log["event"] == "link.no_token"]
        assert told["error"] == f"{file}: That is no token: it must be one word."
        assert (hub.refused, hub.hellos) == (0, [])


async def test_given_two_agents_when_the_hub_prefers_the_newer_then_the_older_stays_away(tmp_path: Path) -> None:
    async with hub_running() as hub:
        async with agent_running(hub, tmp_path):
            await hub.until(lambda: bool(hub.hellos))
            await hub.close(4000)
            await asyncio.sleep(0.8)

        assert len(hub.hellos) == 1


async def test_given_a_broken_plan_file_when_the_agent_starts_then_it_is_set_aside_and_others_are_followed(
    tmp_path: Path,
) -> None:
    async with hub_running() as hub, projector_running(warm_up_s=0) as projector:
        Plans(tmp_path / "plans").save(plan_of({"proiettore": projector_device(projector.port)}, segment("live", ON)))
        (tmp_path / "plans" / "sala-2.json").write_text('{"type": "plan", "sent_at": ')
        async with agent_running(hub, tmp_path):
            await hub.until(lambda: is_ready(hub, 1))

        assert hub.hellos[0].rooms.keys() == {"sala-1"}
        assert (tmp_path / "plans" / "sala-2.broken").exists()


async def test_given_a_disk_without_room_when_wishes_change_then_devices_move_and_all_is_told_later(
    tmp_path: Path,
) -> None:
    async with hub_running() as hub, projector_running(warm_up_s=0, cool_down_s=0) as projector:
        devices = {"proiettore": projector_device(projector.port)}
        hub.plans["sala-1"] = plan_of(devices, segment("live", ON)).plan
        (tmp_path / "plans").mkdir()
        full = [tmp_path / "reports.jsonl.new", tmp_path / "plans" / "sala-1.json.new"]
        for path in full:
            path.symlink_to("/dev/full")  # every write ends with ENOSPC
        async with agent_running(hub, tmp_path, retry_s=0.1):
            await hub.until(lambda: is_ready(hub, 1))
            await hub.send(plan_of(devices, segment("idle", OFF), revision=2).plan)
            await hub.until(lambda: is_ready(hub, 2))
            power, reported = projector.power, len(hub.reports)
            for path in full:
                path.unlink()
            await hub.until(lambda: bool(hub.reports))
            await wait_for((tmp_path / "plans" / "sala-1.json").exists)
            saved = PlanMessage.model_validate_json((tmp_path / "plans" / "sala-1.json").read_bytes())

    assert (power, reported) == ("off", 0)
    assert saved.plan.revision == 2
    assert [report.seq for report in hub.reports] == list(range(1, len(hub.reports) + 1))
    assert "gap" not in [report.kind for report in hub.reports]


async def test_given_a_disk_without_room_when_plans_are_refused_again_then_it_is_told_at_first_and_when_it_is_over(
    tmp_path: Path,
) -> None:
    async with hub_running() as hub:
        hub.plans["sala-1"] = plan_of({}, segment("idle", {})).plan
        beside = tmp_path / "plans" / "sala-1.json.new"
        beside.parent.mkdir()
        beside.symlink_to("/dev/full")

        with capture_logs() as told:
            async with agent_running(hub, tmp_path, retry_s=0.05):
                await wait_for(lambda: len(levels(told, "plan.not_saved")) > 2)
                beside.unlink()
                await wait_for(lambda: levels(told, "plan.saved"))

    assert levels(told, "plan.not_saved")[:3] == ["warning", "debug", "debug"]
    assert levels(told, "plan.saved") == ["info"]


def levels(told: Sequence[MutableMapping[str, Any]], event: str) -> list[str]:
    return [line["log_level"] for line in told if line["event"] == event]
