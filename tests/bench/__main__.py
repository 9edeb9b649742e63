"""`python -m tests.bench [NAME…]`: run the benches and print what they found, a line of JSON each.

Not part of the tests: the figures are those of this machine at this moment. The exit code is 1 if a limit was missed.
"""

import asyncio
import logging
import sys
from collections.abc import AsyncIterator, Callable, Mapping

from config.logs import set_up_logs
from tests.bench.acts import acts
from tests.bench.agents import agents
from tests.bench.ballots import ballots
from tests.bench.big_calendar import big_calendar
from tests.bench.booking import booking
from tests.bench.chamber import chamber
from tests.bench.council_votes import council_votes
from tests.bench.door import door
from tests.bench.figures import Figure, load
from tests.bench.fold import fold_of_acts
from tests.bench.house_pages import house_pages
from tests.bench.importing import importing
from tests.bench.meeting import meeting
from tests.bench.minutes import minutes
from tests.bench.panel_day import panel_day
from tests.bench.panel_page import panel_page
from tests.bench.panels import panels
from tests.bench.planning import planning
from tests.bench.presence import presence
from tests.bench.press import press
from tests.bench.press_beside_sign_ins import press_beside_sign_ins
from tests.bench.reading import reading
from tests.bench.reserving import reserving
from tests.bench.room import room
from tests.bench.signing_in import signing_in
from tests.bench.starting import starting
from tests.bench.week_page import week_page

BENCHES: Mapping[str, Callable[[], AsyncIterator[Figure]]] = {
    "planning": planning,
    "press": press,
    "room": room,
    "booking": booking,
    "agents": agents,
    "starting": starting,
    "signing_in": signing_in,
    "press_beside_sign_ins": press_beside_sign_ins,
    "panels": panels,
    "panel_page": panel_page,
    "panel_day": panel_day,
    "week_page": week_page,
    "house_pages": house_pages,
    "acts": acts,
    "meeting": meeting,
    "fold": fold_of_acts,
    "council_votes": council_votes,
    "chamber": chamber,
    "importing": importing,
    "presence": presence,
    "reserving": reserving,
    "door": door,
    "minutes": minutes,
    "reading": reading,
    "big_calendar": big_calendar,
    "ballots": ballots,
}


async def run(names: list[str]) -> bool:
    """Run those benches, or all; whether every limit was kept."""
    kept = True
    for name in names or list(BENCHES):
        _tell(load())
        async for figure in BENCHES[name]():
            _tell(figure)
            kept = kept and figure.ok
    return kept


def _tell(figure: Figure) -> None:
    sys.stdout.write(f"{figure}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    unknown = [name for name in sys.argv[1:] if name not in BENCHES]
    if unknown:
        sys.exit(f"There is no bench {', '.join(unknown)}; there are: {', '.join(BENCHES)}.")
    set_up_logs()  # what is told must be JSON, and the figures alone
    logging.disable(logging.WARNING)
    sys.exit(not asyncio.run(run(sys.argv[1:])))
