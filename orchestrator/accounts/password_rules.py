"""Which passwords may be chosen: long enough, not what everybody tries first, not one's own name. Pure.

Nothing is asked of their composition and none expires (NIST SP 800-63B 3.1.1.2): both make people choose worse ones.
"""

import re
import unicodedata
from collections.abc import Mapping
from enum import StrEnum

from config.words.sentences import Language
from orchestrator.accounts.common_passwords import is_common

SHORTEST = 10
LONGEST = 1024
"""Characters; a sentence from a book fits, and nobody makes us hash megabytes."""


class PasswordTrouble(StrEnum):
    """Why a password may not be chosen."""

    SHORT = "password_short"
    LONG = "password_long"
    COMMON = "password_common"
    OWN = "password_own"


WORDS: Mapping[PasswordTrouble, Mapping[Language, str]] = {
    PasswordTrouble.SHORT: {
        "it": f"La password è troppo corta: servono almeno {SHORTEST} caratteri. Vanno bene anche tre o quattro parole.",
        "en": f"The password is too short: it takes at least {SHORTEST} characters. Three or four words are fine.",
    },
    PasswordTrouble.LONG: {
        "it": f"La password è troppo lunga: può avere al più {LONGEST} caratteri.",
        "en": f"The password is too long: it can have at most {LONGEST} characters.",
    },
    PasswordTrouble.COMMON: {
        "it": "Questa password è tra le prime che si provano: scegline un’altra.",
        "en": "This password is among the first that guessers try: choose another.",
    },
    PasswordTrouble.OWN: {
        "it": "La password è il tuo nome o il tuo indirizzo: scegline un’altra.",
        "en": "The password is your name or your address: choose another.",
    },
}


class PasswordRefused(ValueError):
    """A password may not be chosen; *trouble* says why. The password stands nowhere in it."""

    def __init__(self, trouble: PasswordTrouble) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble


def prepared(text: str) -> str:
    """What counts of a password: the same however a keyboard composes its accents and its spaces (RFC 8265 4.2)."""
    spaced = "".join(" " if unicodedata.category(char) == "Zs" else char for char in text)
    return unicodedata.normalize("NFC", spaced)


def check_choice(text: str, email: str, name: str) -> None:
    """Whether the owner of that address and name may choose *text*. Raises PasswordRefused."""
    if len(text) > LONGEST:  # before anything is done with so much
        raise PasswordRefused(PasswordTrouble.LONG)
    password = prepared(text)
    if len(password) < SHORTEST:
        raise PasswordRefused(PasswordTrouble.SHORT)
    if is_common(password, SHORTEST):
        raise PasswordRefused(PasswordTrouble.COMMON)
    if _letters(password) in {_letters(own) for own in (email, email.rpartition("@")[0], name)}:
        raise PasswordRefused(PasswordTrouble.OWN)


def _letters(text: str) -> str:
    """Its letters and digits alone, in lower case: dots and spaces make no other name."""
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFC", text).casefold())
