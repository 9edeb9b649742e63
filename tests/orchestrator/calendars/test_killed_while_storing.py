"""kill -9 while a calendar is written in portions: what was there is there still, and the next reading writes the rest."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.orchestrator.conftest import SITE
from tests.support.processes import WarmProcess
from tests.support.town import calendar, event
from tests.support.waiting import wait_for

CALENDAR = '\n[[calendars]]\nid = "sale"\npath = "sale.ics"\n'
BEFORE, AFTER = 100, 1_200
SLOW = """CREATE TRIGGER slow AFTER INSERT ON occurrences BEGIN
    SELECT count(*) FROM (
        WITH RECURSIVE steps(step) AS (SELECT 1 UNION ALL SELECT step + 1 FROM steps WHERE step < 10000)
        SELECT step FROM steps
    );
END"""
"""As on a slow machine: a portion takes so long that the blow comes before the last."""
TOMORROW = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) + timedelta(days=1)
HALF_HOUR = timedelta(minutes=30)


def write_calendar(folder: Path, name: str, number_of: int) -> None:
    times = (TOMORROW + number * HALF_HOUR for number in range(number_of))
    text = calendar(*(event(f"{name}-{start:%d%m%H%M%Y}", start, start + HALF_HOUR, title=name) for start in times))
    (folder / "beside.ics").write_bytes(text)
    (folder / "beside.ics").rename(folder / "sale.ics")


def counted(database: sqlite3.Connection) -> dict[str, int]:
    """Occurrences that are not withdrawn, by title."""
    return dict(database.execute("SELECT title, count(*) FROM occurrences WHERE NOT withdrawn GROUP BY title"))


def has_stored(service: WarmProcess, number_of: int) -> bool:
    return any(line["occurrences"] == number_of for line in service.logged("calendars.stored"))


async def test_given_a_calendar_half_written_when_the_service_is_killed_then_the_old_is_there_and_the_next_reading_repairs_it(
    tmp_path: Path,
) -> None:
    (tmp_path / "sito.toml").write_text(SITE + CALENDAR)
    write_calendar(tmp_path, "before", BEFORE)
    service = WarmProcess("serve", tmp_path / "sito.toml", "--data", tmp_path, "--port", "0", log=tmp_path / "log")
    await service.start()
    try:
        await wait_for(lambda: has_stored(service, BEFORE))
        path = tmp_path / "regia.db"
        with closing(sqlite3.connect(path, isolation_level=None, timeout=30)) as database:
            database.execute(SLOW)
            write_calendar(tmp_path, "after", AFTER)
            await wait_for(lambda: counted(database).get("after"))
            await service.kill()
            cut_off = counted(database)
            database.execute("DROP TRIGGER slow")
            await service.start()
            await wait_for(lambda: has_stored(service, AFTER))
            repaired = counted(database)
    finally:
        await service.kill()

    assert 0 < cut_off["after"] < AFTER
    assert cut_off["before"] == BEFORE
    assert repaired == {"after": AFTER}
