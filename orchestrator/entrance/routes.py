"""The table of the entrance's routes: pages first, then what of them the API has."""

from collections.abc import Iterator

from aiohttp.typedefs import Handler
from pydantic import BaseModel

from orchestrator.access.permissions import Action
from orchestrator.access.routes import Route
from orchestrator.access.scopes import Scope
from orchestrator.entrance import (
    account_api,
    account_pages,
    again_pages,
    code_pages,
    entrance_api,
    forgotten_pages,
    link_pages,
    obliged_pages,
    provider_pages,
    second_factor_pages,
    sign_in_pages,
)


def _open(method: str, path: str, handler: Handler, summary: str) -> Route:
    """A page for everybody."""
    return Route(method, path, handler, summary, scope=Scope.PUBLIC, page=True)


def _own(method: str, path: str, handler: Handler, summary: str, *, proof: bool = False) -> Route:
    """A page for whoever is signed in."""
    return Route(method, path, handler, summary, scope=Scope.OWN, action=Action.KEEP_ACCOUNT, page=True, proof=proof)


def _pages() -> Iterator[Route]:
    yield _open("GET", "/sign-in", sign_in_pages.show, "Where people sign in.")
    yield _open("POST", "/sign-in", sign_in_pages.sign_in, "Sign in by address and password.")
    yield _open("GET", "/sign-in/code", code_pages.show, "Where the second factor is asked for.")
    yield _open("POST", "/sign-in/code", code_pages.give_code, "Sign in by its code.")
    yield _open("GET", "/sign-in/second-factor", obliged_pages.show, "Where who must have one sets it up.")
    yield _open("POST", "/sign-in/second-factor", obliged_pages.start, "Begin to.")
    yield _open("POST", "/sign-in/second-factor/prove", obliged_pages.prove, "Prove it, and sign in.")
    yield _open("POST", "/sign-in/with/{provider}", provider_pages.go, "Sign in at a provider.")
    yield _open("GET", provider_pages.BACK, provider_pages.come_back, "Where providers send people back.")
    yield _own("GET", "/sign-in/again", again_pages.show, "Where the password is asked for once more.")
    yield _own("POST", "/sign-in/again", again_pages.prove, "Give it.")
    yield _open("GET", "/sign-in/done", sign_in_pages.done, "For who signed in beside another tab.")
    yield _open("POST", "/sign-out", sign_in_pages.sign_out, "Sign out.")
    yield _open("GET", "/forgotten", forgotten_pages.show, "For who forgot their password.")
    yield _open("POST", "/forgotten", forgotten_pages.ask, "Ask for a link by mail.")
    yield _open("GET", "/forgotten/asked", forgotten_pages.asked, "What happens then.")
    yield _open("GET", "/links/{secret}", link_pages.show, "An invitation, or a new password.")
    yield _open("POST", "/links/{secret}", link_pages.choose, "Choose the password.")
    yield _own("GET", "/account", account_pages.show, "One's own account.")
    yield _own("POST", "/account", account_pages.change_name, "Change one's name and language.")
    yield _own("POST", "/account/password", account_pages.choose_password, "Change one's password.")
    yield _own("POST", "/account/browsers/end-others", account_pages.end_others, "Sign out everywhere else.")
    yield _own("POST", "/account/browsers/{sign_in}/end", account_pages.end_one, "Sign out in one browser.")
    yield _own("POST", "/account/identities/end", account_pages.unbind, "Unbind a provider's identity.", proof=True)
    yield _own("POST", "/account/second-factor", second_factor_pages.start, "Set up a second factor.", proof=True)
    yield _own("GET", "/account/second-factor", second_factor_pages.show, "The secret that is set up.", proof=True)
    yield _own("POST", "/account/second-factor/prove", second_factor_pages.prove, "Prove it.", proof=True)
    yield _own("POST", "/account/second-factor/papers", second_factor_pages.papers, "New paper codes.", proof=True)
    yield _own("POST", "/account/second-factor/off", second_factor_pages.turn_off, "Turn it off.", proof=True)


def _by_api(
    method: str,
    path: str,
    handler: Handler,
    summary: str,
    *,
    body: type[BaseModel] | None = None,
    answer: type[BaseModel] | None = None,
    errors: tuple[int, ...] = (),
    proof: bool = False,
) -> Route:
    """A route of one's own account."""
    return Route(
        method,
        f"/api/v1/account{path}",
        handler,
        summary,
        scope=Scope.OWN,
        action=Action.KEEP_ACCOUNT,
        proof=proof,
        body=body,
        answer=answer,
        status=200 if answer is not None else 204,
        errors=errors,
    )


def _api_of_account() -> Iterator[Route]:
    view, papers = account_api.AccountView, account_api.PaperCodesView
    yield _by_api("GET", "", account_api.read_account, "One's own account.", answer=view)
    yield _by_api(
        "PATCH",
        "",
        account_api.change_account,
        "Change one's name or language.",
        body=account_api.AccountChange,
        answer=view,
        errors=(409,),
    )
    yield _by_api(
        "GET",
        "/sign-ins",
        account_api.list_sign_ins,
        "The browsers in which one is signed in.",
        answer=account_api.SignInsView,
    )
    yield _by_api("DELETE", "/sign-ins", account_api.end_sign_ins, "Sign out everywhere but here.")
    yield _by_api("DELETE", "/sign-ins/{sign_in}", account_api.end_sign_in, "Sign out in one browser.")
    yield _by_api(
        "POST", "/password", account_api.choose_password, "Change one's password.", body=account_api.PasswordChange
    )
    yield _by_api("POST", "/proof", account_api.prove, "Prove once more who one is.", body=account_api.Proof)
    yield _by_api(
        "POST",
        "/second-factor",
        account_api.set_up_second_factor,
        "Make a secret for an authenticator.",
        answer=account_api.OfferView,
        proof=True,
    )
    yield _by_api(
        "POST",
        "/second-factor/proof",
        account_api.prove_second_factor,
        "Let the secret count, by a code of it.",
        body=account_api.Code,
        answer=papers,
        proof=True,
    )
    yield _by_api(
        "POST",
        "/second-factor/paper-codes",
        account_api.renew_paper_codes,
        "Ten other codes for paper.",
        answer=papers,
        errors=(404,),
        proof=True,
    )
    yield _by_api(
        "DELETE",
        "/second-factor",
        account_api.turn_off_second_factor,
        "Turn the second factor off.",
        errors=(409,),
        proof=True,
    )


def _enter(
    method: str,
    path: str,
    handler: Handler,
    summary: str,
    body: type[BaseModel] | None,
    status: int,
    errors: tuple[int, ...],
) -> Route:
    """A route by which people come in, or go."""
    answer = entrance_api.Step if status == 200 else None
    return Route(
        method, path, handler, summary, scope=Scope.PUBLIC, body=body, answer=answer, status=status, errors=errors
    )


def _api_of_entering() -> Iterator[Route]:
    yield _enter(
        "POST",
        "/api/v1/sign-in",
        entrance_api.sign_in,
        "Sign in by address and password.",
        entrance_api.SignInBody,
        200,
        (429,),
    )
    yield _enter(
        "POST",
        "/api/v1/sign-in/code",
        entrance_api.give_code,
        "Go on by a code of the second factor.",
        account_api.Code,
        200,
        (409, 429),
    )
    yield _enter("DELETE", "/api/v1/sign-in", entrance_api.sign_out, "Sign out.", None, 204, (403,))
    yield _enter(
        "POST",
        "/api/v1/forgotten",
        entrance_api.forget,
        "Have the owner of an address mailed a link.",
        entrance_api.ForgottenBody,
        202,
        (409, 429),
    )
    yield _enter(
        "POST",
        "/api/v1/links",
        entrance_api.spend_link,
        "Choose a password by a link.",
        entrance_api.LinkBody,
        200,
        (404,),
    )


ROUTES = (*_pages(), *_api_of_account(), *_api_of_entering())
