"""Draws a page: a template within the shell, for whoever looks, in their language."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import aiohttp_jinja2
from aiohttp import hdrs, web
from babel.support import NullTranslations

from orchestrator.web.shell import notices
from orchestrator.web.shell.catalogues import translations
from orchestrator.web.shell.templates import ENVIRONMENTS, prepare_templates
from orchestrator.web.shell.viewer import Viewer, page_language, viewer_of

HOUSE: web.AppKey[Callable[[], str]] = web.AppKey("house")
"""What stands over every page."""
PRIVACY: web.AppKey[Callable[[], "Privacy"]] = web.AppKey("privacy")
OUR_OWN = "same-origin"
"""With no-referrer browsers would send forms with ``Origin: null`` (Fetch 3.2), and on plain http nothing tells then whose they are."""


@dataclass(frozen=True, slots=True)
class Privacy:
    """Who answers for people's data, and the address of their notice; None for what the room files do not say."""

    controller: str | None = None
    notice: str | None = None


@dataclass(frozen=True, slots=True)
class Shell:
    """What the shell shows around a page, as `shell` in templates."""

    viewer: Viewer
    house: str
    here: str
    """The path of this page."""
    address: str
    """The same with its query."""
    notice: str | None
    """What is to be said of the act before."""
    privacy: Privacy


def prepare_pages(app: web.Application, house: Callable[[], str], privacy: Callable[[], Privacy]) -> None:
    """Have *app* draw pages; *house* tells the name that stands over each of them, *privacy* what its foot says of people's data."""
    app[HOUSE] = house
    app[PRIVACY] = privacy
    prepare_templates(app)


def page(request: web.Request, template: str, /, status: int = 200, **values: Any) -> web.Response:
    """The page that *template*, like ``bookings/week.html``, makes of *values*."""
    language = page_language(request)
    shell = Shell(
        viewer_of(request),
        request.app[HOUSE](),
        request.rel_url.raw_path,
        request.raw_path,
        notices.told(request),
        request.app[PRIVACY](),
    )
    answer = aiohttp_jinja2.render_template(
        template, request, {"shell": shell, **values}, app_key=ENVIRONMENTS[language], status=status
    )
    answer.headers["Content-Language"] = language
    answer.headers[hdrs.VARY] = "Accept-Language, Cookie"
    answer.headers["Referrer-Policy"] = OUR_OWN
    if shell.notice is not None:
        notices.forget(request, answer)
    return answer


def part(request: web.Request, template: str, /, status: int = 200, **values: Any) -> web.Response:
    """A part of a page, for htmx to put into one that is open; what was to be said about the act before is not said here."""
    language = page_language(request)
    answer = aiohttp_jinja2.render_template(template, request, values, app_key=ENVIRONMENTS[language], status=status)
    answer.headers["Content-Language"] = language
    return answer


def words(request: web.Request) -> NullTranslations:
    """gettext and ngettext in the reader's language, for sentences that handlers make."""
    return translations(page_language(request))
