"""Which of our two languages a reader wants."""

from aiohttp import web

from config.words.sentences import LANGUAGES, Language


def language_of(request: web.BaseRequest) -> Language:
    """The language that Accept-Language (RFC 9110 12.5.4) likes best; Italian where it names neither."""
    best: Language = "it"
    best_weight = 0.0
    for choice in request.headers.get("Accept-Language", "").split(","):
        name, *parameters = (part.strip().lower() for part in choice.split(";"))
        weight = _weight(parameters)
        for language in LANGUAGES:
            if name.split("-")[0] == language and weight > best_weight:
                best, best_weight = language, weight
    return best


def _weight(parameters: list[str]) -> float:
    """The q among *parameters*, 1 where there is none, 0 for one that is no number."""
    text = next((one.removeprefix("q=") for one in parameters if one.startswith("q=")), "1")
    try:
        return float(text)
    except ValueError:
        return 0.0
