"""A member of a council without a browser: what their page does, over a line that may be cut, to a service that may be killed.

It shares no code with the page. What was pressed is sent until it is answered, with the id that it was given at first.
"""

import asyncio
import json
import random
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from html import unescape
from uuid import uuid4

import aiohttp

AGAIN_S = 0.3
_AS_A_PAGE = {"Accept": "application/json", "Sec-Fetch-Site": "same-origin"}
_FORM = re.compile(r'<form[^>]* data-act="([^"]+)">(.*?)</form>', re.DOTALL)
_VALUE = re.compile(r'<(?:input|button)[^>]* name="([^"]+)" value="([^"]*)"')


@dataclass
class CouncilMember:
    """One of them."""

    seat: str
    path: str
    pin: str
    dice: random.Random
    remote: bool
    """Whether they are there by their page; else in the hall, with their page to vote by."""
    url: str = ""
    """Of the service, by a line of theirs."""
    number: int = 0
    """Of the last act that their page was told."""
    parts: dict[str, str] = field(default_factory=dict)
    acknowledged: dict[str, int] = field(default_factory=dict)
    """The numbers of acts, by what the log calls what was pressed."""
    refused: list[str] = field(default_factory=list)
    surprises: list[str] = field(default_factory=list)
    """Answers that nobody should get."""
    asleep: asyncio.Event = field(default_factory=asyncio.Event)
    """Set while the telephone sleeps, and has no line."""
    _begun: set[str] = field(default_factory=set)

    async def attend(self) -> None:
        """Be there until cancelled."""
        timeout = aiohttp.ClientTimeout(total=20)
        jar = aiohttp.CookieJar(unsafe=True)
        session = aiohttp.ClientSession(headers=_AS_A_PAGE, timeout=timeout, cookie_jar=jar)
        async with session as browser, asyncio.TaskGroup() as tasks:
            await self.press(browser, {"do": "prove", "pin": self.pin})
            while True:
                if not self.asleep.is_set():
                    with suppress(aiohttp.ClientError, TimeoutError):
                        await self._follow(browser, tasks)
                await asyncio.sleep(AGAIN_S)

    async def press(self, browser: aiohttp.ClientSession, fields: Mapping[str, str]) -> None:
        """Press once; at times twice, as people do."""
        form = {"form_id": str(uuid4()), **fields}
        times = 2 if self.dice.random() < 0.2 else 1
        await asyncio.gather(*(self._send(browser, form) for _ in range(times)))

    async def _send(self, browser: aiohttp.ClientSession, form: Mapping[str, str]) -> None:
        while True:
            try:
                async with browser.post(f"{self.url}{self.path}", data=form, allow_redirects=False) as answer:
                    if answer.status < 500:
                        return self._keep(form, answer.status, await answer.text())
            except (aiohttp.ClientError, TimeoutError):
                pass
            await asyncio.sleep(AGAIN_S)

    def _keep(self, form: Mapping[str, str], status: int, text: str) -> None:
        if form["do"] == "prove":
            if status != 303:
                self.surprises.append(f"prove {status} {text[:300]}")
        elif status == 200:
            number, key = json.loads(text)["number"], f"{self.seat} {form['form_id']}"
            if self.acknowledged.setdefault(key, number) != number:
                self.surprises.append(f"{key} was {self.acknowledged[key]} and {number}")
        elif status == 409:
            self.refused.append(json.loads(text)["rule"])
        else:
            self.surprises.append(f"{form['do']} {status} {text[:300]}")

    async def _follow(self, browser: aiohttp.ClientSession, tasks: asyncio.TaskGroup) -> None:
        lasting = aiohttp.ClientTimeout(total=None, sock_connect=5, sock_read=15)
        async with browser.get(f"{self.url}{self.path}/events", timeout=lasting) as events:
            async for line in events.content:
                name, _, told = line.decode().partition(": ")
                if self.asleep.is_set():
                    return
                if name == "data":
                    if "parts" in told:
                        self._hear(json.loads(told))
                    for fields in self._wishes():
                        tasks.create_task(self._answer(browser, fields))

    def _hear(self, told: Mapping[str, object]) -> None:
        number, parts = told["number"], told["parts"]
        assert isinstance(number, int)
        assert isinstance(parts, dict)
        self.number = number
        self.parts |= parts

    def _wishes(self) -> list[Mapping[str, str]]:
        """What they want to do that they have not begun yet: answer a roll call, vote."""
        wished: list[Mapping[str, str]] = []
        forms: dict[str, str] = {}
        for part in ("presence", "ballot"):
            for name, form in _FORM.findall(self.parts.get(part, "")):
                forms.setdefault(name, form)
        if not {"answer", "enter"} & forms.keys():
            self._begun.discard("enter")
        elif self.remote and "enter" not in self._begun:
            self._begun.add("enter")
            wished.append({"do": "enter"})
        for name, form in forms.items():
            values = [(key, unescape(value)) for key, value in _VALUE.findall(form)]
            choices = [value for key, value in values if key == "choice"]
            if name.startswith("vote-") and choices and name not in self._begun:
                self._begun.add(name)
                wished.append({"do": "vote", "vote": dict(values)["vote"], "choice": self.dice.choice(choices)})
        return wished

    async def _answer(self, browser: aiohttp.ClientSession, fields: Mapping[str, str]) -> None:
        await asyncio.sleep(self.dice.uniform(0.0, 0.5))
        await self.press(browser, fields)
        if fields["do"] == "enter":
            self._begun.discard("enter")  # a later roll call asks again
