"""A browser without scripts, in a few lines: it keeps cookies, follows redirects, and sends the forms that pages have."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookies import Morsel, SimpleCookie
from urllib.parse import urljoin

from tests.support.town import Client

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
MOST_REDIRECTS = 5
_BOXES = {"checkbox", "radio"}


@dataclass(frozen=True)
class PageForm:
    """A form of a page."""

    action: str
    method: str
    fields: Mapping[str, str]


@dataclass(frozen=True)
class Page:
    """What an address answered, at the end of its redirects."""

    status: int
    path: str
    """With its query."""
    text: str
    headers: Mapping[str, str]
    set_cookies: Mapping[str, "Morsel[str]"]
    """Of all answers on the way."""

    @property
    def forms(self) -> list[PageForm]:
        """Its forms, in order."""
        parser = _Forms()
        parser.feed(self.text)
        return parser.found

    def form(self, action: str) -> PageForm:
        """The one that goes to that address."""
        (found,) = [form for form in self.forms if form.action == action]
        return found


@dataclass
class PlainBrowser:
    """One person's browser. *headers* go with each request."""

    client: Client
    headers: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)

    async def get(self, path: str, **headers: str) -> Page:
        """Open an address, as somebody does who types it."""
        return await self._ask("GET", path, None, {"Sec-Fetch-Site": "none", **headers})

    async def send(self, form: PageForm, **values: str) -> Page:
        """Fill in a form and send it."""
        return await self.post(form.action, {**form.fields, **values})

    async def fill(self, path: str, action: str = "", /, **values: str) -> Page:
        """Open a page and send its form that goes to *action*, or else back to where it came from."""
        return await self.send((await self.get(path)).form(action or path), **values)

    async def post(self, path: str, values: Mapping[str, str], **headers: str) -> Page:
        """Send what a form of ours sends."""
        return await self._ask("POST", path, values, {"Sec-Fetch-Site": "same-origin", **headers})

    async def _ask(self, method: str, path: str, values: Mapping[str, str] | None, more: Mapping[str, str]) -> Page:
        came: dict[str, Morsel[str]] = {}
        for _ in range(MOST_REDIRECTS):
            cookie = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
            headers = {"Accept": "text/html", "User-Agent": FIREFOX, **self.headers, **(cookie if self.cookies else {})}
            self.client.session.cookie_jar.clear()  # ours are kept here
            async with self.client.request(
                method, path, data=values, headers={**headers, **more}, allow_redirects=False
            ) as answer:
                text = await answer.text()
            for line in answer.headers.getall("Set-Cookie", []):
                self._keep(line, came)
            if answer.status not in {303, 307}:
                return Page(answer.status, path, text, answer.headers, came)
            if answer.status == 303:
                method, values = "GET", None
            path = urljoin(path, answer.headers["Location"])
        raise AssertionError(f"more than {MOST_REDIRECTS} redirects, the last one to {path}")

    def _keep(self, line: str, came: dict[str, "Morsel[str]"]) -> None:
        for name, morsel in SimpleCookie(line).items():
            came[name] = morsel
            if morsel["max-age"] == "0":
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = morsel.value


def browser_of(client: Client, **headers: str) -> PlainBrowser:
    """A new browser at the service that *client* asks."""
    return PlainBrowser(client, dict(headers))


class _Forms(HTMLParser):
    """Reads forms. Of a list the chosen entry counts, else the first; boxes count where they are ticked."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[PageForm] = []
        self._open: PageForm | None = None
        self._fields: dict[str, str] = {}
        self._list: str | None = None
        self._text: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        name, value = told.get("name"), told.get("value", "")
        if tag == "form":
            self._fields = {}
            self._open = PageForm(told.get("action", ""), told.get("method", "get"), self._fields)
        elif tag == "select":
            self._list = name
        elif tag == "option" and self._list is not None and ("selected" in told or self._list not in self._fields):
            self._fields[self._list] = value
        elif tag == "textarea" and name is not None:
            self._text, self._fields[name] = name, ""
        elif tag == "input" and name is not None and (told.get("type") not in _BOXES or "checked" in told):
            self._fields[name] = value

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._fields[self._text] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form" and self._open is not None:
            self.found.append(self._open)
            self._open = None
        elif tag == "select":
            self._list = None
        elif tag == "textarea":
            self._text = None
