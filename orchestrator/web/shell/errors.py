"""Errors as pages, for people whose browser asks for pages; programs get the one shape of JSON."""

from aiohttp import hdrs, web
from aiohttp.typedefs import Handler

from orchestrator.web.errors import ApiError, error_answer, sentence_of
from orchestrator.web.headers import named_host
from orchestrator.web.keys import REFUSED
from orchestrator.web.languages import weights
from orchestrator.web.shell.addresses import local
from orchestrator.web.shell.pages import page
from orchestrator.web.shell.viewer import page_language

_FROM_PAGE = "HX-Request"
"""The header that htmx sends."""


@web.middleware
async def show_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Let an error that a person meets stand in the shell, with its status and headers.

    What an open page asked for by htmx is told as JSON in that page's language, for the page to say.
    """
    answer = await handler(request)
    error = request.get(REFUSED)
    if not isinstance(error, ApiError) or answer.prepared:
        return answer
    if _FROM_PAGE in request.headers:
        return error_answer(request, error, page_language(request))
    if not wants_page(request):
        return answer
    shown = page(
        request,
        "web/shell/error.html",
        error.status,
        error=error,
        sentence=sentence_of(error, page_language(request)),
        back=_page_before(request),
    )
    for name in (hdrs.ALLOW, hdrs.RETRY_AFTER, hdrs.WWW_AUTHENTICATE):
        if name in answer.headers:
            shown.headers[name] = answer.headers[name]
    if answer.keep_alive is False:
        shown.force_close()
    return shown


def _page_before(request: web.Request) -> str:
    """The address of the page of ours whose form this was; "" where it is none, or the browser does not say."""
    if request.method != hdrs.METH_POST:
        return ""
    scheme, _, told = request.headers.get(hdrs.REFERER, "").partition("://")
    host, _, path = told.partition("/")
    ours = scheme in {"http", "https"} and host == named_host(request)
    return local(f"/{path}", "") if ours else ""


def wants_page(request: web.Request) -> bool:
    """Whether a browser asks for a page (RFC 9110 12.5.1), and not a program, a script of ours, or one for the API."""
    if request.path.startswith("/api/") or _FROM_PAGE in request.headers:
        return False
    accepted = weights(",".join(request.headers.getall(hdrs.ACCEPT, ())))
    return accepted.get("text/html", 0.0) > accepted.get("application/json", 0.0)
