"""Looking for acts: each once, newest first, by an index, and never through all of them."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from orchestrator.access.identity import Actor
from orchestrator.audit import seeking
from orchestrator.audit.acts import Act, ActKind, ActObject, ObjectKind
from orchestrator.audit.seeking import ActFound, Place, Sought, acts_of
from orchestrator.audit.store import record
from orchestrator.migrations.schema import upgrade
from schedules.store.database import Database, open_database
from schedules.store.transaction import Transaction
from tests.support.queries import counted

NOW = datetime(2026, 10, 21, 9, tzinfo=UTC)
ROOM = ActObject(ObjectKind.ROOM, "sala-1")
KINDS = (ActKind.PRESSED_START, ActKind.PRESSED_END, ActKind.SIGNED_IN)


def done(db: Transaction, who: str, minutes: int, kind: ActKind = ActKind.PRESSED_START, **more: Any) -> None:
    record(db, Actor("token", who), Act(kind, NOW + timedelta(minutes=minutes), **{"object": ROOM, **more}))


async def all_of(database: Database, sought: Sought, limit: int = 3) -> list[ActFound]:
    """Page by page."""
    found: list[ActFound] = []
    after: Place | None = None
    while True:
        page = await database.read(acts_of, sought, after, limit)
        assert len(page.acts) <= limit
        found += page.acts
        if page.next is None:
            return found
        after = page.next


async def test_acts_given_times_that_are_the_same_or_went_back_when_turned_over_then_each_comes_once_in_order(
    database: Database,
) -> None:
    def fill(db: Transaction) -> None:
        for minutes in (0, 5, 5, 5, 5, 3, 9, 9, 1):
            done(db, "t", minutes)

    await database.write(fill)

    found = await all_of(database, Sought())

    assert [act.number for act in found] == [8, 7, 5, 4, 3, 2, 6, 9, 1]


FILTERS: Mapping[str, Sought] = {
    "who": Sought(who="b"),
    "kind": Sought(kinds=frozenset({ActKind.PRESSED_END})),
    "kinds": Sought(kinds=frozenset({ActKind.PRESSED_END, ActKind.SIGNED_IN})),
    "room": Sought(room="sala-2"),
    "organisation": Sought(organisation="liceo"),
    "object": Sought(about=ActObject(ObjectKind.ROOM, "sala-2")),
    "who and room": Sought(who="b", room="sala-2"),
    "all": Sought("b", frozenset(KINDS[:2]), ROOM, "sala-1", "liceo", NOW, NOW + timedelta(minutes=9)),
}


@pytest.mark.parametrize("sought", FILTERS.values(), ids=FILTERS)
async def test_acts_given_a_filter_when_sought_then_those_come_that_a_plain_look_finds(
    database: Database, sought: Sought
) -> None:
    def fill(db: Transaction) -> None:
        for number in range(60):
            room = f"sala-{1 + number % 2}"
            more = {
                "room": room,
                "organisation": (None, "liceo")[number % 3 == 0],
                "object": ActObject(ObjectKind.ROOM, room),
            }
            done(db, "ab"[number % 5 < 3], number % 17, KINDS[number % 3], **more)

    await database.write(fill)
    found = await all_of(database, sought)
    everything = await all_of(database, Sought())

    assert found == [act for act in everything if fits(act, sought)]
    assert 0 < len(found) < len(everything)


def fits(act: ActFound, sought: Sought) -> bool:
    about = sought.about
    return (
        sought.who in {None, act.who}
        and (not sought.kinds or act.action in sought.kinds)
        and (about is None or (about.kind, about.id) == (act.object_kind, act.object_id))
        and sought.room in {None, act.room}
        and sought.organisation in {None, act.organisation}
        and (sought.since is None or act.at >= sought.since)
        and (sought.until is None or act.at < sought.until)
    )


@pytest.mark.parametrize("sought", FILTERS.values(), ids=FILTERS)
async def test_acts_given_a_filter_when_sought_then_an_index_finds_them_in_order(
    database: Database, sought: Sought
) -> None:
    with counted(database) as statements:
        await database.read(acts_of, sought, (NOW, 5))
    plans = []
    with database.writer.begin() as connection:
        for statement in statements:
            if "FROM acts" in statement:
                names = [f"p{number}" for number in range(statement.count("?"))]
                named = "".join(
                    part + (f":{names[number]}" if number < len(names) else "")
                    for number, part in enumerate(statement.split("?"))
                )
                plans += [
                    row.detail
                    for row in connection.execute(text(f"EXPLAIN QUERY PLAN {named}"), dict.fromkeys(names, 1))
                ]

    assert [detail for detail in plans if detail.startswith("SCAN acts") and "INDEX" not in detail] == []
    assert [detail for detail in plans if "TEMP B-TREE" in detail] == []
    assert all("INDEX ix_acts_" in detail for detail in plans if " acts " in detail)


async def test_acts_given_two_bounds_that_hardly_meet_when_sought_then_a_page_looks_at_so_many_and_the_next_goes_on(
    database: Database,
) -> None:
    most = seeking.LOOKED_AT

    def fill(db: Transaction) -> None:
        done(db, "a", 0, room="sala-2")
        for number in range(most + 10):
            done(db, "a", number + 1, room="sala-1")

    await database.write(fill)
    sought = Sought(who="a", room="sala-2")

    first = await database.read(acts_of, sought)
    assert (first.acts, first.next is None) == ([], False)
    second = await database.read(acts_of, sought, first.next)
    assert ([act.number for act in second.acts], second.next) == ([1], None)


@given(st.lists(st.tuples(st.integers(0, 5), st.sampled_from("ab")), max_size=30), st.integers(1, 7))
def test_acts_given_any_when_turned_over_in_any_portions_then_each_comes_once(
    tmp_path_factory: pytest.TempPathFactory, acts: list[tuple[int, str]], limit: int
) -> None:
    database = open_database(f"sqlite:///{tmp_path_factory.mktemp('acts')}/regia.db")
    upgrade(database)
    with Transaction(database.writer) as db, db.begin():
        for minutes, who in acts:
            done(db, who, minutes)
        seen: list[int] = []
        after: Place | None = None
        while True:
            page = acts_of(db, Sought(who="a"), after, limit)
            seen += [act.number for act in page.acts]
            after = page.next
            if after is None:
                break
    database.close()

    order = sorted(((minutes, number) for number, (minutes, who) in enumerate(acts, 1) if who == "a"), reverse=True)
    assert seen == [number for _, number in order]
