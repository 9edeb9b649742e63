"""npm's oidc-provider, a certified provider of OpenID Connect, as a process of its own, and somebody who signs in there."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

import httpx

from tests.support.waiting import WITHIN_S

FOLDER = Path(__file__).with_name("oidc")
CLIENT, SECRET = "regia", "un segreto: con / e +"
REDIRECT = "http://127.0.0.1:9/sign-in/back"
"""Nobody answers there: who signs in looks at the address alone."""
MOST_STEPS = 12


@asynccontextmanager
async def provider_running(people: Mapping[str, Mapping[str, Any]], redirect: str = REDIRECT) -> AsyncIterator[str]:
    """The issuer, with *people* by login and their claims; it sends browsers back to *redirect* alone."""
    assert (FOLDER / "node_modules" / "ready").exists(), "run: make oidc"
    told = {"client": {"id": CLIENT, "secret": SECRET}, "redirects": [redirect], "people": people}
    process = await asyncio.create_subprocess_exec(
        "node",
        str(FOLDER / "provider.mjs"),
        json.dumps(told),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        async with asyncio.timeout(WITHIN_S):
            yield (await process.stdout.readline()).decode().strip()
    finally:
        process.stdin.close()
        await process.wait()


async def sign_in_there(address: str, login: str) -> Mapping[str, str]:
    """What *login*'s browser comes back with, after they typed their name, and agreed to tell it."""
    async with httpx.AsyncClient(timeout=WITHIN_S) as browser:
        answer = await browser.get(address)
        for _ in range(MOST_STEPS):
            if answer.has_redirect_location:
                there = urljoin(str(answer.url), answer.headers["Location"])
                if there.startswith(REDIRECT):
                    return dict(parse_qsl(urlsplit(there).query))
                answer = await browser.get(there)
                continue
            prompt = re.search(r'name="prompt" value="(\w+)"', answer.text)
            assert prompt, answer.text
            form = {"prompt": prompt[1], "login": login, "password": "qualunque"}
            answer = await browser.post(str(answer.url), data=form)
    raise AssertionError(f"no way back after {MOST_STEPS} steps")
