"""Routes of people and organisations: what nobody in particular may, and what a password is asked again for.

Each role with each route: tests/orchestrator/access/test_every_route_by_role.py.
"""

from collections.abc import Mapping

from orchestrator.people import api_routes, page_routes
from tests.support.people import SCHOOL
from tests.support.town import Client

ROUTES = (*api_routes.ROUTES, *page_routes.ROUTES)
SECRET = "Segretissima"
"""The name of somebody of another organisation."""


def filled(path: str, organisation: str, account: str) -> str:
    told = {"organisation": organisation, "account": account, "role": "desk", "site": "casa", "mail": "none"}
    for name, value in told.items():
        path = path.replace(f"{{{name}}}", value)
    return path


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
