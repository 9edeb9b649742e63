"""Who may ask for what: every route with every kind of credentials, against the table written here by hand."""

import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from aiohttp import web

from orchestrator.access.auth import SIGN_IN
from orchestrator.access.credentials import Credential
from orchestrator.access.identities import Identities
from orchestrator.access.permissions import Action
from orchestrator.access.routes import Route
from orchestrator.access.scopes import Scope
from orchestrator.access.tokens import list_tokens, revoke_token
from orchestrator.accounts.hashing import hash_of
from orchestrator.app import all_routes
from schedules.store.database import Database
from tests.support.credentials import bearer
from tests.support.town import Client
from tests.support.waiting import wait_for

MakeToken = Callable[[str], Awaitable[str]]
Show = Callable[[str], Awaitable[dict[str, str]]]

ROOM = "sala-1"
ADMIN = {"admin"}
PANEL = {"admin", "panel of the room"}
TABLET = {"panel of the room"}
AGENT = {"agent of the room"}
NO_TOKEN: set[str] = set()
"""What people do with their accounts."""
ANYBODY = {
    "nobody",
    "wrong token",
    "revoked token",
    "admin",
    "panel of the room",
    "panel of another room",
    "agent of the room",
    "agent of another room",
}

PEOPLE: set[str] = set()
"""Whoever is signed in, and no token."""

WHO_MAY: dict[tuple[str, str], set[str]] = {
    ("GET", "/healthz"): ANYBODY,
    ("GET", "/readyz"): ANYBODY,
    ("GET", "/metrics"): ADMIN,
    ("GET", "/panel/{room}"): ANYBODY,
    ("GET", "/jitsi/keys.json"): ANYBODY,
    ("GET", "/jitsi/keys/{file}"): ANYBODY,
    ("GET", "/static/{file}"): ANYBODY,
    ("GET", "/static/{version}/{file}"): ANYBODY,
    ("POST", "/wishes"): ANYBODY,
    ("GET", "/sign-in"): ANYBODY,
    ("POST", "/sign-in"): ANYBODY,
    ("GET", "/sign-in/code"): ANYBODY,
    ("POST", "/sign-in/code"): ANYBODY,
    ("GET", "/sign-in/second-factor"): ANYBODY,
    ("POST", "/sign-in/second-factor"): ANYBODY,
    ("POST", "/sign-in/second-factor/prove"): ANYBODY,
    ("POST", "/sign-in/with/{provider}"): ANYBODY,
    ("GET", "/sign-in/back"): ANYBODY,
    ("GET", "/sign-in/done"): ANYBODY,
    ("POST", "/sign-out"): ANYBODY,
    ("GET", "/forgotten"): ANYBODY,
    ("POST", "/forgotten"): ANYBODY,
    ("GET", "/forgotten/asked"): ANYBODY,
    ("GET", "/links/{secret}"): ANYBODY,
    ("POST", "/links/{secret}"): ANYBODY,
    ("GET", "/m/{secret}"): ANYBODY,
    ("GET", "/m/{secret}/still"): ANYBODY,
    ("POST", "/m/{secret}/enter"): ANYBODY,
    ("POST", "/m/{secret}/ticket"): ANYBODY,
    ("POST", "/api/v1/sign-in"): ANYBODY,
    ("POST", "/api/v1/sign-in/code"): ANYBODY,
    ("DELETE", "/api/v1/sign-in"): ANYBODY,
    ("POST", "/api/v1/forgotten"): ANYBODY,
    ("POST", "/api/v1/links"): ANYBODY,
    ("GET", "/sign-in/again"): PEOPLE,
    ("GET", "/account"): PEOPLE,
    ("GET", "/account/second-factor"): PEOPLE,
    ("POST", "/sign-in/again"): PEOPLE,
    ("POST", "/account"): PEOPLE,
    ("POST", "/account/password"): PEOPLE,
    ("POST", "/account/browsers/end-others"): PEOPLE,
    ("POST", "/account/browsers/{sign_in}/end"): PEOPLE,
    ("POST", "/account/identities/end"): PEOPLE,
    ("POST", "/account/second-factor"): PEOPLE,
    ("POST", "/account/second-factor/prove"): PEOPLE,
    ("POST", "/account/second-factor/papers"): PEOPLE,
    ("POST", "/account/second-factor/off"): PEOPLE,
    ("GET", "/api/v1/account"): PEOPLE,
    ("PATCH", "/api/v1/account"): PEOPLE,
    ("GET", "/api/v1/account/sign-ins"): PEOPLE,
    ("DELETE", "/api/v1/account/sign-ins"): PEOPLE,
    ("DELETE", "/api/v1/account/sign-ins/{sign_in}"): PEOPLE,
    ("POST", "/api/v1/account/password"): PEOPLE,
    ("POST", "/api/v1/account/proof"): PEOPLE,
    ("POST", "/api/v1/account/second-factor"): PEOPLE,
    ("POST", "/api/v1/account/second-factor/proof"): PEOPLE,
    ("POST", "/api/v1/account/second-factor/paper-codes"): PEOPLE,
    ("DELETE", "/api/v1/account/second-factor"): PEOPLE,
    ("GET", "/api/v1/openapi.json"): ANYBODY,
    ("POST", "/api/v1/session"): PANEL | {"panel of another room"},
    ("DELETE", "/api/v1/session"): PANEL | {"panel of another room"},
    ("POST", "/api/v1/rooms/{room}/session"): PANEL,
    ("DELETE", "/api/v1/rooms/{room}/session"): PANEL,
    ("GET", "/bookings"): ADMIN,
    ("GET", "/bookings/door/{hall}"): ADMIN,
    ("GET", "/bookings/list"): ADMIN,
    ("GET", "/bookings/new"): ADMIN,
    ("GET", "/bookings/new/free"): ADMIN,
    ("POST", "/bookings/new"): ADMIN,
    ("GET", "/bookings/{booking}"): ADMIN,
    ("POST", "/bookings/{booking}/cancel"): ADMIN,
    ("GET", "/bookings/{booking}/change"): ADMIN,
    ("POST", "/bookings/{booking}/change"): ADMIN,
    ("GET", "/api/v1/bookings/{booking}/links"): ADMIN,
    ("POST", "/api/v1/bookings/{booking}/links/{link}/renew"): ADMIN,
    ("POST", "/api/v1/bookings/{booking}/links/{link}/revoke"): ADMIN,
    ("GET", "/bookings/{booking}/links"): ADMIN,
    ("POST", "/bookings/{booking}/links/renew"): ADMIN,
    ("POST", "/bookings/{booking}/links/revoke"): ADMIN,
    ("GET", "/bookings/{booking}/meeting"): ADMIN,
    ("POST", "/bookings/{booking}/meeting"): ADMIN,
    ("POST", "/bookings/{booking}/meeting/rename"): ADMIN,
    ("POST", "/api/v1/bookings/{booking}/meeting/rename"): ADMIN,
    ("GET", "/api/v1/bookings/{booking}/meeting"): ADMIN,
    ("PUT", "/api/v1/bookings/{booking}/meeting"): ADMIN,
    ("GET", "/"): NO_TOKEN,
    ("POST", "/api/v1/bookings"): ADMIN,
    ("GET", "/api/v1/bookings"): ADMIN,
    ("GET", "/api/v1/bookings/{booking}"): ADMIN,
    ("PATCH", "/api/v1/bookings/{booking}"): ADMIN,
    ("DELETE", "/api/v1/bookings/{booking}"): ADMIN,
    ("GET", "/api/v1/free"): ADMIN,
    ("GET", "/api/v1/rooms"): PANEL | {"panel of another room"},  # each sees its own
    ("GET", "/api/v1/rooms/{room}"): PANEL,
    ("POST", "/api/v1/rooms/{room}/overrides"): PANEL,
    ("GET", "/api/v1/rooms/{room}/events"): PANEL,
    ("GET", "/api/v1/rooms/{room}/reports"): ADMIN,
    ("GET", "/api/v1/rooms/{room}/problems"): ADMIN,
    ("POST", "/api/v1/rooms/{room}/details"): PANEL,
    ("GET", "/api/v1/rooms/{room}/background"): AGENT | {"admin"},
    ("GET", "/api/v1/calendars"): ADMIN,
    ("GET", "/api/v1/site"): ADMIN,
    ("GET", "/jitsi"): ADMIN,
    ("GET", "/jitsi/{deployment}"): ADMIN,
    ("POST", "/jitsi/{deployment}/check"): ADMIN,
    ("POST", "/api/v1/site"): ADMIN,
    ("GET", "/api/v1/people"): NO_TOKEN,
    ("POST", "/api/v1/people"): NO_TOKEN,
    ("GET", "/api/v1/people/{account}"): NO_TOKEN,
    ("PATCH", "/api/v1/people/{account}"): NO_TOKEN,
    ("POST", "/api/v1/people/{account}/close"): NO_TOKEN,
    ("POST", "/api/v1/people/{account}/reopen"): NO_TOKEN,
    ("POST", "/api/v1/people/{account}/invitation"): NO_TOKEN,
    ("PUT", "/api/v1/people/{account}/staff/{role}/{site}"): NO_TOKEN,
    ("DELETE", "/api/v1/people/{account}/staff/{role}/{site}"): NO_TOKEN,
    ("GET", "/api/v1/organisations"): NO_TOKEN,
    ("POST", "/api/v1/organisations"): NO_TOKEN,
    ("GET", "/api/v1/organisations/{organisation}"): NO_TOKEN,
    ("PATCH", "/api/v1/organisations/{organisation}"): NO_TOKEN,
    ("GET", "/api/v1/organisations/{organisation}/members"): NO_TOKEN,
    ("POST", "/api/v1/organisations/{organisation}/members"): NO_TOKEN,
    ("GET", "/api/v1/organisations/{organisation}/members/{account}"): NO_TOKEN,
    ("PUT", "/api/v1/organisations/{organisation}/members/{account}"): NO_TOKEN,
    ("DELETE", "/api/v1/organisations/{organisation}/members/{account}"): NO_TOKEN,
    ("GET", "/people"): NO_TOKEN,
    ("GET", "/people/new"): NO_TOKEN,
    ("POST", "/people/new"): NO_TOKEN,
    ("GET", "/people/paste"): NO_TOKEN,
    ("POST", "/people/paste"): NO_TOKEN,
    ("GET", "/people/{account}"): NO_TOKEN,
    ("GET", "/people/{account}/change"): NO_TOKEN,
    ("POST", "/people/{account}/change"): NO_TOKEN,
    ("GET", "/people/{account}/roles"): NO_TOKEN,
    ("POST", "/people/{account}/roles"): NO_TOKEN,
    ("GET", "/people/{account}/link"): NO_TOKEN,
    ("POST", "/people/{account}/link"): NO_TOKEN,
    ("GET", "/people/{account}/sign-out"): NO_TOKEN,
    ("POST", "/people/{account}/sign-out"): NO_TOKEN,
    ("GET", "/people/{account}/second-factor"): NO_TOKEN,
    ("POST", "/people/{account}/second-factor"): NO_TOKEN,
    ("GET", "/people/{account}/close"): NO_TOKEN,
    ("POST", "/people/{account}/close"): NO_TOKEN,
    ("GET", "/people/{account}/reopen"): NO_TOKEN,
    ("POST", "/people/{account}/reopen"): NO_TOKEN,
    ("GET", "/people/{account}/forget"): NO_TOKEN,
    ("POST", "/people/{account}/forget"): NO_TOKEN,
    ("GET", "/organisations"): NO_TOKEN,
    ("GET", "/organisations/new"): NO_TOKEN,
    ("POST", "/organisations/new"): NO_TOKEN,
    ("GET", "/organisations/{organisation}/change"): NO_TOKEN,
    ("POST", "/organisations/{organisation}/change"): NO_TOKEN,
    ("GET", "/organisations/{organisation}/close"): NO_TOKEN,
    ("POST", "/organisations/{organisation}/close"): NO_TOKEN,
    ("GET", "/organisations/{organisation}/reopen"): NO_TOKEN,
    ("POST", "/organisations/{organisation}/reopen"): NO_TOKEN,
    ("GET", "/organisations/{organisation}"): NO_TOKEN,
    ("GET", "/organisations/{organisation}/invite"): NO_TOKEN,
    ("POST", "/organisations/{organisation}/invite"): NO_TOKEN,
    ("GET", "/organisations/{organisation}/paste"): NO_TOKEN,
    ("POST", "/organisations/{organisation}/paste"): NO_TOKEN,
    ("GET", "/organisations/{organisation}/members/{account}"): NO_TOKEN,
    ("POST", "/organisations/{organisation}/members/{account}"): NO_TOKEN,
    ("GET", "/organisations/{organisation}/members/{account}/remove"): NO_TOKEN,
    ("POST", "/organisations/{organisation}/members/{account}/remove"): NO_TOKEN,
    ("GET", "/audit"): NO_TOKEN,
    ("GET", "/audit.csv"): NO_TOKEN,
    ("GET", "/organisations/{organisation}/audit"): NO_TOKEN,
    ("GET", "/organisations/{organisation}/audit.csv"): NO_TOKEN,
    ("GET", "/api/v1/audit"): NO_TOKEN,
    ("GET", "/api/v1/organisations/{organisation}/audit"): NO_TOKEN,
    ("POST", "/mails/{mail}/retry"): NO_TOKEN,
    ("GET", "/api/v1/bookings/{booking}/people"): ADMIN,
    ("POST", "/api/v1/bookings/{booking}/people"): ADMIN,
    ("PATCH", "/api/v1/bookings/{booking}/people/{person}"): ADMIN,
    ("DELETE", "/api/v1/bookings/{booking}/people/{person}"): ADMIN,
    ("POST", "/api/v1/bookings/{booking}/invitations"): ADMIN,
    ("POST", "/api/v1/bookings/{booking}/people/{person}/invitation"): ADMIN,
    ("GET", "/bookings/{booking}/people/paste"): ADMIN,
    ("POST", "/bookings/{booking}/people/paste"): ADMIN,
    ("GET", "/bookings/{booking}/people"): ADMIN,
    ("POST", "/bookings/{booking}/people"): ADMIN,
    ("POST", "/bookings/{booking}/people/list"): ADMIN,
    ("POST", "/bookings/{booking}/people/invite"): ADMIN,
    ("GET", "/bookings/{booking}/people/{person}"): ADMIN,
    ("POST", "/bookings/{booking}/people/{person}"): ADMIN,
    ("POST", "/bookings/{booking}/people/{person}/again"): ADMIN,
    ("POST", "/bookings/{booking}/people/{person}/remove"): ADMIN,
    ("GET", "/api/v1/organisations/{organisation}/councils"): NO_TOKEN,
    ("POST", "/api/v1/organisations/{organisation}/councils"): NO_TOKEN,
    ("GET", "/api/v1/organisations/{organisation}/councils/{organ}"): NO_TOKEN,
    ("PATCH", "/api/v1/organisations/{organisation}/councils/{organ}"): NO_TOKEN,
    ("POST", "/api/v1/organisations/{organisation}/councils/{organ}/members"): NO_TOKEN,
    ("PUT", "/api/v1/organisations/{organisation}/councils/{organ}/officers"): NO_TOKEN,
    ("GET", "/councils/sittings/{sitting}/minutes"): PEOPLE,
    ("POST", "/councils/sittings/{sitting}/minutes/notes/{item}"): PEOPLE,
    ("GET", "/councils/sittings/{sitting}/minutes/notes/{item}"): PEOPLE,
    ("POST", "/councils/sittings/{sitting}/minutes/notes/{item}/restore"): PEOPLE,
    ("GET", "/councils/sittings/{sitting}/minutes.pdf"): PEOPLE,
    ("GET", "/councils/sittings/{sitting}/minutes.docx"): PEOPLE,
    ("POST", "/councils/sittings/{sitting}/minutes/print"): PEOPLE,
    ("GET", "/councils/sittings/{sitting}/minutes/prints/{sha256}.pdf"): PEOPLE,
    ("GET", "/councils/sittings/{sitting}/export.zip"): PEOPLE,
    ("POST", "/councils/sittings/{sitting}/minutes/signed"): PEOPLE,
    ("GET", "/councils/sittings/{sitting}/minutes/signed"): PEOPLE,
    ("POST", "/councils/sittings/{sitting}/minutes/approve"): PEOPLE,
    ("GET", "/organisations/{organisation}/minutes-heading"): NO_TOKEN,
    ("POST", "/organisations/{organisation}/minutes-heading"): NO_TOKEN,
    ("GET", "/councils/organs/{organ}/resolutions"): PEOPLE,
    ("GET", "/councils/organs/{organ}/hours"): PEOPLE,
    ("GET", "/councils/organs/{organ}/hours.csv"): PEOPLE,
    ("GET", "/organisations/{organisation}/council-hours"): NO_TOKEN,
    ("GET", "/organisations/{organisation}/council-hours.csv"): NO_TOKEN,
    ("GET", "/c/{secret}"): ANYBODY,
    ("POST", "/c/{secret}"): ANYBODY,
    ("POST", "/c/{secret}/here"): ANYBODY,
    ("GET", "/c/{secret}/events"): ANYBODY,
    ("POST", "/c/{secret}/meeting"): ANYBODY,
    ("POST", "/c/{secret}/papers/{vote}"): ANYBODY,
    ("POST", "/api/v1/ballots/{sitting}/{vote}"): ANYBODY,
    ("GET", "/api/v1/ballots/{sitting}/{vote}"): ANYBODY,
    ("GET", "/councils"): NO_TOKEN,
    ("GET", "/councils/sittings/{sitting}/live"): NO_TOKEN,
    ("POST", "/councils/sittings/{sitting}/live"): NO_TOKEN,
    ("GET", "/councils/sittings/{sitting}/live/events"): NO_TOKEN,
    ("GET", "/councils/sittings/{sitting}/live/notes"): NO_TOKEN,
    ("GET", "/councils/sittings/{sitting}/live/documents/{document}"): NO_TOKEN,
    ("GET", "/councils/sittings/{sitting}/live/meeting"): NO_TOKEN,
    ("GET", "/api/v1/sittings/{sitting}"): NO_TOKEN,
    ("POST", "/api/v1/sittings/{sitting}/acts"): NO_TOKEN,
    ("GET", "/organisations/{organisation}/councils"): NO_TOKEN,
    ("POST", "/organisations/{organisation}/councils"): NO_TOKEN,
    ("GET", "/organisations/{organisation}/councils/{organ}"): NO_TOKEN,
    ("GET", "/organisations/{organisation}/councils/{organ}/change"): NO_TOKEN,
    ("POST", "/organisations/{organisation}/councils/{organ}/change"): NO_TOKEN,
    ("GET", "/organisations/{organisation}/councils/{organ}/rules"): NO_TOKEN,
    ("POST", "/organisations/{organisation}/councils/{organ}/rules"): NO_TOKEN,
    ("GET", "/organisations/{organisation}/councils/{organ}/paste"): NO_TOKEN,
    ("POST", "/organisations/{organisation}/councils/{organ}/paste"): NO_TOKEN,
    ("GET", "/organisations/{organisation}/councils/{organ}/members/{seat}"): NO_TOKEN,
    ("POST", "/organisations/{organisation}/councils/{organ}/members/{seat}"): NO_TOKEN,
    ("POST", "/organisations/{organisation}/councils/{organ}/members/{seat}/substitutes"): NO_TOKEN,
    ("POST", "/organisations/{organisation}/councils/{organ}/members/{seat}/remove"): NO_TOKEN,
    ("GET", "/api/v1/sittings/{sitting}/minutes"): NO_TOKEN,
    ("GET", "/api/v1/sittings/{sitting}/minutes.pdf"): NO_TOKEN,
    ("GET", "/api/v1/sittings/{sitting}/export.zip"): NO_TOKEN,
    ("GET", "/api/v1/councils/{organ}/resolutions"): NO_TOKEN,
    ("GET", "/api/v1/councils/{organ}/hours"): NO_TOKEN,
    ("GET", "/councils/organs/{organ}/sittings"): NO_TOKEN,
    ("GET", "/councils/organs/{organ}/sittings/new"): NO_TOKEN,
    ("POST", "/councils/organs/{organ}/sittings/new"): NO_TOKEN,
    ("GET", "/councils/sittings/{sitting}"): NO_TOKEN,
    ("GET", "/councils/sittings/{sitting}/change"): NO_TOKEN,
    ("POST", "/councils/sittings/{sitting}/change"): NO_TOKEN,
    ("GET", "/councils/sittings/{sitting}/convene"): NO_TOKEN,
    ("POST", "/councils/sittings/{sitting}/convene"): NO_TOKEN,
    ("POST", "/councils/sittings/{sitting}/cancel"): NO_TOKEN,
    ("POST", "/councils/sittings/{sitting}/drop"): NO_TOKEN,
    ("POST", "/councils/sittings/{sitting}/alike"): NO_TOKEN,
    ("POST", "/councils/sittings/{sitting}/move"): NO_TOKEN,
    ("POST", "/councils/sittings/{sitting}/roll"): NO_TOKEN,
    ("POST", "/councils/sittings/{sitting}/documents"): NO_TOKEN,
    ("POST", "/councils/sittings/{sitting}/documents/{document}/remove"): NO_TOKEN,
    ("POST", "/councils/sittings/{sitting}/send-again"): NO_TOKEN,
    ("POST", "/councils/sittings/{sitting}/codes.pdf"): NO_TOKEN,
    ("GET", "/councils/sittings/{sitting}/documents/{digest}"): NO_TOKEN,
    ("GET", "/councils/sittings/{sitting}/papers/{paper}.pdf"): NO_TOKEN,
    ("GET", "/councils/sittings/{sitting}/members/{seat}"): NO_TOKEN,
    ("POST", "/councils/sittings/{sitting}/members/{seat}/send-again"): NO_TOKEN,
    ("POST", "/councils/sittings/{sitting}/members/{seat}/renew"): NO_TOKEN,
    ("POST", "/councils/sittings/{sitting}/members/{seat}/revoke"): NO_TOKEN,
    ("POST", "/councils/sittings/{sitting}/members/{seat}/show"): NO_TOKEN,
    ("POST", "/councils/sittings/{sitting}/members/{seat}/code"): NO_TOKEN,
    ("GET", "/api/v1/organisations/{organisation}/councils/{organ}/sittings"): NO_TOKEN,
    ("POST", "/api/v1/organisations/{organisation}/councils/{organ}/sittings"): NO_TOKEN,
    ("GET", "/api/v1/organisations/{organisation}/councils/{organ}/sittings/{sitting}"): NO_TOKEN,
    ("PUT", "/api/v1/organisations/{organisation}/councils/{organ}/sittings/{sitting}"): NO_TOKEN,
    ("POST", "/api/v1/organisations/{organisation}/councils/{organ}/sittings/{sitting}/convene"): NO_TOKEN,
    ("POST", "/api/v1/organisations/{organisation}/councils/{organ}/sittings/{sitting}/cancel"): NO_TOKEN,
    ("POST", "/api/v1/organisations/{organisation}/councils/{organ}/sittings/{sitting}/roll"): NO_TOKEN,
    ("GET", "/api/v1/organisations/{organisation}/lists"): NO_TOKEN,
    ("POST", "/api/v1/organisations/{organisation}/lists"): NO_TOKEN,
    ("DELETE", "/api/v1/organisations/{organisation}/lists/{list}"): NO_TOKEN,
    ("GET", "/organisations/{organisation}/lists"): NO_TOKEN,
    ("POST", "/organisations/{organisation}/lists"): NO_TOKEN,
    ("GET", "/organisations/{organisation}/lists/{list}"): NO_TOKEN,
    ("POST", "/organisations/{organisation}/lists/{list}"): NO_TOKEN,
    ("POST", "/organisations/{organisation}/lists/{list}/people/{person}/remove"): NO_TOKEN,
    ("POST", "/organisations/{organisation}/lists/{list}/delete"): NO_TOKEN,
    ("POST", "/jitsi/events/{deployment}/events/room/created"): NO_TOKEN,
    ("POST", "/jitsi/events/{deployment}/events/room/destroyed"): NO_TOKEN,
    ("POST", "/jitsi/events/{deployment}/events/occupant/joined"): NO_TOKEN,
    ("POST", "/jitsi/events/{deployment}/events/occupant/left"): NO_TOKEN,
    ("POST", "/jitsi/events/{deployment}/jaas"): NO_TOKEN,
    ("POST", "/jitsi/reservations/{deployment}/conference"): NO_TOKEN,
    ("GET", "/jitsi/reservations/{deployment}/conference/{booking}"): NO_TOKEN,
    ("DELETE", "/jitsi/reservations/{deployment}/conference/{booking}"): NO_TOKEN,
    ("GET", "/api/v1/bookings/{booking}/presence"): NO_TOKEN,
    ("GET", "/bookings/{booking}/presence"): NO_TOKEN,
    ("GET", "/bookings/{booking}/presence.csv"): NO_TOKEN,
    ("GET", "/bookings/{booking}/presence/now"): NO_TOKEN,
    ("POST", "/api/v1/bookings/{booking}/presence/entries"): NO_TOKEN,
    ("POST", "/api/v1/bookings/{booking}/presence/entries/{entry}/strike"): NO_TOKEN,
    ("POST", "/bookings/{booking}/presence"): NO_TOKEN,
    ("GET", "/bookings/{booking}/presence/entries/{entry}"): NO_TOKEN,
    ("POST", "/bookings/{booking}/presence/entries/{entry}"): NO_TOKEN,
    ("GET", "/agent"): AGENT | {"agent of another room"},  # each gets the plans of its own
}
OF_SITTINGS: dict[tuple[str, str], set[str]] = {
    ("GET", "/councils/sittings/{sitting}/minutes"): PEOPLE,
    ("POST", "/councils/sittings/{sitting}/minutes/notes/{item}"): PEOPLE,
    ("GET", "/councils/sittings/{sitting}/minutes/notes/{item}"): PEOPLE,
    ("POST", "/councils/sittings/{sitting}/minutes/notes/{item}/restore"): PEOPLE,
    ("GET", "/councils/sittings/{sitting}/minutes.pdf"): PEOPLE,
    ("GET", "/councils/sittings/{sitting}/minutes.docx"): PEOPLE,
    ("POST", "/councils/sittings/{sitting}/minutes/print"): PEOPLE,
    ("GET", "/councils/sittings/{sitting}/minutes/prints/{sha256}.pdf"): PEOPLE,
    ("GET", "/councils/sittings/{sitting}/export.zip"): PEOPLE,
    ("POST", "/councils/sittings/{sitting}/minutes/signed"): PEOPLE,
    ("GET", "/councils/sittings/{sitting}/minutes/signed"): PEOPLE,
    ("POST", "/councils/sittings/{sitting}/minutes/approve"): PEOPLE,
    ("GET", "/organisations/{organisation}/minutes-heading"): PEOPLE,
    ("POST", "/organisations/{organisation}/minutes-heading"): PEOPLE,
    ("GET", "/councils/organs/{organ}/resolutions"): PEOPLE,
    ("GET", "/councils/organs/{organ}/hours"): PEOPLE,
    ("GET", "/councils/organs/{organ}/hours.csv"): PEOPLE,
    ("GET", "/organisations/{organisation}/council-hours"): PEOPLE,
    ("GET", "/organisations/{organisation}/council-hours.csv"): PEOPLE,
    ("GET", "/c/{secret}"): ANYBODY,
    ("POST", "/c/{secret}"): ANYBODY,
    ("POST", "/c/{secret}/here"): ANYBODY,
    ("POST", "/c/{secret}/meeting"): ANYBODY,
    ("GET", "/c/{secret}/events"): ANYBODY,
    ("POST", "/c/{secret}/papers/{vote}"): ANYBODY,
    ("POST", "/api/v1/ballots/{sitting}/{vote}"): ANYBODY,
    ("GET", "/api/v1/ballots/{sitting}/{vote}"): ANYBODY,
    ("GET", "/c/here"): ANYBODY,
    ("GET", "/c/screen/{secret}"): ANYBODY,
    ("GET", "/c/screen/{secret}/events"): ANYBODY,
    ("GET", "/c/screen/{secret}/door"): ANYBODY,
    ("GET", "/api/v1/rooms/{room}/council"): TABLET,
    ("GET", "/rooms/{room}/council"): TABLET,
    ("GET", "/rooms/{room}/council/events"): TABLET,
    ("GET", "/rooms/{room}/council/door"): TABLET,
    ("GET", "/rooms/{room}/council/seats/{seat}"): TABLET,
    ("GET", "/rooms/{room}/council/vote"): TABLET,
    ("POST", "/rooms/{room}/council/seats/{seat}"): TABLET,
    ("POST", "/rooms/{room}/council/vote"): TABLET,
    ("POST", "/rooms/{room}/council/papers/{vote}"): TABLET,
}
"""What officers, members and the tablet of a hall do in a council's sitting."""
WHO_MAY |= OF_SITTINGS

GRANTS = {
    "admin": "admin",
    "revoked token": "admin",
    "panel of the room": f"panel:{ROOM}",
    "panel of another room": "panel:sala-2",
    "agent of the room": f"agent:{ROOM},sala-3",
    "agent of another room": "agent:sala-2",
}
SHOWS_NOTHING_GOOD = {"nobody", "wrong token", "revoked token"}


@pytest.fixture
def headers(token: MakeToken, database: Database) -> Show:
    """Headers of a request, by who asks."""

    async def show(who: str) -> dict[str, str]:
        if who == "nobody":
            return {}
        if who == "wrong token":
            return {"Authorization": "Bearer regia_admin_" + "A" * 43}
        text = await token(GRANTS[who])
        if who == "revoked token":
            (stored,) = await database.read(list_tokens)
            await database.write(revoke_token, stored.id, datetime.now(UTC))
        return bearer(text)

    return show


def filled(path: str) -> str:
    """The path with a room of ours, and something for every other part."""
    path = path.replace("{room}", ROOM)
    while "{" in path:
        begin, _, rest = path.partition("{")
        path = begin + "something" + rest.partition("}")[2]
    return path


def test_given_the_table_of_routes_when_read_then_this_test_knows_each_and_no_other() -> None:
    assert {(route.method, route.path) for route in all_routes()} == set(WHO_MAY)


@pytest.mark.parametrize("who", sorted(ANYBODY))
async def test_given_any_credentials_when_each_route_is_asked_then_those_who_may_are_answered_and_no_other(
    client: Client, headers: Show, who: str
) -> None:
    shown = await headers(who)
    refused = {}
    for method, path in WHO_MAY:
        from_ours = {**shown, "Sec-Fetch-Site": "same-origin"}
        answer = await client.request(method, filled(path), headers=from_ours, allow_redirects=False)
        sent_to_sign_in = answer.headers.get("Location", "").startswith(
            f"{SIGN_IN}?then="
        )  # by a page that is not theirs
        if answer.status in (401, 403, 429) or sent_to_sign_in:  # 429: after so many wrong ones
            refused[method, path] = 403 if answer.status == 403 else 401
        answer.close()
        client.session.cookie_jar.clear()  # a session that was opened shows nothing to the next route

    status = 401 if who in SHOWS_NOTHING_GOOD else 403
    assert refused == {route: status for route, those in WHO_MAY.items() if who not in those}


async def nothing(_request: web.Request) -> web.StreamResponse:
    return web.Response()


def test_route_given_no_scope_when_it_is_made_then_there_is_no_service_with_it() -> None:
    said: dict[str, Any] = {"method": "GET", "path": "/rooms", "handler": nothing, "action": Action.SEE_ROOMS}

    with pytest.raises(TypeError, match="scope"):
        Route(**said)


@pytest.mark.parametrize(
    ("path", "scope", "action"),
    [
        ("/rooms/{room}", Scope.ROOM, None),  # nobody may
        ("/rooms/{room}", Scope.PUBLIC, Action.PRESS),
        ("/rooms/{room}", Scope.INSTALLATION, Action.PRESS),  # the room of the path would be looked at by nobody
        ("/rooms/{room}", Scope.OWN, Action.PRESS),
        ("/rooms", Scope.ROOM, Action.PRESS),
        ("/organisations/{organisation}", Scope.OWN, Action.MANAGE_MEMBERS),
        ("/organisations", Scope.ORGANISATION, Action.MANAGE_MEMBERS),
    ],
)
def test_route_given_a_scope_that_does_not_fit_when_it_is_made_then_there_is_no_service_with_it(
    path: str, scope: Scope, action: Action | None
) -> None:
    with pytest.raises(ValueError, match=re.escape(f"GET {path}: ")):
        Route("GET", path, nothing, scope=scope, action=action)


@pytest.mark.parametrize(
    "header",
    ["Bearer", "Bearer ", "Basic cmVnaWE6cmVnaWE=", "Bearer regia_admin_x", "Bearer 💥", "bearer\tx", "Token x"],
)
async def test_given_an_authorization_that_is_no_token_of_ours_when_asked_then_401(client: Client, header: str) -> None:
    answer = await client.get("/metrics", headers={"Authorization": header})

    assert answer.status == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert (await answer.json())["error"]["code"] == "token_unknown"


async def test_given_a_token_in_use_when_revoked_then_it_ends_by_itself_and_was_not_read_each_time(
    database: Database, token: MakeToken
) -> None:
    asked: list[datetime] = []

    def clock() -> datetime:
        asked.append(datetime.now(UTC))  # once for each look into the database
        return asked[-1]

    credential = Credential(hash_of(await token("admin")))
    identities = Identities(database, clock, believed_s=1.0)
    for _ in range(5):
        assert await identities.verify(credential) is not None
    reads_while_good = len(asked)

    (stored,) = await database.read(list_tokens)
    await database.write(revoke_token, stored.id, datetime.now(UTC))
    await wait_for(lambda: identities.verify(credential), lambda identity: identity is None)

    assert reads_while_good == 1
