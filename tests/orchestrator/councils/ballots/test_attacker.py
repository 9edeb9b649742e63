"""Who voted what: an attacker who has all that is left after the closing is at chance, and is not where an order was left in."""

import asyncio
import random
import shutil
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from orchestrator.councils.ballots.blind_rsa import blind_sign
from orchestrator.councils.ballots.casting import Ballot, NotCounted, cast
from orchestrator.councils.ballots.closing import close_vote, closed_vote, forget_links
from orchestrator.councils.ballots.counting import choice_of
from orchestrator.councils.ballots.handing_out import hand_out
from orchestrator.councils.ballots.keys import new_signing_key
from orchestrator.councils.ballots.tables import BallotRow, SecretVoteRow
from schedules.store.database import Database, open_database
from schedules.store.transaction import Transaction
from tests.support.ballot_attacker import Left, attack
from tests.support.ballots import KEYS, VOTE, Paper, new_paper, opened_vote

VOTERS, LATE, ROUNDS = 100, 4, 20
CAMPAIGNS = 4
"""An attacker who only guesses is outside of the interval once in twenty; four times in a row they do not only guess."""
YES, NO = choice_of(["Rossi"]), choice_of(["Bianchi"])


@dataclass(frozen=True)
class Voter:
    """Somebody with a paper that is signed; the same people and papers vote in each round, in a store of its own."""

    name: str
    paper: Paper
    ballot: Ballot


@dataclass(frozen=True)
class Hall:
    """A store in which a vote runs and everybody was handed their paper, in that order. Each round begins with a copy of it."""

    store: Path
    voters: Sequence[Voter]


@pytest.fixture(scope="module")
def hall(empty_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Hall:
    path, key = tmp_path_factory.mktemp("hall") / "regia.db", new_signing_key()
    shutil.copy(empty_store, path)
    papers = [new_paper(key.public, random.randbytes(32)) for _ in range(VOTERS + LATE)]
    voters = [
        Voter(f"persona-{number}", paper, paper.signed(blind_sign(key, paper.blinded.message), ""))
        for number, paper in enumerate(papers)
    ]
    database = open_database(f"sqlite:///{path}")
    with Transaction(database.writer) as db, db.begin():
        opened_vote(db, VOTE, key)
        for voter in voters:
            hand_out(db, KEYS, VOTE, voter.name, voter.paper.blinded.message)
    database.close()
    return Hall(path, voters)


async def test_attacker_given_all_that_is_left_of_twenty_votes_when_they_guess_then_they_are_at_chance(
    hall: Hall, tmp_path: Path
) -> None:
    for campaign in range(CAMPAIGNS):
        left = [await voted(hall, tmp_path / f"{campaign}-{at}") for at in range(ROUNDS)]
        if (success := attack(left)).is_chance:
            break

    assert success.is_chance, success


def leave_row_numbers(db: sqlite3.Connection, left: Left) -> None:
    """A table of votes as it is usually made."""
    db.execute("CREATE TABLE plain (choice TEXT)")
    db.executemany("INSERT INTO plain VALUES (?)", [(left.voted[person],) for person in left.cast])


def leave_times(db: sqlite3.Connection, left: Left) -> None:
    """Votes with the time of each, in the order of something that says nothing."""
    db.execute("CREATE TABLE timed (id TEXT PRIMARY KEY, at INTEGER, choice TEXT) WITHOUT ROWID")
    rows = [(random.randbytes(8).hex(), at, left.voted[person]) for at, person in enumerate(left.cast)]
    db.executemany("INSERT INTO timed VALUES (?, ?, ?)", rows)


def leave_bytes(db: sqlite3.Connection, left: Left) -> None:
    """Votes that were deleted as databases usually delete: their bytes stay."""
    leave_row_numbers(db, left)
    db.commit()
    db.execute("PRAGMA secure_delete = OFF")
    db.execute("DELETE FROM plain")


def leave_pairs(db: sqlite3.Connection, left: Left) -> None:
    """Receipts and votes in two tables, shuffled, but not apart."""
    db.execute("CREATE TABLE papers (number INTEGER PRIMARY KEY, token TEXT)")
    db.execute("CREATE TABLE votes (number INTEGER PRIMARY KEY, choice TEXT)")
    for number, person in enumerate(random.sample(left.cast, len(left.cast))):
        db.execute("INSERT INTO papers VALUES (?, ?)", (number, left.receipts[person]))
        db.execute("INSERT INTO votes VALUES (?, ?)", (number, left.voted[person]))


async def test_attacker_given_an_order_that_was_left_in_when_they_guess_then_they_know_who_voted_what(
    hall: Hall, tmp_path: Path
) -> None:
    votes = [await voted(hall, tmp_path / str(at)) for at in range(2)]

    right = {}
    for leave in (leave_row_numbers, leave_times, leave_bytes, leave_pairs):
        left = [replace(vote, files=keep(vote.files[0].parent, leave.__name__)) for vote in votes]
        for vote in left:
            with closing(sqlite3.connect(vote.files[0])) as db, db:
                leave(db, vote)
        success = attack(left)
        right[leave.__name__] = success.right > 0.95 and not success.is_chance

    assert right == dict.fromkeys(right, True)


async def test_files_given_a_vote_that_is_closed_when_they_are_read_byte_by_byte_then_nothing_sealed_is_in_them(
    hall: Hall, tmp_path: Path
) -> None:
    seen: list[bytes] = []

    def look(db: Transaction) -> None:
        (row,) = db.query(SecretVoteRow)
        seen.extend(text.encode() for text in (row.private or "", row.box or ""))
        for paper in db.query(BallotRow):
            seen.extend((paper.sealed[8:24], paper.sealed[-16:], paper.mark.encode()))

    left = await voted(hall, tmp_path / "vote", look)

    text = b"".join(file.read_bytes() for file in left.files)
    assert len(seen) == 2 + 3 * VOTERS
    assert [piece for piece in seen if not piece or piece in text] == []
    assert all(token.encode() in text for token in left.receipts.values())


async def voted(hall: Hall, folder: Path, look: Callable[[Transaction], None] | None = None) -> Left:
    """Have a vote in a store of its own, and give what is left of it. Some come after the closing, and are not counted.

    *look* sees the store just before the closing.
    """
    database = store_in(folder, hall.store)
    choices = random.sample([YES, NO] * (VOTERS // 2), VOTERS)
    casting = random.sample(hall.voters, len(hall.voters))
    voting = [
        (voter, replace(voter.ballot, choice=choice))
        for voter, choice in zip(casting, [*choices, *[YES] * LATE], strict=True)
    ]
    try:
        await database.between(lambda driver: driver.execute("PRAGMA synchronous = OFF").close())  # twice as fast
        await database.write(cast_all, [ballot for _, ballot in voting[: VOTERS - LATE]])
        last = [asyncio.create_task(send(database, ballot)) for _, ballot in voting[VOTERS - LATE : VOTERS]]
        if look is not None:
            await asyncio.wait(last)
            await database.write(look)
        closed = asyncio.create_task(database.write(close_vote, KEYS, VOTE))
        after = [asyncio.create_task(send(database, ballot)) for _, ballot in voting[VOTERS:]]
        await forget_links(database, await closed)
        counted = [*[True] * (VOTERS - LATE), *[await sent for sent in (*last, *after)]]
        assert counted == [True] * VOTERS + [False] * LATE
        assert len((await database.read(closed_vote, VOTE)).choices) == VOTERS
        cast_by = {voter.name: ballot for (voter, ballot), good in zip(voting, counted, strict=True) if good}
        return Left(
            keep(folder),
            list(cast_by),
            [voter.name for voter in hall.voters if voter.name in cast_by],
            {name: ballot.token.hex() for name, ballot in cast_by.items()},
            {name: ballot.choice for name, ballot in cast_by.items()},
        )
    finally:
        database.close()


def store_in(folder: Path, store: Path) -> Database:
    folder.mkdir()
    shutil.copy(store, folder / "regia.db")
    return open_database(f"sqlite:///{folder}/regia.db")


def keep(folder: Path, name: str = "kept") -> Sequence[Path]:
    """The files as they are while the service runs: closing them would tidy up."""
    kept = folder / name
    kept.mkdir()
    for file in folder.glob("regia.db*"):
        shutil.copy(file, kept)
    return sorted(kept.iterdir())


def cast_all(db: Transaction, ballots: Sequence[Ballot]) -> None:
    for ballot in ballots:
        cast(db, KEYS, VOTE, ballot)


async def send(database: Database, ballot: Ballot) -> bool:
    """Cast it; whether it was counted."""
    try:
        await database.write(cast, KEYS, VOTE, ballot)
    except NotCounted:
        return False
    return True
