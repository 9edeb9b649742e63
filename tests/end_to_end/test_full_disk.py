"""No room left on the orchestrator's disk: it says so, goes on reading, and goes on by itself when there is room."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.support.house import House, house_standing, is_ready, numbers, without_holes
from tests.support.small_disk import FILLER, fill, small_disk
from tests.support.waiting import wait_for

SIZE_MIB = 4


@dataclass(frozen=True)
class SmallDisk:
    """The orchestrator's data folder: a disk of its own where this machine lets us mount one, else a folder."""

    folder: Path
    mounted: bool

    @property
    def answer(self) -> tuple[int, str]:
        """What a write gets: a file that may not grow looks like a broken disk to SQLite, not like a full one."""
        return (507, "storage_full") if self.mounted else (503, "storage_unusable")

    def fill(self, house: House) -> None:
        """Leave not one byte."""
        if not self.mounted:
            house.orchestrator.limit_files(1)
            return
        fill(self.folder)

    def free(self, house: House) -> None:
        """Give the room back."""
        (self.folder / FILLER).unlink() if self.mounted else house.orchestrator.limit_files(None)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    folder = tmp_path / "server"
    folder.mkdir()
    with small_disk(folder, SIZE_MIB) as mounted:
        yield SmallDisk(folder, mounted)


async def test_given_a_full_disk_when_asked_then_writes_are_refused_reads_answered_and_the_room_goes_on(
    disk: SmallDisk, tmp_path: Path
) -> None:
    async with house_standing(tmp_path) as house:
        await house.add_agent()
        await house.book(starts_in_s=7, lasts_s=600)
        await house.until(lambda view: view["plan"]["held"] == view["plan"]["wished"] and view["next"])
        disk.fill(house)
        refused = await house.book(starts_in_s=7200)
        pressed = await house.press("start")
        listed = await house.bookings()
        await wait_for(lambda: house.obs.scene == "Conferenza")
        during = await house.until(is_ready("live"))
        still_refused = await house.book(starts_in_s=7200)

        disk.free(house)
        booked = await wait_for(
            lambda: house.book(starts_in_s=7200), lambda answer: answer.status_code == httpx.codes.CREATED
        )
        await house.until(is_ready("live"))
        reports = await wait_for(house.reports, lambda all_: any(_shows_live(report) for report in all_))

    for answer in (refused, pressed, still_refused):
        assert (answer.status_code, answer.json()["error"]["code"]) == disk.answer
        assert answer.json()["error"]["message"]
    assert [booking["title"] for booking in listed] == ["Assemblea"]
    assert during["current"]["title"] == "Assemblea"
    assert booked.status_code == 201
    assert numbers(reports) == without_holes(len(reports))


def _shows_live(report: Mapping[str, Any]) -> bool:
    return bool(report["kind"] == "verified" and report["details"]["value"] == "Conferenza")
