"""Where more were counted in a meeting than are known: somebody is missing from the list. Pure."""

from collections.abc import Iterable, Iterator, Sequence

from orchestrator.conferences.presence.evidence import Snapshot
from orchestrator.conferences.presence.outcome import Gap, MeetingGap
from orchestrator.conferences.presence.stretches import Stretch, union

LAG_S = 30
"""Who came or went so shortly before or after the count may be in it, or not."""
STEP_S = 60
"""So long before and after a count it says something."""
FEWEST = 2
"""Of one, nobody knows whether it is a person or Jicofo alone (`integrations.services.jitsi_rooms.room_size`)."""


def uncounted(snapshots: Iterable[Snapshot], devices: Sequence[Sequence[Stretch]]) -> Iterator[MeetingGap]:
    """The times around counts that are above the number of *devices* that are there, or may be there, then."""
    over = [
        (snapshot.at - STEP_S, snapshot.at + STEP_S)
        for snapshot in snapshots
        if snapshot.seen is None and snapshot.count >= FEWEST and snapshot.count > _there(devices, snapshot.at)
    ]
    for start, end in union(over):
        yield MeetingGap(start, end, Gap.COUNT)


def _there(devices: Sequence[Sequence[Stretch]], at: int) -> int:
    return sum(any(start - LAG_S <= at < end + LAG_S for start, end in device) for device in devices)
