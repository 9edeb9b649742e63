"""A room whose room file has a PIN, and somebody in it who says that something is wrong: with real processes and devices."""

import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from orchestrator.rooms.problems import ReportedProblem
from tests.support.house import ROOM, SITE, House, house_standing, is_ready
from tests.support.tablet import Tablet, View
from tests.support.tcp_line import tcp_line
from tests.support.waiting import WITHIN_S

PIN = "271828"


def pin_line() -> str:
    """What `regia pin` prints."""
    command = (sys.executable, "-m", "orchestrator", "pin")
    done = subprocess.run(command, input=f"{PIN}\n", capture_output=True, text=True, check=True, timeout=WITHIN_S)
    return done.stdout


async def problems(house: House) -> list[ReportedProblem]:
    window = {"from": house.since.isoformat(), "to": (datetime.now(UTC) + timedelta(hours=1)).isoformat()}
    answer = await house.client.get(f"/api/v1/rooms/{ROOM}/problems", params=window)
    answer.raise_for_status()
    return [ReportedProblem.model_validate(problem) for problem in answer.json()["problems"]]


def follows_in(phase: str) -> Callable[[View], bool]:
    """Whether the room is verified in *phase* under the newest plan."""
    return lambda view: is_ready(phase)(view) and view["plan"]["held"] == view["plan"]["wished"]


async def codes(tablet: Tablet, *pins: str) -> list[str]:
    """What ends with those PINs are refused with."""
    return [(await tablet.press("end", pin=pin)).json()["error"]["code"] for pin in pins]


async def test_room_with_a_pin_given_a_meeting_when_something_is_wrong_then_it_is_kept_and_the_pin_is_told_to_nobody(
    tmp_path: Path,
) -> None:
    site = SITE.replace('name = "Sala 1"\n', f'name = "Sala 1"\n{pin_line()}end_needs_pin = true\n')
    async with house_standing(tmp_path, site=site) as house, tcp_line(house.port) as line:
        await house.add_agent(through=f"http://127.0.0.1:{line.port}")
        await house.until(is_ready("idle"))
        async with house.tablet() as tablet:
            started = await tablet.press("start")
            live = await tablet.until(follows_in("live"))
            told = await tablet.press("problem", about="sound")
            refused = await codes(tablet, "", "1234", "4321")
            await house.orchestrator.kill()
            await house.serve()
            refused += await codes(tablet, "1111", "2222", "3333", PIN)
            ended = await house.press("end")
            await house.until(is_ready("idle"))
        (problem,) = await problems(house)
        await house.agent.end()
        everything = {
            "the agent's line": bytes(line.told),
            "the agent's disk": b"".join(
                path.read_bytes() for path in (tmp_path / "agent-1").rglob("*") if path.is_file()
            ),
            "the logs": (house.agent.said + house.orchestrator.said).encode(),
            "the tablet": tablet.text.encode(),
        }

    assert (started.status_code, told.status_code, ended.status_code) == (201, 201, 201)
    assert (live["asks_pin"], live["devices"]) == (["details", "end"], {})
    assert refused == ["pin_missing", *["pin_wrong"] * 4, "pin_locked", "pin_locked"]  # also over a restart
    assert (problem.about, problem.booking) == ("sound", live["current"]["id"])
    assert (problem.evidence.phase, problem.evidence.verdict) == ("live", "ready")
    seen = {name: device.observed for name, device in problem.evidence.devices.items()}
    assert (seen["proiettore"]["power"], seen["regia-video"]["scene"]) == ("on", "Conferenza")
    assert problem.evidence.plan.held == problem.evidence.plan.wished
    assert b'"phase":"live"' in everything["the agent's line"]
    words = (PIN, "scrypt")
    assert [(word, place) for place, said in everything.items() for word in words if word.encode() in said] == []
