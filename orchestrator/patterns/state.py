"""What a state of the pages is: a room, and what happened there. It is nine forty-one on a Monday in all of them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from orchestrator.patterns.house import DOORS, HALL, HALL_NAME, council
from orchestrator.patterns.rehearsal import Seen
from orchestrator.patterns.story import Story
from schedules.bookings import OverrideKind

SWITCHED_OFF = Seen({"power": "off"}, by_hand=("power",))
JUST_NOW = timedelta(seconds=20)

Tell = Callable[[Story], None]


@dataclass(frozen=True, slots=True)
class PageState:
    """One state: its room, and what happened there."""

    name: str
    """The state's name, and the id of its room."""
    told: str
    """What happened, in a sentence."""
    tell: Tell
    room: str = HALL_NAME
    keys: str = ""
    """Further keys of the room, as TOML."""
    devices: str = HALL


class States:
    """States in the order in which they are shown. Each is a function with `state` before it; its name is the state's."""

    def __init__(self) -> None:
        self._states: list[PageState] = []

    def __iter__(self) -> Iterator[PageState]:
        return iter(self._states)

    def state(self, *, room: str = HALL_NAME, keys: str = "", devices: str = HALL) -> Callable[[Tell], Tell]:
        """Take the function below as a state; its docstring says what happened."""

        def add(tell: Tell) -> Tell:
            name = tell.__name__.replace("_", "-")
            self._states.append(PageState(name, tell.__doc__ or "", tell, room, keys, devices))
            return tell

        return add


def meets_in_time(room: Story, start: str = "09:00", end: str = "10:30", *, door: str = DOORS[0]) -> str:
    """A council that somebody began in time; the big screen enters by that *door*."""
    booking = room.booked("Collegio dei docenti", start, end, preset=council(door))
    room.pressed(OverrideKind.START, start, booking)
    return booking
