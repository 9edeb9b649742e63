"""The ballot of a secret vote is handed to whoever has just typed their code at the tablet, where the rules let people vote there."""

from aiohttp import web

from orchestrator.access.permissions import Action
from orchestrator.access.routes import Route
from orchestrator.access.scopes import Scope
from orchestrator.councils.at_work.doing import papers_of
from orchestrator.councils.chamber.member.papers import signed_blind
from orchestrator.councils.chamber.tablet.hall import AtHall, Calm, at_hall
from orchestrator.councils.chamber.tablet.pages import TABLET
from orchestrator.councils.chamber.tablet.passes import shown_pass
from orchestrator.councils.chamber.tablet.wishes import vote_at_tablet
from orchestrator.councils.sitting.refusals import Refusal
from orchestrator.councils.sitting.votes import Manner
from orchestrator.web.shell.forms import read_open_form


async def hand_out(request: web.Request) -> web.Response:
    """The blind signature of the message that the page made; the same message again has the same answer. Another is refused."""
    typed, hall = await read_open_form(request), await at_hall(request)
    seat = None if isinstance(hall, Calm) else shown_pass(request, hall)
    if isinstance(hall, Calm) or seat is None or not await _votes_here(request, hall, seat):
        return web.json_response({}, status=403)  # the page is loaded anew, and leads back to the names

    async def handed(blinded: bytes) -> bytes | Refusal:
        person = (await hall.live.look()).seats[seat].person
        papers = papers_of(request.app, hall.dossier.sitting, hall.live)
        return await papers.hand_out(request.match_info["vote"], seat, blinded, person, f"tablet:{hall.room}")

    return await signed_blind(request, typed, handed)


async def _votes_here(request: web.Request, hall: AtHall, seat: str) -> bool:
    sitting = await hall.live.look()
    vote = vote_at_tablet(sitting) if seat in sitting.seats else None
    return vote is not None and vote.manner is Manner.SECRET and vote.id == request.match_info["vote"]


ROUTES = (
    Route(
        "POST",
        f"{TABLET}/papers/{{vote}}",
        hand_out,
        "Hand out a secret ballot in the hall.",
        scope=Scope.ROOM,
        action=Action.ATTEND_COUNCIL,
        page=True,
    ),
)
