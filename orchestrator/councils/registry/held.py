"""A sitting as its log of acts makes it, for whoever reads it afterwards."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from orchestrator.councils.log.store import log_of
from orchestrator.councils.sitting.codec import act_from_json, frame_from_json
from orchestrator.councils.sitting.fold import fold
from orchestrator.councils.sitting.state import FIXED, Sitting, Status
from schedules.store.transaction import Transaction

HELD = FIXED | {Status.CLOSED, Status.DESERTED}
"""How sittings are that were held and are over: they have minutes with a number."""


@dataclass(frozen=True, slots=True)
class Held:
    """A sitting with its acts."""

    sitting: Sitting
    frame: bytes
    lines: Sequence[bytes]
    head: str
    times: Sequence[datetime]
    """Of all acts, in their order."""


def read_held(db: Transaction, sitting: str) -> Held:
    """The sitting of that id. Raises NoSuchSitting."""
    log = log_of(db, sitting)
    _, rules, roll = frame_from_json(json.loads(log.frame))
    lines = [stored.line for stored in log.lines]
    acts = [act_from_json(json.loads(line)) for line in lines]
    return Held(fold(rules, roll, acts), log.frame, lines, log.head, [act.at for act in acts])
