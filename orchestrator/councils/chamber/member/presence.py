"""Pages of members that are open: while one is, its member is seen; some seconds after it is gone, they are not seen by it any more.

A telephone that sleeps closes its page's line too. That is no departure: the rules of doubt say what follows (`sitting.seats`).
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from uuid import uuid4

import structlog
from aiohttp import web

from orchestrator.councils.at_work.doing import do
from orchestrator.councils.at_work.keys import SITTINGS
from orchestrator.councils.dossiers.store import dossiers_around
from orchestrator.councils.log.live import Wanted
from orchestrator.councils.log.store import NoSuchSitting
from orchestrator.councils.sitting.acts import SERVICE, Body, Entered, SourceLost
from orchestrator.councils.sitting.seats import Place, Source
from orchestrator.councils.sitting.state import CALLED, Sitting
from orchestrator.web.keys import CLOCK, DATABASE
from schedules.store.errors import StorageError

log = structlog.get_logger()

AWAY_S = 10.0
"""A page that is loaded anew, or changes from one network to another, is back by then."""
WITHOUT_SCRIPTS_S = 150.0
"""A page without scripts has no line: it asks again each minute."""
AGAIN_S = 1.0
"""After the store failed."""
NEAR = timedelta(days=1)
"""Sittings that begin so near to the start of a service may have members who were seen by their pages."""
Page = tuple[str, str]
"""A sitting and a seat."""


class OpenPages:
    """Those of one service."""

    def __init__(self, app: web.Application, away_s: float = AWAY_S) -> None:
        """None is open; *away_s* is for how long one may be gone."""
        self._app, self.away_s = app, away_s
        self._open: Counter[Page] = Counter()
        self._due: dict[Page, float] = {}
        """When those that are gone are not seen any more, by the loop's clock."""
        self._news = asyncio.Event()

    @asynccontextmanager
    async def open(self, sitting: str, seat: str) -> AsyncIterator[None]:
        """While the page of whoever acts for the seat has its line. Raises NoSuchSitting, StorageError."""
        page = sitting, seat
        self._open[page] += 1
        self._due.pop(page, None)
        try:
            await self._seen(page)
            yield
        finally:
            self._open[page] -= 1
            if not self._open[page]:
                del self._open[page]
                self._gone(page, self.away_s)

    async def asked(self, sitting: str, seat: str) -> None:
        """A page was loaded: it may be one without a line. Raises NoSuchSitting, StorageError."""
        page = sitting, seat
        if page not in self._open:
            self._gone(page, WITHOUT_SCRIPTS_S)
            await self._seen(page)

    async def run(self) -> None:
        """Say in the logs of sittings whose pages are gone, until cancelled; at first those that did not come back after a start."""
        await self._recover()
        while True:
            self._news.clear()
            now = asyncio.get_running_loop().time()
            for page in [page for page, due in self._due.items() if due <= now]:
                await self._lose(page)
            try:
                async with asyncio.timeout_at(min(self._due.values(), default=None)):
                    await self._news.wait()
            except TimeoutError:
                continue

    def _gone(self, page: Page, within_s: float) -> None:
        self._due[page] = asyncio.get_running_loop().time() + within_s
        self._news.set()

    async def _seen(self, page: Page) -> None:
        """Say that the page is back, where that is news."""
        sitting, seat = page
        live = await self._app[SITTINGS].live(sitting)
        if comes_back(await live.look(), seat):
            await self._act(sitting, Entered(seat, Source.PAGE))

    async def _lose(self, page: Page) -> None:
        sitting, seat = page
        try:
            live = await self._app[SITTINGS].live(sitting)
            state = (await live.look()).seats.get(seat)
            if page not in self._open and state is not None and Source.PAGE in state.seen:
                await self._act(sitting, SourceLost(seat, Source.PAGE))
        except NoSuchSitting:
            pass
        except StorageError as error:
            log.warning("page.unstored", error=repr(error))
            if page not in self._open:
                self._gone(page, AGAIN_S)
            return
        if page not in self._open:
            self._due.pop(page, None)

    async def _recover(self) -> None:
        """Expect back all who were seen by their pages when a service last was here."""
        now = self._app[CLOCK]()
        for dossier in await self._app[DATABASE].read(dossiers_around, now - NEAR, now + NEAR):
            if dossier.status not in CALLED:
                continue
            state = await (await self._app[SITTINGS].live(dossier.sitting)).look()
            for seat in state.seats.values():
                page = dossier.sitting, seat.id
                if Source.PAGE in seat.seen and page not in self._open and page not in self._due:
                    self._gone(page, self.away_s)

    async def _act(self, sitting: str, body: Body) -> None:
        await do(
            self._app, sitting, Wanted(str(uuid4()), body, SERVICE, "page")
        )  # a refusal is as good: it was too late


OPEN_PAGES = web.AppKey("council_open_pages", OpenPages)


def comes_back(sitting: Sitting, seat: str) -> bool:
    """Whether a page that opens sees somebody again who was there from afar. It answers no roll call for them. Pure.

    Whoever left, or was never there, says so by themselves.
    """
    state, call = sitting.seats.get(seat), sitting.roll_call
    if state is None or sitting.status not in CALLED or Source.PAGE in state.seen:
        return False
    if sitting.is_called(seat):
        return False
    if state.place is Place.REMOTE:
        return True
    last = state.stays[-1] if state.stays else None
    called_since = call is not None and last is not None and call.begun > last.number
    return state.place is Place.OUT and last is not None and last.how == "grace" and not called_since
