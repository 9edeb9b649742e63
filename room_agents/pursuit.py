"""How far one device has been brought to its wish, and when to leave it alone. Pure: time is an argument.

Whose change was it? A reading that differs from the wish is

- **ours**, if it is what we sent and have not yet seen, or leads there, for as long as that command may take;
- **nobody's**, if it never was as wished in this turn, or is the first reading after a cut and neither the wish nor what
  a hand had left (a power cut); both are pursued;
- **a hand's** otherwise, and left alone for the rest of the turn.

A turn is the time of one booking, from its preparing to the end of its closing, or the time between two. With the turn,
or with the wished value, everything is wished anew.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import Literal

from config.states import Attributes, Output, Power, Value
from room_agents.difference import NEEDS_POWER, OUTPUTS, difference, expected, leads_to, moves
from room_agents.protocol import Fault
from room_agents.remembered import DeviceMemory, Remembered, Sent, Turn
from room_agents.turning import Turning

RESEND_FIRST_S = 5.0
"""A device that was asked gets so long to show it before it is asked again; doubling each time …"""
RESEND_LAST_S = 30.0
"""… up to this: often enough to mend a lost command, seldom enough not to disturb a device that cannot."""
NOT_THERE = frozenset({"no_such_scene", "no_such_input", "no_such_app"})
"""Refusals that asking again does not mend: they wait for a person."""
MAY_TAKE_S = 60.0
"""A command may take so long, where the device has no warm-up of its own; an output is not started again before.

That an output still stops is seen: it is *stopping*, or does not move. Whether one that is off still starts is not.
"""

Transition = tuple[Literal["verified", "left_alone", "put_back"], str, Value]
"""What happened to an attribute, and its value."""


class Pursuit:
    """What is remembered of one device, and what follows for what to send."""

    def __init__(self, enforce: Collection[str] = (), *, warm_up_s: float | None = None) -> None:
        """Nothing is wished yet. Attributes in *enforce* are put back at once, whoever changed them."""
        self.wished: Attributes = {}
        self.turn: Turn = None
        self.heeded: datetime | None = None
        """When somebody pressed *put back*, the last time that it was done."""
        self.refused: dict[str, Fault] = {}
        self.held_up: Fault | None = None
        """What the device said when it was last busy; None once it took a command or its wish changed."""
        self._enforce, self._warm_up_s = frozenset(enforce), warm_up_s
        self._enforced = self._enforce
        self._known: dict[str, Remembered] = {}
        self._told: set[str] = set()
        self._owed: set[str] = set()
        self._attempts: dict[str, int] = {}
        self._again_s: dict[str, float] = {}
        self._moving: set[str] = set()
        self._not_before_s = float("-inf")
        self._turning = Turning()

    @property
    def attempts(self) -> int:
        """How often the present wish has been sent: the most of any attribute."""
        return max(self._attempts.values(), default=0)

    @property
    def left_alone(self) -> set[str]:
        """The attributes that a hand changed and that stay so."""
        return {name for name in self.wished if self._of(name).left is not None}

    @property
    def waiting(self) -> set[str]:
        """The attributes that are not asked for again before a person did something."""
        return {name for name, fault in self.refused.items() if fault.code in NOT_THERE}

    @property
    def flapping(self) -> bool:
        """Whether the device turns on and off again and again, and nobody tells it to: nothing is sent to it."""
        return self._turning.often

    def memory(self) -> DeviceMemory:
        """All that must survive a restart."""
        known = {name: replace(one) for name, one in self._known.items()}
        return DeviceMemory(self.turn, self.wished, known, self.heeded)

    def recall(self, memory: DeviceMemory) -> None:
        """Go on from what was remembered before a restart; the next reading of each attribute is one after a cut."""
        self.turn, self.wished, self.heeded = memory.turn, memory.wished, memory.put_back
        self._known = {name: replace(known) for name, known in memory.attributes.items()}
        self.lost()

    def rests_at(self, name: str) -> Value | None:
        """Where the attribute was last seen to come to rest."""
        return self._of(name).last

    def wish(self, wished: Attributes, turn: Turn = None, enforced: Collection[str] = ()) -> None:
        """Take a new wish; what is remembered of attributes whose value and turn stay the same stays too."""
        self._enforced = self._enforce | frozenset(enforced)
        changed = {name for name in {*self.wished, *wished} if self.wished.get(name) != wished.get(name)}
        if turn != self.turn:
            changed = {*self.wished, *wished}
        self.wished, self.turn = wished, turn
        for name in changed:
            self._begin_anew(name)
        if "power" in changed:
            self._turning = Turning()
        if changed:
            self._at_once()

    def saw(self, observed: Attributes, now_s: float = 0.0) -> list[Transition]:
        """Compare with what the device just told; returns what has changed."""
        self._watch_turning(observed, now_s)
        transitions: list[Transition] = []
        wishes = expected(self.wished)
        for name, seen in observed.items():
            if name in wishes:
                transitions += self._saw(name, wishes[name], seen, now_s)
            known = self._of(name)
            known.last, known.cut = leads_to(name, seen), False
        self._moving = {name for name, seen in observed.items() if moves(name, seen)}
        if not self.unfulfilled(observed):
            self.held_up = None
        return transitions

    def due(self, observed: Attributes, now_s: float) -> dict[str, Value]:
        """What to send now. An attribute the device never tells is sent once: resending could fight a person unseen."""
        if now_s < self._not_before_s or self.flapping:
            return {}
        untold = {name for name, one in self._known.items() if (one.asked or one.verified) and name not in observed}
        changes = difference(self.wished, observed, {*self.left_alone, *self.waiting, *untold})
        due = {name: value for name, value in changes.items() if now_s >= self._again_s.get(name, now_s)}
        return {name: value for name, value in due.items() if not self._may_still_stop(name, observed.get(name), now_s)}

    def tried(self, name: str, now_s: float) -> list[Transition]:
        """Note that *name* was sent."""
        self.held_up = None
        self.refused.pop(name, None)
        count = self._attempts[name] = self._attempts.get(name, 0) + 1
        self._again_s[name] = now_s + self._patience_s(name, count)
        value, known = self.wished[name], self._of(name)
        known.asked, known.sent = True, Sent(value, now_s, now_s + self._may_take_s(name, value))
        if name == "power":
            self._turning = Turning()
            for dependent in [self._of(one) for one in NEEDS_POWER]:  # a device that was switched comes up as it likes
                dependent.asked, dependent.verified = False, dependent.verified and dependent.left is not None
        if name not in self._owed:
            return []
        self._owed.discard(name)
        return [("put_back", name, value)]

    def refuse(self, name: str, fault: Fault, now_s: float) -> None:
        """The device will not: nothing is under way, so that also an output may be asked again before long."""
        self.refused[name], self._of(name).sent = fault, None
        self._again_s[name] = now_s + _pause_s(self._attempts[name])

    def unsure(self, name: str) -> None:
        """The line broke while *name* was sent: it may not have arrived."""
        self._of(name).asked = False

    def busy(self, retry_at_s: float, fault: Fault) -> None:
        """The device said 'not now': send nothing before *retry_at_s*, then at once what it is not."""
        self._not_before_s = retry_at_s
        self.held_up = fault
        self._again_s = dict.fromkeys(self._again_s, retry_at_s)

    def line_over(self) -> None:
        """A line ended, and with it what its driver knew: an output may still be at what it took over that line.

        A stop that it surely took is not sent again as long as it may take, and no start, for nobody can tell.
        """
        self._moving.clear()
        for name in OUTPUTS:
            known, wished = self._of(name), self.wished.get(name)
            if known.sent is not None and known.sent.value == wished and (known.asked or wished is True):
                self._again_s[name] = known.sent.until_s

    def lost(self) -> None:
        """The device was out of reach: what is read next may be the work of a power cut."""
        for known in self._known.values():
            known.cut = True
        self.refused.clear()
        self._again_s.clear()
        self.line_over()
        self._at_once()

    def put_back(self, pressed_at: datetime | None = None) -> None:
        """Somebody wants it as wished after all: left-alone and refused attributes count again."""
        self.heeded = pressed_at
        self._owed |= self.left_alone
        for known in self._known.values():
            known.left, known.verified, known.asked = None, False, False
        self.refused.clear()
        self._again_s.clear()
        self._turning = Turning()
        self._at_once()

    def unfulfilled(self, observed: Attributes) -> bool:
        """Whether something we pursue is not as wished."""
        pursued, left = expected(self.wished).items(), self.left_alone
        return any(observed.get(name) != value for name, value in pursued if name not in left)

    def again_in_s(self, now_s: float) -> float:
        """How long a busy device still asked us to wait; infinite if it did not, or that is over."""
        return self._not_before_s - now_s if self._not_before_s > now_s else float("inf")

    def _of(self, name: str) -> Remembered:
        return self._known.setdefault(name, Remembered())

    def _begin_anew(self, name: str) -> None:
        known = self._of(name)
        known.verified, known.left, known.asked = False, None, False
        self._told.discard(name)
        self._owed.discard(name)
        self.refused.pop(name, None)
        self._attempts.pop(name, None)
        if not (known.sent and self._starts(name) and known.sent.value is True):
            self._again_s.pop(name, None)

    def _at_once(self) -> None:
        self.held_up = None
        self._not_before_s = float("-inf")

    def _saw(self, name: str, value: Value, seen: Value, now_s: float) -> list[Transition]:
        known, rests = self._of(name), leads_to(name, seen)
        if seen == value:
            return self._as_wished(name, value, known)
        if rests == value:
            return []  # on its way, or in trouble of its own
        if name in self._moving and not moves(name, seen):
            self._was_in_vain(name, now_s)
        if self._is_ours(known, seen, rests, now_s):
            known.verified = False
            return []
        if name in self._enforced:
            return self._enforce_again(name, known)
        return self._by_other_hands(name, value, known, rests)

    def _as_wished(self, name: str, value: Value, known: Remembered) -> list[Transition]:
        if known.sent is not None and known.sent.value == value:
            known.sent = None
        known.left, known.verified = None, True
        self._owed.discard(name)
        self.refused.pop(name, None)
        self._again_s.pop(name, None)
        if name in self._told:
            return []
        self._told.add(name)
        return [("verified", name, value)]

    def _is_ours(self, known: Remembered, seen: Value, rests: Value, now_s: float) -> bool:
        """Whether the reading is the effect of a command of ours that had not been seen yet."""
        sent = known.sent
        if sent is None or now_s >= sent.until_s or rests != sent.value:
            return False
        if seen == sent.value:
            known.sent = None
        return True

    def _enforce_again(self, name: str, known: Remembered) -> list[Transition]:
        self._told.discard(name)
        if known.verified:
            self._owed.add(name)
            self._again_s.pop(name, None)
        known.left, known.verified = None, False
        return []

    def _by_other_hands(self, name: str, value: Value, known: Remembered, rests: Value) -> list[Transition]:
        """A change that was neither wished nor ours: a power cut's, or a hand's if it was once as wished."""
        switched_on = name == "power" and value == Power.OFF and known.last == Power.OFF  # no power cut does that
        if known.cut and rests != known.left and not switched_on:
            known.left, known.verified = None, False
        elif known.verified or known.left is not None:
            self._told.discard(name)
            news = known.left is None
            known.left = rests
            return [("left_alone", name, rests)] if news else []
        return []

    def _watch_turning(self, observed: Attributes, now_s: float) -> None:
        """Count how often the power turned without a command of ours."""
        seen = observed.get("power")
        if seen is None or "power" not in self.wished:
            return
        known, rests = self._of("power"), leads_to("power", seen)
        if known.last is None or known.cut or rests == known.last:
            if self.flapping and rests == self.wished.get("power") and self._turning.is_calm(now_s):
                self._turning = Turning()
            return
        if known.sent is not None and now_s < known.sent.until_s and rests == known.sent.value:
            return
        self._turning = self._turning.turned(now_s)
        if self.flapping:
            for name in ("power", *NEEDS_POWER):
                self._of(name).left, self._of(name).verified = None, False

    def _was_in_vain(self, name: str, now_s: float) -> None:
        """It came to rest elsewhere: a start that failed is tried ever more seldom, all else at once."""
        if self._starts(name):
            self._again_s[name], self._of(name).sent = now_s + _pause_s(self._attempts.get(name, 1)), None
        else:
            self._again_s.pop(name, None)

    def _patience_s(self, name: str, count: int) -> float:
        return MAY_TAKE_S if self._starts(name) else _pause_s(count)

    def _starts(self, name: str) -> bool:
        """Whether the attribute is an output that is to be on."""
        return name in OUTPUTS and self.wished.get(name) is True

    def _may_still_stop(self, name: str, seen: Value | None, now_s: float) -> bool:
        """Whether an output that does not move may be at the end that it was asked for."""
        sent = self._of(name).sent
        asked = sent is not None and sent.value is False and now_s < sent.until_s
        return asked and name in OUTPUTS and seen in (Output.STARTING, Output.STALLED)

    def _may_take_s(self, name: str, value: Value) -> float:
        if name == "power" and value == Power.ON and self._warm_up_s is not None:
            return self._warm_up_s
        return MAY_TAKE_S


def _pause_s(count: int) -> float:
    """How long after the *count*-th time it is asked again."""
    return min(RESEND_FIRST_S * 2.0 ** (count - 1), RESEND_LAST_S)
