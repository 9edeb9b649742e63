"""The one writer: transactions that wait for it at the same time are committed together, and each caller is told by itself.

A commit waits for the disk, and every call into the driver hands the interpreter over to other threads. Those that queue up
meanwhile share the next one's beginning and commit. To each it is as if it ran alone, in the order they came.
"""

from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine

from schedules.store.transaction import Transaction

T = TypeVar("T")
TOGETHER = 32
"""At most, so that the first does not wait long for the last."""


@dataclass(frozen=True, slots=True)
class _Write:
    function: Callable[[Transaction], Any]
    outcome: Future[Any] = field(default_factory=Future)


class _WroteAndRaised(Exception):
    """A function of a group wrote and then raised: the whole group has to be undone."""


class Writer:
    """Runs functions of *db* as transactions, each after the other, in a thread of its own."""

    def __init__(
        self,
        engine: Engine,
        rows_written: Callable[[Connection], int],
        before_commit: Callable[[Transaction], Sequence[Callable[[], None]]],
    ) -> None:
        """*rows_written* tells how many rows a connection has ever written.

        *before_commit* is called in that thread, in each transaction when all is written in it. What it returns is called
        after the commit; then who wrote is told.
        """
        self._engine, self._rows_written, self._before_commit = engine, rows_written, before_commit
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="database-write")
        self._waiting: deque[_Write] = deque()

    def submit(self, function: Callable[[Transaction], Any]) -> Future[Any]:
        """Run *function*; what it returns is there once it is committed. Cancelled before it began, it is not run."""
        write = _Write(function)
        self._waiting.append(write)
        self._thread.submit(self._commit_waiting)
        return write.outcome

    def between(self, function: Callable[[Any], T]) -> Future[T]:
        """Run *function* on the driver's connection, outside of any transaction."""
        return self._thread.submit(self._between, function)

    def _between(self, function: Callable[[Any], T]) -> T:
        connection = self._engine.raw_connection()
        try:
            return function(connection.driver_connection)
        finally:
            connection.close()

    def close(self) -> None:
        """End the thread, after the transactions that have begun."""
        self._thread.shutdown(cancel_futures=True)
        for write in self._waiting:
            write.outcome.cancel()

    def _commit_waiting(self) -> None:
        taken = [self._waiting.popleft() for _ in range(min(len(self._waiting), TOGETHER))]
        group = [write for write in taken if write.outcome.set_running_or_notify_cancel()]
        if group:  # else an earlier turn has committed it
            self._commit(group)

    def _commit(self, group: Sequence[_Write]) -> None:
        try:
            with Transaction(self._engine, expire_on_commit=False) as db, db.begin():
                written = [self._attempt(db, write, alone=len(group) == 1) for write in group]
                follows = self._before_commit(db)
        except _WroteAndRaised:
            for write in group:
                self._commit([write])
        except Exception as error:  # noqa: BLE001 - whatever it is, it is the callers'
            for write in group:
                write.outcome.set_exception(error)
        else:
            for tell in (*follows, *written):
                tell()

    def _attempt(self, db: Transaction, write: _Write, *, alone: bool) -> Callable[[], None]:
        """Run the function; gives what tells its outcome once all is committed."""
        before = self._rows_written(db.connection())
        try:
            value = write.function(db)
            db.flush()
        except Exception as error:
            if alone:
                raise
            if not db.is_active or db.new or db.dirty or db.deleted or self._rows_written(db.connection()) != before:
                raise _WroteAndRaised from error
            refusal = error  # nothing was written: a clash, a refused press
            return lambda: write.outcome.set_exception(refusal)
        finally:
            if db.is_active:
                db.expunge_all()  # the next one sees rows, and not this one's copies of them
        return lambda: write.outcome.set_result(value)
