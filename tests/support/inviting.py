"""People who are invited to bookings of a house, and the mails that reach them."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any

import icalendar
from sqlalchemy import select

from orchestrator.hub.keys import PLANS
from orchestrator.invitations.telling import Telling, tell_due
from orchestrator.outbox.keys import SENDING
from orchestrator.outbox.tables import OutboxRow
from orchestrator.site.keys import SITE as SITE_KEY
from schedules.store.database import Database
from tests.orchestrator.conftest import SITE as ROOMS
from tests.support.booking_people import People
from tests.support.smtp_peer import SmtpPeer
from tests.support.town import Json, Town, hour
from tests.support.waiting import wait_for

SITE = (
    ROOMS.replace('name = "Casa"', 'name = "Officine Municipali"\naddress = "Via Roma 3, Pignataro"')
    .replace(
        '[presets.riunione]\ntitle = "Riunione"\n',
        '[presets.riunione]\ntitle = "Riunione"\njitsi = "meet"\nreminders = ["1d", "1h"]\n'
        '[presets.riservato]\ntitle = "Occupato"\nconfidential = true\n',
    )
    .replace('default_preset = "riunione"', 'default_preset = "riunione"\nconfidential_preset = "riservato"')
    + '\n[[jitsi]]\nid = "meet"\nurl = "https://meet.example"\n'
    + '\n[service]\nurl = "https://regia.example"\n'
    + '\n[mail]\nhost = "127.0.0.1"\nport = {port}\nsecurity = "none"\nsender = "sale@comune.example"\n'
)
ADA: Mapping[str, Any] = {"email": "ada@scuola.example", "name": "Ada Neri", "moderator": True}
BEA: Mapping[str, Any] = {"email": "bea@scuola.example", "name": "Bea", "language": "en"}


@dataclass
class Inviting:
    """The house and its post."""

    town: Town
    database: Database
    peer: SmtpPeer

    @property
    def people(self) -> People:
        return People(self.town, self.database)

    async def ask(self, method: str, path: str, body: object = None, *, who: str = "organiser") -> tuple[int, Json]:
        """What the API answers, asked by somebody of the school."""
        answer = await self.people.ask(who, method, path, json=body)
        return answer.status, (await answer.json() if answer.content_type == "application/json" else {})

    async def booked(self, **more: Any) -> str:
        """The id of a booking of the school, from nine to ten in Italy's eleven to twelve."""
        told = await self.people.book("organiser", title="Collegio docenti", **more)
        return str(told["id"])

    async def invited(self, *people: Mapping[str, Any], **more: Any) -> str:
        """The id of a booking to which these are invited; their mails have arrived."""
        booking, before = await self.booked(**more), len(self.peer.taken)
        status, told = await self.ask("POST", f"bookings/{booking}/people", {"people": list(people)})
        assert status == 200, told
        status, told = await self.ask("POST", f"bookings/{booking}/invitations", {"expressly": "confidential" in more})
        assert (status, told) == (202, {"invited": len(people)})
        await self.arrived(before + len(people))
        return booking

    async def listed(self, booking: str) -> Sequence[Json]:
        status, told = await self.ask("GET", f"bookings/{booking}/people")
        assert status == 200, told
        people: Sequence[Json] = told["people"]
        return people

    async def states(self, booking: str) -> Sequence[str]:
        return [str(person["state"]) for person in await self.listed(booking)]

    async def arrived(self, count: int) -> Sequence[EmailMessage]:
        """All mails, once so many have come."""
        return await wait_for(lambda: self.peer.taken, lambda taken: len(taken) >= count)

    @property
    def telling(self) -> Telling:
        """As the service has it, of another process."""
        app = self.town.client.app
        return Telling(
            self.database,
            app[SENDING].keys,
            lambda: app[SITE_KEY].installation,
            lambda: app[PLANS].conferences,
            lambda: self.town.now,
        )

    async def told_by_several(self) -> None:
        """What is due is told, by four services at once."""
        async with asyncio.TaskGroup() as services:
            for _ in range(4):
                services.create_task(tell_due(self.telling))

    async def recipients(self) -> Sequence[str]:
        """To whom mails wait or went."""
        return await self.database.read(lambda db: db.scalars(select(OutboxRow.recipient)).all())

    async def changed(self, booking: str, **said: Any) -> None:
        """The booking is changed by its organiser."""
        told = await self.people.see("organiser", booking)
        assert isinstance(told, dict)
        status, answer = await self.ask("PATCH", f"bookings/{booking}", {"revision": told["revision"], **said})
        assert status == 200, answer


def event_in(mail: EmailMessage) -> tuple[icalendar.Calendar, Any]:
    """The calendar part of a mail, with its one event; the attached file says the same."""
    part = next(part for part in mail.walk() if part.get_content_type() == "text/calendar")
    file = next(part for part in mail.walk() if part.get_content_type() == "application/ics")
    text = part.get_payload(decode=True)
    assert isinstance(text, bytes)
    assert file.get_payload(decode=True) == text
    assert file.get_filename() == "invite.ics"
    calendar = icalendar.Calendar.from_ical(text.decode())
    assert isinstance(calendar, icalendar.Calendar)
    assert part.get_content_charset() == "utf-8"
    assert part.get_param("method") == calendar["METHOD"]
    (event,) = calendar.walk("VEVENT")
    return calendar, event


def text_of(mail: EmailMessage) -> str:
    """What the mail says in words."""
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


ELEVEN, NOON = hour("11:00"), hour("12:00")
