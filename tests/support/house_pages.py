"""The pages of the busy house as its people ask for them, without any script: what a page says, and what its forms send."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser

from aiohttp import ClientResponse, FormData, web

from config.site_file.loading import load_texts
from orchestrator.accounts.sign_ins import open_sign_in
from orchestrator.app import make_app
from orchestrator.web.keys import FACTS
from schedules.store.database import Database
from schedules.store.transaction import Transaction
from tests.support.busy_house import NOW, TITLES, People, fill, make_people, room_file
from tests.support.town import Client

Fields = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Shown:
    """A page as it came."""

    status: int
    path: str
    """Where it came from, after redirects, with its query."""
    text: str

    def fields(self, action: str) -> dict[str, list[str]]:
        """What the form for *action* would send as it stands."""
        reader = _FormReader(action)
        reader.feed(self.text)
        assert reader.found, f"no form for {action}"
        return reader.fields

    def offers(self, address: str) -> bool:
        """Whether a link or form leads to what begins with that address."""
        return f'href="{address}' in self.text or f'action="{address}' in self.text

    @property
    def words(self) -> str:
        """What it says, without its tags."""
        reader = _WordReader()
        reader.feed(self.text)
        return " ".join(" ".join(reader.found).split())


@dataclass(frozen=True)
class Visitor:
    """Somebody in a browser without scripts."""

    client: Client
    headers: Mapping[str, str]

    async def get(self, path: str) -> Shown:
        """A page."""
        return await self._shown(await self.client.get(path, headers=self.headers))

    async def post(self, path: str, fields: Fields) -> Shown:
        """Send a form."""
        sent = FormData([(name, value) for name, values in fields.items() for value in values])
        return await self._shown(await self.client.post(path, data=sent, headers=self.headers))

    async def _shown(self, answer: ClientResponse) -> Shown:
        return Shown(answer.status, answer.url.raw_path_qs, await answer.text())


@dataclass(frozen=True)
class House:
    """The service, who uses it, and the ids of its bookings by title."""

    client: Client
    database: Database
    people: People
    bookings: Mapping[str, str] = field(default_factory=dict)

    async def visitor(self, account: str, language: str = "it") -> Visitor:
        """That account's owner, who has signed in."""
        cookie, _ = await self.database.write(open_sign_in, account, "password", "Firefox", "127.0.0.1", NOW)
        return self.with_cookie(cookie, language)

    def with_cookie(self, cookie: str, language: str = "it") -> Visitor:
        """Whoever has that cookie."""
        cookies = f"regia_account={cookie}; regia_language={language}"
        return Visitor(self.client, {"Accept": "text/html", "Sec-Fetch-Site": "same-origin", "Cookie": cookies})


def filled(fields: Fields, **values: str | Sequence[str]) -> dict[str, Sequence[str]]:
    """The same with other values in some of the fields."""
    listed = {name: (value,) if isinstance(value, str) else tuple(value) for name, value in values.items()}
    return {**fields, **listed}


async def house_open(database: Database, start: Callable[[web.Application], Awaitable[Client]]) -> House:
    """The service over *database*, with the week's bookings."""
    app = make_app(database, load_texts((("sito.toml", room_file()),)), clock=lambda: NOW)
    client = await start(app)

    def furnish(db: Transaction) -> tuple[People, Sequence[str]]:
        people = make_people(db)
        return people, fill(db, app[FACTS].ids_key, people)

    people, made = await database.write(furnish)
    return House(client, database, people, dict(zip(TITLES, made, strict=True)))


class _FormReader(HTMLParser):
    """Collects the fields of the first form with that action, as browsers send them (HTML 4.10.21.4)."""

    def __init__(self, action: str) -> None:
        super().__init__()
        self.action, self.found, self.fields = action, False, dict[str, list[str]]()
        self._inside = False
        self._select: str | None = None
        self._chosen: list[str] = []
        self._first: str | None = None
        self._area: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "form" and told.get("action") == self.action and not self.found:
            self._inside = self.found = True
        if not self._inside:
            return
        name = told.get("name", "")
        if tag == "input" and name and told.get("type") not in {"submit", "button"}:
            if told.get("type") not in {"checkbox", "radio"} or "checked" in told:
                self.fields.setdefault(name, []).append(told.get("value", "on"))
        elif tag == "select":
            self._select, self._chosen, self._first = name, [], None
        elif tag == "option" and self._select is not None:
            value = told.get("value", "")
            self._first = value if self._first is None else self._first
            if "selected" in told:
                self._chosen.append(value)
        elif tag == "textarea":
            self._area = name
            self.fields.setdefault(name, []).append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == "select" and self._select is not None:
            chosen = self._chosen or ([self._first] if self._first is not None else [])
            self.fields.setdefault(self._select, []).extend(chosen)
            self._select = None
        elif tag == "textarea":
            self._area = None
        elif tag == "form":
            self._inside = False

    def handle_data(self, data: str) -> None:
        if self._inside and self._area is not None:
            self.fields[self._area][-1] += data.removeprefix("\n")


class _WordReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        self.found.append(data)
