"""What lives as long as the service: the room files are stored, and the loops beside the web application run."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import suppress
from datetime import datetime
from functools import partial

import structlog
from aiohttp import web

from config.site_file.loading import digest, load_texts
from orchestrator.access.token_watch import watch_tokens
from orchestrator.accounts.organisations import organisation_ids
from orchestrator.attendance.asking_sizes import keep_sizes
from orchestrator.attendance.readiness import keep_ready
from orchestrator.attendance.stage_counts import counted_by_stages
from orchestrator.calendars.feeds import follow_calendars
from orchestrator.conferences.reservations.memory import MEMORY, keep_reservations
from orchestrator.councils.at_work.keys import SITTINGS
from orchestrator.councils.chamber.member.presence import OPEN_PAGES
from orchestrator.councils.convening.ended import tell_ended
from orchestrator.councils.hall.following import follow_sittings
from orchestrator.deployments.asking import check_each_once
from orchestrator.deployments.checks import CHECKS
from orchestrator.entrance.forgotten import mail_links
from orchestrator.entrance.keys import FORGOTTEN
from orchestrator.hub.hall_links import link_halls
from orchestrator.hub.keys import CHANGES, PLANS, PRESENCES
from orchestrator.hub.plan_board import PlanBoard
from orchestrator.hub.plans import RoomPlan
from orchestrator.hub.timekeeper import keep_time
from orchestrator.invitations.telling import Telling, tell_invited
from orchestrator.keeping.night import prune_nightly
from orchestrator.outbox.keys import SENDING
from orchestrator.outbox.sending import send_mails
from orchestrator.outbox.store import hasten
from orchestrator.rooms.ending import end_meetings
from orchestrator.rooms.running_on import run_meetings_on
from orchestrator.site.conferences import conferences_of, houses_of
from orchestrator.site.in_force import SiteFiles
from orchestrator.site.keys import SITE
from orchestrator.web.keys import CLOCK, DATABASE, FACTS
from orchestrator.web.shell.templates import compile_templates
from schedules.store.backgrounds import keep_backgrounds
from schedules.store.database import Concerned
from schedules.store.facts import store_facts
from schedules.store.owners import follow_owners
from schedules.store.patience import patiently
from schedules.store.sites import wish_site
from schedules.store.transaction import Transaction

log = structlog.get_logger()

SOON_WANTED = ("entrance/sign_in.html", "door/door.html")
"""Pages that many ask for at once, perhaps just after a start."""


async def prepared_store(app: web.Application) -> AsyncIterator[None]:
    """Have the store's facts at hand, and the room files in it, before anybody is answered."""
    facts = await app[DATABASE].write(store_facts)
    app[FACTS] = facts
    site = app[SITE].files
    app[PLANS] = PlanBoard(app[DATABASE], facts, conferences_of(app, site))
    await app[DATABASE].write(_store, site, app[CLOCK]())
    known = await app[DATABASE].read(organisation_ids)
    for mistake in (await asyncio.to_thread(load_texts, site.loaded.texts, organisations=known)).mistakes:
        log.warning("site.organisations", where=": ".join(mistake.where), message=mistake.message, hint=mistake.hint)
    await app[MEMORY].read(app[DATABASE], houses_of(app), app[CLOCK]())
    yield


def _store(db: Transaction, site: SiteFiles, now: datetime) -> None:
    """Make *site* what all rooms are to follow."""
    texts, rooms = site.loaded.texts, [room.id for room in site.installation.rooms]
    wish_site(db, digest(texts), texts, rooms, now)
    follow_owners(db, site.installation)
    keep_backgrounds(db, digest(texts), site.loaded.pictures)


async def wakened(app: web.Application) -> AsyncIterator[None]:
    """After each commit wake who waits for the rooms whose plans it changes, whatever wrote it."""
    loop, plans, changes = asyncio.get_running_loop(), app[PLANS], app[CHANGES]

    def listen(db: Transaction, concerned: Concerned) -> Callable[[], None]:
        made = plans.made_in(db, concerned.pressed, app[CLOCK]()) if concerned.pressed else {}
        return partial(wake, concerned.touched, made)

    def wake(rooms: frozenset[str], made: Mapping[str, RoomPlan]) -> None:
        with suppress(RuntimeError):  # the loop has just ended
            loop.call_soon_threadsafe(tell, rooms, made)

    def tell(rooms: frozenset[str], made: Mapping[str, RoomPlan]) -> None:
        plans.lay_out(rooms, made)
        changes.signal(rooms)

    app[DATABASE].listeners.append(listen)
    yield
    app[DATABASE].listeners.remove(listen)


async def background(app: web.Application) -> AsyncIterator[None]:
    """Run the loops. A bug in one ends the process, so that whoever supervises it starts it anew."""
    task = asyncio.create_task(_run(app), name="background")
    yield
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def _run(app: web.Application) -> None:
    try:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(patiently(partial(keep_time, app), "timekeeper.waiting"), name="timekeeper")
            tasks.create_task(
                patiently(partial(run_meetings_on, app), "running_on.waiting"), name="meetings that run on"
            )
            tasks.create_task(patiently(partial(end_meetings, app), "ending.waiting"), name="meetings that are over")
            tasks.create_task(patiently(partial(link_halls, app), "hall_links.waiting"), name="links of halls")
            tasks.create_task(follow_calendars(app), name="calendars")
            tasks.create_task(patiently(partial(watch_tokens, app), "tokens.waiting"), name="tokens")
            tasks.create_task(app[SITTINGS].run(), name="sittings")
            tasks.create_task(follow_sittings(app), name="halls of sittings")
            tasks.create_task(tell_ended(app), name="heads of sittings")
            tasks.create_task(patiently(app[OPEN_PAGES].run, "pages.waiting"), name="pages of members")
            tasks.create_task(app[CHECKS].run(), name="checks of Jitsi servers")
            tasks.create_task(patiently(partial(keep_ready, app), "registers.waiting"), name="registers")
            tasks.create_task(check_each_once(app), name="servers not checked yet")
            tasks.create_task(prune_nightly(app), name="nightly pruning")
            tasks.create_task(send_mails(app[SENDING]), name="mails")
            tasks.create_task(tell_invited(_telling(app)), name="invitations")
            tasks.create_task(patiently(partial(_keep_reservations, app), "reservations.waiting"), name="reservations")
            tasks.create_task(patiently(partial(_keep_sizes, app), "sizes.waiting"), name="sizes of meetings")
            tasks.create_task(mail_links(app, app[FORGOTTEN]), name="forgotten passwords")
            tasks.create_task(_follow_mail_settings(app), name="mail settings")
            tasks.create_task(asyncio.to_thread(compile_templates, SOON_WANTED), name="pages")
    except Exception:
        log.exception("service.broken")
        os.kill(os.getpid(), signal.SIGTERM)
        raise  # comes up when the application is cleaned up, so that the process ends with an error


async def _keep_reservations(app: web.Application) -> None:
    await keep_reservations(app[MEMORY], app[DATABASE], partial(houses_of, app), app[CLOCK])


async def _keep_sizes(app: web.Application) -> None:
    stages = partial(counted_by_stages, app[PLANS], app[PRESENCES])
    await keep_sizes(app[DATABASE], partial(houses_of, app), stages, app[CLOCK])


def _telling(app: web.Application) -> Telling:
    return Telling(
        app[DATABASE], app[SENDING].keys, lambda: app[SITE].installation, lambda: app[PLANS].conferences, app[CLOCK]
    )


async def _follow_mail_settings(app: web.Application) -> None:
    """Have mails that wait tried anew when the room files name another server, until cancelled."""
    while True:
        before = app[SITE].installation.mail
        await app[SITE].replaced()
        if app[SITE].installation.mail != before:
            await patiently(lambda: app[DATABASE].write(hasten, app[CLOCK]()), "outbox.waiting")
