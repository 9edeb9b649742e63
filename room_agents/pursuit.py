"""How far one device has been brought to its wish, and when to leave it alone. Pure: time is an argument.

Who made a change? A reading that differs from the wish is

- **ours**, if it is what we sent and have not seen yet, or leads there, for as long as that command may take;
- **nobody's**, if the attribute never was as wished in this turn, or if this is the first reading after a cut and neither
  the wish nor what a hand had left (a power cut): in both cases the wish is sent again;
- **a hand's** in every other case: the attribute is left alone for the rest of the turn.

A turn is the time of one booking, from its preparing to the end of its closing, or the time between two bookings. A new
turn, or another wished value, begins everything anew.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import Literal

from config.devices import NEEDS_POWER, OUTPUTS
from config.states import Attributes, Output, Power, Value
from room_agents.difference import difference, expected, leads_to, moves
from room_agents.protocol import Fault
from room_agents.remembered import DeviceMemory, Remembered, Sent, Turn
from room_agents.resending import Resending
from room_agents.turning import Turning

NOT_THERE = frozenset({"no_such_scene", "no_such_input", "no_such_app"})
"""Refusals that asking again does not mend: they wait for a person."""
MAY_TAKE_S = 60.0
"""How long a command may take if the device has no warm-up of its own."""

Transition = tuple[Literal["verified", "left_alone", "put_back"], str, Value]
"""What happened to an attribute, the attribute, and its value."""


class Pursuit:
    """What is remembered of one device, and so what to send to it."""

    def __init__(self, enforce: Collection[str] = (), *, warm_up_s: float | None = None) -> None:
        """Begin without a wish. Attributes in *enforce* are put back at once, whoever changed them.

        *warm_up_s* is how long the device may take to turn on.
        """
        self.wished: Attributes = {}
        self.turn: Turn = None
        self.heeded: datetime | None = None
        """When somebody pressed *put back* for the last time that it was done."""
        self.refused: dict[str, Fault] = {}
        self.held_up: Fault | None = None
        """The fault of a device that was busy; None once it took a command or its wish changed."""
        self.resending = Resending()
        self._enforce, self._warm_up_s = frozenset(enforce), warm_up_s
        self._enforced = self._enforce
        self._known: dict[str, Remembered] = {}
        self._told: set[str] = set()
        self._owed: set[str] = set()
        self._moving: set[str] = set()
        self._turning = Turning()

    @property
    def left_alone(self) -> set[str]:
        """The attributes that a hand changed, and that therefore stay as they are."""
        return {name for name in self.wished if self._of(name).left is not None}

    @property
    def waiting(self) -> set[str]:
        """The attributes that are not sent again before a person has done something."""
        return {name for name, fault in self.refused.items() if fault.code in NOT_THERE}

    @property
    def flapping(self) -> bool:
        """Whether the device keeps turning on and off by itself: then nothing is sent to it."""
        return self._turning.often

    def memory(self) -> DeviceMemory:
        """All that must survive a restart."""
        known = {name: replace(attribute) for name, attribute in self._known.items()}
        return DeviceMemory(self.turn, self.wished, known, self.heeded)

    def recall(self, memory: DeviceMemory) -> None:
        """Go on from what was remembered before a restart; the next reading of each attribute counts as one after a cut."""
        self.turn, self.wished, self.heeded = memory.turn, memory.wished, memory.put_back
        self._known = {name: replace(known) for name, known in memory.attributes.items()}
        self.lost()

    def rests_at(self, name: str) -> Value | None:
        """Where the attribute was last seen to come to rest."""
        return self._of(name).last

    def wish(self, wished: Attributes, turn: Turn = None, enforced: Collection[str] = ()) -> None:
        """Take a new wish. Attributes whose wished value and turn stay the same keep what is remembered of them."""
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
        """Compare the wish with what the device just told; returns what happened to its attributes."""
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
        """What to send now. An attribute that the device never tells is sent once, since resending could fight a person."""
        if self.resending.is_held_up(now_s) or self.flapping:
            return {}
        sent = {name for name, known in self._known.items() if known.asked or known.verified}
        changes = difference(self.wished, observed, {*self.left_alone, *self.waiting, *(sent - observed.keys())})
        return {
            name: value
            for name, value in changes.items()
            if self.resending.is_due(name, now_s) and not self._may_still_stop(name, observed.get(name), now_s)
        }

    def tried(self, name: str, now_s: float) -> list[Transition]:
        """Note that *name* was sent."""
        self.held_up = None
        self.refused.pop(name, None)
        self.resending.sent(name, now_s, starts=self._starts(name))
        value, known = self.wished[name], self._of(name)
        known.asked, known.sent = True, Sent(value, now_s, now_s + self._may_take_s(name, value))
        if name == "power":
            self._turning = Turning()
            for dependent in map(self._of, NEEDS_POWER):  # a device that was switched comes up as it likes
                dependent.asked, dependent.verified = False, dependent.verified and dependent.left is not None
        if name not in self._owed:
            return []
        self._owed.discard(name)
        return [("put_back", name, value)]

    def refuse(self, name: str, fault: Fault, now_s: float) -> None:
        """Note that the device refused *name*: nothing is under way, so that an output too may be sent again before long."""
        self.refused[name], self._of(name).sent = fault, None
        self.resending.failed(name, now_s)

    def unsure(self, name: str) -> None:
        """Note that the line broke while *name* was sent: the command may not have arrived."""
        self._of(name).asked = False

    def busy(self, retry_at_s: float, fault: Fault) -> None:
        """Note that the device said 'not now': send nothing before *retry_at_s*, then at once what differs."""
        self.held_up = fault
        self.resending.hold_up(retry_at_s)

    def line_over(self) -> None:
        """Note that a line ended, and with it what its driver knew: an output may still carry out its last command.

        So a start, and a stop that surely arrived, are not sent again for as long as they may take.
        """
        self._moving.clear()
        for name in OUTPUTS:
            known, wished = self._of(name), self.wished.get(name)
            if known.sent is not None and known.sent.value == wished and (known.asked or wished is True):
                self.resending.wait_until(name, known.sent.until_s)

    def lost(self) -> None:
        """Note that the device was out of reach: the next reading may come from a power cut."""
        for known in self._known.values():
            known.cut = True
        self.refused.clear()
        self.resending.all_at_once()
        self.line_over()
        self._at_once()

    def put_back(self, pressed_at: datetime | None = None) -> None:
        """Pursue left-alone and refused attributes again, since somebody pressed *put back*."""
        self.heeded = pressed_at
        self._owed |= self.left_alone
        for known in self._known.values():
            known.begin_anew()
        self.refused.clear()
        self.resending.all_at_once()
        self._turning = Turning()
        self._at_once()

    def unfulfilled(self, observed: Attributes) -> bool:
        """Whether an attribute that we pursue is not as wished."""
        pursued, left = expected(self.wished).items(), self.left_alone
        return any(observed.get(name) != value for name, value in pursued if name not in left)

    def _of(self, name: str) -> Remembered:
        return self._known.setdefault(name, Remembered())

    def _begin_anew(self, name: str) -> None:
        known = self._of(name)
        known.begin_anew()
        self._told.discard(name)
        self._owed.discard(name)
        self.refused.pop(name, None)
        self.resending.forget_attempts(name)
        if not (known.sent and self._starts(name) and known.sent.value is True):
            self.resending.at_once(name)

    def _at_once(self) -> None:
        self.held_up = None
        self.resending.end_hold_up()

    def _saw(self, name: str, value: Value, seen: Value, now_s: float) -> list[Transition]:
        known, rests = self._of(name), leads_to(name, seen)
        if seen == value:
            return self._as_wished(name, value, known)
        if rests == value:
            return []  # it is on its way, or has a trouble of its own
        if name in self._moving and not moves(name, seen):
            self._was_in_vain(name, now_s)
        if known.is_ours(seen, rests, now_s):
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
        self.resending.at_once(name)
        if name in self._told:
            return []
        self._told.add(name)
        return [("verified", name, value)]

    def _enforce_again(self, name: str, known: Remembered) -> list[Transition]:
        self._told.discard(name)
        if known.verified:
            self._owed.add(name)
            self.resending.at_once(name)
        known.left, known.verified = None, False
        return []

    def _by_other_hands(self, name: str, value: Value, known: Remembered, rests: Value) -> list[Transition]:
        """Take a change that is not ours: it is a power cut's, or a hand's if the attribute was once as wished."""
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
        if known.awaits(rests, now_s):
            return
        self._turning = self._turning.turned(now_s)
        if self.flapping:
            for name in ("power", *NEEDS_POWER):
                self._of(name).left, self._of(name).verified = None, False

    def _was_in_vain(self, name: str, now_s: float) -> None:
        """Note that the attribute came to rest elsewhere: a failed start is tried ever more seldom, all else at once."""
        if self._starts(name):
            self._of(name).sent = None
            self.resending.failed(name, now_s)
        else:
            self.resending.at_once(name)

    def _starts(self, name: str) -> bool:
        """Whether the attribute is an output that is to be on."""
        return name in OUTPUTS and self.wished.get(name) is True

    def _may_still_stop(self, name: str, seen: Value | None, now_s: float) -> bool:
        """Whether an output that does not move may be carrying out our stop."""
        still = name in OUTPUTS and seen in (Output.STARTING, Output.STALLED)
        return still and self._of(name).awaits(value=False, now_s=now_s)

    def _may_take_s(self, name: str, value: Value) -> float:
        if name == "power" and value == Power.ON and self._warm_up_s is not None:
            return self._warm_up_s
        return MAY_TAKE_S
