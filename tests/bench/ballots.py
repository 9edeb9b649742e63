"""Papers of a secret vote: five hundred handed out at once and signed, what a write beside them waits, and the closing."""

import asyncio
import secrets
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

from sqlalchemy import select

from orchestrator.commands.store import open_store
from orchestrator.councils.ballots.casting import Ballot, cast
from orchestrator.councils.ballots.closing import close_vote, forget_links
from orchestrator.councils.ballots.counting import choice_of
from orchestrator.councils.ballots.handing_out import hand_out
from orchestrator.councils.ballots.signing import Signers
from orchestrator.councils.ballots.votes import open_vote, prepare_vote
from schedules.store.database import Database
from schedules.store.tables import FactRow
from schedules.store.transaction import Transaction
from tests.bench.figures import Figure, percentile
from tests.support.ballots import KEYS, VOTE, Paper, new_paper

VOTERS = 500
LOOKS = 200
YES = choice_of(["si"])


async def ballots() -> AsyncIterator[Figure]:
    """In one process, but for those that sign."""
    with tempfile.TemporaryDirectory() as folder:
        database, signers = open_store(Path(folder), None), Signers()
        began = time.perf_counter()
        key = await signers.new_key()
        yield Figure("making the key pair of a vote, with the first process", (time.perf_counter() - began) * 1e3, "ms")
        await database.write(prepare_vote, KEYS, VOTE, key)
        await database.write(open_vote, KEYS, VOTE)
        papers = [new_paper(key.public, secrets.token_bytes(32)) for _ in range(VOTERS)]
        await asyncio.gather(*(signers.sign(key, paper.blinded.message) for paper in papers[:2]))  # both are there
        alone_s = await _writes(database, LOOKS)
        async with asyncio.TaskGroup() as group:
            beside = group.create_task(_writes(database, LOOKS))
            began = time.perf_counter()
            asked = [group.create_task(_paper(database, signers, at, paper)) for at, paper in enumerate(papers)]
        answered_s = [ended - began for ended, _ in map(asyncio.Task.result, asked)]
        yield Figure(f"{VOTERS} papers handed out and signed at once, p50", percentile(answered_s, 50), "s")
        yield Figure(f"{VOTERS} papers handed out and signed at once, p99", percentile(answered_s, 99), "s", 5)
        waited = statistics.median(beside.result()) / statistics.median(alone_s)
        yield Figure(f"a write beside them, by one without, median of {LOOKS}", waited, "times")
        signed = [paper.signed(task.result()[1], YES) for paper, task in zip(papers, asked, strict=True)]
        cast_s = await _all_cast(database, signed)
        yield Figure(f"{VOTERS} papers cast at once, p99", percentile(cast_s, 99) * 1e3, "ms")
        began = time.perf_counter()
        gone = await database.write(close_vote, KEYS, VOTE)
        closed = time.perf_counter()
        yield Figure(f"closing a vote of {VOTERS}", (closed - began) * 1e3, "ms")
        await forget_links(database, gone)
        yield Figure("looking through the file for what is gone", (time.perf_counter() - closed) * 1e3, "ms")
        await signers.close()
        database.close()


async def _paper(database: Database, signers: Signers, at: int, paper: Paper) -> tuple[float, bytes]:
    """When the paper was signed, and its signature."""
    handed = await database.write(hand_out, KEYS, VOTE, f"seggio-{at}", paper.blinded.message)
    signature = await signers.sign(handed.key, paper.blinded.message)
    return time.perf_counter(), signature


async def _all_cast(database: Database, papers: Sequence[Ballot]) -> Sequence[float]:
    async def send(paper: Ballot) -> float:
        await database.write(cast, KEYS, VOTE, paper)
        return time.perf_counter() - began

    began = time.perf_counter()
    return await asyncio.gather(*map(send, papers))


async def _writes(database: Database, count: int) -> Sequence[float]:
    """How long some small writes took, in seconds, with a pause after each."""
    took_s = []
    for _ in range(count):
        began = time.perf_counter()
        await database.write(_write)
        took_s.append(time.perf_counter() - began)
        await asyncio.sleep(0.01)
    return took_s


def _write(db: Transaction) -> None:
    row = db.scalar(select(FactRow).where(FactRow.key == "bench")) or FactRow(key="bench", value=b"")
    row.value = secrets.token_bytes(4)
    db.add(row)
