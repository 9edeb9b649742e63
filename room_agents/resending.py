"""When the attributes of one device may be sent again. Pure: time is an argument, in seconds of the monotonic clock."""

RESEND_FIRST_S = 5.0
"""How long a device gets to show what it was asked for before it is asked again; the time doubles with each try …"""
RESEND_LAST_S = 30.0
"""… up to this: often enough to mend a lost command, seldom enough not to disturb a device that cannot obey."""
START_AGAIN_S = 60.0
"""How long an output gets to start before it is started again: nobody can see whether an output that is off is starting."""


class Resending:
    """How often each attribute was sent under the present wish, and when it may be sent again."""

    def __init__(self) -> None:
        """Begin with nothing sent."""
        self._attempts: dict[str, int] = {}
        self._again_s: dict[str, float] = {}
        self._not_before_s = float("-inf")

    @property
    def attempts(self) -> int:
        """How often the present wish has been sent: the most of any attribute."""
        return max(self._attempts.values(), default=0)

    def is_held_up(self, now_s: float) -> bool:
        """Whether a busy device asked to be sent nothing yet."""
        return now_s < self._not_before_s

    def held_up_for_s(self, now_s: float) -> float:
        """How long a busy device still asked us to wait; infinite if it did not, or if that time is over."""
        return self._not_before_s - now_s if self.is_held_up(now_s) else float("inf")

    def is_due(self, name: str, now_s: float) -> bool:
        """Whether the attribute *name* may be sent now."""
        return now_s >= self._again_s.get(name, now_s)

    def sent(self, name: str, now_s: float, *, starts: bool) -> None:
        """Count that *name* was sent; *starts* says that it starts an output."""
        count = self._attempts[name] = self._attempts.get(name, 0) + 1
        self._again_s[name] = now_s + (START_AGAIN_S if starts else pause_s(count))

    def failed(self, name: str, now_s: float) -> None:
        """Let *name* be sent again after a pause that grows with its attempts, since nothing is under way any more."""
        self._again_s[name] = now_s + pause_s(self._attempts.get(name, 1))

    def wait_until(self, name: str, at_s: float) -> None:
        """Send *name* not again before *at_s*."""
        self._again_s[name] = at_s

    def at_once(self, name: str) -> None:
        """Let *name* be sent again at once."""
        self._again_s.pop(name, None)

    def all_at_once(self) -> None:
        """Let every attribute be sent again at once, unless the device is busy."""
        self._again_s.clear()

    def forget_attempts(self, name: str) -> None:
        """Count the attempts of *name* anew."""
        self._attempts.pop(name, None)

    def hold_up(self, until_s: float) -> None:
        """Send nothing before *until_s*, and then everything that was sent at once."""
        self._not_before_s = until_s
        self._again_s = dict.fromkeys(self._again_s, until_s)

    def end_hold_up(self) -> None:
        """Send again what is due, also if the device was busy."""
        self._not_before_s = float("-inf")


def pause_s(count: int) -> float:
    """How long to wait after the *count*-th attempt."""
    return min(RESEND_FIRST_S * 2.0 ** (count - 1), RESEND_LAST_S)
