"""The demo's members who answer by themselves: each opens their link, is there from home, and votes, as their page would."""

import asyncio
import json
import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import unescape
from uuid import uuid4

import aiohttp

from orchestrator.demo.school import Member

AGAIN_S = 1.0
THINKING_S = (1.0, 5.0)
"""From a question to the answer, at least and at most."""
_AS_A_PAGE = {"Accept": "application/json", "Sec-Fetch-Site": "same-origin"}
_FORM = re.compile(r'<form[^>]* data-act="([^"]+)">(.*?)</form>', re.DOTALL)
_VALUE = re.compile(r'<(?:input|button)[^>]* name="([^"]+)" value="([^"]*)"')


@dataclass(slots=True)
class Teacher:
    """One of them, with their page."""

    page: str
    """Its address."""
    pin: str = field(repr=False)
    chance: random.Random
    parts: dict[str, str] = field(default_factory=dict)
    answered: set[str] = field(default_factory=set)
    """Votes in which they have voted."""

    async def attend(self) -> None:
        """Be there until cancelled; a service that is away for a while is waited for."""
        async with aiohttp.ClientSession(headers=_AS_A_PAGE) as browser, asyncio.TaskGroup() as thoughts:
            while True:
                try:
                    await self._do(browser, "prove", {"pin": self.pin})
                    await self._follow(browser, thoughts)
                except aiohttp.ClientError:
                    pass
                await asyncio.sleep(AGAIN_S)

    async def _follow(self, browser: aiohttp.ClientSession, thoughts: asyncio.TaskGroup) -> None:
        async with browser.get(
            f"{self.page}/events", timeout=aiohttp.ClientTimeout(total=None, sock_read=30)
        ) as events:
            async for line in events.content:
                name, _, told = line.decode().partition(": ")
                if name == "data":
                    self.parts |= json.loads(told).get("parts", {})
                    for fields in self._wishes():
                        thoughts.create_task(self._answer(browser, fields), name="an answer")

    def _wishes(self) -> Sequence[Mapping[str, str]]:
        """What they want to do now that they have not begun yet."""
        forms: dict[str, str] = {}
        for part in ("presence", "ballot"):
            for name, form in _FORM.findall(self.parts.get(part, "")):
                forms.setdefault(name, form)  # of an election the names come first, abstaining after them
        wished = []
        for name, form in forms.items():
            values = [(key, unescape(value)) for key, value in _VALUE.findall(form)]
            choices = [value for key, value in values if key == "choice"]
            mark = f"{name} {self.parts.get('state')}"
            if name in {"answer", "enter"} and mark not in self.answered:
                self.answered.add(mark)
                wished.append({"do": "enter"})
            elif name.startswith("vote-") and choices and name not in self.answered:
                self.answered.add(name)
                wished.append({"do": "vote", "vote": dict(values)["vote"], "choice": self.chance.choice(choices)})
        return wished

    async def _answer(self, browser: aiohttp.ClientSession, fields: Mapping[str, str]) -> None:
        await asyncio.sleep(self.chance.uniform(*THINKING_S))
        await self._do(browser, fields["do"], fields)

    async def _do(self, browser: aiohttp.ClientSession, what: str, fields: Mapping[str, str]) -> None:
        """Press until it is answered."""
        form = {"form_id": str(uuid4()), **fields, "do": what}
        while True:
            try:
                async with browser.post(self.page, data=form, allow_redirects=False) as answer:
                    if answer.status < 500:
                        return
            except aiohttp.ClientConnectionError:
                pass
            await asyncio.sleep(AGAIN_S)


def teacher(service: str, member: Member) -> Teacher:
    """The one with that link, who chooses by chance."""
    return Teacher(f"{service}{member.path}", member.pin, random.Random())  # noqa: S311  nothing depends on it
