"""Reports on disk: in order, without holes, through crashes and full disks."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from room_agents.clock import read_clock
from room_agents.journal import Journal
from room_agents.picture import RoomEvent
from room_agents.protocol import Report
from tests.support.waiting import WITHIN_S, wait_for


def event(number: int) -> RoomEvent:
    return RoomEvent("sala-1", datetime.now(UTC), "verified", "proiettore", {"attribute": "power", "value": number})


@asynccontextmanager
async def writing(path: Path, **more: Any) -> AsyncIterator[Journal]:
    journal = Journal(path, read_clock, **more)
    await journal.read()
    async with asyncio.TaskGroup() as tasks:
        writer = tasks.create_task(journal.write())
        yield journal
        writer.cancel()
    journal.close()


async def on_disk(journal: Journal, count: int) -> list[object]:
    """The values of the reports after the last acknowledged, once there are *count*."""
    async with asyncio.timeout(WITHIN_S):
        while True:
            reports = await journal.after(max(journal.first, journal.acknowledged), 1000)
            if len(reports) >= count:
                return [(report.seq, report.details.get("value")) for report in reports]
            await journal.news.wait()


async def after(journal: Journal, seq: int, count: int) -> list[Report]:
    """The reports above *seq*, once there are *count*."""
    async with asyncio.timeout(WITHIN_S):
        while len(reports := await journal.after(seq, 1000)) < count:
            await journal.news.wait()
    return reports


async def test_given_written_reports_when_started_again_then_they_are_there_and_numbers_go_on(tmp_path: Path) -> None:
    async with writing(tmp_path / "reports") as journal:
        journal.append(event(10))
        journal.append(event(20))
        agent = journal.agent

    async with writing(tmp_path / "reports") as journal:
        journal.append(event(30))
        assert await on_disk(journal, 3) == [(1, 10), (2, 20), (3, 30)]
        assert journal.agent == agent


async def test_given_a_torn_last_line_when_started_again_then_it_is_written_over(tmp_path: Path) -> None:
    path = tmp_path / "reports"
    async with writing(path) as journal:
        journal.append(event(10))
    with path.open("ab") as file:
        file.write(b'{"type":"report","seq":2,"room":"sala-1","at":"2026-11-22T1')

    async with writing(path) as journal:
        journal.append(event(20))
        assert await on_disk(journal, 2) == [(1, 10), (2, 20)]


async def test_given_a_file_broken_in_the_middle_when_started_then_what_can_be_read_comes_from_a_new_agent(
    tmp_path: Path,
) -> None:
    path = tmp_path / "reports"
    async with writing(path) as journal:
        for number in (10, 20, 30):
            journal.append(event(number))
        before = journal.agent
    path.write_bytes(path.read_bytes().replace(b'"seq":2,', b'"seq":2!'))

    async with writing(path) as journal:
        journal.append(event(40))
        told = await on_disk(journal, 4)
        kinds = [report.kind for report in await journal.after(0, 10)]
        after = journal.agent

    assert told == [(1, 10), (2, 30), (3, None), (4, 40)]
    assert kinds == ["verified", "verified", "gap", "verified"]
    assert after != before
    assert (tmp_path / "reports.broken").exists()


async def test_given_acknowledged_reports_when_written_on_then_the_file_holds_only_the_rest(tmp_path: Path) -> None:
    path = tmp_path / "reports"
    async with writing(path) as journal:
        for number in range(1000):
            journal.append(event(number))
        await on_disk(journal, 1000)
        full = path.stat().st_size
        journal.acknowledge(1000)
        journal.append(event(1000))
        assert await on_disk(journal, 1) == [(1001, 1000)]

    assert path.stat().st_size < full / 100
    assert path.stat().st_mode & 0o777 == 0o600
    async with writing(path) as journal:
        assert await on_disk(journal, 1) == [(1001, 1000)]


async def test_given_a_journal_at_its_limit_when_reports_come_then_some_wait_and_one_gap_stands_for_the_rest(
    tmp_path: Path,
) -> None:
    async with writing(tmp_path / "reports", limit_bytes=2000, waiting_at_most=10, retry_s=0.05) as journal:
        for number in range(50):
            journal.append(event(number))
            await asyncio.sleep(0.002)
        kept = len(await on_disk(journal, 1))
        journal.acknowledge(kept)
        reports = await after(journal, kept, 11)

    assert [report.kind for report in reports] == ["verified"] * 10 + ["gap"]
    assert [report.details["value"] for report in reports[:-1]] == list(range(kept, kept + 10))
    assert reports[-1].details == {"lost": 50 - kept - 10}
    assert [report.seq for report in reports] == list(range(kept + 1, kept + 12))


async def test_given_a_disk_that_is_full_when_there_is_room_again_then_every_report_is_written(tmp_path: Path) -> None:
    beside = tmp_path / "reports.new"
    beside.symlink_to("/dev/full")  # every write there fails with ENOSPC

    async with writing(tmp_path / "reports", retry_s=0.05) as journal:
        for number in range(3):
            journal.append(event(number))
        await asyncio.sleep(0.2)
        assert await journal.after(0, 10) == []
        beside.unlink()
        reports = await after(journal, 0, 3)

    assert [(report.seq, report.details["value"]) for report in reports] == [(1, 0), (2, 1), (3, 2)]


async def test_given_a_disk_that_stays_full_when_tried_again_then_it_is_told_at_first_and_when_it_is_over(
    tmp_path: Path,
) -> None:
    beside = tmp_path / "reports.new"
    beside.symlink_to("/dev/full")

    with capture_logs() as told:
        async with writing(tmp_path / "reports", retry_s=0.05) as journal:
            journal.append(event(1))
            await wait_for(lambda: len(told) > 2)
            beside.unlink()
            await on_disk(journal, 1)

    assert [line["event"] for line in told] == ["journal.unwritable"] * (len(told) - 1) + ["journal.written"]
    assert [line["log_level"] for line in told] == ["warning", *["debug"] * (len(told) - 2), "info"]


async def test_given_a_disk_that_is_full_when_a_broken_file_is_saved_then_what_was_in_it_comes_later(
    tmp_path: Path,
) -> None:
    path = tmp_path / "reports"
    async with writing(path) as journal:
        for number in (10, 20):
            journal.append(event(number))
    path.write_bytes(path.read_bytes().replace(b'"seq":2,', b'"seq":2!'))
    (tmp_path / "reports.new").symlink_to("/dev/full")

    async with writing(path, retry_s=0.05) as journal:
        journal.append(event(30))
        (tmp_path / "reports.new").unlink()
        reports = await after(journal, 0, 3)

    assert [(report.kind, report.details.get("value")) for report in reports] == [
        ("verified", 10),
        ("gap", None),
        ("verified", 30),
    ]


async def test_journal_given_more_acknowledged_than_was_written_when_written_on_then_that_is_ignored_and_told_once(
    tmp_path: Path,
) -> None:
    with capture_logs() as logs:
        async with writing(tmp_path / "reports") as journal:
            journal.append(event(1))
            assert await on_disk(journal, 1) == [(1, 1)]
            for seq in (2**63 - 1, 2**70):
                journal.acknowledge(seq)
            journal.append(event(2))
            assert await on_disk(journal, 2) == [(1, 1), (2, 2)]
            journal.acknowledge(1)

            assert await on_disk(journal, 1) == [(2, 2)]

    warned = [log for log in logs if log["event"] == "journal.acknowledged_unwritten"]
    assert [one["log_level"] for one in warned] == ["warning", "debug"]


@pytest.mark.parametrize(
    "head",
    [
        b'{"agent": "x", "acknowledged": 1e999}',
        b'{"agent": "5f0c7a52-5b0e-4b7c-8a53-0f8c2b1d9e11", "acknowledged": 9223372036854775807}',
        b'{"agent": "5f0c7a52-5b0e-4b7c-8a53-0f8c2b1d9e11", "acknowledged": -1}',
        b'{"agent": "5f0c7a52-5b0e-4b7c-8a53-0f8c2b1d9e11", "acknowledged": NaN}',
        b'{"agent": "5f0c7a52-5b0e-4b7c-8a53-0f8c2b1d9e11", "acknowledged": Infinity}',
        b'{"agent": {}, "acknowledged": [1]}',
        b"[" * 100_000,
        b"9" * 10_000,
        b"\xff\xfe\x00",
        b"null",
        b"",
    ],
)
async def test_journal_given_a_damaged_head_when_read_then_it_is_set_aside_and_begun_anew(
    tmp_path: Path, head: bytes
) -> None:
    damaged = head + b'\n{"seq": 9223372036854775807}\n'
    (tmp_path / "reports").write_bytes(damaged)

    with capture_logs() as logs:
        async with writing(tmp_path / "reports") as journal:
            journal.append(event(1))
            assert await on_disk(journal, 1) == [(1, 1)]

    assert (tmp_path / "reports.broken").read_bytes() == damaged
    assert [log["event"] for log in logs] == ["journal.broken"]
