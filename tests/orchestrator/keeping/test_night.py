"""Each night at a quiet hour of the house; what a service that was away has missed, after its start."""

import zlib
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from structlog.testing import capture_logs

from orchestrator.calendars.store import failing_since
from orchestrator.keeping.night import next_night, prune_if_due
from orchestrator.web.keys import DATABASE
from schedules.store.tables import CalendarRow, CalendarTextRow
from tests.support.town import Town, calendar, event, hour
from tests.support.waiting import wait_for

ROME = ZoneInfo("Europe/Rome")


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("last", "due"),
    [
        ("2026-11-26T12:00", "2026-11-27T02:30"),
        ("2026-11-27T02:29", "2026-11-27T02:30"),
        ("2026-11-27T02:30", "2026-11-28T02:30"),
        ("2026-03-28T12:00", "2026-03-29T01:30"),  # clocks go forward that night
        ("2026-10-24T12:00", "2026-10-25T02:30"),  # and back
        ("2026-10-25T00:30", "2026-10-25T02:30"),
    ],
)
def test_night_given_when_it_was_done_last_then_the_next_is_at_half_past_three_of_the_house(
    last: str, due: str
) -> None:
    assert next_night(utc(last), ROME) == utc(due)


async def test_service_given_a_store_when_nights_pass_then_each_is_told_once_with_its_figures(town: Town) -> None:
    app = town.client.app
    await town.book(hour("09:00"), hour("10:00"), confidential=True)
    told = []
    for now in (hour("06:00"), hour("20:00"), hour("01:31", 1), hour("01:32", 1), hour("12:00", 30), hour("12:10", 30)):
        town.now = now
        with capture_logs() as logs:
            await prune_if_due(app)
        told.append([log["confidential"] for log in logs if log["event"] == "store.pruned"])

    assert told == [[], [], [0], [], [1], []]


async def test_service_given_a_clock_that_has_jumped_far_ahead_when_a_night_seems_to_have_passed_then_nothing_goes_yet(
    town: Town,
) -> None:
    app = town.client.app
    await town.book(hour("09:00"), hour("10:00"), confidential=True)
    await prune_if_due(app)
    told = []
    for now in (hour("12:00", 300), hour("20:00", 300), hour("12:00", 301)):
        town.now = now
        with capture_logs() as logs:
            await prune_if_due(app)
        told.append([log["confidential"] for log in logs if log["event"] == "store.pruned"])

    assert told == [[], [], [1]]


async def test_service_given_a_clock_that_was_ahead_when_it_is_right_again_then_the_next_night_counts(
    town: Town,
) -> None:
    town.now = hour("06:00", 4000)
    await prune_if_due(town.client.app)
    town.now = hour("06:00")
    await prune_if_due(town.client.app)
    town.now = hour("06:00", 1)

    with capture_logs() as logs:
        await prune_if_due(town.client.app)

    assert [log["event"] for log in logs if log["event"] == "store.pruned"] == ["store.pruned"]


async def test_calendar_given_a_text_with_what_is_over_when_a_night_has_passed_then_the_rest_of_it_is_kept(
    town: Town,
) -> None:
    database = town.client.app[DATABASE]
    over, coming = (
        event(uid, hour("09:00", day), hour("10:00", day), title=uid) for uid, day in (("Zibellina", 0), ("b", 30))
    )
    await wait_for(
        lambda: database.read(failing_since, ["sale"])
    )  # its loop has looked for a stored text, and looks no more
    departed = CalendarRow(id="tolto", fetched_at=town.now, notes={})
    await database.write(lambda db: db.merge(departed))
    await database.write(lambda db: db.merge(_stored("sale", over, coming)))
    await database.write(lambda db: db.merge(_stored("tolto", over)))
    await prune_if_due(town.client.app)
    town.now += timedelta(days=10)

    with capture_logs() as logs:
        await prune_if_due(town.client.app)
    kept = await database.read(
        lambda db: [(row.calendar, zlib.decompress(row.packed), row.etag) for row in db.query(CalendarTextRow)]
    )

    assert [(log["events"], log["calendars"]) for log in logs if log["event"] == "store.pruned"] == [(1, 1)]
    assert kept == [("sale", calendar(coming), '"1"')]
    file = database.path.read_bytes()
    assert b"Zibellina" not in file
    assert zlib.compress(calendar(over, coming), 1) not in file


def _stored(name: str, *events: str) -> CalendarTextRow:
    return CalendarTextRow(calendar=name, packed=zlib.compress(calendar(*events), 1), etag='"1"')
