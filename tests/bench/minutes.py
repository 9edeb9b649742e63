"""The minutes of ninety people and twelve items, as PDF and as DOCX, from data to bytes."""

import asyncio
import time
from collections.abc import AsyncIterator

from orchestrator.councils.minutes.docx import docx
from orchestrator.councils.minutes.minutes_paper import minutes_paper
from orchestrator.councils.minutes.pdf import pdf
from orchestrator.councils.minutes.stage import Stage
from tests.bench.figures import Figure, percentile
from tests.support.sample_sitting import SITTING

ROUNDS = 10
WITHIN_MS = 1000.0


async def minutes() -> AsyncIterator[Figure]:
    """Each time a process of its own for the PDF, as the service does it."""
    by_kind: dict[str, list[float]] = {"PDF": [], "DOCX": []}
    for _ in range(ROUNDS):
        began = time.perf_counter()
        await pdf(minutes_paper(SITTING, Stage.TO_SIGN))
        by_kind["PDF"].append(time.perf_counter() - began)
        began = time.perf_counter()
        await asyncio.to_thread(docx, minutes_paper(SITTING, Stage.TO_SIGN))
        by_kind["DOCX"].append(time.perf_counter() - began)
    for kind, values in by_kind.items():
        what = f"minutes of {len(SITTING.roll)} people and {len(SITTING.items)} items as {kind}"
        yield Figure(f"{what} p50", percentile(values, 50) * 1e3, "ms", WITHIN_MS)
        yield Figure(f"{what}, the slowest of {ROUNDS}", max(values) * 1e3, "ms", WITHIN_MS)
