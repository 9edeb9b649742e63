"""A sitting of 500 members with 5,000 acts, folded from the first: the time of the median of ten."""

import time
from collections.abc import AsyncIterator
from itertools import cycle

from orchestrator.councils.sitting.acts import SERVICE, Entered, HandRaised, ItemClosed, ItemOpened, SourceLost
from orchestrator.councils.sitting.fold import fold
from orchestrator.councils.sitting.rules import Distance, Rules
from orchestrator.councils.sitting.seats import Source
from orchestrator.councils.sitting.vote_acts import Cast, ClosingAnnounced, Proclaimed, VoteClosed, VoteOpened
from orchestrator.councils.sitting.votes import ABSTAIN, AGAINST, FOR, Manner, Motion
from tests.bench.figures import Figure, percentile
from tests.support.council_log import Log, opened

SEATS, ACTS = 500, 5000
WITHIN_MS = 30.0
TIMES = 10


async def fold_of_acts() -> AsyncIterator[Figure]:
    """People in the hall and elsewhere, lines that come and go, and one open vote after another."""
    log = sitting_of(ACTS)
    assert not log.sitting.unlawful
    took_ms = []
    for _ in range(TIMES):
        began = time.perf_counter()
        again = fold(log.rules, log.roll, log.acts)
        took_ms.append((time.perf_counter() - began) * 1e3)
    assert again == log.sitting
    yield Figure(f"fold of {len(log.acts)} acts of {SEATS} members p50", percentile(took_ms, 50), "ms", WITHIN_MS)


def sitting_of(acts: int) -> Log:
    """A sitting of that many acts, all of them lawful."""
    log = opened(Rules(distance=Distance.ALLOWED, basis="Regolamento"), SEATS, SEATS // 2, SEATS // 2)
    vote = 0
    while len(log.acts) < acts:
        vote += 1
        item = ("plan", "choice")[vote % 2]
        log.do(ItemOpened(item), VoteOpened(str(vote), item, "testo", Motion(), Manner.OPEN))
        for seat, choice in zip(range(1, SEATS + 1), cycle((FOR, FOR, AGAINST, ABSTAIN))):
            log.do(Cast(str(vote), str(seat), (choice,)), by=f"p{seat}")
        log.do(ClosingAnnounced(str(vote)), VoteClosed(str(vote)), Proclaimed(str(vote)))
        for seat in range(SEATS // 2 + 1, SEATS // 2 + 40):
            log.do(SourceLost(str(seat), Source.PAGE), Entered(str(seat), Source.PAGE), by=SERVICE)
            log.do(HandRaised(str(seat)), by=f"p{seat}")
        log.do(ItemClosed(item))
    return log
