"""States of the pages in a room that lacks something: a device, its meeting, its agent or its service. One function each."""

from orchestrator.patterns.rehearsal import Seen
from orchestrator.patterns.state import SWITCHED_OFF, States, meets_in_time
from orchestrator.patterns.story import Story
from orchestrator.patterns.usual_states import free, live
from schedules.bookings import OverrideKind

TROUBLED = States()


@TROUBLED.state()
def limited(room: Story) -> None:
    """Something is missing that the meeting can do without."""
    meets_in_time(room)
    room.screen(participants=5, microphone="ok", camera="ok")
    room.device("televisore", Seen(fault="unreachable"))


@TROUBLED.state()
def not_ready(room: Story) -> None:
    """Somebody switched off by hand what is needed."""
    meets_in_time(room)
    room.screen(participants=5, microphone="ok", camera="ok")
    room.device("proiettore", SWITCHED_OFF)


@TROUBLED.state()
def dead_projector(room: Story) -> None:
    """Shortly before the start what is needed does not answer."""
    room.booked("Consiglio d’istituto", "09:45", "11:20", preset="consiglio")
    room.device("proiettore", Seen(fault="unreachable"))


@TROUBLED.state()
def hands_and_start(room: Story) -> None:
    """Nobody has pressed anything yet, and somebody switched off what is not needed."""
    room.booked("Collegio dei docenti", "09:30", "11:00")
    room.device("televisore", SWITCHED_OFF)


@TROUBLED.state()
def problem_told(room: Story) -> None:
    """Somebody said a while ago that there is no sound."""
    meets_in_time(room)
    room.screen(participants=5, microphone="ok", camera="ok")
    room.wrong("sound", "09:32")
    room.wrong("heat", "09:38")


@TROUBLED.state(keys='pin = "{pin}"\nend_needs_pin = true')
def pin(room: Story) -> None:
    """The room's PIN is asked for before the details and before an end: 2580."""
    meets_in_time(room)
    room.screen(participants=5, microphone="ok", camera="ok")


@TROUBLED.state()
def unknown(room: Story) -> None:
    """The room's computer is not connected."""
    meets_in_time(room)
    room.line = "gone"


@TROUBLED.state()
def lobby(room: Story) -> None:
    """The big screen waits to be let in."""
    meets_in_time(room, door="lobby")
    room.screen(joined=False, meeting="lobby")


@TROUBLED.state()
def refused(room: Story) -> None:
    """The meeting does not let the big screen in."""
    meets_in_time(room, door="refused")
    room.screen(joined=False, meeting="refused", reason="notAllowed")


@TROUBLED.state()
def put_out(room: Story) -> None:
    """Somebody put the big screen out of the meeting."""
    meets_in_time(room, door="out")
    room.screen(joined=False, meeting="put_out")


@TROUBLED.state()
def by_hand(room: Story) -> None:
    """The meeting is another service's: people open it from a laptop."""
    link = "https://meet.google.com/abc-defg-hij"
    booking = room.booked("Incontro con la Regione", "09:30", "11:00", preset="ospite", link=link)
    room.pressed(OverrideKind.START, "09:30", booking)
    room.screen(meeting="by_hand")


@TROUBLED.state()
def cut(room: Story) -> None:
    """The panel lost its service while it showed this."""
    live(room)


@TROUBLED.state()
def offline_never(room: Story) -> None:
    """The panel has not reached its service yet."""
    free(room)
