"""Whatever fails in whatever order: each mail arrives or is shown failed, and once unless the answer to DATA was lost."""

import asyncio
import shutil
import tempfile
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from schedules.store.database import open_database
from tests.support.outbox import Post, posting
from tests.support.smtp_peer import Fault, smtp_running

FOR_GOOD = frozenset({Fault.NO_RECIPIENT, Fault.NO_DATA})
USUAL = st.sampled_from([fault for fault in Fault if fault not in (Fault.SILENT, Fault.MUTE_AFTER)])
"""Servers that never answer cost their time-out: there are tests of their own."""


async def delivered(store: Path, faults: Sequence[Fault], mails: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(store, Path(folder) / "regia.db")
        with closing(open_database(f"sqlite:///{folder}/regia.db")) as database:
            async with smtp_running() as peer:
                peer.faults = list(faults)
                post = Post(database, peer)
                async with posting(post):
                    for number in range(mails):
                        await post.put(f"anna-{number}@x.example")
                    rows = await post.to_the_end()

                taken = Counter(peer.ids())
    lost = faults.count(Fault.CUT_AFTER)
    for row in rows:
        assert (row.sent_at is None) != (row.failed_at is None)
        assert taken[str(row.message_id)] >= 1 or row.failed_at
        assert (row.subject is None) == (row.sent_at is not None)
    assert set(taken) <= {row.message_id for row in rows}
    assert sum(taken.values()) - len(taken) <= lost
    assert lost or set(taken.values()) <= {1}
    assert sum(row.failed_at is not None for row in rows) <= sum(fault in FOR_GOOD for fault in faults)


@settings(max_examples=settings().max_examples // 3)
@given(st.lists(USUAL, max_size=8), st.integers(1, 3))
def test_mails_given_any_faults_in_any_order_when_time_passes_then_each_arrives_once_or_is_shown_failed(
    empty_store: Path, faults: list[Fault], mails: int
) -> None:
    asyncio.run(delivered(empty_store, faults, mails))
