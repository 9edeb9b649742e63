"""Acts are stored with what they change, and the database keeps them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import IntegrityError

from orchestrator.access.actors import command_actor
from orchestrator.access.identity import Actor
from orchestrator.audit.acts import LONGEST, Act, ActKind, ActObject, Field, ObjectKind, changes_between
from orchestrator.audit.store import blank, record
from orchestrator.audit.tables import ActRow, ActTermRow
from orchestrator.audit.terms import KINDS, Kept, acts_over, delete_acts
from schedules.store.database import Database
from schedules.store.transaction import Transaction

NOW = datetime(2026, 10, 21, 9, tzinfo=UTC)
ADA = Actor("account", "ada", "192.0.2.7")
MOVED = Act(
    ActKind.BOOKING_CHANGED,
    NOW,
    ActObject(ObjectKind.BOOKING, "b1"),
    room="sala-1",
    organisation="comune",
    changes=changes_between({Field.END: NOW}, {Field.END: NOW + timedelta(minutes=30)}),
)


def all_acts(db: Transaction) -> list[tuple[object, ...]]:
    columns = ActRow.__table__.columns
    return [tuple(row) for row in db.execute(select(*columns).order_by(ActRow.number))]


async def test_act_given_a_change_when_recorded_then_all_of_it_is_there(database: Database) -> None:
    number = await database.write(record, ADA, MOVED)

    (stored,) = await database.read(all_acts)
    assert stored == (
        number,
        NOW,
        "account",
        "ada",
        "192.0.2.7",
        "booking_changed",
        "booking",
        "b1",
        None,
        "sala-1",
        "comune",
        {"end": ["2026-10-21T09:00:00Z", "2026-10-21T09:30:00Z"]},
        None,
    )


async def test_act_given_a_transaction_that_is_undone_when_looked_for_then_there_is_none(database: Database) -> None:
    def fail(db: Transaction) -> None:
        record(db, ADA, MOVED)
        raise ValueError("undone")

    with pytest.raises(ValueError, match="undone"):
        await database.write(fail)

    assert await database.read(all_acts) == []


@pytest.mark.parametrize(
    "change",
    [
        update(ActRow).values(who="bruno"),
        update(ActRow).values(at=NOW + timedelta(days=1)),
        update(ActRow).values(room=None),
        update(ActRow).values(changes={"end": ["a", "b"]}),
        update(ActRow).values(changes={}, organisation="liceo"),
        delete(ActRow),
    ],
)
async def test_act_given_somebody_who_would_change_or_delete_it_when_asked_then_the_database_refuses(
    database: Database, change: object
) -> None:
    await database.write(record, ADA, MOVED)
    before = await database.read(all_acts)

    with pytest.raises(IntegrityError, match="acts are kept"):
        await database.write(Transaction.execute, change)  # type: ignore[arg-type]

    assert await database.read(all_acts) == before


async def test_act_given_words_that_have_to_go_when_blanked_then_who_when_and_what_stay(database: Database) -> None:
    await database.write(record, ADA, MOVED)
    await database.write(record, ADA, replace(MOVED, object=ActObject(ObjectKind.BOOKING, "b2")))

    await database.write(blank, MOVED.object)

    first, second = await database.read(all_acts)
    assert (first[11], first[:5]) == ({}, (1, NOW, "account", "ada", "192.0.2.7"))
    assert second[11] != {}


async def test_acts_given_a_term_that_is_over_when_pruned_then_older_ones_go_and_newer_ones_are_refused(
    database: Database,
) -> None:
    for days in (0, 1, 2):
        await database.write(record, ADA, replace(MOVED, at=NOW + timedelta(days=days)))
    before, kinds = NOW + timedelta(days=1), KINDS[Kept.BOOKINGS]

    over = await database.read(lambda db: [row.number for row in db.execute(acts_over(kinds, before))])
    await database.write(delete_acts, kinds, over, before)
    with pytest.raises(IntegrityError, match="acts are kept"):
        await database.write(delete_acts, kinds, [2], before)

    assert over == [1]
    assert [row[0] for row in await database.read(all_acts)] == [2, 3]
    terms = await database.read(
        lambda db: {(row.action, row.before) for row in db.execute(select(ActTermRow.action, ActTermRow.before))}
    )
    assert terms == {(str(kind), before) for kind in kinds}


async def test_number_given_the_newest_act_is_gone_when_another_is_recorded_then_it_is_not_given_again(
    database: Database,
) -> None:
    await database.write(record, ADA, MOVED)
    await database.write(delete_acts, KINDS[Kept.BOOKINGS], [1], NOW + timedelta(days=1))

    assert await database.write(record, ADA, MOVED) == 2


def test_changes_given_two_states_when_compared_then_only_what_differs_is_told_and_nothing_is_long() -> None:
    before = {Field.TITLE: "Giunta", Field.ROOMS: ("sala-1", "sala-2"), Field.ORGANISER: None}
    after = {
        Field.TITLE: "x" * 1000,
        Field.ROOMS: ("sala-1", "sala-2"),
        Field.ORGANISER: "Ada",
        Field.PRESET: "lezione",
    }

    changes = changes_between(before, after)

    assert changes == {
        Field.TITLE: ("Giunta", "x" * (LONGEST - 1) + "…"),
        Field.ORGANISER: (None, "Ada"),
        Field.PRESET: (None, "lezione"),
    }


async def test_actor_given_a_command_when_it_acts_then_it_is_the_user_of_the_system(database: Database) -> None:
    await database.write(record, command_actor(), MOVED)

    kind, who = await database.read(lambda db: db.execute(text("SELECT who_kind, who FROM acts")).one())
    assert kind == "command"
    assert who
