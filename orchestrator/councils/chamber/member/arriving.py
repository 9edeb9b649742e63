"""A member comes to the hall: the code that its tablet and big screen show says so."""

from aiohttp import web

from orchestrator.councils.chamber.door_code import is_good
from orchestrator.councils.chamber.member.opening import Member
from orchestrator.councils.sitting.acts import Body, Entered, Moved
from orchestrator.councils.sitting.seats import Place, Source
from orchestrator.outbox.keys import SENDING
from orchestrator.web.keys import CLOCK

MOST_WRONG = 10
"""Then only the tablet or the secretary help: two codes of a million are good."""


class WrongCodes:
    """How often in a row members typed codes of no hall, while the service runs."""

    def __init__(self) -> None:
        self._wrong: dict[tuple[str, str], int] = {}

    def is_blocked(self, sitting: str, seat: str) -> bool:
        """Whether they may try no more."""
        return self._wrong.get((sitting, seat), 0) >= MOST_WRONG

    def note(self, sitting: str, seat: str, *, good: bool) -> None:
        """Count it; a good one forgets those before."""
        if good:
            self._wrong.pop((sitting, seat), None)
        else:
            self._wrong[sitting, seat] = self._wrong.get((sitting, seat), 0) + 1


WRONG_CODES = web.AppKey("council_wrong_codes", WrongCodes)


def arrival(app: web.Application, member: Member, code: str) -> Body | None:
    """That they are in the hall; None for a code that no hall shows now, or after too many of them."""
    sitting, seat = member.attending.dossier.sitting, member.seat
    if member.seat not in member.sitting.seats or app[WRONG_CODES].is_blocked(sitting, seat):
        return None
    good = is_good(app[SENDING].keys, sitting, code, app[CLOCK]())
    app[WRONG_CODES].note(sitting, seat, good=good)
    if not good:
        return None
    elsewhere = member.sitting.seats[seat].place is Place.REMOTE
    return Moved(seat, Source.DOOR) if elsewhere else Entered(seat, Source.DOOR)
