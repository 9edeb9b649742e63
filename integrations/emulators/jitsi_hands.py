"""What people do in the emulated Jitsi by a control word: in its meetings, as its operator, or to break it."""

from dataclasses import dataclass

from integrations.emulators.jitsi_deployment import Deployment
from integrations.emulators.jitsi_http import Endpoints
from integrations.emulators.jitsi_meeting import EmulatedMeeting
from integrations.emulators.jitsi_participant import tell

WORDS = (
    "guests NUMBER, meeting over, kick NAME, recording on|off, breakout in|out, screen leave, "
    "lobby off|on|closed|admit|deny, code TEXT|none, moderators all|none, jicofo on|off, jibri free|busy|absent, "
    "sizes open|token|off, events ok|lost|repeated|reordered|late|half, prosody killed, reservations look, "
    "error NAME, frame dead, signalling dead|cut|hole|alive, page ok|502|unframed, clock SECONDS, linger SECONDS"
)
_BREAKOUT, _BREAKOUT_NAME = "breakout", "Gruppo"


@dataclass(slots=True)
class Breakage:
    """What is broken of the deployment itself."""

    page: str = "ok"
    """``ok``, ``502``, or ``unframed``: it forbids other pages to frame it."""
    signalling: str = "alive"
    """``alive``, ``dead``, ``cut`` or ``hole``."""
    ahead_s: float = 0.0
    """How far the clock that nginx tells is ahead."""


def meet(deployment: Deployment, attribute: str, value: str) -> bool:
    """Do what people in meetings do; whether the words are for that."""
    match attribute, value:
        case "guests", _ if value.isdecimal():
            deployment.invite(tuple(f"Ospite {number}" for number in range(1, int(value) + 1)))
        case "screen", "leave":
            tell(deployment.everybody, "leave")
        case (
            ("meeting", "over")
            | ("recording", "on" | "off")
            | ("breakout", "in" | "out")
            | ("lobby", "admit" | "deny")
            | ("kick", _)
        ):
            for room in list(deployment.rooms.values()):
                _host(room, attribute, value)
        case _:
            return False
    return True


def operate(deployment: Deployment, endpoints: Endpoints, attribute: str, value: str) -> bool:
    """Do what the operator of the deployment does; whether the words are for that."""
    rules = deployment.rules
    match attribute, value:
        case "lobby", "off" | "on" | "closed":
            rules.lobby = value
        case "code", _ if value:
            rules.code = None if value == "none" else value
        case "moderators", "all" | "none":
            rules.moderators = value == "all"
        case "jicofo", "on" | "off":
            rules.jicofo = value == "on"
        case "jibri", "free" | "busy" | "absent":
            rules.jibri = value
        case "sizes", "open" | "token" | "off":
            endpoints.sizes = value
        case _:
            return False
    return True


def spoil(deployment: Deployment, breakage: Breakage, attribute: str, value: str) -> bool:
    """Break something, or mend it; whether the words are for that."""
    match attribute, value:
        case "frame", "dead":
            tell(deployment.pages, "freeze")
        case "signalling", "dead" | "cut" | "hole" | "alive":
            breakage.signalling = value
            tell(deployment.pages, "signalling", state=value)
        case "page", "ok" | "502" | "unframed":
            breakage.page = value
        case "error", _ if value.startswith(("connection.", "conference.")):
            for page in deployment.pages:
                page.fail(value)
        case "clock", _:
            breakage.ahead_s = float(value)
        case "linger", _:
            deployment.linger_s = float(value)
        case _:
            return False
    return True


def _host(room: EmulatedMeeting, attribute: str, value: str) -> None:
    """Do what the host of a meeting does."""
    match attribute, value:
        case "meeting", _:
            room.end()
        case "breakout", "in":
            room.send(room.people, room.open_breakout(_BREAKOUT_NAME, _BREAKOUT))
        case "breakout", _:
            room.send(room.people, None)
        case "recording", "on":
            room.record("file")
        case "recording", _:
            room.record(None)
        case "lobby", "admit":
            room.admit()
        case "lobby", _:
            room.deny()
        case _:
            room.put_out([person for person in room.people if person.name == value])
