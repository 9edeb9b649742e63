"""`regia pin`: what a room file has in place of a room's PIN."""

import getpass
import os
import sys
from collections.abc import Mapping

from config.pins import hash_pin, is_pin
from config.site_file.mistakes import language_of
from config.words.sentences import Language
from orchestrator.commands.environment import settings
from orchestrator.commands.stopping import stop

_WORDS: Mapping[Language, Mapping[str, str]] = {
    "it": {
        "first": "PIN (da 4 a 12 cifre): ",
        "second": "Di nuovo: ",
        "differ": "Le due volte non è lo stesso PIN.",
        "no_pin": "Un PIN è fatto di 4-12 cifre, e di nient’altro.",
    },
    "en": {
        "first": "PIN (4 to 12 digits): ",
        "second": "Again: ",
        "differ": "The PIN is not the same both times.",
        "no_pin": "A PIN is 4 to 12 digits, and nothing else.",
    },
}


def pin(*, language: Language | None = None) -> None:
    """Print the line for a room in the room file. The PIN is asked for at the terminal, or is a line of standard input."""
    settings()
    words = _WORDS[language or language_of(os.environ)]
    given = _at_the_terminal(words) if sys.stdin.isatty() else sys.stdin.readline().rstrip("\r\n")
    if not is_pin(given):
        stop(words["no_pin"], code=2)
    sys.stdout.write(f'pin = "{hash_pin(given)}"\n')


def _at_the_terminal(words: Mapping[str, str]) -> str:
    """What is typed, twice and unseen."""
    try:
        given = getpass.getpass(words["first"])
        if is_pin(given) and getpass.getpass(words["second"]) != given:
            stop(words["differ"], code=2)
    except EOFError:
        return ""
    return given
