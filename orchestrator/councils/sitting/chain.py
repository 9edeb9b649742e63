"""The chain of acts: each line holds the SHA-256 of the line before it, the first one that of the frame.

The head is the SHA-256 of the last line. Whoever keeps the head can tell later whether the acts are still the same; with
`sha256sum` alone they can follow the chain by hand.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from orchestrator.councils.sitting.acts import Act
from orchestrator.councils.sitting.codec import UnreadableError, act_from_json, act_to_json, canonical, frame_from_json
from orchestrator.councils.sitting.fold import step
from orchestrator.councils.sitting.state import Sitting


def head_of(line: bytes) -> str:
    """The SHA-256 of a line, or of the frame, in hexadecimal."""
    return sha256(line).hexdigest()


def line_of(act: Act, previous: str) -> bytes:
    """The act as a line that holds the head before it."""
    return canonical(act_to_json(act) | {"previous": previous})


class Defect(StrEnum):
    """What is wrong with a log."""

    FRAME = "frame"
    """The rules and the roll cannot be read."""
    UNREADABLE = "unreadable"
    FORM = "form"
    """The line says the same in other bytes than ours."""
    BROKEN = "broken"
    """It does not hold the head of the line before it: that one, or this, was changed, taken out or moved."""
    UNLAWFUL = "unlawful"
    """A rule forbids the act where it stands; a service would not have taken it."""
    HEAD = "head"
    """The head that was kept is not that of the last line, nor of one since the sitting is over."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong, and the number of the act where it shows."""

    number: int
    defect: Defect


def verify(frame: bytes, lines: Sequence[bytes], head: str | None) -> tuple[Sitting | None, list[Fault]]:
    """Follow the chain and fold the acts again; *head* is the one that was kept elsewhere, None where nobody did.

    A sitting that is over has acts to come, as the signing of its minutes: the head of any time since is as good.

    Returns the sitting that the readable acts make, and everything that is wrong, in order.
    """
    try:
        _, rules, roll = frame_from_json(json.loads(frame))
    except (UnreadableError, ValueError, RecursionError):
        return None, [Fault(0, Defect.FRAME)]
    sitting, faults, previous = Sitting(rules, roll), list[Fault](), head_of(frame)
    since_over = set[str]()
    for number, line in enumerate(lines, start=1):
        faults += _follow(sitting, number, line, previous)
        previous = head_of(line)
        if sitting.over:
            since_over.add(previous)
    if head is not None and head not in {previous, *since_over}:
        faults.append(Fault(len(lines), Defect.HEAD))
    return sitting, faults


def _follow(sitting: Sitting, number: int, line: bytes, previous: str) -> list[Fault]:
    try:
        value = json.loads(line)
        act = act_from_json(value)
    except (UnreadableError, ValueError, RecursionError):
        return [Fault(number, Defect.UNREADABLE)]
    faults = []
    if value.get("previous") != previous:
        faults.append(Fault(number, Defect.BROKEN))
    elif line_of(act, previous) != line:
        faults.append(Fault(number, Defect.FORM))
    if step(sitting, act) is not None:
        faults.append(Fault(number, Defect.UNLAWFUL))
    return faults
