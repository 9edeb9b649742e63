"""The process that does the work of a long calendar: one piece of work on the standard input, what it gives on the output.

Both are pickles, from ourselves to ourselves. It may have only so much memory: what needs more than that ends here.
"""

import asyncio
import gc
import pickle
import resource
import sys
from collections.abc import Iterator
from typing import BinaryIO

from config.logs import set_up_logs
from orchestrator.calendars.reading import Compared, Portion, Read, ToCompare, ToRead, compare, read
from schedules.calendar_text.ics import BrokenCalendar
from schedules.store.database import open_database
from schedules.store.errors import StorageError

LARGEST = 2 * 1024**3
"""Of its address space, in bytes: four times what a calendar of 100,000 events takes."""
LENGTH = 4
"""Of the length before each answer, in bytes, most significant first."""
Answer = Read | Compared | Portion | BrokenCalendar | StorageError | None
"""The last answer of a comparison is None."""


def main() -> None:
    """Do the work that comes on the standard input."""
    set_up_logs()  # on the standard error
    resource.setrlimit(resource.RLIMIT_AS, (LARGEST, LARGEST))
    gc.disable()  # it would look through a million objects again and again, none of which is garbage
    work, database = pickle.load(sys.stdin.buffer)  # noqa: S301 - the service's own words
    for answer in _answers(work, database):
        _say(sys.stdout.buffer, answer)


def _answers(work: ToRead | ToCompare, url: str) -> Iterator[Answer]:
    try:
        if isinstance(work, ToRead):
            yield read(work)
            return
        database = open_database(url)
        compared, portions = asyncio.run(compare(work, database))
        database.close()
    except (BrokenCalendar, StorageError) as error:
        yield error
        return
    yield compared
    yield from portions
    yield None


def _say(out: BinaryIO, answer: Answer) -> None:
    said = pickle.dumps(answer)
    out.write(len(said).to_bytes(LENGTH) + said)
    out.flush()


if __name__ == "__main__":
    main()
