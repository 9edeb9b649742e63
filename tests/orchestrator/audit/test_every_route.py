"""No route changes anything without an act: all of them are called."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from pytest_aiohttp import AiohttpClient
from sqlalchemy import select

from config.site_file.loading import load_texts
from orchestrator.accounts.passwords import Passwords
from orchestrator.app import all_routes, make_app
from orchestrator.audit.tables import ActRow
from orchestrator.outbox.post_office import post_office_of
from schedules.store.database import Database
from schedules.store.transaction import Transaction
from tests.support.changing import (
    attendance,
    councils,
    entrance,
    invitations,
    people,
    registry,
    rooms,
    sittings,
)
from tests.support.changing.nothing import CHANGE_NOTHING
from tests.support.changing.world import EMAIL, MEET, PASSWORD, SITE, Calls, World, give_ada
from tests.support.town import Town
from tests.support.waiting import wait_for

CALLS: Calls = {
    **rooms.CALLS,
    **people.CALLS,
    **entrance.CALLS,
    **attendance.CALLS,
    **invitations.CALLS,
    **councils.CALLS,
    **registry.CALLS,
    **sittings.CALLS,
}


@pytest.fixture(scope="session")
def hashed() -> str:
    """The hash of PASSWORD, made once."""

    async def choose() -> str:
        passwords = Passwords()
        try:
            return await passwords.choose(PASSWORD, EMAIL, "Ada")
        finally:
            passwords.close()

    return asyncio.run(choose())


@pytest.fixture
async def world(
    database: Database, aiohttp_client: AiohttpClient, token: Callable[[str], Awaitable[str]], hashed: str
) -> World:
    """The service with everybody in it."""
    town = Town(token)
    app = make_app(
        database,
        load_texts((("sito.toml", SITE),)),
        clock=lambda: town.now,
        deployments_of=lambda _: {"meet": MEET},
        post_office_of=lambda installation: post_office_of(installation, {}, None),
    )
    town.serve(await aiohttp_client(app))
    return World(town, database, await database.write(give_ada, hashed, town.now), hashed)


def kinds(db: Transaction) -> list[str]:
    """The kinds of all acts, in order."""
    return list(db.scalars(select(ActRow.action).order_by(ActRow.number)))


def test_routes_given_all_that_are_no_get_when_looked_through_then_each_is_called_below_or_changes_nothing() -> None:
    routes = {(route.method, route.path) for route in all_routes() if route.method != "GET"}

    assert routes == CALLS.keys() | CHANGE_NOTHING.keys()
    assert not CALLS.keys() & CHANGE_NOTHING.keys()


@pytest.mark.parametrize("route", CALLS, ids=" ".join)
async def test_route_given_a_call_that_changes_something_when_it_succeeds_then_that_is_the_newest_act(
    world: World, route: tuple[str, str]
) -> None:
    call, kind = CALLS[route]
    before = await world.database.read(kinds)

    status = await call(world)

    assert status < 400
    after = await wait_for(lambda: world.database.read(kinds), lambda acts: kind in acts[len(before) :])
    assert after[-1] == kind
    assert after.count(kind) > before.count(kind)
