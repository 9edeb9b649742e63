"""When a sitting is over, whoever presides and the secretary are mailed the head of its acts, once: who has it can prove them."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import structlog
from aiohttp import web

from orchestrator.access.actors import SERVICE
from orchestrator.accounts.emails import key_of
from orchestrator.accounts.organisations import find_organisation
from orchestrator.councils.at_work.keys import SITTINGS
from orchestrator.councils.convening.convener import House
from orchestrator.councils.convening.places import places_of, when_of
from orchestrator.councils.convening.posting import heads_untold, post_heads
from orchestrator.councils.convening.ready import Ready, ready_of
from orchestrator.councils.dossiers.dossier import person_of
from orchestrator.councils.log.store import SIGNAL, NoSuchSitting
from orchestrator.councils.sitting.state import Sitting
from orchestrator.outbox.keys import SENDING
from orchestrator.outbox.letters import SittingEnded
from orchestrator.outbox.post_office import house_name
from orchestrator.outbox.sealed import SealedMail, sealed_mail
from orchestrator.site.address import url_of
from orchestrator.site.keys import SITE
from orchestrator.web.keys import CLOCK, DATABASE, FACTS
from schedules.store.patience import patiently
from schedules.store.transaction import Transaction
from schedules.store.waking import waking

log = structlog.get_logger()

BACK = timedelta(days=7)
"""Whoever was not told for so long, since no mail went out, is not told any more."""
LOOKED_AT_EVERY_S = 60.0


async def tell_ended(app: web.Application) -> None:
    """Mail what is due, until cancelled; woken by each commit that ends a sitting."""
    woken = asyncio.Event()
    with waking(app[DATABASE], woken, lambda concerned: SIGNAL in concerned.signals):
        while True:
            woken.clear()  # before we look, so that nothing is missed
            await patiently(partial(tell_due, app), "sittings_ended.waiting")
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOKED_AT_EVERY_S):
                    await woken.wait()


async def tell_due(app: web.Application) -> None:
    """Put into the outbox what is due now. Where no mail goes out, or nobody knows our address, it waits. Raises StorageError."""
    installation, now = app[SITE].installation, app[CLOCK]()
    if installation.mail is None or url_of(installation) is None:
        return
    for sitting in await app[DATABASE].read(heads_untold, now - BACK):
        with suppress(NoSuchSitting):  # it was deleted meanwhile
            await _tell(app, sitting, now)


async def _tell(app: web.Application, sitting: str, now: datetime) -> None:
    live = await app[SITTINGS].live(sitting)
    state, head = await live.look(), live.head
    found = await app[DATABASE].read(_found, sitting)
    mails = await asyncio.to_thread(_written, app, state, head, *found) if found is not None else {}
    told: bool = await app[DATABASE].write(post_heads, sitting, mails, now) if mails else False
    if told:
        log.info("sitting.head_mailed", sitting=sitting, count=len(mails))


def recipients(ready: Ready, sitting: Sitting) -> Mapping[str, tuple[str, str]]:
    """Name and address of the organ's chair, of who presided last and of who kept the minutes, by person; who has none is left out."""
    wanted = dict.fromkeys((sitting.presiding, sitting.secretary))
    if sitting.officers is not None:
        wanted.setdefault(sitting.officers.chair)
    known = {holder.id: (holder.name, holder.mail) for seat in ready.seats for holder in seat.holders}
    outside = {person_of(each): each.mail for each in ready.officers if each.holder is None}
    known |= {person: (ready.names.get(person, mail), mail) for person, mail in outside.items()}
    return {person: known[person] for person in wanted if person in known and known[person][1]}


def _written(app: web.Application, sitting: Sitting, head: str, ready: Ready, host: str) -> Mapping[str, SealedMail]:
    installation, dossier = app[SITE].installation, ready.dossier
    rooms = [room for room in installation.rooms if room.id in dossier.rooms]
    site = installation.site_of(rooms[0]) if rooms else installation.sites[0]
    keys = app[SENDING].keys
    mails = {}
    for person, (name, mail) in recipients(ready, sitting).items():
        language = ready.languages.get(key_of(mail), "it")
        house = House(installation, ZoneInfo(site.timezone), keys, app[FACTS].ids_key, language)
        said = SittingEnded(
            house_name(installation),
            name,
            ready.organ.title,
            host,
            when_of(house, dossier, language),
            ", ".join(places_of(house, dossier)),
            sitting.number,
            head,
        )
        mails[person] = sealed_mail(keys, said, to=mail, language=language, caused_by=SERVICE.id)
    return mails


def _found(db: Transaction, sitting: str) -> tuple[Ready, str] | None:
    ready = ready_of(db, sitting)
    organisation = find_organisation(db, ready.dossier.organisation) if ready is not None else None
    return None if ready is None or organisation is None else (ready, organisation.name)
