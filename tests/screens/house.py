"""Pictures of the pages that people open, of a busy house: every page by its reader, width, theme and language; the chief ones too."""

import base64
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from playwright.async_api import Page

from tests.support.house_browser import HouseShown, house_shown

WIDTHS = {1440: 900, 1024: 768, 800: 600, 390: 844}
"""Heights by widths; a picture goes to the end of the page."""
THEMES = ("light", "dark")
LANGUAGES = ("it", "en")
PAGES = {
    "home-desk": ("luca", "/"),
    "home-organiser": ("maria", "/"),
    "home-technician": ("paolo", "/"),
    "week": ("maria", "/bookings"),
    "day": ("luca", "/bookings?day=2026-11-27"),
    "list": ("luca", "/bookings/list"),
    "book": ("maria", "/bookings/new"),
    "book-for-a-caller": ("luca", "/bookings/new"),
    "door": ("luca", "/bookings/door/conferenze"),
    "account": ("maria", "/account"),
    "organisation": ("anna", "/organisations/scuola"),
    "what-happened": ("anna", "/organisations/scuola/audit"),
}
"""Who looks and at what, by the names of the pictures."""
CHIEF = {
    "house-home": ("home-desk", 1440, "light"),
    "house-week": ("week", 1440, "light"),
    "house-book": ("book", 1024, "light"),
    "house-organisation": ("organisation", 1024, "dark"),
    "house-phone": ("home-organiser", 390, "light"),
}
"""The page, width and theme of each chief picture, in Italian."""
QUALITY = 70


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture of a page."""

    page: str
    width: int
    theme: str
    language: str

    @property
    def file(self) -> str:
        """Its path within the folder of pictures."""
        return f"house/{self.page}-{self.width}-{self.theme}-{self.language}.png"


def pictures() -> Iterator[Picture]:
    """Each page in every look."""
    for page, width, theme, language in product(PAGES, WIDTHS, THEMES, LANGUAGES):
        yield Picture(page, width, theme, language)


async def take_all(folder: Path) -> None:
    """Take every picture, as PNG, into *folder*."""
    with tempfile.TemporaryDirectory() as name:
        async with house_shown(Path(name)) as shown:
            for picture in pictures():
                async with _opened(shown, picture) as page:
                    path = folder / picture.file
                    path.parent.mkdir(parents=True, exist_ok=True)
                    await page.screenshot(path=path, full_page=True)


async def take_chief(folder: Path) -> None:
    """Take the chief ones, as WebP of what a window shows, into *folder*."""
    with tempfile.TemporaryDirectory() as name:
        async with house_shown(Path(name)) as shown:
            for file, (page_name, width, theme) in CHIEF.items():
                async with _opened(shown, Picture(page_name, width, theme, "it")) as page:
                    session = await page.context.new_cdp_session(page)
                    told = await session.send("Page.captureScreenshot", {"format": "webp", "quality": QUALITY})
                    (folder / f"{file}.webp").write_bytes(base64.b64decode(told["data"]))


@asynccontextmanager
async def _opened(shown: HouseShown, picture: Picture) -> AsyncIterator[Page]:
    """The page of a picture, in its look."""
    who, path = PAGES[picture.page]
    look = {
        "viewport": {"width": picture.width, "height": WIDTHS[picture.width]},
        "color_scheme": picture.theme,
        "timezone_id": "Europe/Rome",
    }
    async with shown.opened(who, path, language=picture.language, **look) as tab:
        yield tab.page
