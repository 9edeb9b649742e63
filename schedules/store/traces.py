"""Freed space of the database: given back, and looked through for words that are to be gone.

What is deleted is overwritten, but for copies that stay behind, seldom, where rows were moved within the file. Those go only
when the file is written anew.
"""

import asyncio
from collections.abc import Collection
from pathlib import Path

import structlog
from sqlalchemy import JSON, LargeBinary, Text, exists, func, select

from schedules.store.database import Database
from schedules.store.rows import Base
from schedules.store.sqlite import empty_log, give_back_space, write_anew
from schedules.store.transaction import Transaction

CHUNK = 1 << 20
PIECE = 8
"""Letters at either end of a word by which it is known where another row's bytes lie over the rest of it."""
LOOKED_FOR = 200
"""Pieces at most, a night's; of more some left a trace, and to look for each would take longer than to write anew."""
ASKED = 20
"""Times that the log of writes is tried to be emptied: who reads just then is in the way."""
_log = structlog.get_logger()


async def without_traces(database: Database, words: Collection[str], *, pause_s: float, unknown: bool = False) -> None:
    """Give freed space back, and write the file anew where it still holds pieces of *words* that nothing says any more.

    Where words that have gone are *unknown*, it is written anew in any case.
    Writing it anew takes some 10 ms for each MiB, in which nobody else writes. Raises StorageError.
    """
    more = True
    while more:
        more = await database.between(give_back_space)
        await asyncio.sleep(pause_s)
    await _without_log(database, pause_s)
    if unknown or await _has_traces(database, _pieces(words)):
        await database.between(write_anew)
        await _without_log(database, pause_s)
        _log.info("store.written_anew", path=str(database.path))


async def _has_traces(database: Database, pieces: Collection[str]) -> bool:
    if len(pieces) > LOOKED_FOR:
        return True
    found = await asyncio.to_thread(_pieces_in, database.path, pieces) if pieces else ()
    return bool(found) and bool(await database.read(_unsaid, found))


async def _without_log(database: Database, pause_s: float) -> None:
    for _ in range(ASKED):
        if await database.between(empty_log):
            return
        await asyncio.sleep(pause_s)
    _log.warning("store.log_kept", path=str(database.path))


def _pieces(words: Collection[str]) -> frozenset[str]:
    return frozenset(piece for word in words for piece in (word[:PIECE], word[-PIECE:]))


def _pieces_in(path: Path, pieces: Collection[str]) -> frozenset[str]:
    """Those of *pieces* whose bytes are in the file."""
    wanted = {piece.encode(): piece for piece in pieces}
    longest = max(map(len, wanted), default=0)
    found: set[str] = set()
    with path.open("rb") as file:
        before = b""
        while wanted and (chunk := file.read(CHUNK)):
            text = before + chunk
            here = {piece for piece in wanted if piece in text}
            found.update(wanted.pop(piece) for piece in here)
            before = text[-longest:]
    return frozenset(found)


def _unsaid(db: Transaction, pieces: Collection[str]) -> frozenset[str]:
    """Those of *pieces* that no row says."""
    kinds = (Text, JSON, LargeBinary)
    columns = [
        column for table in Base.metadata.sorted_tables for column in table.columns if isinstance(column.type, kinds)
    ]
    return frozenset(
        piece
        for piece in pieces
        if not any(db.scalar(select(exists().where(func.instr(column, piece) > 0))) for column in columns)
    )
