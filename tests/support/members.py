"""A convened sitting that members attend: each with the telephone on which their link is open."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from aiohttp import ClientResponse

from orchestrator.councils.at_work.doing import do
from orchestrator.councils.at_work.keys import SITTINGS
from orchestrator.councils.log.live import Done, LiveSitting, Wanted
from orchestrator.councils.sitting.acts import Body, Entered, ItemOpened, Opened, RollCallBegun, RollCallEnded
from orchestrator.councils.sitting.rules import Distance, Rules
from orchestrator.councils.sitting.seats import Doubt, Place, Source
from orchestrator.councils.sitting.state import Sitting
from orchestrator.councils.sitting.vote_acts import VoteOpened
from orchestrator.councils.sitting.votes import Manner, Motion, Question
from tests.support.convened_council import Council
from tests.support.town import Client

MOTION = Motion()
REMOTE = Rules(distance=Distance.ALLOWED, basis="Regolamento")
"""Whoever is elsewhere counts and votes."""


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

    async def live(self) -> LiveSitting:
        return await self.client.app[SITTINGS].live(self.council.sitting)

    async def look(self) -> Sitting:
        return await (await self.live()).look()

    async def until(self, number: int, place: Place, doubt: Doubt | None = None) -> None:
        """Wait until the member is there, so."""
        live = await self.live()
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

    async def opened_from_afar(self, numbers: Iterable[int]) -> None:
        """All of them answer by their pages, and the first item that deliberates is open."""
        await self.does(RollCallBegun(), by=1)
        for number in numbers:
            await self.does(Entered(self.council.seats[number], Source.PAGE), by=number)
        await self.does(RollCallEnded(), by=1)
        await self.does(Opened(), ItemOpened("plan"))

    async def opened_in_hall(self, *numbers: int) -> None:
        """The secretary sees them there, and the first item that deliberates is open."""
        seats = [self.council.seats[number] for number in numbers]
        await self.does(RollCallBegun(), *(Entered(seat, Source.CALLED) for seat in seats), RollCallEnded(), by=1)
        await self.does(Opened(), ItemOpened("plan"))

    async def vote_about(self, item: str, question: Question, manner: Manner = Manner.OPEN, vote: str = "v1") -> None:
        """Open a vote about the open item."""
        await self.does(VoteOpened(vote, item, "Chi, o che cosa?", question, manner, secret_reason="prova"))

    async def vote(self, manner: Manner = Manner.OPEN, question: Question = MOTION) -> None:
        """Open the vote "v1" about that item."""
        await self.does(VoteOpened("v1", "plan", "Si approva il piano?", question, manner, secret_reason="prova"))
