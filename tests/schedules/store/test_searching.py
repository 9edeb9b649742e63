"""Looking for bookings in all rooms: held against a look at every one, whatever their length and whether they hold."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert

from orchestrator.migrations.schema import upgrade
from schedules.bookings import Key, Occurrence, as_desk
from schedules.store.database import Database, open_database
from schedules.store.diary import row_values
from schedules.store.searching import Search, find_bookings
from schedules.store.sites import wish_site
from schedules.store.tables import OccupancyRow, OccurrenceRow
from schedules.store.transaction import Transaction

ROOMS = ("sala-1", "sala-2")
SITE = '[[sites]]\nid = "casa"\nname = "Casa"\ntimezone = "Europe/Rome"\n' + "".join(
    f'[[rooms]]\nid = "{room}"\nname = "{room}"\n' for room in ROOMS
)
NOW = datetime(2026, 10, 20, tzinfo=UTC)
HOUR = timedelta(hours=1)
DRAWN = st.lists(
    st.tuples(st.sampled_from(ROOMS), st.integers(-40, 40), st.sampled_from([1, 2, 30, 70]), st.booleans()), max_size=12
)


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A store with two rooms."""
    database = open_database(f"sqlite:///{tmp_path_factory.mktemp('searching')}/regia.db")
    upgrade(database)
    with Transaction(database.writer) as db, db.begin():
        wish_site(db, "searching", (("a.toml", SITE),), ROOMS, NOW)
    yield database
    database.close()


@given(drawn=DRAWN, hours=st.tuples(st.integers(-30, 30), st.integers(1, 20)), limit=st.integers(1, 4))
def test_search_given_any_bookings_when_gone_through_page_by_page_then_each_that_touches_the_window_is_told_once(
    database: Database, drawn: list[tuple[str, int, int, bool]], hours: tuple[int, int], limit: int
) -> None:
    since, until = NOW + hours[0] * HOUR, NOW + (hours[0] + hours[1]) * HOUR
    with Transaction(database.writer) as db:
        stored = _store(db, drawn)
        expected = sorted((start, name, room) for room, start, end, name in stored if start < until and end > since)
        for search in (Search(), Search(frozenset(ROOMS)), Search(accepts=lambda _, __: True)):
            found, after = [], None
            for _ in range(len(stored) + 1):
                page = find_bookings(db, search, since, until, audience=as_desk, limit=limit, after=after)
                found += [(entry.start, entry.id, entry.room) for entry in page.entries]
                after = page.after
                if after is None:
                    break
            assert found == expected
        db.rollback()


def _store(db: Transaction, drawn: list[tuple[str, int, int, bool]]) -> list[tuple[str, datetime, datetime, str]]:
    """Some of them hold their room, where nothing else does; the others wait, or are closures."""
    stored: list[tuple[str, datetime, datetime, str]] = []
    held: list[tuple[str, datetime, datetime]] = []
    for number, (room, first, long, wants) in enumerate(drawn):
        start, end, name = NOW + first * HOUR, NOW + (first + long) * HOUR, f"{number:04}"
        holds = wants and not any(other == room and begins < end and start < ends for other, begins, ends in held)
        if holds:
            held.append((room, start, end))
        booking = Occurrence(Key("sale", name, start), start, end, "Consiglio", (room,), None)
        db.execute(insert(OccurrenceRow), [row_values(name, booking, NOW)])
        times = {"start": start, "end": end, "holding": holds}
        db.execute(insert(OccupancyRow), [{"occurrence_id": name, "room_id": room, **times}])
        stored.append((room, start, end, name))
    return stored
