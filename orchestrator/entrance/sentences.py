"""What people are told whose try came to nothing."""

import math

from aiohttp import web

from config.providers import Provider
from orchestrator.accounts.delays import Wait
from orchestrator.accounts.password_rules import WORDS, PasswordRefused
from orchestrator.accounts.provider_words import PROVIDER_WORDS
from orchestrator.accounts.provider_words import WORDS as SIGN_IN_WORDS
from orchestrator.web.errors import ApiError, sentence_of
from orchestrator.web.messages import MESSAGES
from orchestrator.web.shell.viewer import page_language

HALF_WAY_OVER = "half_way_over"


def waits(wait: Wait) -> ApiError:
    """That nothing is tried yet, with the seconds to wait."""
    return ApiError(429, "wait_to_try", seconds=max(1, math.ceil(wait.seconds)))


def busy() -> ApiError:
    """That too many sign in at once."""
    return ApiError(503, "passwords_busy")


def told(request: web.Request, error: ApiError) -> str:
    """The sentence of *error* in the language of the page."""
    return sentence_of(error, page_language(request))


def refused_password(request: web.Request, refused: PasswordRefused) -> str:
    """Why a password may not be chosen."""
    return WORDS[refused.trouble][page_language(request)]


def trouble_words(request: web.Request, trouble: str, provider: Provider | None) -> str | None:
    """Why somebody is back where they began, by its code; None for a code that there is not."""
    language = page_language(request)
    of_us = {code.value: said[language] for code, said in SIGN_IN_WORDS.items()}
    of_us[HALF_WAY_OVER] = MESSAGES[HALF_WAY_OVER][language]
    if trouble in of_us or provider is None:
        return of_us.get(trouble)
    of_provider = {code.value: said[language] for code, said in PROVIDER_WORDS.items()}
    said = of_provider.get(trouble)
    return None if said is None else said.format(provider=getattr(provider.name, language))
