"""The paper of a secret vote is handed to a member's page: the service signs one blinded message of theirs, and cannot read it."""

from collections.abc import Awaitable, Callable

from aiohttp import web

from orchestrator.access.routes import Route
from orchestrator.access.scopes import Scope
from orchestrator.councils.at_work.doing import papers_of
from orchestrator.councils.ballots.blind_rsa import BlindRsaError
from orchestrator.councils.ballots.signing import SigningBusy
from orchestrator.councils.ballots.votes import NoSuchVote
from orchestrator.councils.chamber.member.meeting import CHAMBER
from orchestrator.councils.chamber.member.opening import Shut, open_page
from orchestrator.councils.chamber.member.pages import careful
from orchestrator.councils.sitting.refusal_words import told
from orchestrator.councils.sitting.refusals import Refusal
from orchestrator.web.errors import ApiError
from orchestrator.web.shell.forms import Typed, read_open_form
from orchestrator.web.shell.viewer import page_language


async def hand_out(request: web.Request) -> web.Response:
    """The blind signature of the message that a page made, in hex; the same message again has the same answer. Another is refused."""
    typed = await read_open_form(request)
    member = await open_page(request)
    if isinstance(member, Shut) or not member.attending.acts or not member.name:
        return careful(web.json_response({}, status=403))  # its page is loaded anew, and says why

    async def handed(blinded: bytes) -> bytes | Refusal:
        papers = papers_of(request.app, member.attending.dossier.sitting, member.attending.live)
        return await papers.hand_out(request.match_info["vote"], member.seat, blinded, member.person, "page")

    return await signed_blind(request, typed, handed)


async def signed_blind(
    request: web.Request, typed: Typed, handed: Callable[[bytes], Awaitable[bytes | Refusal]]
) -> web.Response:
    """What *handed* gives for the blinded message that was sent, or why it gives nothing. Raises ApiError."""
    try:
        signature = await handed(bytes.fromhex(typed.raw("blinded")))
    except SigningBusy as error:
        raise ApiError(503, "storage_busy") from error
    except (BlindRsaError, ValueError, NoSuchVote) as error:
        raise ApiError(422, "no_ballot") from error
    if isinstance(signature, Refusal):
        sentence = told(signature, page_language(request))
        return careful(web.json_response({"refused": sentence, "rule": signature.reason}, status=409))
    return careful(web.json_response({"signature": signature.hex()}))


ROUTES = (
    Route("POST", f"{CHAMBER}/papers/{{vote}}", hand_out, "Hand out a secret ballot.", scope=Scope.PUBLIC, page=True),
)
