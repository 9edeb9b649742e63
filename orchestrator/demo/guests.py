"""The demo's guests: who is expected at its council, and goes into its meeting by their own link, as a browser does."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from urllib.parse import urlsplit

import aiohttp
import httpx

from orchestrator.conferences.guest_list import Expected, add_people
from orchestrator.conferences.link_store import make_links
from orchestrator.conferences.links import GUESTS, secret_of
from schedules.store.sealing import Keys
from schedules.store.transaction import Transaction

COMING = (Expected("giulia@scuola.example", "Giulia Conti"), Expected("davide@scuola.example", "Davide Riva"))
"""They go in by themselves, and stay until the meeting is over."""
AWAITED = Expected("sara@scuola.example", "Sara Monti")
"""Whoever tries the demo can be her."""
_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')
_AS_A_BROWSER = {"Accept": "text/html", "Sec-Fetch-Site": "same-origin"}


@dataclass(frozen=True, slots=True)
class Council:
    """The council's meeting."""

    booking: str
    guests: str
    """Where the link for everybody leads on the service."""
    personal: Mapping[str, str]
    """Where each one's link leads, by their names."""


def expect_guests(db: Transaction, keys: Keys, booking: str, now: datetime) -> Council:
    """Put them on the list of the booking; their links."""
    people = add_people(db, booking, (*COMING, AWAITED), now)
    links = make_links(db, keys, booking, [GUESTS, *(person.holder for person in people)], now)
    personal = {person.name: secret_of(keys, links[person.holder]).path for person in people}
    return Council(booking, secret_of(keys, links[GUESTS]).path, personal)


async def attend(service: str, path: str) -> None:
    """Open a link, go in, and stay until the meeting is over. Raises HTTPError, ClientError, and ValueError if not let in."""
    async with httpx.AsyncClient(base_url=service, headers=_AS_A_BROWSER) as browser:
        door = await browser.get(path)
        entered = await browser.post(f"{path}/enter", data=dict(_fields(door.text)))
    meeting = urlsplit(entered.headers.get("Location", ""))
    if not meeting.netloc:
        raise ValueError(f"the door answered {entered.status_code}")
    line = f"{meeting.scheme}://{meeting.netloc}/.join{meeting.path}?{meeting.query}"
    async with aiohttp.ClientSession() as session, session.ws_connect(line) as meeting_line:
        async for message in meeting_line:
            if message.json().get("event") == "readyToClose":
                return


def _fields(page: str) -> Mapping[str, str]:
    return {name: unescape(value) for name, value in _HIDDEN.findall(page)}
