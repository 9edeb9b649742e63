"""The pages of people and organisations, and their forms."""

from collections.abc import Iterator

from aiohttp.typedefs import Handler

from orchestrator.access.permissions import Action
from orchestrator.access.routes import Route
from orchestrator.access.scopes import Scope
from orchestrator.people import (
    act_pages,
    invite_pages,
    mail_pages,
    member_pages,
    organisation_pages,
    paste_pages,
    people_pages,
    person_pages,
    role_pages,
)

_PEOPLE, _PERSON = "/people", "/people/{account}"
_ORGANISATIONS, _ORGANISATION = "/organisations", "/organisations/{organisation}"
_MEMBER = f"{_ORGANISATION}/members/{{account}}"


def _page(path: str, handler: Handler, scope: Scope, action: Action) -> Route:
    return Route("GET", path, handler, scope=scope, action=action, page=True)


def _form(
    path: str, ask: Handler, take: Handler, scope: Scope, action: Action, *, proof: bool = True
) -> Iterator[Route]:
    """A page with a form, and where the form comes back to."""
    for method, handler in (("GET", ask), ("POST", take)):
        yield Route(method, path, handler, scope=scope, action=action, proof=proof, page=True)


def _people() -> Iterator[Route]:
    where = (Scope.INSTALLATION, Action.MANAGE_PEOPLE)
    yield _page(_PEOPLE, people_pages.show, *where)
    yield from _form(f"{_PEOPLE}/new", invite_pages.ask, invite_pages.take, *where)
    yield from _form(f"{_PEOPLE}/paste", paste_pages.ask, paste_pages.take, *where)
    yield _page(_PERSON, person_pages.show, *where)
    yield from _form(f"{_PERSON}/change", person_pages.ask_change, person_pages.take_change, *where)
    yield from _form(f"{_PERSON}/roles", role_pages.ask_roles, role_pages.take_roles, *where)
    yield from _form(f"{_PERSON}/link", act_pages.ask_link, act_pages.take_link, *where)
    yield from _form(f"{_PERSON}/sign-out", act_pages.ask_sign_out, act_pages.take_sign_out, *where, proof=False)
    second = (act_pages.ask_second_factor, act_pages.take_second_factor)
    yield from _form(f"{_PERSON}/second-factor", *second, *where)
    yield from _form(f"{_PERSON}/close", act_pages.ask_close, act_pages.take_close, *where)
    yield from _form(f"{_PERSON}/reopen", act_pages.ask_reopen, act_pages.take_reopen, *where)
    yield from _form(f"{_PERSON}/forget", act_pages.ask_forget, act_pages.take_forget, *where)


def _organisations() -> Iterator[Route]:
    everywhere = (Scope.INSTALLATION, Action.MANAGE_ORGANISATIONS)
    yield _page(_ORGANISATIONS, organisation_pages.show_all, Scope.OWN, Action.MANAGE_MEMBERS)
    yield from _form(
        f"{_ORGANISATIONS}/new", organisation_pages.ask_new, organisation_pages.take_new, *everywhere, proof=False
    )
    of_it = (Scope.ORGANISATION, Action.MANAGE_ORGANISATIONS)
    change = (organisation_pages.ask_change, organisation_pages.take_change)
    close = (organisation_pages.ask_close, organisation_pages.take_close)
    yield from _form(f"{_ORGANISATION}/change", *change, *of_it, proof=False)
    yield from _form(f"{_ORGANISATION}/close", *close, *of_it)
    yield from _form(f"{_ORGANISATION}/reopen", *close, *of_it)


def _members() -> Iterator[Route]:
    where = (Scope.ORGANISATION, Action.MANAGE_MEMBERS)
    yield _page(_ORGANISATION, organisation_pages.show, *where)
    yield from _form(f"{_ORGANISATION}/invite", invite_pages.ask_member, invite_pages.take_member, *where)
    yield from _form(f"{_ORGANISATION}/paste", paste_pages.ask, paste_pages.take, *where)
    yield from _form(_MEMBER, member_pages.ask, member_pages.take, *where)
    yield from _form(f"{_MEMBER}/remove", member_pages.ask_remove, member_pages.take_remove, *where)


ROUTES = (
    *_people(),
    *_organisations(),
    *_members(),
    Route(
        "POST",
        "/mails/{mail}/retry",
        mail_pages.take_retry,
        scope=Scope.OWN,
        action=Action.KEEP_ACCOUNT,
        page=True,
    ),
)
