"""The web application: every view's routes, what surrounds each request, and what lives as long as the service."""

import asyncio
import functools
import json
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version

from aiohttp import web

from config.rooms import Installation
from config.site_file.loading import Loaded
from orchestrator import health, shell_routes
from orchestrator.access.auth import GUESSES, TABLE, authenticate
from orchestrator.access.guesses import Guesses
from orchestrator.access.held import hold_forms
from orchestrator.access.identities import IDENTITIES, Identities
from orchestrator.access.keys import PINS, ROOMS_OF
from orchestrator.access.live import WELCOME_ASKED_EVERY, WELCOME_ASKED_EVERY_S
from orchestrator.access.observe import begin_answer, observe
from orchestrator.access.openapi import document
from orchestrator.access.pins import PinGuard
from orchestrator.access.routes import Route
from orchestrator.access.scopes import Scope
from orchestrator.access.viewing import MENU
from orchestrator.attendance import api as presence_api
from orchestrator.attendance import entry_pages as presence_entry_pages
from orchestrator.attendance import event_routes as meeting_event_routes
from orchestrator.attendance import pages as presence_pages
from orchestrator.attendance.intake import INTAKE, Intake
from orchestrator.audit import routes as audit_routes
from orchestrator.audit.keys import PLACES, Places
from orchestrator.bookings import booking_pages, change_pages, form_pages, list_pages, week_pages
from orchestrator.bookings import routes as booking_routes
from orchestrator.calendars import routes as calendar_routes
from orchestrator.conferences.reservations import routes as reservation_routes
from orchestrator.conferences.reservations.memory import MEMORY, Memory
from orchestrator.councils.at_work.start import prepare_councils
from orchestrator.councils.chamber import hall_routes as council_hall_routes
from orchestrator.councils.chamber.chair import api as council_steering_api
from orchestrator.councils.chamber.chair import beside as council_steering_beside
from orchestrator.councils.chamber.chair import pages as council_steering_pages
from orchestrator.councils.chamber.chair import pressing as council_steering_pressing
from orchestrator.councils.chamber.member import ballots as council_ballot_routes
from orchestrator.councils.chamber.member import meeting as council_meeting_entrance
from orchestrator.councils.chamber.member import pages as council_member_pages
from orchestrator.councils.chamber.member import papers as council_paper_routes
from orchestrator.councils.chamber.member.start import prepare_members
from orchestrator.councils.chamber.parts import SHARED_PARTS, SharedParts
from orchestrator.councils.convening import routes as sitting_office_pages
from orchestrator.councils.hall.screens import screens_of
from orchestrator.councils.organs import api as council_routes
from orchestrator.councils.organs import changing_pages as council_changing_pages
from orchestrator.councils.organs import pages as council_pages
from orchestrator.councils.organs import roll_pages as council_roll_pages
from orchestrator.councils.organs import seat_pages as council_seat_pages
from orchestrator.councils.registry import routes as council_registry_routes
from orchestrator.deployments import pages as deployment_pages
from orchestrator.deployments.checks import CHECKS, Checks
from orchestrator.door import link_api as meeting_link_api
from orchestrator.door import link_pages as meeting_link_pages
from orchestrator.door import pages as door_pages
from orchestrator.door import rename_routes as meeting_rename_routes
from orchestrator.door import settings_api as meeting_routes
from orchestrator.door import settings_pages as meeting_pages
from orchestrator.door.guessing import WRONG_LINKS, WrongLinks
from orchestrator.entrance import routes as entrance_routes
from orchestrator.entrance import session_routes
from orchestrator.entrance.doors import SecretOf, no_secrets
from orchestrator.entrance.running import prepare_entrance
from orchestrator.home import pages as home_pages
from orchestrator.hub import routes as hub_routes
from orchestrator.hub.changes import Changes
from orchestrator.hub.connections import Owners
from orchestrator.hub.keys import CHANGES, OWNERS, PRESENCES
from orchestrator.hub.presence import Presences
from orchestrator.invitations import api as invitation_routes
from orchestrator.invitations import list_api as people_list_routes
from orchestrator.invitations import list_pages as people_list_pages
from orchestrator.invitations import paste_pages as expected_paste_pages
from orchestrator.invitations import people_pages as expected_pages
from orchestrator.lifespan import background, prepared_store, wakened
from orchestrator.menu import menu_of
from orchestrator.outbox.keys import SENDING
from orchestrator.outbox.post_office import PostOfficeOf, no_post_office
from orchestrator.outbox.sending import Sending
from orchestrator.people import api_routes as people_routes
from orchestrator.people import page_routes as people_pages
from orchestrator.rooms import background_routes, detail_routes, pages, press_routes, problem_routes
from orchestrator.rooms import routes as room_routes
from orchestrator.rooms.endings import Endings
from orchestrator.rooms.keys import ENDINGS
from orchestrator.site import jitsi_key_routes
from orchestrator.site import routes as site_routes
from orchestrator.site.conferences import houses_of
from orchestrator.site.in_force import DeploymentsOf, SiteInForce, no_deployments
from orchestrator.site.keys import SCREENS_OF, SITE
from orchestrator.web.bodies import LARGEST_BODY
from orchestrator.web.errors import answer_errors
from orchestrator.web.keys import CLOCK, DATABASE, METRICS, MONOTONIC_S, ONLY_PROXY, PROXY, STOPPING
from orchestrator.web.metrics import Metrics
from orchestrator.web.packed import refuse_packed
from orchestrator.web.shell.errors import show_errors
from orchestrator.web.shell.pages import Privacy, prepare_pages
from schedules.store.database import Database
from schedules.store.sealing import key_file, open_keys


def utc_now() -> datetime:
    """The machine's clock."""
    return datetime.now(UTC)


MIDDLEWARES = (observe, hold_forms, show_errors, answer_errors, refuse_packed, authenticate)


def make_app(
    database: Database,
    site: Loaded,
    *,
    deployments_of: DeploymentsOf = no_deployments,
    post_office_of: PostOfficeOf = no_post_office,
    secret_of: SecretOf = no_secrets,
    proxy: str | None = None,
    only_proxy: bool = False,
    clock: Callable[[], datetime] = utc_now,
    monotonic_s: Callable[[], float] = time.monotonic,
    routes: Sequence[Route] | None = None,
    welcome_asked_every_s: float = WELCOME_ASKED_EVERY_S,
) -> web.Application:
    """The application over a database that has our schema. Whoever opened *database* closes it afterwards.

    *deployments_of* returns the Jitsi servers of an installation, *post_office_of* the server that takes its mails,
    *secret_of* a secret that the room files name for the service. With *only_proxy* the application answers only the proxy
    and this machine. It serves *routes*, or else all_routes(). Whether open connections are still welcome is asked every
    *welcome_asked_every_s*. Raises ValueError for room files with mistakes, DeploymentUnusable, and SecretError or OSError
    if the key that seals mails cannot be read or made.
    """
    app = web.Application(middlewares=MIDDLEWARES, client_max_size=LARGEST_BODY)
    app[DATABASE] = database
    app[SITE] = SiteInForce(site, deployments_of)
    app[METRICS] = Metrics()
    app[CLOCK] = clock
    app[MONOTONIC_S] = monotonic_s
    app[PROXY] = proxy
    app[ONLY_PROXY] = only_proxy
    app[STOPPING] = asyncio.Event()
    app[WELCOME_ASKED_EVERY] = welcome_asked_every_s
    _add_hub(app)
    _add_access(app)
    app[CHECKS] = Checks(app[CLOCK])
    app[SENDING] = _sending(app, post_office_of)
    app[SCREENS_OF] = screens_of
    app[SHARED_PARTS] = SharedParts()
    prepare_members(app)
    app[TABLE] = _add_routes(app.router, all_routes() if routes is None else tuple(routes))
    prepare_pages(app, lambda: _house(app[SITE].files.installation), lambda: _privacy(app[SITE].files.installation))
    app.on_response_prepare.append(begin_answer)
    app.cleanup_ctx.append(prepared_store)
    prepare_councils(app)  # what it forgets at a start stands in the prepared store
    app.cleanup_ctx.extend([wakened, background])
    prepare_entrance(app, secret_of)
    app.on_shutdown.append(_stop)
    return app


def _add_hub(app: web.Application) -> None:
    app[CHANGES] = Changes()
    app[PRESENCES] = Presences()
    app[OWNERS] = Owners()
    app[MEMORY] = Memory()
    app[INTAKE] = Intake(app[DATABASE], partial(houses_of, app), app[CLOCK])
    app[ENDINGS] = Endings()


def _add_access(app: web.Application) -> None:
    app[PINS] = PinGuard(app[DATABASE])
    app[IDENTITIES] = Identities(app[DATABASE], app[CLOCK])
    app[GUESSES] = Guesses(app[MONOTONIC_S])
    app[WRONG_LINKS] = WrongLinks(app[MONOTONIC_S])
    app[ROOMS_OF] = lambda site: app[SITE].installation.rooms_of(site)
    app[MENU] = menu_of
    app[PLACES] = lambda: _places(app[SITE].installation)


def _sending(app: web.Application, post_office_of: PostOfficeOf) -> Sending:
    """Sends the mails of the present installation. Raises SecretError, OSError."""
    keys = open_keys(key_file(app[DATABASE].path))
    return Sending(app[DATABASE], keys, lambda: post_office_of(app[SITE].installation), app[CLOCK], app[METRICS])


def _house(installation: Installation) -> str:
    """The name over every page: the site's, or ours where there are several."""
    return installation.sites[0].name if len(installation.sites) == 1 else "Regia"


def _privacy(installation: Installation) -> Privacy:
    """Who answers for people's data here."""
    service = installation.service
    return Privacy() if service is None else Privacy(service.controller, service.privacy)


def _places(installation: Installation) -> Places:
    """What rooms and sites are called, and the first site's clock."""
    rooms = {room.id: room.name for room in installation.rooms}
    return Places(installation.sites[0].timezone, rooms, {site.id: site.name for site in installation.sites})


@functools.cache
def all_routes() -> tuple[Route, ...]:
    """Every route of the service: the one table."""
    listed = (
        *health.ROUTES,
        *session_routes.ROUTES,
        *booking_routes.ROUTES,
        *invitation_routes.ROUTES,
        *door_pages.ROUTES,
        *meeting_link_pages.ROUTES,
        *meeting_link_api.ROUTES,
        *meeting_routes.ROUTES,
        *meeting_pages.ROUTES,
        *meeting_rename_routes.ROUTES,
        *expected_paste_pages.ROUTES,
        *expected_pages.ROUTES,
        *council_routes.ROUTES,
        *council_pages.ROUTES,
        *council_changing_pages.ROUTES,
        *council_roll_pages.ROUTES,
        *council_seat_pages.ROUTES,
        *council_hall_routes.ROUTES,
        *council_registry_routes.ROUTES,
        *council_member_pages.ROUTES,
        *council_meeting_entrance.ROUTES,
        *council_paper_routes.ROUTES,
        *council_ballot_routes.ROUTES,
        *council_steering_api.ROUTES,
        *council_steering_pages.ROUTES,
        *council_steering_pressing.ROUTES,
        *council_steering_beside.ROUTES,
        *sitting_office_pages.ROUTES,
        *people_list_routes.ROUTES,
        *people_list_pages.ROUTES,
        *home_pages.ROUTES,
        *week_pages.ROUTES,
        *list_pages.ROUTES,
        *form_pages.ROUTES,
        *booking_pages.ROUTES,
        *change_pages.ROUTES,
        *room_routes.ROUTES,
        *press_routes.ROUTES,
        *problem_routes.ROUTES,
        *detail_routes.ROUTES,
        *calendar_routes.ROUTES,
        *site_routes.ROUTES,
        *jitsi_key_routes.ROUTES,
        *background_routes.ROUTES,
        *deployment_pages.ROUTES,
        *people_routes.ROUTES,
        *people_pages.ROUTES,
        *audit_routes.ROUTES,
        *meeting_event_routes.ROUTES,
        *reservation_routes.ROUTES,
        *presence_api.ROUTES,
        *presence_pages.ROUTES,
        *presence_entry_pages.ROUTES,
        *pages.ROUTES,
        *shell_routes.ROUTES,
        *entrance_routes.ROUTES,
        *hub_routes.ROUTES,
    )
    return (*listed, _description(listed))


def _description(routes: tuple[Route, ...]) -> Route:
    """The route that describes the others."""

    @functools.cache
    def text() -> str:
        return json.dumps(document(routes, version("regia")))

    async def openapi(_request: web.Request) -> web.Response:
        return web.Response(text=text(), content_type="application/json")

    return Route("GET", "/api/v1/openapi.json", openapi, "This document.", scope=Scope.PUBLIC)


def _add_routes(router: web.UrlDispatcher, routes: tuple[Route, ...]) -> Mapping[web.AbstractRoute, Route]:
    made, table = _made(routes)
    for resource in made.resources():
        router.register_resource(resource)
    return table


@functools.lru_cache(maxsize=4)
def _made(routes: tuple[Route, ...]) -> tuple[web.UrlDispatcher, Mapping[web.AbstractRoute, Route]]:
    """Kept, as it takes as long as all else of an application, of which tests make thousands."""
    router, table = web.UrlDispatcher(), dict[web.AbstractRoute, Route]()
    for route in routes:
        for method in ("GET", "HEAD") if route.method == "GET" and not route.streams else (route.method,):
            added = router.add_route(method, route.path, route.handler, expect_handler=_heed_expect)
            table[added] = route
    return router, table


async def _heed_expect(request: web.Request) -> None:
    """Let a client that asks whether it may go on do so (RFC 9110 10.1.1); aiohttp's own would quote what else it asks."""
    if request.headers.get("Expect", "").lower() != "100-continue":
        raise web.HTTPExpectationFailed
    await request.writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
    request.writer.output_size = 0


async def _stop(app: web.Application) -> None:
    app[STOPPING].set()
