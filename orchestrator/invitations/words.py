"""How it stands with who is expected, in words. Pure."""

from collections.abc import Mapping

from orchestrator.invitations.seeing import State
from orchestrator.web.shell.catalogues import Say


def state_word(state: State, say: Say) -> str:
    """How it stands with somebody."""
    return {
        State.LISTED: say("Da invitare"),
        State.WAITING: say("Da inviare"),
        State.SENT: say("Inviato"),
        State.OPENED: say("È entrato"),
        State.FAILED: say("Non riuscito"),
        State.REVOKED: say("Collegamento revocato"),
    }[state]


SIGNS: Mapping[State, tuple[str, str]] = {
    State.LISTED: ("nothing", "there"),
    State.WAITING: ("soon", "waits"),
    State.SENT: ("ready", "sent"),
    State.OPENED: ("ready", "opened"),
    State.FAILED: ("not_ready", "mistake"),
    State.REVOKED: ("closed", "closed"),
}
"""The icon of a state, and as what it is coloured."""
