"""The demo's members who answer by themselves: each opens their link, is there from home, and votes, as their page would."""

import asyncio
import json
import random
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import unescape
from http import HTTPStatus
from urllib.parse import urlsplit
from uuid import uuid4

import aiohttp

from orchestrator.councils.ballots.blind_rsa import blind, finalize, prepare
from orchestrator.councils.ballots.counting import choice_of
from orchestrator.councils.ballots.keys import public_key_of
from orchestrator.demo.council_hall import TOKEN_BYTES
from orchestrator.demo.school import Member

AGAIN_S = 1.0
THINKING_S = 5.0
_AS_A_PAGE = {"Accept": "application/json", "Sec-Fetch-Site": "same-origin"}
_FORM = re.compile(r'<form[^>]* data-act="([^"]+)">(.*?)</form>', re.DOTALL)
_PAPER = re.compile(r'data-paper="([^"]+)" data-of="([^"]+)"[^>]* data-taken="yes" data-closing="no" data-handed=""')
_CHOICE = re.compile(r'name="choice" value="([^"]*)"')
_VALUE = re.compile(r'<(?:input|button)[^>]* name="([^"]+)" value="([^"]*)"')


@dataclass(slots=True)
class Teacher:
    """One of them, with their page."""

    page: str
    """Its address."""
    pin: str = field(repr=False)
    chance: random.Random
    thinking_s: float
    """From a question to the answer, at most."""
    parts: dict[str, str] = field(default_factory=dict)
    answered: set[str] = field(default_factory=set)
    """What they have begun to answer."""
    cast: set[str] = field(default_factory=set)
    """Secret votes in whose urn their ballot is."""

    async def attend(self) -> None:
        """Be there until cancelled; a service that is away for a while is waited for."""
        jar = aiohttp.CookieJar(unsafe=True)  # also of a service whose address is a number
        async with (
            aiohttp.ClientSession(headers=_AS_A_PAGE, cookie_jar=jar) as browser,
            asyncio.TaskGroup() as thoughts,
        ):
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
        paper = _PAPER.search(self.parts.get("ballot", ""))
        if paper is not None and paper[1] not in self.answered:
            self.answered.add(paper[1])
            choices = [unescape(choice) for choice in _CHOICE.findall(self.parts["ballot"])]
            wished.append({"do": "paper", "vote": paper[1], "sitting": paper[2], "choice": self.chance.choice(choices)})
        return wished

    async def _answer(self, browser: aiohttp.ClientSession, fields: Mapping[str, str]) -> None:
        await asyncio.sleep(self.chance.uniform(0, self.thinking_s))
        if fields["do"] == "paper":
            await self._vote_secretly(browser, fields)
        else:
            await self._do(browser, fields["do"], fields)

    async def _vote_secretly(self, browser: aiohttp.ClientSession, fields: Mapping[str, str]) -> None:
        """Have a paper signed that nobody has seen, and put it into the urn without saying whose it is."""
        urn = f"{urlsplit(self.page)._replace(path='').geturl()}/api/v1/ballots/{fields['sitting']}/{fields['vote']}"
        async with aiohttp.ClientSession() as nobody:
            async with nobody.get(urn) as told:
                public = public_key_of((await told.json())["key"])
            token = prepare(secrets.token_bytes(TOKEN_BYTES))
            blinded = blind(public, token)
            form = {"form_id": str(uuid4()), "blinded": blinded.message.hex()}
            async with browser.post(f"{self.page}/papers/{fields['vote']}", data=form) as handed:
                if handed.status != HTTPStatus.OK:
                    return
                signature = finalize(public, token, bytes.fromhex((await handed.json())["signature"]), blinded.inverse)
            choice = choice_of([fields["choice"]] if fields["choice"] else [])
            await asyncio.sleep(self.chance.uniform(0, self.thinking_s))
            ballot = {"token": token.hex(), "signature": signature.hex(), "choice": choice}
            async with nobody.post(urn, json=ballot) as answer:
                if answer.status == HTTPStatus.OK:
                    self.cast.add(fields["vote"])

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


def teacher(service: str, member: Member, thinking_s: float = THINKING_S) -> Teacher:
    """The one with that link, who chooses by chance."""
    return Teacher(f"{service}{member.path}", member.pin, random.Random(), thinking_s)  # noqa: S311  nothing depends on it
