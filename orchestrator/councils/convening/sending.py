"""Convening over HTTP: what is read, the mails that are written of it, and the one transaction; then pages are told."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from aiohttp import web

from orchestrator.councils.at_work.doing import reread
from orchestrator.councils.at_work.keys import SITTINGS
from orchestrator.councils.convening.convener import House
from orchestrator.councils.convening.convoking import Whole, cancel, convene, convene_anew, move_halls, take_roll
from orchestrator.councils.convening.knowing import Desk, post_of
from orchestrator.councils.convening.mails import News, sealed_posts
from orchestrator.councils.convening.posting import About, Posted, post
from orchestrator.councils.convening.ready import Ready, called
from orchestrator.councils.convening.rolls import holders_at, holders_of, links_after, roll_change
from orchestrator.councils.dossiers.dossier import Dossier
from orchestrator.councils.dossiers.link_store import member_links
from orchestrator.councils.dossiers.links import SittingLink
from orchestrator.councils.organs.organ import roll_of
from orchestrator.councils.sitting.agenda import Item
from orchestrator.councils.sitting.state import Sitting
from orchestrator.web.keys import DATABASE, METRICS
from schedules.store.transaction import Transaction

Posts = Mapping[str, Posted]


async def convoke(request: web.Request, house: House, desk: Desk, wanted: Dossier) -> Dossier:
    """Convene it as *wanted*. Raises as `convoking.convene`."""
    ready = replace(desk.ready, dossier=wanted)
    posts = await _written(request, house, desk, News(About.CONVENED, ready, {}))
    made = await request.app[DATABASE].write(convene, house, desk.convener, Whole(ready, posts))
    if made.bookings:
        request.app[METRICS].bookings.inc()
    return made


async def anew(request: web.Request, house: House, desk: Desk, wanted: Dossier) -> Dossier:
    """Convene it anew, as *wanted*. Raises as `convoking.convene_anew`."""
    ready = replace(desk.ready, dossier=wanted)
    before = replace(desk.ready.dossier, agenda=await agenda_told(request, wanted.sitting))
    sitting = await sitting_of(request, wanted.sitting)
    after = holders_at(roll_of(ready.seats, wanted.begins, str(house.zone)), wanted.begins)
    links = links_after(await _links(request, wanted), house.keys, holders_of(sitting), after)
    posts = await _written(request, house, desk, News(About.CHANGED, ready, links, before))
    made = await request.app[DATABASE].write(convene_anew, house, desk.convener, Whole(ready, posts))
    await reread(request.app, wanted.sitting)
    return made


async def call_off(request: web.Request, house: House, desk: Desk, reason: str) -> None:
    """Cancel it. Raises as `convoking.cancel`."""
    news = News(About.CANCELLED, desk.ready, await _links(request, desk.ready.dossier), reason=reason)
    posts = await _written(request, house, desk, news)
    await request.app[DATABASE].write(cancel, desk.convener, desk.ready, reason, posts)
    await reread(request.app, desk.ready.dossier.sitting)


async def move(request: web.Request, house: House, desk: Desk, begins: datetime) -> None:
    """Take halls for the new day of an adjourned sitting. Raises as `convoking.move_halls`."""
    dossier = desk.ready.dossier
    moved = replace(dossier, begins=begins, ends=begins + (dossier.ends - dossier.begins))
    sitting = await sitting_of(request, dossier.sitting)
    first = holders_at(sitting.roll, dossier.begins)
    links = links_after(await _links(request, dossier), house.keys, first, holders_of(sitting))
    news = News(About.MOVED, replace(desk.ready, dossier=moved), links)
    posts = await _written(request, house, desk, news)
    await request.app[DATABASE].write(move_halls, house, desk.convener, desk.ready, begins, posts)


async def take_roll_over(request: web.Request, house: House, desk: Desk, reason: str) -> None:
    """Let a sitting go by the organ's roll of now. Raises as `convoking.take_roll`."""
    dossier = desk.ready.dossier
    change = roll_change(await sitting_of(request, dossier.sitting), desk.ready, house.zone, desk.convener.now)
    links = links_after(await _links(request, dossier), house.keys, change.before, change.after)
    posts = await _written(request, house, desk, News(About.CONVENED, desk.ready, links), tuple(change.comes))
    await request.app[DATABASE].write(take_roll, house, desk.convener, Whole(desk.ready, posts), reason)
    await reread(request.app, dossier.sitting)


async def send_again(
    request: web.Request, house: House, desk: Desk, seats: Sequence[str], noting: Callable[[Transaction], None]
) -> int:
    """Write to those seats once more what holds now; gives to how many. *noting* records it."""
    dossier = desk.ready.dossier
    news = News(About.CONVENED, desk.ready, await _links(request, dossier))
    posts = await _written(request, house, desk, news, seats)

    def put(db: Transaction) -> None:
        post(db, dossier.sitting, posts, desk.convener.now)
        noting(db)

    if posts:
        await request.app[DATABASE].write(put)
    return len(posts)


async def sitting_of(request: web.Request, sitting: str) -> Sitting:
    """The sitting as its acts make it. Raises NoSuchSitting."""
    return await (await request.app[SITTINGS].live(sitting)).look()


async def agenda_told(request: web.Request, sitting: str) -> tuple[Item, ...]:
    """The agenda that members were told last. Raises NoSuchSitting."""
    known = (await sitting_of(request, sitting)).items.values()
    return tuple(Item(item.id, item.text, item.kind, item.rapporteur, item.documents) for item in known)


async def _links(request: web.Request, dossier: Dossier) -> Mapping[str, SittingLink]:
    return await request.app[DATABASE].read(member_links, dossier.sitting)


async def _written(
    request: web.Request, house: House, desk: Desk, news: News, seats: Sequence[str] | None = None
) -> Posts:
    office = post_of(request, desk.organisation)
    ready: Ready = news.ready
    people = [
        person
        for person in called(ready.seats, ready.dossier.begins, house.zone)
        if seats is None or person.seat in seats
    ]
    if office is None:
        return {}
    return await asyncio.to_thread(sealed_posts, house, office, news, people)
