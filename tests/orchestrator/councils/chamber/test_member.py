"""A member's page: what their link opens, how they prove who they are, and what they do there."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import pytest
from aiohttp import ClientResponse

from orchestrator.access.guesses import ALLOWED
from orchestrator.councils.at_work.doing import do
from orchestrator.councils.at_work.keys import SITTINGS
from orchestrator.councils.chamber.member.presence import OPEN_PAGES
from orchestrator.councils.log.live import Done, Wanted
from orchestrator.councils.sitting.acts import (
    Body,
    ClosingAnnounced,
    ItemOpened,
    Opened,
    RollCallBegun,
    RollCallEnded,
    VoteOpened,
)
from orchestrator.councils.sitting.rules import Distance, Rules
from orchestrator.councils.sitting.seats import Doubt, Place, Source
from orchestrator.councils.sitting.state import Sitting
from orchestrator.councils.sitting.votes import FOR, Manner, Motion
from tests.orchestrator.conftest import Start
from tests.support.convened_council import Council, convened_council
from tests.support.town import Client

REMOTE = Rules(distance=Distance.ALLOWED, basis="Regolamento")


@dataclass
class Phone:
    """A member's browser, which keeps its cookies."""

    client: Client
    path: str
    cookies: dict[str, str] = field(default_factory=dict)

    @property
    def headers(self) -> Mapping[str, str]:
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return {"Sec-Fetch-Site": "same-origin", "Accept-Language": "it", **({"Cookie": cookie} if cookie else {})}

    async def look(self, status: int = 200) -> str:
        answer = await self.client.get(self.path, headers={**self.headers, "Accept": "text/html"})
        assert answer.status == status, await answer.text()
        return await answer.text()

    async def press(self, do: str, form_id: str = "", **fields: Any) -> ClientResponse:
        """A button, as the page's script sends it."""
        return await self._send({"do": do, "form_id": form_id or str(uuid4()), **fields}, "application/json")

    async def send(self, do: str, **fields: Any) -> ClientResponse:
        """A form, as a browser without scripts sends it."""
        return await self._send({"do": do, "form_id": str(uuid4()), **fields}, "text/html")

    async def _send(self, fields: Mapping[str, Any], accept: str) -> ClientResponse:
        answer = await self.client.post(
            self.path, data=fields, headers={**self.headers, "Accept": accept}, allow_redirects=False
        )
        self.cookies |= {name: morsel.value for name, morsel in answer.cookies.items() if name.startswith("regia_s")}
        self.client.session.cookie_jar.clear()  # each telephone has its own
        return answer

    @asynccontextmanager
    async def following(self) -> AsyncIterator[ClientResponse]:
        """Its page's line."""
        headers = {**self.headers, "Accept-Encoding": "identity"}
        async with self.client.get(f"{self.path}/events", headers=headers) as line:
            assert line.status == 200
            yield line


@dataclass
class Chamber:
    """A convened sitting, and a telephone for each of its members."""

    client: Client
    council: Council

    def phone(self, number: int) -> Phone:
        return Phone(self.client, self.council.paths[number])

    async def proved(self, number: int) -> Phone:
        phone = self.phone(number)
        answer = await phone.send("prove", pin=self.council.pins[number])
        assert answer.status == 303, await answer.text()
        return phone

    async def does(self, *bodies: Body, by: int = 0) -> None:
        for body in bodies:
            seen = (await self.look()).number
            wanted = Wanted(str(uuid4()), body, self.council.persons[by], "test", seen)
            answer = await do(self.client.app, self.council.sitting, wanted)
            assert isinstance(answer, Done), answer

    async def look(self) -> Sitting:
        return await (await self.client.app[SITTINGS].live(self.council.sitting)).look()

    async def until(self, number: int, place: Place, doubt: Doubt | None = None) -> None:
        """Wait until the member is there, so."""
        live = await self.client.app[SITTINGS].live(self.council.sitting)
        async with asyncio.timeout(20):
            sitting = await live.look()
            while True:
                state = sitting.seats[self.council.seats[number]]
                if (state.place, state.doubt) == (place, doubt):
                    return
                sitting = await live.changed_from(sitting.number)

    async def opened(self, *phones: Phone) -> None:
        """All of them take part from afar, and the first item that deliberates is open."""
        await self.does(RollCallBegun(), by=1)
        for phone in phones:
            assert (await phone.press("enter")).status == 200
        await self.does(RollCallEnded(), by=1)
        await self.does(Opened(), ItemOpened("plan"))

    async def vote(self, manner: Manner = Manner.OPEN) -> None:
        await self.does(VoteOpened("v1", "plan", "Si approva il piano?", Motion(), manner, secret_reason="prova"))


@pytest.fixture
async def chamber(start: Start) -> Chamber:
    client = await start()
    return Chamber(client, await convened_council(client, members=5, rules=REMOTE))


async def test_link_given_nobodys_or_a_strange_one_when_opened_then_a_sentence_says_so_and_guesses_are_few(
    chamber: Chamber,
) -> None:
    shown = await Phone(chamber.client, f"/c/{'x' * 43}").look(404)
    assert "non apre niente" in shown
    for tried in range(ALLOWED - 1):
        await Phone(chamber.client, f"/c/{tried:043}").look(404)
    await Phone(chamber.client, "/c/another").look(429)


async def test_page_given_a_link_when_opened_before_the_sitting_then_it_shows_the_agenda_and_is_found_by_nobody(
    chamber: Chamber,
) -> None:
    answer = await chamber.client.get(chamber.council.paths[3], headers={"Accept": "text/html"})
    shown = await answer.text()
    assert all(words in shown for words in ("Piano annuale", "Docente 004", "PIN di questa seduta"))
    assert answer.headers["X-Robots-Tag"].startswith("noindex")
    assert answer.headers["Referrer-Policy"] == "strict-origin"
    assert chamber.council.paths[3].removeprefix("/c/") not in shown.partition("</title>")[0]

    assert (await chamber.phone(3).send("read")).status == 303
    assert "Presa visione il" in await chamber.phone(3).look()


async def test_member_given_a_pin_when_they_take_part_and_vote_then_the_log_has_it_once_and_the_page_says_so(
    chamber: Chamber,
) -> None:
    phones = [await chamber.proved(number) for number in (0, 1, 2, 3)]
    await chamber.opened(*phones)
    await chamber.vote()

    again = str(uuid4())
    first = await phones[3].press("vote", again, vote="v1", choice="for")
    before = (await chamber.look()).number
    second = await phones[3].press("vote", again, vote="v1", choice="for")
    assert (await first.json()) == (await second.json())
    sitting = await chamber.look()
    assert (sitting.number, sitting.votes["v1"].casts[chamber.council.seats[3]]) == (before, (FOR,))
    assert "Favorevole</b>" in await phones[3].look()
    assert (await phones[3].press("vote", vote="v1", choice="against")).status == 200

    await chamber.does(ClosingAnnounced("v1"))
    live = await chamber.client.app[SITTINGS].live(chamber.council.sitting)
    assert (await live.look()).votes["v1"].casts[chamber.council.seats[3]] == ("against",)


async def test_page_given_its_line_when_it_is_cut_then_the_member_is_in_doubt_and_back_when_it_is_back(
    chamber: Chamber,
) -> None:
    chamber.client.app[OPEN_PAGES].away_s = 0.05
    phone = await chamber.proved(3)
    async with phone.following():
        assert (await phone.press("enter")).status == 200
        await chamber.until(3, Place.REMOTE)
    meeting_tells = (await chamber.look()).meeting_tells
    await chamber.until(3, Place.REMOTE, Doubt.GRACE if meeting_tells else Doubt.UNVERIFIED)
    async with phone.following():
        await chamber.until(3, Place.REMOTE)
        assert Source.PAGE in (await chamber.look()).seats[chamber.council.seats[3]].seen


async def test_page_given_a_line_when_the_sitting_goes_on_then_it_hears_what_is_common_and_what_is_its_own(
    chamber: Chamber,
) -> None:
    phone = await chamber.proved(3)
    async with phone.following() as line, asyncio.timeout(20):
        heard: dict[str, str] = {}
        await phone.press("enter")
        while "Presente a distanza" not in heard.get("presence", "") or "Presenti 1" not in heard.get("state", ""):
            said = (await line.content.readline()).decode()
            if said.startswith("data:"):
                heard |= json.loads(said.removeprefix("data:")).get("parts", {})
        assert chamber.council.paths[3] not in "".join(heard.values())
