"""Who did what: what an act adds to the transaction that it is recorded in, and what a page costs among a million of them."""

import statistics
import tempfile
import time
import tracemalloc
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import insert

from orchestrator.access.identity import Actor
from orchestrator.audit.acts import Act, ActKind, ActObject, Field, ObjectKind, changes_between
from orchestrator.audit.seeking import Sought, acts_of
from orchestrator.audit.store import record
from orchestrator.audit.tables import ActRow
from orchestrator.commands.store import open_store
from schedules.store.database import Database
from schedules.store.tables import FactRow
from schedules.store.transaction import Transaction
from tests.bench.figures import Figure, percentile

WRITES = 400
STORED = 1_000_000
AT_ONCE = 10_000
LOOKS = 50
NOW = datetime(2026, 11, 3, 8, tzinfo=UTC)
ADA = Actor("account", "ada", "192.0.2.7")
MOVED = Act(
    ActKind.PRESSED_EXTEND,
    NOW,
    ActObject(ObjectKind.BOOKING, "b1"),
    room="sala-1",
    organisation="comune",
    changes=changes_between({Field.END: NOW}, {Field.END: NOW + timedelta(minutes=30)}),
)
PAGES = {
    "newest": Sought(),
    "one person's": Sought(who="account-7"),
    "one booking's": Sought(about=ActObject(ObjectKind.BOOKING, "b77")),
    "an organisation's of one kind": Sought(organisation="o3", kinds=frozenset({ActKind.SIGNED_IN})),
    "two bounds that never meet": Sought(who="account-7", room="sala-8"),
}


async def acts() -> AsyncIterator[Figure]:
    """In one process: writes, then looks among many."""
    with tempfile.TemporaryDirectory() as folder:
        database = open_store(Path(folder), None)
        yield Figure("recording an act, median", await _recorded(database), "ms", 0.1)
        _fill(database)
        yield Figure("the same among a million", await _recorded(database), "ms", 0.1)
        for name, sought in PAGES.items():
            yield Figure(f"a page of acts, {name}, among a million, p99", await _looked(database, sought), "ms", 50)
        yield Figure("memory to read a hundred thousand acts in portions", await _walked(database), "MiB", 10)
        database.close()


async def _recorded(database: Database) -> float:
    """The median of what recording takes within its transaction, in milliseconds."""
    return statistics.median([await database.write(_record) for _ in range(WRITES)]) * 1e3


def _record(db: Transaction) -> float:
    db.merge(FactRow(key="bench", value=b"x"))
    db.flush()
    began = time.perf_counter()
    record(db, ADA, MOVED)
    return time.perf_counter() - began


def _fill(database: Database) -> None:
    kinds = list(ActKind)
    for first in range(0, STORED, AT_ONCE):
        rows = [
            {
                "at": NOW - timedelta(seconds=STORED - number),
                "who_kind": "account",
                "who": f"account-{number % 500}",
                "address": "192.0.2.7",
                "action": kinds[number // 7 % len(kinds)],
                "object_kind": "booking",
                "object_id": f"b{number // 5}",
                "site": None,
                "room": f"sala-{number % 500 % 9}",
                "organisation": f"o{number % 11}",
                "changes": {"end": ["2026-11-03T09:00:00Z", "2026-11-03T09:30:00Z"]},
                "caused_by": None,
            }
            for number in range(first, first + AT_ONCE)
        ]
        with Transaction(database.writer) as db, db.begin():
            db.execute(insert(ActRow), rows)


async def _looked(database: Database, sought: Sought) -> float:
    took_s = []
    for _ in range(LOOKS):
        began = time.perf_counter()
        await database.read(acts_of, sought)
        took_s.append(time.perf_counter() - began)
    return percentile(took_s, 99) * 1e3


async def _walked(database: Database) -> float:
    """The most memory that Python holds besides, while the first hundred thousand are read as the sheet reads them."""
    tracemalloc.start()
    after = None
    for _ in range(200):
        after = (await database.read(acts_of, Sought(), after, 500)).next
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most / (1 << 20)
