"""The live page of a sitting as a browser without scripts uses it: read, one of its forms filled in, sent."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape

from aiohttp import ClientResponse

from tests.support.page_forms import Browser
from tests.support.plain_browser import Page, PageForm


@dataclass
class Desk:
    """One officer at the page."""

    browser: Browser
    sitting: str
    view: str = "chair"

    @property
    def path(self) -> str:
        return f"/councils/sittings/{self.sitting}/live"

    async def page(self, status: int = 200) -> str:
        """The page's text."""
        return await self.browser.text(f"{self.path}?view={self.view}", status)

    async def says(self) -> str:
        """What the page says, without its marks."""
        return said(await self.page())

    async def form(self, do: str) -> PageForm:
        """The form whose button does that."""
        text = await self.page()
        forms = [form for form in re.findall(r"<form.*?</form>", text, re.DOTALL) if f'name="do" value="{do}"' in form]
        assert forms, f"no button {do}"
        return _first(forms[0])

    async def send(self, do: str, fields: Mapping[str, str] | None = None, **more: str) -> ClientResponse:
        """Press a button, with its form filled in."""
        form = await self.form(do)
        return await self.browser.post(self.path, {**form.fields, "do": do, **(fields or {}), **more})

    async def does(self, *buttons: str, **fields: str) -> None:
        """Press buttons that must be right, one after the other; what was refused is told."""
        for do in buttons:
            answer = await self.send(do, fields)
            notice = answer.cookies.get("regia_notice")
            assert answer.status == 303, said(await answer.text())[:600]
            assert notice is None, f"{do}: {notice.value if notice else ''}"


def _first(text: str) -> PageForm:
    return Page(200, "", text, {}, {}).forms[0]


def said(page: str) -> str:
    """What a page says, without its marks."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())
