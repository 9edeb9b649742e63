"""Chair and secretary of a council without a browser, by the API: they hold a sitting from roll call to roll call, whatever breaks."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import aiohttp

from orchestrator.councils.sitting.acts import (
    Act,
    Body,
)
from orchestrator.councils.sitting.codec import act_to_json

AGAIN_S = 0.3
_NEVER = datetime(2000, 1, 1, tzinfo=UTC)


class Refused(Exception):
    """A rule forbids it: its name."""


@dataclass
class Officer:
    """One of them, at a screen of theirs."""

    sitting: str
    headers: Mapping[str, str]
    url: str = ""
    acknowledged: dict[str, int] = field(default_factory=dict)
    seen: int = 0

    async def does(self, browser: aiohttp.ClientSession, body: Body) -> int:
        """Do it once, however often it has to be sent. Raises Refused."""
        told = act_to_json(Act(0, _NEVER, "", "", body))
        wanted = {"id": str(uuid4()), "kind": told["kind"], "body": told["body"]}
        while True:
            status, answer = await self._asked(browser, "POST", "/acts", {**wanted, "seen": self.seen})
            if status == 200:
                self.acknowledged[wanted["id"]] = answer["number"]
                return int(answer["number"])
            if status == 409 and answer["error"]["details"]["rule"] == "stale":
                self.seen = (await self.look(browser))["steered"]
            elif status == 409:
                raise Refused(answer["error"]["details"]["rule"])
            else:
                raise AssertionError(f"{status} {answer}")

    async def look(self, browser: aiohttp.ClientSession) -> Mapping[str, Any]:
        """The sitting as it is."""
        _, answer = await self._asked(browser, "GET", "", None)
        return answer

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
