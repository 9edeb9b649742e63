"""The agent's time: the wall clock may be wrong, the monotonic clock only measures, and the hub's time is followed."""

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog

MEASURED = 10
"""How many measurements are kept; the one with the smallest round trip counts."""
JUMP = timedelta(seconds=60)
"""A hub's time that jumps further than this was set, by a person or by mistake."""
AGREED_S = 300.0
"""How long the hub must tell the same jump before it is followed."""
AGREEMENT = timedelta(seconds=5)
OFFSET_TOLD = timedelta(seconds=5)
"""How far the wall clock may be from the hub's time before that is logged."""
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Instant:
    """One moment: *wall* is the wall clock or the time that is followed; ages come from *mono_s*, which nobody can set."""

    wall: datetime
    mono_s: float

    def since_s(self, earlier: "Instant") -> float:
        """Seconds from *earlier* to this moment."""
        return self.mono_s - earlier.mono_s


Clock = Callable[[], Instant]


def read_clock() -> Instant:
    """This moment; the monotonic clock goes on while the computer sleeps."""
    return Instant(datetime.now(UTC), time.clock_gettime(time.CLOCK_BOOTTIME))


@dataclass(frozen=True, slots=True)
class _Measured:
    """The hub's time when our monotonic clock was at 0, and the round trip of the question."""

    zero: datetime
    round_trip_s: float


class HubTime:
    """The hub's time, as far as it is known: the last measurement plus the monotonic time since.

    Before any hub was heard, it is the wall clock, but no earlier than the plans on disk were sent. A jump of more than
    JUMP is followed only after AGREED_S of agreement, and never while a session runs.
    """

    def __init__(self, clock: Clock) -> None:
        """Begin without any hub's time."""
        self._clock = clock
        self._zero: datetime | None = None
        self._not_before: datetime | None = None
        self._measured: deque[_Measured] = deque(maxlen=MEASURED)
        self._jumped: tuple[datetime, float] | None = None
        """Where a jump leads, and since when the hub tells it."""
        self._told = False

    @property
    def confirmed(self) -> bool:
        """Whether a hub ever told its time."""
        return self._zero is not None

    def now(self) -> datetime:
        """The time to follow plans by."""
        now = self._clock()
        if self._zero is not None:
            return self._zero + timedelta(seconds=now.mono_s)
        return now.wall if self._not_before is None else max(now.wall, self._not_before)

    def instant(self) -> Instant:
        """The time to follow plans by, and the monotonic clock."""
        return Instant(self.now(), self._clock().mono_s)

    def not_before(self, sent_at: datetime) -> None:
        """Note that a plan on disk was sent at *sent_at*, so that it cannot be earlier now."""
        self._not_before = sent_at if self._not_before is None else max(self._not_before, sent_at)

    def connected(self) -> None:
        """Note that a connection began: measurements over an earlier connection no longer count."""
        self._measured.clear()

    def heard(self, sent_at: datetime, *, live: bool) -> None:
        """Note that the hub sent something at *sent_at*: by its clock it is at least that late."""
        zero = sent_at - timedelta(seconds=self._clock().mono_s)
        if self._zero is None or zero > self._zero:
            self._follow(zero, live=live)

    def measured(self, asked_s: float, hub_now: datetime, *, live: bool) -> None:
        """Take the hub's answer *hub_now* to a question asked at *asked_s* of our monotonic clock."""
        now_s = self._clock().mono_s
        middle_s = (asked_s + now_s) / 2
        self._measured.append(_Measured(hub_now - timedelta(seconds=middle_s), now_s - asked_s))
        self._follow(self._best().zero, live=live)

    def offset(self) -> timedelta:
        """How far the wall clock is ahead of the hub's time."""
        return self._clock().wall - self.now()

    def _best(self) -> _Measured:
        """The quickest answer among those that agree with the newest: after a clock was set, older answers are wrong."""
        newest = self._measured[-1]
        agreeing = [measured for measured in self._measured if abs(measured.zero - newest.zero) <= AGREEMENT]
        return min(agreeing, key=lambda measured: measured.round_trip_s)

    def _follow(self, zero: datetime, *, live: bool) -> None:
        if self._zero is None or abs(zero - self._zero) <= JUMP or self._agreed(zero, live=live):
            self._zero, self._jumped = zero, None
        self._tell()

    def _agreed(self, zero: datetime, *, live: bool) -> bool:
        """Whether the hub has told the same jump for long enough, and no session runs."""
        now_s = self._clock().mono_s
        if self._jumped is None or abs(zero - self._jumped[0]) > AGREEMENT:
            _log.warning("clock.jump", seconds=round((zero - (self._zero or zero)).total_seconds()))
            self._jumped = (zero, now_s)
        return now_s - self._jumped[1] >= AGREED_S and not live

    def _tell(self) -> None:
        offset = self.offset()
        wrong = abs(offset) > OFFSET_TOLD
        if wrong and not self._told:
            _log.warning("clock.wrong", ahead_s=round(offset.total_seconds(), 1), hint="set this computer's clock")
        elif self._told and not wrong:
            _log.info("clock.right")
        self._told = wrong
