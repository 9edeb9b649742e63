"""Which of our two languages a reader wants."""

from collections.abc import Mapping

from aiohttp import web

from config.words.sentences import LANGUAGES, Language


def language_of(request: web.BaseRequest) -> Language:
    """The language that Accept-Language (RFC 9110 12.5.4) likes best; Italian where it names neither."""
    best: Language = "it"
    best_weight = 0.0
    for name, weight in weights(request.headers.get("Accept-Language", "")).items():
        for language in LANGUAGES:
            if name.split("-")[0] == language and weight > best_weight:
                best, best_weight = language, weight
    return best


def weights(header: str) -> Mapping[str, float]:
    """What a header accepts, in its order, each with its q (RFC 9110 12.4.2): 1 where there is none, 0 for no number."""
    accepted: dict[str, float] = {}
    for choice in header.split(","):
        name, *parameters = (part.strip().lower() for part in choice.split(";"))
        accepted.setdefault(name, _weight(parameters))
    return accepted


def _weight(parameters: list[str]) -> float:
    text = next((word.removeprefix("q=") for word in parameters if word.startswith("q=")), "1")
    try:
        return float(text)
    except ValueError:
        return 0.0
