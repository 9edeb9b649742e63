"""Sessions that somebody ended before their time, and what a start would reopen. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from operator import attrgetter

from schedules.bookings import OverrideKind
from schedules.planning.overrides import session_stretches
from schedules.planning.planner import Booked, RoomInputs


@dataclass(frozen=True, slots=True)
class Ended:
    """A session that somebody ended before its time; none that was taken back."""

    booked: Booked
    """With the end it would have had."""
    at: datetime
    """When it really ended."""


def ended_sessions(inputs: RoomInputs) -> Sequence[Ended]:
    """The sessions of a room that ended by a press, and have not been reopened since."""
    found = []
    for running in inputs.sessions:
        presses = sorted((press for press in inputs.overrides if press.key == running.key), key=attrgetter("number"))
        if running.withdrawn or all(press.kind is not OverrideKind.END for press in presses):
            continue
        real = session_stretches(running.start, running.end, presses)
        lasting = [press for press in presses if press.kind is not OverrideKind.END]
        full = session_stretches(running.start, running.end, lasting)
        over = real[-1].end if real else running.start
        if full and over < full[-1].end:
            found.append(Ended(replace(running, end=full[-1].end), over))
    return found


def reopenable(inputs: RoomInputs, now: datetime) -> Sequence[Booked]:
    """What a start would reopen, if the room is free."""
    return [ended.booked for ended in ended_sessions(inputs) if ended.at <= now < ended.booked.end]
