"""How far one device has been brought to its wish, and when to leave it alone. Pure: time is an argument."""

from collections.abc import Collection
from typing import Literal

from config.states import Attributes, Value
from room_agents.difference import difference, expected
from room_agents.protocol import Fault

RESEND_FIRST_S = 5.0
"""A device that was asked gets so long to show it before it is asked again; doubling each time …"""
RESEND_LAST_S = 30.0
"""… up to this: often enough to mend a lost command, seldom enough not to disturb a device that cannot."""

Transition = tuple[Literal["verified", "left_alone", "put_back"], str, Value]
"""What happened to an attribute, and its value."""


class Pursuit:
    """What is remembered of one device under its present wish.

    An attribute that was verified over an unbroken line and is then seen different was changed by a person: it is
    left alone until its wished value changes, somebody asks to put it back, or the line breaks. Attributes in
    *enforce* are put back at once.
    """

    def __init__(self, enforce: Collection[str] = ()) -> None:
        """Nothing is wished yet."""
        self.wished: Attributes = {}
        self.left_alone: set[str] = set()
        self.refused: dict[str, Fault] = {}
        self._enforce = frozenset(enforce)
        self._verified: set[str] = set()
        self._told: set[str] = set()
        self._owed: set[str] = set()
        self._sent: dict[str, int] = {}
        self._again_s: dict[str, float] = {}
        self.held_up: Fault | None = None
        """What the device said when it was last busy; None once it took a command or its wish changed."""
        self._not_before_s = float("-inf")

    @property
    def attempts(self) -> int:
        """How often the present wish has been sent: the most of any attribute."""
        return max(self._sent.values(), default=0)

    def wish(self, wished: Attributes) -> None:
        """Take a new wish; what is remembered of attributes whose value stays the same stays too."""
        changed = {name for name in {*self.wished, *wished} if self.wished.get(name) != wished.get(name)}
        self.wished = wished
        for memory in (self.left_alone, self._verified, self._told, self._owed):
            memory -= changed
        for name in changed:
            self.refused.pop(name, None)
            self._sent.pop(name, None)
            self._again_s.pop(name, None)
        if changed:
            self._at_once()

    def saw(self, observed: Attributes) -> list[Transition]:
        """Compare with what the device just told; returns what has changed."""
        transitions: list[Transition] = []
        for name, value in expected(self.wished).items():
            seen = observed.get(name)
            if seen == value:
                transitions += self._as_wished(name, value)
            elif seen is not None and name in self._verified:
                transitions += self._changed_by_hand(name, seen)
        if not self.unfulfilled(observed):
            self.held_up = None
        return transitions

    def due(self, observed: Attributes, now_s: float) -> dict[str, Value]:
        """What to send now. An attribute the device never tells is sent once: resending could fight a person unseen."""
        if now_s < self._not_before_s:
            return {}
        untold = {name for name in self._again_s.keys() | self._verified if name not in observed}
        changes = difference(self.wished, observed, self.left_alone | self.refused.keys() | untold)
        return {name: value for name, value in changes.items() if now_s >= self._again_s.get(name, now_s)}

    def tried(self, name: str, now_s: float) -> list[Transition]:
        """Note that *name* was sent."""
        self.held_up = None
        count = self._sent[name] = self._sent.get(name, 0) + 1
        self._again_s[name] = now_s + min(RESEND_FIRST_S * 2 ** (count - 1), RESEND_LAST_S)
        if name not in self._owed:
            return []
        self._owed.discard(name)
        return [("put_back", name, self.wished[name])]

    def busy(self, retry_at_s: float, fault: Fault) -> None:
        """The device said 'not now': send nothing before *retry_at_s*, then at once what it is not."""
        self._not_before_s = retry_at_s
        self.held_up = fault
        self._again_s = dict.fromkeys(self._again_s, retry_at_s)

    def put_back(self) -> None:
        """Somebody wants it as wished after all, or the line was broken: left-alone and refused attributes count again."""
        self._owed |= self.left_alone
        self.left_alone.clear()
        self._verified.clear()
        self.refused.clear()
        self._again_s.clear()
        self._at_once()

    def unfulfilled(self, observed: Attributes) -> bool:
        """Whether something we pursue is not as wished."""
        pursued = expected(self.wished).items()
        return any(observed.get(name) != value for name, value in pursued if name not in self.left_alone)

    def again_in_s(self, now_s: float) -> float:
        """How long a busy device still asked us to wait; infinite if it did not, or that is over."""
        return self._not_before_s - now_s if self._not_before_s > now_s else float("inf")

    def _at_once(self) -> None:
        self.held_up = None
        self._not_before_s = float("-inf")

    def _as_wished(self, name: str, value: Value) -> list[Transition]:
        self.left_alone.discard(name)
        self._owed.discard(name)
        self.refused.pop(name, None)
        self._again_s.pop(name, None)
        self._verified.add(name)
        if name in self._told:
            return []
        self._told.add(name)
        return [("verified", name, value)]

    def _changed_by_hand(self, name: str, seen: Value) -> list[Transition]:
        self._told.discard(name)
        if name in self._enforce:
            self._owed.add(name)
            return []
        if name in self.left_alone:
            return []
        self.left_alone.add(name)
        return [("left_alone", name, seen)]
