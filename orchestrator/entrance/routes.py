"""The table of the entrance's routes: pages first, then what of them the API has."""

from functools import partial

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

_ACCOUNT = "/api/v1/account"
_open = partial(Route, scope=Scope.PUBLIC, page=True)
_own = partial(Route, scope=Scope.OWN, action=Action.KEEP_ACCOUNT, page=True)
_of_account = partial(Route, scope=Scope.OWN, action=Action.KEEP_ACCOUNT)
_to_come_in = partial(Route, scope=Scope.PUBLIC)


_PAGES = (
    _open("GET", "/sign-in", sign_in_pages.show, "Where people sign in."),
    _open("POST", "/sign-in", sign_in_pages.sign_in, "Sign in by address and password."),
    _open("GET", "/sign-in/code", code_pages.show, "Where the second factor is asked for."),
    _open("POST", "/sign-in/code", code_pages.give_code, "Sign in by its code."),
    _open("GET", "/sign-in/second-factor", obliged_pages.show, "Where who must have one sets it up."),
    _open("POST", "/sign-in/second-factor", obliged_pages.start, "Begin to."),
    _open("POST", "/sign-in/second-factor/prove", obliged_pages.prove, "Prove it, and sign in."),
    _open("POST", "/sign-in/with/{provider}", provider_pages.go, "Sign in at a provider."),
    _open("GET", provider_pages.BACK, provider_pages.come_back, "Where providers send people back."),
    _own("GET", "/sign-in/again", again_pages.show, "Where the password is asked for once more."),
    _own("POST", "/sign-in/again", again_pages.prove, "Give it."),
    _open("GET", "/sign-in/done", sign_in_pages.done, "For who signed in beside another tab."),
    _open("POST", "/sign-out", sign_in_pages.sign_out, "Sign out."),
    _open("GET", "/forgotten", forgotten_pages.show, "For who forgot their password."),
    _open("POST", "/forgotten", forgotten_pages.ask, "Ask for a link by mail."),
    _open("GET", "/forgotten/asked", forgotten_pages.asked, "What happens then."),
    _open("GET", "/links/{secret}", link_pages.show, "An invitation, or a new password."),
    _open("POST", "/links/{secret}", link_pages.choose, "Choose the password."),
    _own("GET", "/account", account_pages.show, "One's own account."),
    _own("POST", "/account", account_pages.change_name, "Change one's name and language."),
    _own("POST", "/account/password", account_pages.choose_password, "Change one's password."),
    _own("POST", "/account/browsers/end-others", account_pages.end_others, "Sign out everywhere else."),
    _own("POST", "/account/browsers/{sign_in}/end", account_pages.end_one, "Sign out in one browser."),
    _own("POST", "/account/identities/end", account_pages.unbind, "Unbind a provider's identity.", proof=True),
    _own("POST", "/account/second-factor", second_factor_pages.start, "Set up a second factor.", proof=True),
    _own("GET", "/account/second-factor", second_factor_pages.show, "The secret that is set up.", proof=True),
    _own("POST", "/account/second-factor/prove", second_factor_pages.prove, "Prove it.", proof=True),
    _own("POST", "/account/second-factor/papers", second_factor_pages.papers, "New paper codes.", proof=True),
    _own("POST", "/account/second-factor/off", second_factor_pages.turn_off, "Turn it off.", proof=True),
)

_API_OF_ACCOUNT = (
    _of_account("GET", _ACCOUNT, account_api.read_account, "One's own account.", answer=account_api.AccountView),
    _of_account(
        "PATCH",
        _ACCOUNT,
        account_api.change_account,
        "Change one's name or language.",
        body=account_api.AccountChange,
        answer=account_api.AccountView,
        errors=(409,),
    ),
    _of_account(
        "GET",
        f"{_ACCOUNT}/sign-ins",
        account_api.list_sign_ins,
        "The browsers in which one is signed in.",
        answer=account_api.SignInsView,
    ),
    _of_account(
        "DELETE", f"{_ACCOUNT}/sign-ins", account_api.end_sign_ins, "Sign out everywhere but here.", status=204
    ),
    _of_account(
        "DELETE", f"{_ACCOUNT}/sign-ins/{{sign_in}}", account_api.end_sign_in, "Sign out in one browser.", status=204
    ),
    _of_account(
        "POST",
        f"{_ACCOUNT}/password",
        account_api.choose_password,
        "Change one's password.",
        body=account_api.PasswordChange,
        status=204,
    ),
    _of_account(
        "POST",
        f"{_ACCOUNT}/proof",
        account_api.prove,
        "Prove once more who one is.",
        body=account_api.Proof,
        status=204,
    ),
    _of_account(
        "POST",
        f"{_ACCOUNT}/second-factor",
        account_api.set_up_second_factor,
        "Make a secret for an authenticator.",
        answer=account_api.OfferView,
        proof=True,
    ),
    _of_account(
        "POST",
        f"{_ACCOUNT}/second-factor/proof",
        account_api.prove_second_factor,
        "Let the secret count, by a code of it.",
        body=account_api.Code,
        answer=account_api.PaperCodesView,
        proof=True,
    ),
    _of_account(
        "POST",
        f"{_ACCOUNT}/second-factor/paper-codes",
        account_api.renew_paper_codes,
        "Ten other codes for paper.",
        answer=account_api.PaperCodesView,
        errors=(404,),
        proof=True,
    ),
    _of_account(
        "DELETE",
        f"{_ACCOUNT}/second-factor",
        account_api.turn_off_second_factor,
        "Turn the second factor off.",
        errors=(409,),
        proof=True,
        status=204,
    ),
)

_API_OF_ENTERING = (
    _to_come_in(
        "POST",
        "/api/v1/sign-in",
        entrance_api.sign_in,
        "Sign in by address and password.",
        body=entrance_api.SignInBody,
        answer=entrance_api.Step,
        errors=(429,),
    ),
    _to_come_in(
        "POST",
        "/api/v1/sign-in/code",
        entrance_api.give_code,
        "Go on by a code of the second factor.",
        body=account_api.Code,
        answer=entrance_api.Step,
        errors=(409, 429),
    ),
    _to_come_in("DELETE", "/api/v1/sign-in", entrance_api.sign_out, "Sign out.", status=204, errors=(403,)),
    _to_come_in(
        "POST",
        "/api/v1/forgotten",
        entrance_api.forget,
        "Have the owner of an address mailed a link.",
        body=entrance_api.ForgottenBody,
        status=202,
        errors=(409, 429),
    ),
    _to_come_in(
        "POST",
        "/api/v1/links",
        entrance_api.spend_link,
        "Choose a password by a link.",
        body=entrance_api.LinkBody,
        answer=entrance_api.Step,
        errors=(404,),
    ),
)

ROUTES = (*_PAGES, *_API_OF_ACCOUNT, *_API_OF_ENTERING)
