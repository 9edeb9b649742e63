"""Who looks at a page, as far as the shell has to know: what to greet and offer them, and how they wish to see it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, TypeGuard, get_args

from aiohttp import web

from config.words.sentences import LANGUAGES, Language
from orchestrator.web.languages import language_of

Theme = Literal["light", "dark"]

LANGUAGE_COOKIE = "regia_language"
THEME_COOKIE = "regia_theme"


@dataclass(frozen=True, slots=True)
class MenuItem:
    """One entry of the bar: what it is called, in the reader's language, and its address."""

    label: str
    href: str

    def is_current(self, path: str) -> bool:
        """Whether *path* is that page or one below it."""
        return path == self.href or (self.href != "/" and path.startswith(f"{self.href}/"))


@dataclass(frozen=True, slots=True)
class Viewer:
    """Somebody who looks at a page; nobody in particular without a name."""

    name: str | None = None
    menu: tuple[MenuItem, ...] = ()
    account: str | None = None
    """The address of their account, where there is one."""
    sign_in: str | None = None
    """The address where one signs in, for whom it is offered."""
    search: str | None = None
    """The address that takes ``?q=``; None where there is nothing to search."""
    language: Language | None = None
    """None: as the browser wishes."""
    theme: Theme | None = None
    """None: as the system wishes."""
    session: str | None = field(default=None, repr=False)
    """The secret of the session, from which the tokens in forms are made; None without a session."""


VIEWER = web.RequestKey("viewer", Viewer)
"""Whoever lets a request through tells here who looks; without it nobody in particular does."""
NOBODY = Viewer()


def viewer_of(request: web.Request) -> Viewer:
    """Who looks, in the language and theme that this browser was told; in the account's language where it was told none."""
    viewer: Viewer = request.get(VIEWER, NOBODY)
    language, theme = _told(request.cookies)
    return replace(viewer, language=language or viewer.language, theme=theme or viewer.theme)


def page_language(request: web.Request) -> Language:
    """The language of a page: this browser's, the account's, or what the browser asks for."""
    return viewer_of(request).language or language_of(request)


def is_language(text: str) -> TypeGuard[Language]:
    """Whether we speak it."""
    return text in LANGUAGES


def is_theme(text: str) -> TypeGuard[Theme]:
    """Whether pages have it."""
    return text in get_args(Theme)


def _told(cookies: Mapping[str, str]) -> tuple[Language | None, Theme | None]:
    language, theme = cookies.get(LANGUAGE_COOKIE, ""), cookies.get(THEME_COOKIE, "")
    return language if is_language(language) else None, theme if is_theme(theme) else None
