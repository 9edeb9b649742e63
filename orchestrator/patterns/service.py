"""A real service whose rooms are the states: one store, one moment, and nothing that anybody presses changes it."""

from collections.abc import AsyncIterator, Mapping, Sequence

from aiohttp import web

from config.rooms import Installation
from orchestrator.access.identity import Actor
from orchestrator.access.routes import Route
from orchestrator.access.tokens import make_token, parse_grant
from orchestrator.app import all_routes, make_app
from orchestrator.conferences.meeting import Deployment
from orchestrator.hub.keys import PLANS, PRESENCES
from orchestrator.patterns.at_rest import TOKENS, at_rest
from orchestrator.patterns.house import DOORS, NOW, OPEN, room_files, room_text
from orchestrator.patterns.rehearsal import tell
from orchestrator.patterns.states import STATES
from orchestrator.patterns.story import WHO, Story, press_id
from orchestrator.rooms.audience import Watcher
from orchestrator.rooms.problems import evidence_of, report_problem
from orchestrator.rooms.routes import picture_of
from orchestrator.site.keys import SITE
from orchestrator.web.keys import DATABASE, FACTS
from schedules.store.database import Database
from schedules.store.transaction import Transaction

NOWHERE = {door: Deployment(f"https://{door}.officine.example") for door in DOORS}


def make_patterns(
    database: Database, routes: Sequence[Route] = (), *, meetings: Mapping[str, Deployment] = NOWHERE
) -> web.Application:
    """The service over an empty *database*, with *routes* beside its own; *meetings* are behind the doors of the house."""
    deployments = {**meetings, OPEN: Deployment(f"https://{OPEN}.officine.example")}
    app = make_app(
        database,
        room_files(
            (room_text(state.name, state.room, state.keys, state.devices) for state in STATES.values()),
            {door: deployment.url for door, deployment in deployments.items()},
        ),
        deployments_of=lambda _: deployments,
        clock=lambda: NOW,
        routes=(*all_routes(), *routes),
    )
    app[TOKENS] = {}
    app.middlewares.insert(-1, at_rest)  # before the sign-in
    app.cleanup_ctx.insert(1, _furnished)  # once the store is prepared, and before anything runs on it
    return app


async def _furnished(app: web.Application) -> AsyncIterator[None]:
    """Have happened in each room what its state tells, and its agent told."""
    stories = await app[DATABASE].write(_happen, app[FACTS].ids_key, app[SITE].installation)
    plans = await app[PLANS].each([story.room for story in stories], NOW)
    for story in stories:
        plan = plans[story.room]
        app[PRESENCES].arrived(story.room, WHO, 0.0, NOW)
        app[PRESENCES].told(tell(plan.plan, story.seen, NOW), plan.held, NOW)
        if story.line == "gone":
            app[PRESENCES].left(story.room)
        await _say_what_is_wrong(app, story)
        app[TOKENS][story.room] = await app[DATABASE].write(make_token, parse_grant(f"panel:{story.room}"), NOW)
    yield


async def _say_what_is_wrong(app: web.Application, story: Story) -> None:
    """People said so, and what the room was like then is stored with it."""
    for number, (about, press) in enumerate(story.problems):
        view = await picture_of(app, story.room, NOW, "it", Watcher.STAFF)
        evidence = evidence_of(view, app[PRESENCES][story.room])
        booking = view.current.id if view.current is not None else None
        client_id = press_id(story.room, -1 - number)
        await app[DATABASE].write(report_problem, client_id, Actor("service", WHO), press, about, booking, evidence)


def _happen(db: Transaction, secret: bytes, site: Installation) -> Sequence[Story]:
    stories = []
    for state in STATES.values():
        story = Story(db, secret, site, state.name)
        state.tell(story)
        story.until_now()
        stories.append(story)
    return stories
