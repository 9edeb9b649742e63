"""What a page is answered that did something: that it is done, or why it is not."""

from aiohttp import web

from orchestrator.councils.log.live import Answer
from orchestrator.councils.sitting.refusal_words import told
from orchestrator.councils.sitting.refusals import Refusal
from orchestrator.web.shell.notices import see_other
from orchestrator.web.shell.viewer import page_language

_JSON = "application/json"


def answered(request: web.Request, answer: Answer, back: str, besides: str = "") -> web.Response:
    """To a page's script, JSON: the act's ``number``, or 409 with the ``refused`` sentence and the rule; to a form, its page.

    *besides* is said after the sentence of a refusal.
    """
    if not isinstance(answer, Refusal):
        return web.json_response({"number": answer.number}) if by_script(request) else see_other(request, back)
    sentence = " ".join(filter(None, (told(answer, page_language(request)), besides)))
    if by_script(request):
        return web.json_response({"refused": sentence, "rule": answer.reason}, status=409)
    return see_other(request, back, sentence)


def mistyped(request: web.Request, sentence: str, back: str) -> web.Response:
    """The same of what cannot be an act at all."""
    if by_script(request):
        return web.json_response({"refused": sentence, "rule": "mistyped"}, status=422)
    return see_other(request, back, sentence)


def by_script(request: web.Request) -> bool:
    """Whether a page's script asks, and no form by itself."""
    return request.headers.get("Accept", "") == _JSON
