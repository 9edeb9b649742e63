"""The room files over HTTP: which version each room follows, what others wait for, and taking new ones."""

import asyncio
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated

import structlog
from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field

from config.site_file.documents import NotRead, read_source
from config.site_file.loading import Loaded, digest, load_texts
from orchestrator.access.actors import actor_of
from orchestrator.access.permissions import Action
from orchestrator.access.routes import Route
from orchestrator.access.scopes import Scope
from orchestrator.accounts.organisations import organisation_ids
from orchestrator.conferences.deployments import DeploymentUnusable
from orchestrator.hub.keys import CHANGES, PLANS
from orchestrator.hub.plans import RoomPlan
from orchestrator.site.changes import Order, SiteVersions, take_site, versions
from orchestrator.site.conferences import conferences_of
from orchestrator.site.keys import SITE
from orchestrator.site.views import ChangeView, RoomVersionView, SiteView, WaitView
from orchestrator.web.bodies import SAID, json_answer, read_body
from orchestrator.web.errors import ApiError
from orchestrator.web.keys import CLOCK, DATABASE
from orchestrator.web.languages import language_of
from schedules.store.diary import UnknownRooms
from schedules.store.sites import RoomVersion, active_rooms

log = structlog.get_logger()

LARGEST_FILE = 1 << 20
LARGEST_BODY = 4 * LARGEST_FILE
"""The largest body in bytes, since towns may have a hundred rooms."""


class FileBody(BaseModel):
    """One room file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, Field(min_length=1, max_length=255)]
    text: Annotated[str, Field(max_length=LARGEST_FILE)]


class NowBody(BaseModel):
    """Not to wait for the idle instant of *rooms*, or of any."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    reason: Annotated[str, Field(min_length=1, max_length=500), SAID]
    rooms: Annotated[list[str], Field(max_length=500)] = []


class SiteBody(BaseModel):
    """Room files, which together describe the installation."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    files: Annotated[list[FileBody], Field(min_length=1, max_length=50)]
    now: NowBody | None = None


async def show(request: web.Request) -> web.Response:
    """Which version each room follows, and what waits."""
    return json_answer(await _view(request.app))


async def take(request: web.Request) -> web.Response:
    """Take other room files; 422 with all mistakes in them. Idle rooms follow at once, others when they are idle."""
    app, actor = request.app, actor_of(request)
    body = await read_body(request.clone(client_max_size=LARGEST_BODY), SiteBody)
    loaded = await _read(request, body)
    order = Order(actor) if body.now is None else Order(actor, body.now.reason, frozenset(body.now.rooms))
    async with app[SITE].changing:
        await _take(app, loaded, order)
    view = await _view(app)
    log.info("site.taken", version=view.version, who=actor.id, reason=order.reason, rooms=view.changes[0].rooms)
    return json_answer(view)


async def _read(request: web.Request, body: SiteBody) -> Loaded:
    """The files of *body*. Raises ApiError."""
    texts = tuple(sorted((file.name, file.text) for file in body.files))
    known, folders = await request.app[DATABASE].read(organisation_ids), request.app[SITE].at_start
    loaded = await asyncio.to_thread(load_texts, texts, language_of(request), folders, organisations=known)
    if loaded.mistakes:
        raise ApiError(422, "site_mistakes", mistakes=[asdict(mistake) for mistake in loaded.mistakes])
    return loaded


async def _take(app: web.Application, loaded: Loaded, order: Order) -> None:
    """Store the files, and follow them. Raises ApiError."""
    try:
        following = app[SITE].following(loaded)
        # Before the commit, which wakes the rooms that follow: their plans may open meetings that are new.
        app[PLANS].conferences = conferences_of(app, following)
        await app[DATABASE].write(take_site, following, order, app[CLOCK]())
    except DeploymentUnusable as error:
        raise ApiError(422, "deployment_unusable", reason=str(error)) from error
    except UnknownRooms as unknown:
        raise ApiError(404, "no_such_room", rooms=unknown.rooms) from unknown
    app[SITE].replace(following)
    app[CHANGES].signal(await app[DATABASE].read(active_rooms))  # those that wait show it


async def _view(app: web.Application) -> SiteView:
    now, site = app[CLOCK](), app[SITE]
    stored = await app[DATABASE].read(versions)
    plans = await app[PLANS].each([room.room for room in stored.rooms], now)
    return SiteView(
        version=digest(site.files.loaded.texts),
        files=tuple(name for name, _ in site.files.loaded.texts),
        at_start=await asyncio.to_thread(_on_disk, site.at_start),
        rooms=tuple(_room(room, stored, plans[room.room], now) for room in stored.rooms if room.room in plans),
        changes=tuple(
            ChangeView(at=change.at, version=change.digest, who=change.who, reason=change.reason, rooms=change.rooms)
            for change in stored.changes
        ),
    )


def _on_disk(folders: Mapping[str, Path]) -> str | None:
    """The version of the files on disk; None if they cannot all be read, or if there are none."""
    try:
        texts = tuple((name, read_source(folder / name).text) for name, folder in folders.items())
    except NotRead:
        return None
    return digest(texts) if texts else None


def _room(version: RoomVersion, stored: SiteVersions, plan: RoomPlan, now: datetime) -> RoomVersionView:
    waits = None
    if version.wished != version.follows:
        segment = plan.at(now)
        booking = segment.booking if segment is not None else None
        waits = WaitView(
            version=version.wished,
            since=stored.since,
            phase=segment.phase if segment is not None else "idle",
            booking=booking.title if booking is not None else None,
            until=segment.end if segment is not None else None,
            idle_at=plan.idle_at(now),
        )
    room = plan.plan.room
    return RoomVersionView(id=room.id, name=room.name, timezone=room.timezone, version=version.follows, waits=waits)


ROUTES = (
    Route(
        "GET",
        "/api/v1/site",
        show,
        "The room files, and which rooms follow.",
        scope=Scope.INSTALLATION,
        action=Action.SEE_SITE,
        answer=SiteView,
    ),
    Route(
        "POST",
        "/api/v1/site",
        take,
        "Take other room files.",
        scope=Scope.INSTALLATION,
        action=Action.CHANGE_SITE,
        body=SiteBody,
        answer=SiteView,
        errors=(404,),
    ),
)
