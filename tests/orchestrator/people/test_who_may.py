"""Each route of people and organisations with each role: who may is answered, and nobody else reads a byte of anybody."""

from collections.abc import Mapping

import pytest

from orchestrator.access.permissions import Action
from orchestrator.people import api_routes, page_routes
from schedules.store.database import Database
from tests.orchestrator.people.conftest import NOW, Browse
from tests.support.people import ORGANISATIONS, ROLES, SCHOOL, UNION, person
from tests.support.town import Client

ROUTES = (*api_routes.ROUTES, *page_routes.ROUTES)
SECRET = "Segretissima"
"""The name of somebody of another organisation."""


def filled(path: str, organisation: str, account: str) -> str:
    told = {"organisation": organisation, "account": account, "role": "desk", "site": "casa", "mail": "none"}
    for name, value in told.items():
        path = path.replace(f"{{{name}}}", value)
    return path


def allowed(action: Action | None, who: str, organisation: str) -> set[int]:
    """Statuses of a refusal that somebody of that role may get; none where they may."""
    manages = {"manager": SCHOOL, "manager elsewhere": UNION}.get(who)
    if who == "administrator" or action is Action.KEEP_ACCOUNT:
        return set()
    if action is Action.MANAGE_MEMBERS and manages is not None:
        return set() if manages == organisation else {404}
    return {403}


@pytest.mark.parametrize("organisation", [SCHOOL, UNION])
@pytest.mark.parametrize("who", sorted(ROLES))
async def test_routes_given_each_role_when_asked_then_the_table_is_kept_and_nobody_foreign_is_told_of(
    browse: Browse, database: Database, who: str, organisation: str
) -> None:
    browser = await browse(who)
    foreign = await database.write(person, "segreta@x.example", SECRET, NOW)
    wrong: dict[str, int] = {}
    told: list[str] = []
    for route in ROUTES:
        path = filled(route.path, organisation, foreign)
        answer = await browser.client.request(
            route.method,
            path,
            headers={**browser.shown, "Accept": "text/html,application/json;q=0.5"},
            allow_redirects=False,
        )
        text = await answer.text()
        refusals = allowed(route.action, who, organisation)
        is_listed = route.path in ("/organisations", "/api/v1/organisations")  # each sees those that they manage
        if refusals and not (is_listed and who.startswith("manager")) and answer.status not in refusals:
            wrong[f"{route.method} {path}"] = answer.status
        if not refusals and answer.status in (401, 500):
            wrong[f"{route.method} {path}"] = answer.status
        if who != "administrator" and (SECRET in text or "segreta@x.example" in text):
            told.append(path)
        if who in ("manager", "manager elsewhere"):
            other = ORGANISATIONS[UNION if who == "manager" else SCHOOL]
            told += [path] if other in text else []

    assert wrong == {}
    assert told == []


async def test_pages_given_nobody_signed_in_when_opened_then_they_sign_in_first_and_programs_are_refused(
    service: Client,
) -> None:
    answers: Mapping[tuple[str, str], int] = {
        (route.method, route.path): (
            await service.request(
                route.method,
                filled(route.path, SCHOOL, "x"),
                headers={"Accept": "text/html", "Sec-Fetch-Site": "same-origin"},
                allow_redirects=False,
            )
        ).status
        for route in ROUTES
    }

    assert answers == {
        (route.method, route.path): 303 if route.page and route.method == "GET" else 401 for route in ROUTES
    }


def test_routes_given_what_gives_takes_or_ends_when_read_then_a_password_is_asked_again() -> None:
    harmless = ("/sign-out", "/organisations/new", "/mails/{mail}/retry", "{organisation}/change")
    acts = [route for route in ROUTES if route.method != "GET" and not route.path.endswith(harmless)]

    assert [route.path for route in acts if not route.proof] == ["/api/v1/organisations"]
