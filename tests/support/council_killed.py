"""A process in which members vote, until somebody kills it: each tap that it acknowledges it tells, a line each.

`python -m tests.support.council_killed FOLDER FIRST`: the taps from number FIRST on, as a hundred members press; what another
process had acknowledged or not is pressed again first, as pages do that got no answer.
"""

import asyncio
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from orchestrator.councils.log.live import Done, LiveSitting, Wanted
from orchestrator.councils.sitting.vote_acts import Cast
from orchestrator.councils.sitting.votes import AGAINST, FOR
from schedules.store.database import open_database
from schedules.store.dialects import address_of
from tests.support.council_house import SITTING

MEMBERS = 100
AGAIN = 40
"""Taps that are pressed again after a start."""


async def vote(folder: Path, first: int) -> None:
    """Until killed: the members press all at once, round after round."""
    with closing(open_database(address_of(folder / "regia.db"))) as database:
        live = LiveSitting(database, lambda: datetime.now(UTC), SITTING)
        number = max(0, first - AGAIN)
        while True:
            await asyncio.gather(*(_press(live, tap) for tap in range(number, number + MEMBERS)))
            number += MEMBERS


async def _press(live: LiveSitting, tap: int) -> None:
    seat = tap % MEMBERS + 1
    choice = (FOR, AGAINST)[tap // MEMBERS % 2]
    answer = await live.act(Wanted(f"tap {tap}", Cast("v", str(seat), (choice,)), f"p{seat}", "page"))
    if isinstance(answer, Done):
        sys.stdout.write(f"{tap} {answer.number}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(vote(Path(sys.argv[1]), int(sys.argv[2])))
