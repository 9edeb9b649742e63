"""Secret ballots are cast here by whoever brings one. Nobody is asked who they are; nothing is logged, timed or counted of it.

A page of a member sends its ballot without cookies, and without saying where it comes from. All are answered alike. The
route's numbers are in no metric, since how they rise would tell when somebody voted.
"""

from hashlib import sha256
from typing import Annotated

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from orchestrator.access.routes import Route
from orchestrator.access.scopes import Scope
from orchestrator.councils.ballots import casting
from orchestrator.councils.ballots.blind_rsa import BlindRsaError
from orchestrator.councils.ballots.casting import CHOICE_BYTES, AnotherChoice, Ballot, NotCounted
from orchestrator.councils.ballots.closing import closed_vote
from orchestrator.councils.ballots.votes import NoSuchVote, Stage, find_vote
from orchestrator.councils.secret.papers import paper_id
from orchestrator.outbox.keys import SENDING
from orchestrator.web.bodies import json_answer
from orchestrator.web.errors import ApiError
from orchestrator.web.keys import DATABASE
from schedules.store.transaction import Transaction

BALLOTS = "/api/v1/ballots/{sitting}/{vote}"
_Hex = Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{2})+$", max_length=1024)]


class CastBallot(BaseModel):
    """A ballot: what the service signed without seeing it, the signature, and what its voter chose."""

    model_config = ConfigDict(extra="forbid")

    token: _Hex = Field(
        description="64 bytes in hex: 32 of chance before the message (PrepareRandomize, RFC 9474 4.1), which are 32 of chance too"
    )
    signature: _Hex = Field(description="RSASSA-PSS with SHA-384 of the token by the vote's key, in hex")
    choice: str = Field(
        max_length=CHOICE_BYTES, description="The options as a JSON list; an empty list is a blank ballot", repr=False
    )


class Counted(BaseModel):
    """The ballot is in the urn."""

    counted: bool


class PublicVote(BaseModel):
    """What everybody may know of a vote's ballots."""

    key: str = Field(description="The public half of the key that signs them, PEM of SubjectPublicKeyInfo")
    receipts: list[str] | None = Field(
        description="Of each ballot that was counted the SHA-256 of its token, in hex and in the order of tokens; null before"
    )


async def cast(request: web.Request) -> web.Response:
    """Put a ballot into the urn; answered when it is stored. The same again has the same answer."""
    try:
        await _cast(request)
    except ApiError:
        raise
    except NoSuchVote:
        raise ApiError(404, "not_found") from None
    except AnotherChoice:
        raise ApiError(409, "ballot_cast") from None
    except NotCounted:
        raise ApiError(410, "ballot_late") from None
    except BlindRsaError:
        raise ApiError(422, "no_ballot") from None
    except Exception:  # noqa: BLE001  whatever failed, a line of a log would tell when; the page says it, and tries again
        raise ApiError(503, "storage_busy") from None
    return web.json_response({"counted": True})


async def _cast(request: web.Request) -> None:
    try:
        body = CastBallot.model_validate_json(await request.read())
    except ValidationError:  # it would quote the ballot
        raise ApiError(422, "no_ballot") from None
    ballot = Ballot(bytes.fromhex(body.token), bytes.fromhex(body.signature), body.choice)
    await request.app[DATABASE].write(casting.cast, request.app[SENDING].keys, _papers(request), ballot)


async def show_vote(request: web.Request) -> web.Response:
    """The key by which pages blind, and anybody verifies; after the closing, by which receipts one sees that a ballot was counted."""
    try:
        return json_answer(await request.app[DATABASE].read(_public, _papers(request)))
    except NoSuchVote:
        raise ApiError(404, "not_found") from None


def _public(db: Transaction, papers: str) -> PublicVote:
    vote = find_vote(db, papers)
    if vote.stage is not Stage.CLOSED:
        return PublicVote(key=vote.public, receipts=None)
    receipts = [sha256(bytes.fromhex(each.token)).hexdigest() for each in closed_vote(db, papers).receipts]
    return PublicVote(key=vote.public, receipts=receipts)


def _papers(request: web.Request) -> str:
    """The id of the vote of the path among the papers of all sittings."""
    return paper_id(request.match_info["sitting"], request.match_info["vote"])


ROUTES = (
    Route(
        "POST",
        BALLOTS,
        cast,
        "Cast a secret ballot: whoever brings one, without credentials. Nothing is logged or counted of it.",
        scope=Scope.PUBLIC,
        body=CastBallot,
        answer=Counted,
        errors=(404, 409, 410),
        unobserved=True,
    ),
    Route(
        "GET",
        BALLOTS,
        show_vote,
        "The public key of a secret vote, and what was counted.",
        scope=Scope.PUBLIC,
        answer=PublicVote,
        errors=(404,),
    ),
)
