"""An agent whose disk is an older image of itself: its numbers were used for other reports, and none of either is lost."""

import shutil
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.emulators.projector import projector_running
from room_agents.journal_file import JournalFile
from room_agents.picture import RoomEvent
from room_agents.protocol import Report, Stored
from tests.room_agents.following import plan_of, projector_device, segment
from tests.room_agents.test_agent_and_hub import agent_running, is_ready
from tests.support.hub import hub_running
from tests.support.waiting import wait_for

BEGUN = datetime(2026, 11, 26, 9, tzinfo=UTC)
ON = {"proiettore": {"power": "on"}}


def anew(reports: Sequence[Report]) -> Sequence[Report]:
    """Those under the new id. A number that the hub has not yet may be told under the old one, before its welcome is heard."""
    first = next((at for at, report in enumerate(reports) if report.seq == 1), len(reports))
    return reports[first:]


class Computer:
    """A room's computer that writes reports, a hub that stores them, and images of the disk."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "reports"
        self.image: Path = folder / "image"
        self.happened = 0
        self.stored: dict[str, list[int]] = {}
        self.file = self._booted()

    def happens(self, times: int) -> None:
        """So many transitions, each with a value of its own, a second apart."""
        events = []
        for _ in range(times):
            self.happened += 1
            at = BEGUN + timedelta(seconds=self.happened)
            events.append(RoomEvent("sala-1", at, "verified", "proiettore", {"value": self.happened}))
        self.file.append(events)

    def connects(self, sends: int) -> None:
        """It compares with what the hub has, sends so many reports at most, and cuts away what was acknowledged."""
        if self.file.strays(*self._last()):
            self.file.renumber()
        had = self.stored.setdefault(self.file.agent, [])
        for report in self.file.after(self.file.base, sends):
            if report.seq > len(had):
                had.append(int(report.details["value"] or 0))
        self.file.cut(min(len(had), self.file.written))

    def is_imaged(self) -> None:
        if self.path.exists():
            shutil.copy(self.path, self.image)

    def is_put_back(self) -> None:
        if self.image.exists():
            shutil.copy(self.image, self.path)
            self.file = self._booted()

    def _booted(self) -> JournalFile:
        file = JournalFile(self.path)
        file.read()
        return file

    def _last(self) -> tuple[int, datetime | None]:
        had = self.stored.get(self.file.agent, [])
        return len(had), BEGUN + timedelta(seconds=had[-1]) if had else None


STEPS = st.one_of(
    st.tuples(st.just("happens"), st.integers(1, 4)),
    st.tuples(st.just("connects"), st.integers(0, 20)),
    st.just(("is_imaged",)),
)


@given(before=st.lists(STEPS, max_size=8), after=st.lists(STEPS, max_size=8))
def test_journal_given_an_older_image_put_back_when_it_connects_then_all_that_was_on_disk_is_stored(
    tmp_path_factory: pytest.TempPathFactory, before: list[tuple[str, ...]], after: list[tuple[str, ...]]
) -> None:
    computer = Computer(tmp_path_factory.mktemp("computer"))
    for step, *how in before:
        getattr(computer, step)(*how)
    computer.connects(1000)
    computer.happens(1)
    computer.connects(1000)
    computer.is_put_back()
    for step, *how in after:
        getattr(computer, step)(*how)
    computer.connects(1000)

    stored = {value for values in computer.stored.values() for value in values}
    assert stored == set(range(1, computer.happened + 1))


async def test_agent_given_an_older_image_put_back_when_it_starts_then_the_hub_gets_what_happens_from_then_on(
    tmp_path: Path,
) -> None:
    data, image = tmp_path / "agent", tmp_path / "image"
    async with hub_running() as hub, projector_running(warm_up_s=0, cool_down_s=0) as projector:
        devices = {"proiettore": projector_device(projector.port)}
        hub.plans["sala-1"] = plan_of(devices, segment("live", ON)).plan
        async with agent_running(hub, data):
            await hub.until(lambda: is_ready(hub, 1) and any(r.details.get("verdict") == "ready" for r in hub.reports))
        shutil.copytree(data, image)
        async with agent_running(hub, data):
            before = len(hub.reports)
            await hub.until(lambda: len(hub.reports) > before + 1)
        await wait_for(lambda: hub.connected == 0)
        stored = [(report.seq, report.at) for report in hub.reports]
        shutil.rmtree(data)
        image.rename(data)
        async with agent_running(hub, data):
            await hub.until(lambda: hub.hellos[-1].agent != hub.hellos[0].agent)
            await hub.until(lambda: any(one.kind == "verdict" for one in anew(hub.reports[len(stored) :])))

    numbers = [report.seq for report in anew(hub.reports[len(stored) :])]
    assert numbers == list(range(1, len(numbers) + 1))


def test_journal_given_a_hub_that_has_less_or_nothing_when_compared_then_the_numbers_go_on(tmp_path: Path) -> None:
    computer = Computer(tmp_path)
    computer.happens(5)
    computer.connects(3)
    agent = computer.file.agent

    told = [
        Stored(seq=0),
        Stored(seq=2, at=BEGUN + timedelta(seconds=2)),
        Stored(seq=4, at=BEGUN + timedelta(seconds=4)),
        Stored(seq=4),
        Stored(seq=5, at=BEGUN + timedelta(seconds=5, microseconds=900)),
    ]

    assert [computer.file.strays(one.seq, one.at) for one in told] == [False] * 5
    assert computer.file.strays(4, BEGUN)
    assert computer.file.agent == agent
