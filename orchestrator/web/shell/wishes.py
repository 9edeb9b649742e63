"""How a browser wishes to see pages: a form at the foot of each one sets its language and its look."""

from datetime import timedelta

from aiohttp import web

from config.words.sentences import Language
from orchestrator.web.origin import is_secure
from orchestrator.web.shell.addresses import local
from orchestrator.web.shell.forms import read_fields
from orchestrator.web.shell.viewer import LANGUAGE_COOKIE, THEME_COOKIE, is_language, is_theme

KEPT = timedelta(days=365)


async def wish(request: web.Request) -> web.Response:
    """Keep what was chosen in cookies, and go back to where it was chosen.

    Anybody may, from anywhere: the worst that another site's page can do is to change the language.
    """
    fields = {name: values[0] for name, values in (await read_fields(request)).items()}
    answer = web.Response(status=303, headers={"Location": local(fields.get("back", "/"))})
    language, theme = fields.get("language", ""), fields.get("theme", "")
    if is_language(language):
        _keep(request, answer, LANGUAGE_COOKIE, language)
    if is_theme(theme):
        _keep(request, answer, THEME_COOKIE, theme)
    elif theme == "system":
        answer.del_cookie(THEME_COOKIE, path="/", secure=is_secure(request), httponly=True, samesite="Lax")
    return answer


def keep_language(request: web.Request, answer: web.Response, language: Language) -> None:
    """Have pages be in that language in this browser, whatever it was told before."""
    _keep(request, answer, LANGUAGE_COOKIE, language)


def _keep(request: web.Request, answer: web.Response, name: str, value: str) -> None:
    answer.set_cookie(
        name,
        value,
        max_age=int(KEPT.total_seconds()),
        path="/",
        secure=is_secure(request),
        httponly=True,
        samesite="Lax",
    )
