"""What is undone leaves no act, in whatever order it comes among what is done."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from orchestrator.access.identity import Actor
from orchestrator.audit.acts import Act, ActKind, ActObject, ObjectKind
from orchestrator.audit.store import record
from orchestrator.audit.tables import ActRow
from orchestrator.commands.store import open_store
from schedules.store.database import Database
from schedules.store.tables import FactRow
from schedules.store.transaction import Transaction

NOW = datetime(2026, 10, 21, 9, tzinfo=UTC)


class Undone(Exception):
    """The function changes its mind after it has recorded."""


def do(db: Transaction, name: str, *, fails: bool) -> None:
    """Change something and record it, then fail or not."""
    db.merge(FactRow(key=name, value=b"done"))
    record(db, Actor("command", "prova"), Act(ActKind.BOOKING_MADE, NOW, ActObject(ObjectKind.BOOKING, name)))
    if fails:
        raise Undone


async def attempt(database: Database, name: str, *, fails: bool) -> bool:
    try:
        await database.write(do, name, fails=fails)
    except Undone:
        return False
    return True


@given(st.lists(st.booleans(), max_size=25))
async def test_acts_given_transactions_that_fail_among_others_when_looked_for_then_those_of_the_others_are_there(
    tmp_path_factory: pytest.TempPathFactory, failing: list[bool]
) -> None:
    database = open_store(tmp_path_factory.mktemp("acts"), None)
    done = [str(number) for number, fails in enumerate(failing) if await attempt(database, str(number), fails=fails)]
    acts = await database.read(lambda db: list(db.scalars(select(ActRow.object_id).order_by(ActRow.number))))
    facts = await database.read(lambda db: set(db.scalars(select(FactRow.key).where(FactRow.value == b"done"))))
    database.close()

    assert acts == done
    assert facts == set(done)
