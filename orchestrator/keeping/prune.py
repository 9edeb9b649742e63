"""Letting go what is over, in portions so short that nobody waits for one, and the count of what went or would go."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import delete, func, select

from orchestrator.access.identity import Actor
from orchestrator.audit.acts import Act, ActKind, ActObject, Field, ObjectKind, changes_between
from orchestrator.audit.store import record
from orchestrator.keeping.calendar_texts import TextOver, shorten_text, texts_over
from orchestrator.keeping.kinds import ACTS, KINDS, Gone, Keys, Kind, Terms
from schedules.store.database import Database
from schedules.store.tables import FactRow
from schedules.store.traces import without_traces
from schedules.store.transaction import Transaction

PORTION = 100
"""The most rows of one transaction: some ten milliseconds."""
PAUSE_S = 0.05
"""The pause between two transactions, so that another process, which asks now and then, gets its turn."""
_PRUNED_AT = "pruned_at"
_NOT_LOOKED_THROUGH = "not_looked_through"
"""Words have gone, and the file was not looked through for them yet. Who is killed meanwhile takes along what they were."""


@dataclass(frozen=True, slots=True)
class Figures:
    """How many rows of one kind went or would go, and from which time they are."""

    kind: str
    count: int = 0
    oldest: datetime | None = None
    newest: datetime | None = None

    def with_more(self, keys: Keys, gone: Gone) -> "Figures":
        """The figure with one more portion."""
        times = [at for at in (self.oldest, self.newest, *(row.at for row in keys)) if at is not None]
        return Figures(self.kind, self.count + gone.count, min(times, default=None), max(times, default=None))


def acts_that_would_go(db: Transaction, terms: Terms) -> Sequence[Figures]:
    """What `prune_acts` would let go now."""
    return [_counted(db, kind, terms) for kind in ACTS]


def would_go(db: Transaction, terms: Terms) -> Sequence[Figures]:
    """What `prune` would let go now."""
    return [*(_counted(db, kind, terms) for kind in KINDS), _events(texts_over(db, terms.confidential))]


def _counted(db: Transaction, kind: Kind, terms: Terms) -> Figures:
    over = kind.over(terms).order_by(None).subquery()
    count, oldest, newest = db.execute(select(func.count(), func.min(over.c.at), func.max(over.c.at))).one()
    return Figures(kind.name, count, oldest, newest)


async def prune(
    database: Database, terms: Terms, now: datetime, actor: Actor, *, pause_s: float = PAUSE_S
) -> Sequence[Figures]:
    """Let go what is over, leave no trace of words that had to go, and note when. Raises StorageError."""
    figures, words = [], set[str]()
    cut_off = await database.read(_is_noted)
    for kind in KINDS:
        found, gone = await _let_go(database, kind, terms, pause_s)
        figures.append(found)
        words |= gone
    texts = await database.read(texts_over, terms.confidential)
    for text in texts:
        await database.write(_shorten, text)
        words |= text.words
        await asyncio.sleep(pause_s)
    await without_traces(database, words, pause_s=pause_s, unknown=cut_off)
    figures.append(_events(texts))
    await database.write(_note_done, now, actor, figures)
    return figures


async def prune_acts(
    database: Database, terms: Terms, now: datetime, actor: Actor, *, pause_s: float = PAUSE_S
) -> Sequence[Figures]:
    """Let go the acts that are over, and nothing else. Raises StorageError."""
    figures = [(await _let_go(database, kind, terms, pause_s))[0] for kind in ACTS]
    await database.write(_record, now, actor, figures)
    return figures


async def _let_go(database: Database, kind: Kind, terms: Terms, pause_s: float) -> tuple[Figures, frozenset[str]]:
    """Let go what is over of one kind; gives how much, and the words of which no trace may remain."""
    found, words = Figures(kind.name), frozenset[str]()
    while keys := await database.read(_portion, kind, terms):
        gone = await database.write(_remove, kind, terms, keys)
        if not gone.count:  # all of them were moved since
            break
        found = found.with_more(keys, gone)
        words |= gone.words
        await asyncio.sleep(pause_s)
    return found, words


def _events(texts: Sequence[TextOver]) -> Figures:
    """What went of the calendars' texts. When those events were is not looked at any more."""
    return Figures("events", sum(len(text.events) for text in texts))


def _portion(db: Transaction, kind: Kind, terms: Terms) -> Keys:
    return db.execute(kind.over(terms).limit(PORTION)).all()


def _remove(db: Transaction, kind: Kind, terms: Terms, keys: Keys) -> Gone:
    gone = kind.remove(db, terms, keys)
    if gone.words:
        _note_words(db)
    return gone


def _shorten(db: Transaction, text: TextOver) -> None:
    shorten_text(db, text)
    if text.words:
        _note_words(db)


def _note_words(db: Transaction) -> None:
    db.merge(FactRow(key=_NOT_LOOKED_THROUGH, value=b""))


def _is_noted(db: Transaction) -> bool:
    return db.get(FactRow, _NOT_LOOKED_THROUGH) is not None


def _note_done(db: Transaction, now: datetime, actor: Actor, figures: Sequence[Figures]) -> None:
    _record(db, now, actor, figures)
    db.execute(delete(FactRow).where(FactRow.key == _NOT_LOOKED_THROUGH))
    note_pruned(db, now)


def _record(db: Transaction, now: datetime, actor: Actor, figures: Sequence[Figures]) -> None:
    """An act for each kind of which something went: which, how many, and until when they are from."""
    for figure in figures:
        if figure.count:
            told = {Field.KIND: figure.kind, Field.COUNT: figure.count, Field.UNTIL: figure.newest}
            pruned = ActObject(ObjectKind.INSTALLATION)
            record(db, actor, Act(ActKind.STORE_PRUNED, now, pruned, changes=changes_between({}, told)))


def pruned_at(db: Transaction) -> datetime | None:
    """When pruning was last done; None if never."""
    row = db.get(FactRow, _PRUNED_AT)
    return None if row is None else datetime.fromtimestamp(float(row.value), UTC)


def note_pruned(db: Transaction, now: datetime) -> None:
    """Note that pruning was done *now*."""
    db.merge(FactRow(key=_PRUNED_AT, value=f"{now.timestamp():.0f}".encode()))
