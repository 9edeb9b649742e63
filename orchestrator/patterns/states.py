"""The states, one function each: it tells what happened in a room. Its name is the state's; a new one is a few lines.

It is nine forty-one on a Monday in all of them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from orchestrator.patterns.house import DOORS, HALL, HALL_NAME, council, hour
from orchestrator.patterns.rehearsal import Seen
from orchestrator.patterns.story import Story
from schedules.bookings import OverrideKind

LONG = "Assemblea straordinaria dei soci dell’Associazione per la promozione sociale e culturale del territorio"
CALENDAR = """
[[calendars]]
id = "sale-long"
path = "sale.ics"
site = "long"
"""
_HAND = Seen({"power": "off"}, by_hand=("power",))
_JUST_NOW = timedelta(seconds=20)


@dataclass(frozen=True, slots=True)
class State:
    """One state: its room, and what happened there."""

    name: str
    """Id of its room too."""
    told: str
    """In a sentence."""
    tell: Callable[[Story], None]
    room: str = HALL_NAME
    keys: str = ""
    """Further keys of its room, as TOML."""
    devices: str = HALL


STATES: dict[str, State] = {}
"""By name, in the order in which they are shown."""


def _state(
    *, room: str = HALL_NAME, keys: str = "", devices: str = HALL
) -> Callable[[Callable[[Story], None]], Callable[[Story], None]]:
    def add(tell: Callable[[Story], None]) -> Callable[[Story], None]:
        name = tell.__name__.replace("_", "-")
        STATES[name] = State(name, tell.__doc__ or "", tell, room, keys, devices)
        return tell

    return add


@_state()
def free(room: Story) -> None:
    """Nobody wants it any more today."""
    room.booked("Corso sicurezza", "08:00", "09:00")
    room.booked("Consiglio d’istituto", "09:00", "10:30", preset="consiglio", day=1)


@_state()
def free_until(room: Story) -> None:
    """Somebody comes in forty minutes."""
    room.booked("Collegio dei docenti", "08:00", "09:00")
    room.booked("Consiglio d’istituto", "10:20", "11:20", preset="consiglio")
    room.secret("15:00", "16:30")


@_state(devices=HALL + '[rooms.devices.lavagna]\ndriver = "pjlink"\nname = "Lavagna"\nhost = "192.168.1.25"\n')
def next_trouble(room: Story) -> None:
    """What tomorrow's first booking needs cannot be reached."""
    room.booked("Corso di primo soccorso", "09:00", "12:00", preset="corso", day=1)
    room.device("lavagna", Seen(fault="unreachable"))


@_state()
def full_day(room: Story) -> None:
    """Hardly a free minute, and one after the next."""
    room.booked("Collegio dei docenti", "08:00", "09:30")
    room.booked("Consiglio di classe 3B", "09:30", "10:30")
    room.secret("10:30", "12:00")
    room.booked("Formazione dei tutor", "12:00", "14:00")
    room.booked("Assemblea del personale", "14:30", "16:30")
    room.booked("Consiglio d’istituto", "16:30", "18:00", preset="consiglio")
    room.booked("Prove del coro", "18:00", "21:30")


@_state()
def booked_here(room: Story) -> None:
    """Somebody booked it at the panel for later, and may take that back."""
    room.booked("Consiglio d’istituto", "14:00", "16:00", preset="consiglio")
    room.pressed(OverrideKind.BOOK, "09:20", start=hour("10:30"), until=hour("11:30"))


@_state()
def soon_use(room: Story) -> None:
    """Twenty-two minutes are left before somebody comes."""
    booking = room.booked("Collegio dei docenti", "08:00", "10:00")
    room.pressed(OverrideKind.START, "08:00", booking)
    room.pressed(OverrideKind.END, "09:30")
    room.booked("Consiglio d’istituto", "10:03", "11:30", preset="consiglio")


@_state()
def soon(room: Story) -> None:
    """The room is being prepared: the lamp warms, and one device has not answered yet."""
    room.booked("Consiglio d’istituto", "09:50", "11:20", preset="consiglio")
    room.device("proiettore", Seen({"power": "warming", "input": ""}, wished_ago=_JUST_NOW))
    room.device("televisore", Seen({"power": ""}, wished_ago=_JUST_NOW))


@_state()
def ready_preparing(room: Story) -> None:
    """All is ready nine minutes before the start."""
    room.booked("Consiglio d’istituto", "09:50", "11:20", preset="consiglio")


@_state()
def live(room: Story) -> None:
    """It has begun by itself, and nobody has pressed anything yet."""
    room.booked("Collegio dei docenti", "09:30", "11:00")
    room.booked("Corso sicurezza", "14:00", "16:00")
    room.screen(participants=5, microphone="muted", camera="muted")


@_state()
def open(room: Story) -> None:  # noqa: A001 - the state's name
    """In the meeting, with microphone and camera closed."""
    _meets(room)
    room.screen(participants=5, microphone="muted", camera="muted")


@_state()
def on_air(room: Story) -> None:
    """In the meeting with microphone and camera open."""
    _meets(room)
    room.screen(participants=27, microphone="ok", camera="ok")


@_state()
def no_microphone(room: Story) -> None:
    """In the meeting without a microphone."""
    _meets(room)
    room.screen(participants=3, microphone="missing", camera="ok")


@_state()
def confidential(room: Story) -> None:
    """Of what goes on nothing may be read."""
    room.secret("09:30", "10:30")
    room.booked("Corso sicurezza", "11:00", "12:00")


@_state(devices='[rooms.devices.proiettore]\ndriver = "pjlink"\nname = "Proiettore"\nhost = "192.168.1.21"\n')
def no_screen(room: Story) -> None:
    """A room without a big screen, and so without a meeting in it."""
    booking = room.booked("Prove del coro", "09:00", "11:00", preset="riunione")
    room.pressed(OverrideKind.START, "09:00", booking)


@_state(devices=HALL.replace('"Proiettore"', '"Epson EB-2250 sala grande"') + CALENDAR)
def long(room: Story) -> None:
    """Everything that can be long is long, and much is wrong at once."""
    room.calendar("08:00", ("1", LONG, "09:30", "10:30"))
    room.calendar(
        "08:30",
        ("1", LONG, "09:30", "10:30"),
        ("2", f"{LONG} (seguito)", "10:00", "11:00"),
        ("3", f"{LONG} (conclusione)", "11:00", "12:30"),
    )
    room.calendar("09:35", ("2", f"{LONG} (seguito)", "10:00", "11:00"), ("3", LONG, "11:00", "12:30"))
    room.calendar_fails("09:36")
    room.device("proiettore", _HAND)
    room.device("televisore", Seen(fault="wrong_password"))
    room.device("regia-video", Seen(fault="no_such_scene", params={"scene": "Collegio dei docenti"}))


@_state()
def extended(room: Story) -> None:
    """Somebody stayed a quarter of an hour longer."""
    _meets(room, "08:30", "09:35")
    room.pressed(OverrideKind.EXTEND, "09:33", seen_end=hour("09:35"), until=hour("09:50"))
    room.screen(participants=5, microphone="ok", camera="ok")


@_state()
def ending(room: Story) -> None:
    """Four minutes are left, and they may stay longer."""
    _meets(room, "08:45", "09:45")
    room.screen(participants=5, microphone="ok", camera="ok")


@_state()
def ending_refused(room: Story) -> None:
    """Four minutes are left, and somebody waits."""
    _meets(room, "08:45", "09:45")
    room.booked("Corso sicurezza", "09:45", "11:00", preset="riunione")
    room.screen(participants=5, microphone="muted", camera="ok")


@_state()
def no_extension(room: Story) -> None:
    """They may not stay longer, and will learn it in time."""
    _meets(room, "09:00", "10:00")
    room.booked("Corso sicurezza", "10:00", "11:00", preset="riunione")
    room.screen(participants=5, microphone="ok", camera="ok")


@_state()
def closing(room: Story) -> None:
    """They went at twenty to ten, and the room switches off."""
    _meets(room, "08:30", "09:40")
    room.device("proiettore", Seen({"power": "cooling"}, wished_ago=_JUST_NOW))


@_state()
def reopen(room: Story) -> None:
    """Somebody ended it too early by mistake."""
    _meets(room, "09:00", "10:30")
    room.pressed(OverrideKind.END, "09:40")
    room.device("proiettore", Seen({"power": "cooling"}, wished_ago=_JUST_NOW))


@_state()
def closed(room: Story) -> None:
    """Out of use until noon."""
    room.booked("Chiusura per lavori", "08:00", "12:00", closure=True)
    room.booked("Corso sicurezza", "14:00", "16:00")


@_state()
def held(room: Story) -> None:
    """A technician has it, nobody knows for how long."""
    room.pressed(OverrideKind.HOLD, "09:30", reason="Si cambia la lampada", technician=True)


@_state()
def limited(room: Story) -> None:
    """Something is missing that the meeting can do without."""
    _meets(room)
    room.screen(participants=5, microphone="ok", camera="ok")
    room.device("televisore", Seen(fault="unreachable"))


@_state()
def not_ready(room: Story) -> None:
    """Somebody switched off by hand what is needed."""
    _meets(room)
    room.screen(participants=5, microphone="ok", camera="ok")
    room.device("proiettore", _HAND)


@_state()
def dead_projector(room: Story) -> None:
    """Shortly before the start what is needed does not answer."""
    room.booked("Consiglio d’istituto", "09:45", "11:20", preset="consiglio")
    room.device("proiettore", Seen(fault="unreachable"))


@_state()
def hands_and_start(room: Story) -> None:
    """Nobody has pressed anything yet, and somebody switched off what is not needed."""
    room.booked("Collegio dei docenti", "09:30", "11:00")
    room.device("televisore", _HAND)


@_state()
def problem_told(room: Story) -> None:
    """Somebody said a while ago that there is no sound."""
    _meets(room)
    room.screen(participants=5, microphone="ok", camera="ok")
    room.wrong("sound", "09:32")
    room.wrong("heat", "09:38")


@_state(keys='pin = "{pin}"\nend_needs_pin = true')
def pin(room: Story) -> None:
    """The room's PIN is asked for before the details and before an end: 2580."""
    _meets(room)
    room.screen(participants=5, microphone="ok", camera="ok")


@_state()
def unknown(room: Story) -> None:
    """The room's computer is not connected."""
    _meets(room)
    room.line = "gone"


@_state()
def lobby(room: Story) -> None:
    """The big screen waits to be let in."""
    _meets(room, door="lobby")
    room.screen(joined=False, meeting="lobby")


@_state()
def refused(room: Story) -> None:
    """The meeting does not let the big screen in."""
    _meets(room, door="refused")
    room.screen(joined=False, meeting="refused", reason="notAllowed")


@_state()
def put_out(room: Story) -> None:
    """Somebody put the big screen out of the meeting."""
    _meets(room, door="out")
    room.screen(joined=False, meeting="put_out")


@_state()
def by_hand(room: Story) -> None:
    """The meeting is another service's: people open it from a laptop."""
    link = "https://meet.google.com/abc-defg-hij"
    booking = room.booked("Incontro con la Regione", "09:30", "11:00", preset="ospite", link=link)
    room.pressed(OverrideKind.START, "09:30", booking)
    room.screen(meeting="by_hand")


@_state()
def cut(room: Story) -> None:
    """The panel lost its service while it showed this."""
    live(room)


@_state()
def offline_never(room: Story) -> None:
    """The panel has not reached its service yet."""
    free(room)


def _meets(room: Story, start: str = "09:00", end: str = "10:30", *, door: str = DOORS[0]) -> str:
    """A council that somebody began in time; the big screen enters by that *door*."""
    booking = room.booked("Collegio dei docenti", start, end, preset=council(door))
    room.pressed(OverrideKind.START, start, booking)
    return booking
