"""Whose change was it? Silence, hands, reconnections, restarts and power cuts in any order, through Pursuit alone."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from config.states import Output, Value
from room_agents.protocol import Fault
from room_agents.pursuit import Pursuit

POWER = ("power", "input", "scene", "recording")


@dataclass
class Story:
    """A device and what is told of it, step by step, a second apart."""

    pursuit: Pursuit = field(default_factory=lambda: Pursuit(warm_up_s=15.0))
    now_s: float = 0.0
    sent: list[dict[str, Value]] = field(default_factory=list)
    told: list[tuple[str, str, Value]] = field(default_factory=list)

    def wish(self, turn: str | None = None, *, confidential: bool = False, **wished: Value) -> "Story":
        off = ("recording", "streaming", "virtual_camera") if confidential else ()
        self.pursuit.wish(wished, turn, off)
        return self

    def see(self, *, after_s: float = 1.0, **observed: Value) -> "Story":
        """Read the device and send what is due."""
        self.now_s += after_s
        self.told += self.pursuit.saw(observed, self.now_s)
        due = self.pursuit.due(observed, self.now_s)
        for name in due:
            self.told += self.pursuit.tried(name, self.now_s)
        if due:
            self.sent.append(due)
        return self

    def lost(self) -> "Story":
        self.pursuit.lost()
        return self

    def restart(self) -> "Story":
        memory, self.pursuit = self.pursuit.memory(), Pursuit(warm_up_s=15.0)
        self.pursuit.recall(memory)
        self.pursuit.wish(memory.wished, memory.turn)
        return self

    def unsure(self, name: str) -> "Story":
        self.pursuit.unsure(name)
        return self

    def line_over(self) -> "Story":
        self.pursuit.line_over()
        return self

    def refuse(self, name: str, code: str) -> "Story":
        self.pursuit.refuse(name, Fault(code=code), self.now_s)
        return self

    def put_back(self) -> "Story":
        self.pursuit.put_back()
        return self


def meeting() -> Story:
    """A projector that is on and verified in booking A."""
    return Story().wish("A", power="on", input="hdmi1").see(power="on", input="hdmi1")


def free() -> Story:
    """A projector that is off and verified in a free room."""
    return Story().wish(None, power="off").see(power="off")


STORIES: dict[str, tuple[Callable[[], Story], set[str], list[dict[str, Value]]]] = {
    "a hand in a meeting is left alone": (lambda: meeting().see(power="off").see(power="off"), {"power"}, []),
    "through its closing": (lambda: meeting().see(power="off").wish("A", power="on").see(power="off"), {"power"}, []),
    "the next booking wishes anew": (
        lambda: meeting().see(power="off").wish("B", power="on").see(power="off"),
        set(),
        [{"power": "on"}],
    ),
    "the free room wishes anew": (
        lambda: Story().wish("A", scene="X").see(scene="X").see(scene="Y").wish(None, scene="X").see(scene="Y"),
        set(),
        [{"scene": "X"}],
    ),
    "a hand in a free room lasts until the next preparing": (lambda: free().see(power="on"), {"power"}, []),
    "and no longer": (
        lambda: free().see(power="on").wish("A", power="off").see(power="on"),
        set(),
        [{"power": "off"}],
    ),
    "another phase with another value is pursued": (
        lambda: (
            meeting().see(power="on", input="rgb1").wish("A", power="on", input="video1").see(power="on", input="rgb1")
        ),
        set(),
        [{"input": "video1"}],
    ),
    "a further change is the hand's too": (
        lambda: meeting().see(power="on", input="rgb1").see(power="on", input="video1"),
        {"input"},
        [],
    ),
    "warming counts as where it leads": (lambda: free().see(power="warming").see(power="on"), {"power"}, []),
    "a hand that undoes itself leaves nothing": (
        lambda: meeting().see(power="off").see(power="on", input="hdmi1"),
        set(),
        [],
    ),
    "put back sends it": (lambda: meeting().see(power="off").put_back().see(power="off"), set(), [{"power": "on"}]),
    "a broken line does not end it": (lambda: meeting().see(power="off").lost().see(power="off"), {"power"}, []),
    "nor does a restart": (lambda: meeting().see(power="off").restart().see(power="off"), {"power"}, []),
    "a power cut does": (
        lambda: meeting().see(power="on", input="rgb1").lost().see(power="on", input="video1"),
        set(),
        [{"input": "hdmi1"}],
    ),
    "a power cut in a meeting is no hand": (lambda: meeting().lost().see(power="off"), set(), [{"power": "on"}]),
    "a power cut and a restart at once are none": (
        lambda: meeting().restart().see(power="off"),
        set(),
        [{"power": "on"}],
    ),
    "its input comes up as it likes": (
        lambda: meeting().lost().see(power="off").see(power="warming").see(power="on", input="rgb1"),
        set(),
        [{"power": "on"}, {"input": "hdmi1"}],
    ),
    "a set that was off and comes back on was switched on": (lambda: free().lost().see(power="on"), {"power"}, []),
    "also over a restart": (lambda: free().restart().see(power="warming"), {"power"}, []),
    "an own late effect is ours, and the new wish is pursued": (
        lambda: (
            Story()
            .wish("A", power="on")
            .see(power="off")
            .wish(None, power="off")
            .see(power="off")
            .see(power="warming", after_s=8)
            .see(power="on")
        ),
        set(),
        [{"power": "on"}, {"power": "off"}],
    ),
    "also over a restart between the two": (
        lambda: (
            Story()
            .wish("A", power="on")
            .see(power="off")
            .wish(None, power="off")
            .see(power="off")
            .restart()
            .see(power="on")
        ),
        set(),
        [{"power": "on"}, {"power": "off"}],
    ),
    "a change later than the command may take is a hand's": (
        lambda: (
            Story()
            .wish("A", power="on")
            .see(power="off")
            .wish(None, power="off")
            .see(power="off")
            .see(power="on", after_s=20)
        ),
        {"power"},
        [{"power": "on"}],
    ),
    "a stop that is slow is not asked again": (
        lambda: (
            Story()
            .wish("A", recording=False)
            .see(recording=True)
            .see(recording=Output.STOPPING, after_s=30)
            .lost()
            .see(recording=Output.STARTING)
            .see(recording=Output.STALLED, after_s=20)
            .see(recording=False)
        ),
        set(),
        [{"recording": False}],
    ),
    "a stop that was lost with the line is sent again when it still records": (
        lambda: Story().wish("A", recording=False).see(recording=True).unsure("recording").lost().see(recording=True),
        set(),
        [{"recording": False}, {"recording": False}],
    ),
    "a stop that it took is not, though its rest moves": (
        lambda: (
            Story()
            .wish("A", recording=False)
            .see(recording=True)
            .see(recording=Output.STOPPING)
            .line_over()
            .see(recording=True, after_s=10)
            .restart()
            .see(recording=True, after_s=10)
            .lost()
            .see(recording=True, after_s=10)
            .see(recording=True, after_s=40)
        ),
        set(),
        [{"recording": False}, {"recording": False}],
    ),
    "nor a start over a restart": (
        lambda: Story().wish("A", streaming=True).see(streaming=False).restart().see(streaming=False, after_s=30),
        set(),
        [{"streaming": True}],
    ),
    "a stop that is wished instead of a start waits for nothing": (
        lambda: (
            Story()
            .wish("A", streaming=True)
            .see(streaming=False)
            .lost()
            .wish(None, streaming=False)
            .see(streaming=True)
        ),
        set(),
        [{"streaming": True}, {"streaming": False}],
    ),
    "a start is not, for nobody can tell": (
        lambda: Story().wish("A", recording=True).see(recording=False).lost().see(recording=False, after_s=30),
        set(),
        [{"recording": True}],
    ),
    "a start that is slow is not asked again": (
        lambda: Story().wish("A", streaming=True).see(streaming=False).see(streaming=False, after_s=20),
        set(),
        [{"streaming": True}],
    ),
    "a start that fails is tried ever more seldom": (
        lambda: (
            Story()
            .wish("A", streaming=True)
            .see(streaming=False)
            .see(streaming=Output.STARTING)
            .see(streaming=False)
            .see(streaming=False, after_s=4)
            .see(streaming=False, after_s=2)
            .see(streaming=Output.STARTING)
            .see(streaming=False)
            .see(streaming=False, after_s=9)
        ),
        set(),
        [{"streaming": True}, {"streaming": True}],
    ),
    "a stop that was in vain is sent again at once": (
        lambda: (
            Story().wish("A", recording=False).see(recording=True).see(recording=Output.STOPPING).see(recording=True)
        ),
        set(),
        [{"recording": False}, {"recording": False}],
    ),
    "a stream that lost its line is no hand": (
        lambda: Story().wish("A", streaming=True).see(streaming=True).see(streaming=Output.RECONNECTING),
        set(),
        [],
    ),
    "a recording that was paused is a hand's": (
        lambda: Story().wish("A", recording=True).see(recording=True).see(recording=Output.PAUSED),
        {"recording"},
        [],
    ),
    "a confidential booking stops what a hand began in the free room": (
        lambda: (
            Story()
            .wish(None, recording=False)
            .see(recording=False)
            .see(recording=True)
            .wish("A", confidential=True, recording=False)
            .see(recording=True)
        ),
        set(),
        [{"recording": False}],
    ),
    "and what a hand begins in it, as often as it does": (
        lambda: (
            Story()
            .wish("A", confidential=True, recording=False)
            .see(recording=False)
            .see(recording=True)
            .see(recording=False)
            .see(recording=Output.PAUSED)
        ),
        set(),
        [{"recording": False}, {"recording": False}],
    ),
    "what is refused is asked for again, ever more seldom": (
        lambda: (
            free()
            .wish("A", power="on")
            .see(power="off")
            .refuse("power", "device_failure")
            .see(power="off", after_s=4)
            .see(power="off", after_s=1)
            .refuse("power", "device_failure")
            .see(power="off", after_s=9)
            .see(power="off", after_s=1)
        ),
        set(),
        [{"power": "on"}, {"power": "on"}, {"power": "on"}],
    ),
    "also a stop of what is recorded in a confidential booking": (
        lambda: (
            Story()
            .wish("A", confidential=True, recording=False)
            .see(recording=True)
            .refuse("recording", "not_accepted")
            .see(recording=True, after_s=5)
        ),
        set(),
        [{"recording": False}, {"recording": False}],
    ),
    "what is not there is asked for once": (
        lambda: (
            Story().wish("A", scene="X").see(scene="Y").refuse("scene", "no_such_scene").see(scene="Y", after_s=300)
        ),
        set(),
        [{"scene": "X"}],
    ),
    "unless somebody says so": (
        lambda: (
            Story()
            .wish("A", scene="X")
            .see(scene="Y")
            .refuse("scene", "no_such_scene")
            .put_back()
            .see(scene="Y", after_s=300)
        ),
        set(),
        [{"scene": "X"}, {"scene": "X"}],
    ),
    "what was refused has no late effect": (
        lambda: (
            meeting()
            .wish("A", power="off")
            .see(power="on")
            .refuse("power", "device_failure")
            .wish("B", power="on")
            .see(power="on")
            .see(power="off")
        ),
        {"power"},
        [{"power": "off"}],
    ),
    "an input that is not told is sent once": (
        lambda: Story().wish("A", power="on", input="hdmi1").see(power="on").see(power="on", after_s=60),
        set(),
        [{"input": "hdmi1"}],
    ),
    "and anew in the next booking": (
        lambda: (
            Story().wish("A", power="on", input="x").see(power="on").wish("B", power="on", input="x").see(power="on")
        ),
        set(),
        [{"input": "x"}, {"input": "x"}],
    ),
}


@pytest.mark.parametrize("name", STORIES)
def test_pursuit_given_a_story_when_told_then_hands_are_respected_and_the_rest_is_pursued(name: str) -> None:
    tell, left_alone, sent = STORIES[name]

    told = tell()

    assert (told.pursuit.left_alone, told.sent) == (left_alone, sent)


def test_pursuit_given_power_that_turns_by_itself_when_it_turns_a_third_time_then_it_is_a_fault_and_no_hand() -> None:
    told = meeting().see(power="off").see(power="on", input="hdmi1").see(power="off")

    assert told.pursuit.flapping
    assert told.pursuit.left_alone == set()
    assert told.see(power="off", after_s=300).sent == []


def test_pursuit_given_power_that_turned_too_often_when_it_is_calm_and_as_wished_then_that_is_over() -> None:
    told = meeting().see(power="off").see(power="on").see(power="off").see(power="on").see(power="on", after_s=121)

    assert not told.pursuit.flapping


@pytest.mark.parametrize("help_", [lambda story: story.put_back(), lambda story: story.wish("B", power="on")])
def test_pursuit_given_power_that_turned_too_often_when_somebody_asks_or_another_booking_comes_then_it_is_tried(
    help_: Callable[[Story], Story],
) -> None:
    told = help_(meeting().see(power="off").see(power="on").see(power="off")).see(power="off")

    assert (told.pursuit.flapping, told.sent[-1]["power"]) == (False, "on")


def test_pursuit_given_commands_of_ours_between_when_the_power_turns_then_that_is_not_too_often() -> None:
    told = meeting()
    for _ in range(4):
        told.see(power="off").put_back().see(power="off").see(power="on", input="hdmi1")

    assert not told.pursuit.flapping


INPUTS = ("hdmi1", "rgb1", "video1")


class Hands(RuleBasedStateMachine):
    """A projector that obeys at once, people with a remote control, and everything that comes between."""

    @initialize()
    def begin(self) -> None:
        self.story = Story(Pursuit())
        self.state: dict[str, Value] = {"power": "off", "input": "rgb1"}
        self.wished: dict[str, Any] = {"power": "off"}
        self.turn: str | None = None
        self.hands: dict[str, Value] = {}
        """What people did in this turn, and was not undone since by a power cut or a press."""
        self.away = False
        self.turns = 0
        self.story.wish(None, **self.wished)
        self._poll()

    def _poll(self) -> None:
        for _ in range(3):
            seen = self._seen()
            before = len(self.story.sent)
            self.story.see(after_s=70.0, **seen)
            for name, value in (self.story.sent[-1] if len(self.story.sent) > before else {}).items():
                assert name not in self.hands, "what people did is undone"
                self.state[name] = value

    def _seen(self) -> dict[str, Value]:
        return {name: value for name, value in self.state.items() if name == "power" or self.state["power"] == "on"}

    @rule(number=st.integers(0, 5), power=st.sampled_from(["on", "off"]), source=st.sampled_from(INPUTS))
    def another_booking(self, number: int, power: str, source: str) -> None:
        self.turns += 1
        self.turn = None if number == 0 and self.turn is not None else f"booking {self.turns}"
        self.wished = {"power": power, "input": source} if power == "on" else {"power": "off"}
        self.hands.clear()
        self.story.wish(self.turn, **self.wished)
        if not self.away:
            self._poll()
            assert all(self.state[name] == value for name, value in self.wished.items())

    @precondition(lambda self: not self.away)
    @rule(name=st.sampled_from(["power", "input"]), source=st.sampled_from(INPUTS))
    def a_hand(self, name: str, source: str) -> None:
        if name == "input" and self.state["power"] == "off":
            return
        self.state[name] = source if name == "input" else ("off" if self.state["power"] == "on" else "on")
        self._poll_by_hand(name)

    def _poll_by_hand(self, name: str) -> None:
        if name in self.wished and self.state[name] != self.wished[name]:
            self.hands[name] = self.state[name]
        else:
            self.hands.pop(name, None)
        self._poll()

    @precondition(lambda self: not self.away)
    @rule()
    def it_goes_out_of_reach(self) -> None:
        self.away = True
        self.story.lost()

    @precondition(lambda self: self.away)
    @rule(cut=st.booleans())
    def it_comes_back(self, *, cut: bool) -> None:
        if cut:
            self.state = {"power": "off", "input": "storage1"}
            self.hands = {name: left for name, left in self.hands.items() if self._stays(name, left)}
        self.away = False
        self._poll()

    def _stays(self, name: str, left: Value) -> bool:
        return name == "power" and left == "off"

    @rule()
    def the_agent_restarts(self) -> None:
        self.story.restart()
        if not self.away:
            self._poll()

    @precondition(lambda self: not self.away)
    @rule()
    def somebody_presses_put_back(self) -> None:
        self.hands.clear()
        self.story.put_back()
        self._poll()
        assert all(self.state[name] == value for name, value in self.wished.items())

    @invariant()
    def what_is_left_alone_was_a_hand(self) -> None:
        if not self.away:  # what is not told may have been undone, which shows when it is told again
            assert self.story.pursuit.left_alone & self._seen().keys() <= self.hands.keys()

    @invariant()
    def without_a_hand_it_is_as_wished(self) -> None:
        if not self.away and not self.hands:
            assert all(self.state[name] == value for name, value in self.wished.items())


TestHands = Hands.TestCase
TestHands.settings = settings(deadline=None, stateful_step_count=30)
