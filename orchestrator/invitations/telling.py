"""Tells those who are invited what they are to be told, by mail, a few dozen people in one transaction.

What is due is looked up, written and sealed, and noted with its mails; where something has changed in between, nothing of it
is stored, and it is looked up again. So two processes that do this at once send each message once.
"""

import asyncio
import traceback
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

import structlog

from config.rooms import Installation
from orchestrator.accounts.organisations import find_organisation
from orchestrator.conferences.guest_list import ExpectedPerson
from orchestrator.conferences.link_store import make_links
from orchestrator.conferences.links import secret_of
from orchestrator.conferences.meeting import Conferences
from orchestrator.conferences.meetings import meeting_of
from orchestrator.invitations.composing import Place, event_of, mail_of
from orchestrator.invitations.due import Due, Facts, What
from orchestrator.invitations.places import place_of
from orchestrator.invitations.store import SIGNAL, Owed, find_due, note_told
from orchestrator.outbox.sealed import SealedMail, sealed_mail
from orchestrator.site.address import url_of
from schedules.store.database import Concerned, Database
from schedules.store.diary import NoSuchBooking
from schedules.store.patience import STORAGE_RETRY_S, patiently
from schedules.store.sealing import Keys, Unreadable
from schedules.store.transaction import Transaction
from schedules.store.waking import waking

log = structlog.get_logger()

PORTION = 50
"""People that one transaction tells: others who write wait no longer than for these."""
LOOKED_AT_EVERY_S = 30.0
"""Time passes, and commands write too, of which nobody tells us."""


@dataclass(frozen=True, slots=True)
class Telling:
    """What telling takes."""

    database: Database
    keys: Keys
    installation: Callable[[], Installation]
    """The one in force."""
    conferences: Callable[[], Conferences]
    """The servers in force."""
    clock: Callable[[], datetime]
    storage_retry_s: float = STORAGE_RETRY_S
    looked_at_every_s: float = LOOKED_AT_EVERY_S


async def tell_invited(telling: Telling) -> None:
    """Tell what is due, until cancelled; woken by each commit that touches a room or wants somebody told something."""
    woken = asyncio.Event()
    with waking(telling.database, woken, _concerns):
        while True:
            woken.clear()  # before we look, so that nothing is missed
            await patiently(partial(tell_due, telling), "invitations.waiting", retry_s=telling.storage_retry_s)
            with suppress(TimeoutError):
                async with asyncio.timeout(telling.looked_at_every_s):
                    await woken.wait()


async def tell_due(telling: Telling) -> None:
    """Put all that is due now into the outbox. Where no mail goes out, or nobody knows our address, it waits. Raises StorageError."""
    installation, now = telling.installation(), telling.clock()
    if installation.mail is None or url_of(installation) is None:
        return
    reminders = {name: preset.reminders for name, preset in installation.presets.items() if preset.reminders}
    for owed in await telling.database.read(find_due, now, reminders):
        for first in range(0, len(owed.messages), PORTION):
            await _tell(telling, installation, Owed(owed.facts, owed.messages[first : first + PORTION]), now)


async def _tell(telling: Telling, installation: Installation, owed: Owed, now: datetime) -> None:
    links: Mapping[str, str] = {}
    people = [message.standing.person for message in owed.messages if message.what is not What.OFF]
    conferences = telling.conferences()
    if people and await telling.database.read(meeting_of, conferences, installation, owed.facts.id) is not None:
        url = url_of(installation) or ""
        links = await links_for(telling, owed.facts.id, people, url, now)
    organisation = await telling.database.read(_organisation_name, owed.facts.organisation)
    place = place_of(installation, owed.facts, organisation)
    mails = await asyncio.to_thread(_sealed, telling, installation, owed, place, links, now)
    count = await telling.database.write(note_told, owed.facts, mails, now)
    if count:
        log.info("invitations.told", booking=owed.facts.id, count=count)


async def links_for(
    telling: Telling, booking_id: str, people: Sequence[ExpectedPerson], url: str, now: datetime
) -> Mapping[str, str]:
    """The addresses by which *people* come into the meeting, by their ids; none for whose link was revoked or cannot be made anew."""
    holders = {person.holder: person.id for person in people}
    try:
        made = await telling.database.write(make_links, telling.keys, booking_id, holders, now)
    except NoSuchBooking:
        return {}
    links = {}
    for holder, link in made.items():
        if link.revoked_at is None:
            with suppress(Unreadable):
                links[holders[holder]] = url + secret_of(telling.keys, link).path
    return links


def _sealed(
    telling: Telling,
    installation: Installation,
    owed: Owed,
    place: Place,
    links: Mapping[str, str],
    now: datetime,
) -> Sequence[tuple[Due, SealedMail]]:
    made = []
    for message in owed.messages:
        try:
            made.append((message, _mail(telling, installation, owed.facts, message, place, links, now)))
        except Exception as error:  # noqa: BLE001 - one person whom we cannot write to keeps nobody else waiting
            last = traceback.extract_tb(error.__traceback__)[-1]
            log.warning(
                "invitations.broken", error=type(error).__name__, where=f"{Path(last.filename).name}:{last.lineno}"
            )
    return made


def _mail(
    telling: Telling,
    installation: Installation,
    facts: Facts,
    message: Due,
    place: Place,
    links: Mapping[str, str],
    now: datetime,
) -> SealedMail:
    person = message.standing.person
    link = links.get(person.id)
    sender = installation.mail.sender if installation.mail is not None else ""
    return sealed_mail(
        telling.keys,
        mail_of(message, facts, place, link),
        to=person.mail,
        language=person.language,
        caused_by=message.standing.invited_by,
        until=_until(message, facts),
        calendar=None if message.what is What.REMINDER else event_of(message, facts, place, link, sender, now),
    )


def _until(message: Due, facts: Facts) -> datetime:
    """When it is too late to send it."""
    told = message.standing.told
    if message.what is What.OFF and told is not None:
        return told.end
    return facts.start if message.what is What.REMINDER else facts.end


def _organisation_name(db: Transaction, organisation_id: str | None) -> str | None:
    found = find_organisation(db, organisation_id) if organisation_id is not None else None
    return found.name if found is not None else None


def _concerns(concerned: Concerned) -> bool:
    return bool(concerned.touched) or SIGNAL in concerned.signals
