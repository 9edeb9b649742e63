"""What the tablet is answered after a press: back to the list of names, or why it was not done."""

from aiohttp import web

from orchestrator.councils.chamber.answering import by_script
from orchestrator.web.shell import notices
from orchestrator.web.shell.notices import see_other


def council_path(room: str) -> str:
    """The tablet's list of names."""
    return f"/rooms/{room}/council"


def failed_path(room: str) -> str:
    """The same, which says that something was not done."""
    return f"{council_path(room)}?said=no"


def seat_path(room: str, seat: str) -> str:
    """The page of one name."""
    return f"{council_path(room)}/seats/{seat}"


def vote_path(room: str) -> str:
    """The page on which whoever proved who they are votes."""
    return f"{council_path(room)}/vote"


def paper_path(room: str, vote: str) -> str:
    """Where the ballot of a secret vote is asked for."""
    return f"{council_path(room)}/papers/{vote}"


def went_on(request: web.Request, address: str, sentence: str = "") -> web.Response:
    """Go on to *address*, whose page says *sentence*: a form is sent there, a script is told where."""
    if not by_script(request):
        return see_other(request, address, sentence)
    answer = web.json_response({"next": address})
    if sentence:
        notices.leave(request, answer, sentence)
    return answer


def was_refused(request: web.Request, sentence: str, back: str, status: int = 409) -> web.Response:
    """Say on the page *back* why nothing was done."""
    if by_script(request):
        return web.json_response({"refused": sentence}, status=status)
    return see_other(request, back, sentence)
