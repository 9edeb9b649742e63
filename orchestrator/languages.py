"""Which of our two languages a reader wants."""

from aiohttp import web

from config.sentences import LANGUAGES, Language


def language_of(request: web.BaseRequest) -> Language:
    """The language that Accept-Language (RFC 9110 12.5.4) likes best; Italian where it names neither."""
    best: Language = "it"
    best_weight = 0.0
    for choice in request.headers.get("Accept-Language", "").split(","):
        name, _, weight = choice.strip().partition(";q=")
        for language in LANGUAGES:
            if name.lower().split("-")[0] == language and _weight(weight) > best_weight:
                best, best_weight = language, _weight(weight)
    return best


def _weight(text: str) -> float:
    try:
        return float(text or 1)
    except ValueError:
        return 0.0
