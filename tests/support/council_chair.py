"""The chair of a council without a browser, by the API: whoever holds the sitting together, whatever breaks meanwhile."""

import asyncio
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import aiohttp

from orchestrator.councils.sitting.acts import (
    Act,
    Body,
    Closed,
    Entered,
    ItemClosed,
    ItemOpened,
    Opened,
    Resumed,
    RollCallBegun,
    RollCallEnded,
    Suspended,
)
from orchestrator.councils.sitting.codec import act_to_json
from orchestrator.councils.sitting.seats import Source
from orchestrator.councils.sitting.vote_acts import ClosingAnnounced, Proclaimed, VoteAnnulled, VoteOpened
from orchestrator.councils.sitting.votes import Manner, Motion
from tests.support.waiting import wait_for

AGAIN_S = 0.3
_NEVER = datetime(2000, 1, 1, tzinfo=UTC)


class Refused(Exception):
    """A rule forbids it; its name."""


@dataclass
class CouncilChair:
    """They preside, and call the roll themselves."""

    sitting: str
    headers: Mapping[str, str]
    hall: Collection[str]
    """Seats of those who are in the hall."""
    remote: Collection[str]
    url: str = ""
    acknowledged: dict[str, int] = field(default_factory=dict)
    """The numbers of acts, by what the log calls what was done."""
    held: int = 0
    """Votes with a result."""

    async def hold(self, browser: aiohttp.ClientSession, is_time: Callable[[], bool]) -> None:
        """Call the roll, open, have votes until *is_time* to close, and do that."""
        await self._call(browser)
        await self._does(browser, Opened())
        while not is_time():
            try:
                await self._vote(browser)
            except Refused as refused:
                await self._recover(browser, str(refused))
        while True:
            try:
                await self._does(browser, Closed())
            except Refused as refused:
                await self._recover(browser, str(refused))
            else:
                return

    async def look(self, browser: aiohttp.ClientSession) -> Mapping[str, Any]:
        """The sitting as it is."""
        _, answer = await self._asked(browser, "GET", "", None)
        return answer

    async def _vote(self, browser: aiohttp.ClientSession) -> None:
        now = await self.look(browser)
        if now["item"] is None:
            waiting = [item["id"] for item in now["items"] if item["kind"] in {"motion", "minutes"}]
            await self._does(browser, ItemOpened(waiting[self.held % len(waiting)]))
            now = await self.look(browser)
        vote = now["vote"]
        if vote is None:
            vote = str(uuid4())
            await self._does(browser, VoteOpened(vote, now["item"], "Si approva.", Motion(), Manner.OPEN))
        await asyncio.sleep(1.5)  # people think
        if await self._runs(browser, vote):
            await self._does(browser, ClosingAnnounced(vote))

        async def closed() -> bool:
            return not await self._runs(browser, vote)

        await wait_for(closed)
        await self._does(browser, Proclaimed(vote), ItemClosed(now["item"]))
        self.held += 1

    async def _runs(self, browser: aiohttp.ClientSession, vote: str) -> bool:
        return any(each["running"] for each in (await self.look(browser))["votes"] if each["id"] == vote)

    async def _call(self, browser: aiohttp.ClientSession) -> None:
        await self._does(browser, RollCallBegun())
        await self._end_call(browser)

    async def _end_call(self, browser: aiohttp.ClientSession) -> None:
        """Take down who is in the hall, and wait for the others: whoever has not answered at its end is out."""
        await self._does(browser, *(Entered(seat, Source.CALLED) for seat in self.hall))

        async def answered() -> bool:
            seats = {seat["id"]: seat["unanswered"] for seat in (await self.look(browser))["seats"]}
            return not any(seats[seat] for seat in self.remote)

        await wait_for(answered)
        await self._does(browser, RollCallEnded())

    async def _recover(self, browser: aiohttp.ClientSession, rule: str) -> None:
        """What a chair does who is refused: the service was away, or a vote is still open."""
        now = await self.look(browser)
        if now["roll_call"]:
            await self._end_call(browser)
        elif rule == "no_roll_call":
            await self._call(browser)
        elif now["vote"] is not None and rule in {"vote_open", "quorum_lost"}:
            await self._does(browser, VoteAnnulled(now["vote"], "Si ripete."))
        elif now["status"] == "suspended":
            await self._call(browser)
            await self._does(browser, Resumed())
        elif rule == "no_quorum":
            await self._does(browser, Suspended("manca il numero legale"))
        elif now["item"] is not None:
            await self._does(browser, ItemClosed(now["item"]))
        else:
            raise AssertionError(f"refused: {rule}, {now['status']}")

    async def _does(self, browser: aiohttp.ClientSession, *bodies: Body) -> None:
        """One after another, each once, however often it has to be sent. Raises Refused."""
        for body in bodies:
            told = act_to_json(Act(0, _NEVER, "", "", body))
            wanted = {"id": str(uuid4()), "kind": told["kind"], "body": told["body"]}
            await self._do(browser, wanted)

    async def _do(self, browser: aiohttp.ClientSession, wanted: Mapping[str, Any]) -> None:
        seen = (await self.look(browser))["number"]
        while True:
            status, answer = await self._asked(browser, "POST", "/acts", {**wanted, "seen": seen})
            if status == 200:
                self.acknowledged[wanted["id"]] = answer["number"]
                return
            rule = answer["error"]["details"].get("rule")
            if status == 409 and rule == "stale":
                seen = (await self.look(browser))["number"]
            elif status == 409:
                raise Refused(rule)
            else:
                raise AssertionError(f"{status} {answer}")

    async def _asked(
        self, browser: aiohttp.ClientSession, method: str, path: str, body: object
    ) -> tuple[int, Mapping[str, Any]]:
        while True:
            try:
                async with browser.request(
                    method, f"{self.url}/api/v1/sittings/{self.sitting}{path}", json=body, headers=self.headers
                ) as answer:
                    if answer.status < 500:
                        return answer.status, await answer.json()
            except (aiohttp.ClientError, TimeoutError):
                pass
            await asyncio.sleep(AGAIN_S)
