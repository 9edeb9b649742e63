"""States of the pages in a room that is as it should be: free, booked, live, ending, closed. One function each."""

from orchestrator.patterns.house import HALL, hour
from orchestrator.patterns.rehearsal import Seen
from orchestrator.patterns.state import JUST_NOW, SWITCHED_OFF, States, meets_in_time
from orchestrator.patterns.story import Story
from schedules.bookings import OverrideKind

USUAL = States()
LONG = "Assemblea straordinaria dei soci dell’Associazione per la promozione sociale e culturale del territorio"
CALENDAR = """
[[calendars]]
id = "sale-long"
path = "sale.ics"
site = "long"
"""


@USUAL.state()
def free(room: Story) -> None:
    """Nobody wants it any more today."""
    room.booked("Corso sicurezza", "08:00", "09:00")
    room.booked("Consiglio d’istituto", "09:00", "10:30", preset="consiglio", day=1)


@USUAL.state()
def free_until(room: Story) -> None:
    """Somebody comes in forty minutes."""
    room.booked("Collegio dei docenti", "08:00", "09:00")
    room.booked("Consiglio d’istituto", "10:20", "11:20", preset="consiglio")
    room.secret("15:00", "16:30")


@USUAL.state(devices=HALL + '[rooms.devices.lavagna]\ndriver = "pjlink"\nname = "Lavagna"\nhost = "192.168.1.25"\n')
def next_trouble(room: Story) -> None:
    """What tomorrow's first booking needs cannot be reached."""
    room.booked("Corso di primo soccorso", "09:00", "12:00", preset="corso", day=1)
    room.device("lavagna", Seen(fault="unreachable"))


@USUAL.state()
def full_day(room: Story) -> None:
    """Hardly a free minute, and one after the next."""
    room.booked("Collegio dei docenti", "08:00", "09:30")
    room.booked("Consiglio di classe 3B", "09:30", "10:30")
    room.secret("10:30", "12:00")
    room.booked("Formazione dei tutor", "12:00", "14:00")
    room.booked("Assemblea del personale", "14:30", "16:30")
    room.booked("Consiglio d’istituto", "16:30", "18:00", preset="consiglio")
    room.booked("Prove del coro", "18:00", "21:30")


@USUAL.state()
def booked_here(room: Story) -> None:
    """Somebody booked it at the panel for later, and may take that back."""
    room.booked("Consiglio d’istituto", "14:00", "16:00", preset="consiglio")
    room.pressed(OverrideKind.BOOK, "09:20", start=hour("10:30"), until=hour("11:30"))


@USUAL.state()
def soon_use(room: Story) -> None:
    """Twenty-two minutes are left before somebody comes."""
    booking = room.booked("Collegio dei docenti", "08:00", "10:00")
    room.pressed(OverrideKind.START, "08:00", booking)
    room.pressed(OverrideKind.END, "09:30")
    room.booked("Consiglio d’istituto", "10:03", "11:30", preset="consiglio")


@USUAL.state()
def soon(room: Story) -> None:
    """The room is being prepared: the lamp warms, and one device has not answered yet."""
    room.booked("Consiglio d’istituto", "09:50", "11:20", preset="consiglio")
    room.device("proiettore", Seen({"power": "warming", "input": ""}, wished_ago=JUST_NOW))
    room.device("televisore", Seen({"power": ""}, wished_ago=JUST_NOW))


@USUAL.state()
def ready_preparing(room: Story) -> None:
    """All is ready nine minutes before the start."""
    room.booked("Consiglio d’istituto", "09:50", "11:20", preset="consiglio")


@USUAL.state()
def live(room: Story) -> None:
    """It has begun by itself, and nobody has pressed anything yet."""
    room.booked("Collegio dei docenti", "09:30", "11:00")
    room.booked("Corso sicurezza", "14:00", "16:00")
    room.screen(participants=5, microphone="muted", camera="muted")


@USUAL.state()
def open(room: Story) -> None:  # noqa: A001 - the state's name
    """In the meeting, with microphone and camera closed."""
    meets_in_time(room)
    room.screen(participants=5, microphone="muted", camera="muted")


@USUAL.state()
def on_air(room: Story) -> None:
    """In the meeting with microphone and camera open."""
    meets_in_time(room)
    room.screen(participants=27, microphone="ok", camera="ok")


@USUAL.state()
def no_microphone(room: Story) -> None:
    """In the meeting without a microphone."""
    meets_in_time(room)
    room.screen(participants=3, microphone="missing", camera="ok")


@USUAL.state()
def confidential(room: Story) -> None:
    """Of what goes on nothing may be read."""
    room.secret("09:30", "10:30")
    room.booked("Corso sicurezza", "11:00", "12:00")


@USUAL.state(devices='[rooms.devices.proiettore]\ndriver = "pjlink"\nname = "Proiettore"\nhost = "192.168.1.21"\n')
def no_screen(room: Story) -> None:
    """A room without a big screen, and so without a meeting in it."""
    booking = room.booked("Prove del coro", "09:00", "11:00", preset="riunione")
    room.pressed(OverrideKind.START, "09:00", booking)


@USUAL.state(devices=HALL.replace('"Proiettore"', '"Epson EB-2250 sala grande"') + CALENDAR)
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
    room.device("proiettore", SWITCHED_OFF)
    room.device("televisore", Seen(fault="wrong_password"))
    room.device("regia-video", Seen(fault="no_such_scene", params={"scene": "Collegio dei docenti"}))


@USUAL.state()
def extended(room: Story) -> None:
    """Somebody stayed a quarter of an hour longer."""
    meets_in_time(room, "08:30", "09:35")
    room.pressed(OverrideKind.EXTEND, "09:33", seen_end=hour("09:35"), until=hour("09:50"))
    room.screen(participants=5, microphone="ok", camera="ok")


@USUAL.state()
def ending(room: Story) -> None:
    """Four minutes are left, and they may stay longer."""
    meets_in_time(room, "08:45", "09:45")
    room.screen(participants=5, microphone="ok", camera="ok")


@USUAL.state()
def ending_refused(room: Story) -> None:
    """Four minutes are left, and somebody waits."""
    meets_in_time(room, "08:45", "09:45")
    room.booked("Corso sicurezza", "09:45", "11:00", preset="riunione")
    room.screen(participants=5, microphone="muted", camera="ok")


@USUAL.state()
def no_extension(room: Story) -> None:
    """They may not stay longer, and will learn it in time."""
    meets_in_time(room, "09:00", "10:00")
    room.booked("Corso sicurezza", "10:00", "11:00", preset="riunione")
    room.screen(participants=5, microphone="ok", camera="ok")


@USUAL.state()
def closing(room: Story) -> None:
    """They went at twenty to ten, and the room switches off."""
    meets_in_time(room, "08:30", "09:40")
    room.device("proiettore", Seen({"power": "cooling"}, wished_ago=JUST_NOW))


@USUAL.state()
def reopen(room: Story) -> None:
    """Somebody ended it too early by mistake."""
    meets_in_time(room, "09:00", "10:30")
    room.pressed(OverrideKind.END, "09:40")
    room.device("proiettore", Seen({"power": "cooling"}, wished_ago=JUST_NOW))


@USUAL.state()
def closed(room: Story) -> None:
    """Out of use until noon."""
    room.booked("Chiusura per lavori", "08:00", "12:00", closure=True)
    room.booked("Corso sicurezza", "14:00", "16:00")


@USUAL.state()
def held(room: Story) -> None:
    """A technician has it, nobody knows for how long."""
    room.pressed(OverrideKind.HOLD, "09:30", reason="Si cambia la lampada", technician=True)
