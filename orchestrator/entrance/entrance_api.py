"""Entering by the API: a password, then a code where one is needed, give the cookie of a sign-in; and links, and the way out."""

from typing import Annotated, Literal

from aiohttp import web
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from orchestrator.accounts.accounts import Account
from orchestrator.accounts.delays import Wait
from orchestrator.accounts.emails import NotAnAddress, address_of
from orchestrator.accounts.links import open_link
from orchestrator.accounts.password_rules import LONGEST, PasswordRefused
from orchestrator.accounts.passwords import PasswordsBusy
from orchestrator.entrance.account_api import Code, refused_in
from orchestrator.entrance.code_pages import half_way_of, try_code
from orchestrator.entrance.destinations import HOME
from orchestrator.entrance.entering import (
    Entered,
    Needed,
    forget_sign_in,
    keep_entered,
    keep_half_way,
    let_on,
    sign_out_here,
)
from orchestrator.entrance.forgotten_pages import ask_for
from orchestrator.entrance.link_pages import spend
from orchestrator.entrance.sentences import HALF_WAY_OVER, busy, waits
from orchestrator.entrance.tries import LONGEST_EMAIL, account_by_password
from orchestrator.entrance.visitors import visitor_of
from orchestrator.web.bodies import json_answer, mistaken, read_body
from orchestrator.web.errors import ApiError
from orchestrator.web.keys import CLOCK, DATABASE
from orchestrator.web.origin import is_same_origin

Email = Annotated[str, Field(min_length=1, max_length=LONGEST_EMAIL)]


def _mail_address(text: str) -> str:
    try:
        return address_of(text)
    except NotAnAddress:
        raise mistaken("mail_address") from None


class SignInBody(BaseModel):
    """An address and its password."""

    model_config = ConfigDict(extra="forbid")

    email: Email
    password: Annotated[str, Field(min_length=1, max_length=LONGEST)]


class Step(BaseModel):
    """How far somebody came. Who is asked for a code gives it at ``/api/v1/sign-in/code``; a second factor is set up in the pages."""

    state: Literal["signed_in", "code", "set_up"]


class ForgottenBody(BaseModel):
    """An address whose owner forgot a password."""

    model_config = ConfigDict(extra="forbid")

    email: Annotated[Email, AfterValidator(_mail_address)]


class LinkBody(BaseModel):
    """What the address of a link ends with, and the password that is chosen."""

    model_config = ConfigDict(extra="forbid")

    secret: Annotated[str, Field(max_length=100)]
    password: str


async def sign_in(request: web.Request) -> web.Response:
    """Let in, or ask for more."""
    given = await read_body(request, SignInBody)
    try:
        found = await account_by_password(request, given.email, given.password)
    except PasswordsBusy:
        raise busy() from None
    if isinstance(found, Wait):
        raise waits(found)
    if found is None:
        raise ApiError(422, "wrong_sign_in")
    return await _go_on(request, found, "password")


async def give_code(request: web.Request) -> web.Response:
    """Let in by the second factor."""
    given, kept = await read_body(request, Code), half_way_of(request)
    if kept is None:
        raise ApiError(409, HALF_WAY_OVER)
    reached = await try_code(request, kept, given.code)
    if not isinstance(reached, Entered):
        raise reached
    answer = json_answer(Step(state="signed_in"))
    keep_entered(request, answer, reached)
    return answer


async def sign_out(request: web.Request) -> web.Response:
    """End the sign-in whose cookie came along, whatever it is worth."""
    if visitor_of(request).sign_in is not None and not is_same_origin(request):
        raise ApiError(403, "cross_origin")
    await sign_out_here(request)
    answer = web.Response(status=204)
    forget_sign_in(request, answer)
    return answer


async def forget(request: web.Request) -> web.Response:
    """Mail a link to the owner of an address, if there is one."""
    given = await read_body(request, ForgottenBody)
    ask_for(request, given.email)
    return web.Response(status=202)


async def spend_link(request: web.Request) -> web.Response:
    """Choose a password by a link."""
    given = await read_body(request, LinkBody)
    found = await request.app[DATABASE].read(open_link, given.secret, request.app[CLOCK]())
    if found is None:
        raise ApiError(404, "link_over")
    try:
        account = await spend(request, given.secret, found[0], given.password)
    except PasswordRefused as refused:
        raise refused_in(request, refused, "password") from None
    except PasswordsBusy:
        raise busy() from None
    if account is None:
        raise ApiError(404, "link_over")
    return await _go_on(request, account, "link")


async def _go_on(request: web.Request, account: Account, way: str) -> web.Response:
    reached = await let_on(request, account, way)
    state: Literal["code", "set_up"] = "code" if reached is Needed.CODE else "set_up"
    answer = json_answer(Step(state="signed_in" if isinstance(reached, Entered) else state))
    if isinstance(reached, Entered):
        keep_entered(request, answer, reached)
    else:
        keep_half_way(request, answer, account, way, HOME)
    return answer
