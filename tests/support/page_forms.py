"""Forms of pages as a browser without scripts sends them: read out of the page, filled in, sent once or again."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import unescape

from aiohttp import ClientResponse

from tests.support.people import SignedIn
from tests.support.town import Client

Values = Mapping[str, str | Sequence[str]]
_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')


@dataclass
class Browser:
    """Somebody's browser."""

    client: Client
    who: SignedIn
    language: str = "it"
    shown: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self.shown = {**self.who.headers, "Accept": "text/html", "Accept-Language": self.language}

    async def get(self, path: str) -> ClientResponse:
        """A page."""
        return await self.client.get(path, headers=self.shown, allow_redirects=False)

    async def text(self, path: str, status: int = 200) -> str:
        """A page's text, which must come with that status."""
        answer = await self.get(path)
        assert answer.status == status, await answer.text()
        return await answer.text()

    async def post(self, path: str, fields: Values) -> ClientResponse:
        """A form."""
        data = [
            (name, value) for name, those in fields.items() for value in ([those] if isinstance(those, str) else those)
        ]
        return await self.client.post(path, data=data, headers=self.shown, allow_redirects=False)

    async def opened(self, path: str, action: str | None = None) -> dict[str, str]:
        """The hidden fields of the form on that page that goes to *action*, or back to the page."""
        return hidden(await self.text(path), action or path)

    async def send(self, path: str, fields: Values, action: str | None = None) -> ClientResponse:
        """Open the page, fill its form in, and send it."""
        return await self.post(action or path, {**await self.opened(path, action), **fields})


def hidden(page: str, action: str) -> dict[str, str]:
    """The hidden fields of the first form of *page* that goes to *action*."""
    form = page.partition(f'method="post" action="{action}"')[2].partition("</form>")[0]
    return {name: unescape(value) for name, value in _HIDDEN.findall(form)}
