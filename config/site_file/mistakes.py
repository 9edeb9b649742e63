"""Mistakes in room files: what is wrong, where, and what to write instead, in Italian and English."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches

from config.site_file.lines import KeyPath
from config.site_file.mistake_words import WORDS
from config.words.sentences import Language

Params = Mapping[str, str | int]
_MOST_NAMES = 12
_NEAR: Mapping[Language, str] = {"it": "Forse {name}?", "en": "Perhaps {name}?"}
_KNOWN: Mapping[Language, str] = {"it": "Si conoscono: {names}.", "en": "Known are: {names}."}
_SECRET_KEYS = frozenset({"password", "secret", "credentials", "token", "pin"})


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing to mend, in words. *path* is like ``rooms.sala-1.devices.proiettore.host``."""

    file: str
    line: int | None
    path: str
    message: str
    hint: str

    @property
    def where(self) -> tuple[str, ...]:
        """File and line, and the path where there is one."""
        place = f"{self.file}:{self.line}" if self.line else self.file
        return (place, self.path) if self.path else (place,)

    def __str__(self) -> str:
        return ": ".join((*self.where, self.message))


@dataclass(frozen=True, slots=True)
class Finding:
    """A mistake before it has words and a place: *code* names its words in config.site_file.mistake_words, *params* fill them."""

    path: KeyPath
    code: str
    params: Params = field(default_factory=dict)
    known: tuple[str, ...] = ()
    """What could have been written in place of ``params["name"]``, for the hint."""
    other: KeyPath = ()
    """The path of what it clashes with; its place becomes ``params["other"]``."""

    def told_of(self, place: str) -> "Finding":
        """This finding, with *place* as the place of *other*."""
        return replace(self, params={**self.params, "other": place})


Findings = Iterator[Finding]


def words(finding: Finding, language: Language) -> tuple[str, str]:
    """Message and hint of *finding*."""
    message, hint = (text.format_map(finding.params) for text in WORDS[finding.code][language])
    return message, " ".join(part for part in (_suggestion(finding, language), hint) if part)


def language_of(environment: Mapping[str, str]) -> Language:
    """The language for a person at a terminal: Italian, unless the locale is English, C or POSIX."""
    asked = next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := environment.get(name))), "it")
    return "en" if asked.startswith("en") or asked.partition(".")[0] in ("C", "POSIX") else "it"


def nearest(name: str, known: tuple[str, ...]) -> str | None:
    """The name among *known* that *name* was probably meant to be; None if none is near."""
    by_folded = {candidate.casefold(): candidate for candidate in known}
    near = get_close_matches(name.casefold(), by_folded, n=1)
    return by_folded[near[0]] if near else None


def quoted(key: str | int, value: object) -> str:
    """*value* for a message about *key*: short, and "…" where it should be a secret."""
    if key in _SECRET_KEYS:
        return "…"
    if isinstance(value, (dict, list)):
        return "{…}" if isinstance(value, dict) else "[…]"
    if key == "url" and isinstance(value, str):
        value = _without_private_part(value)
    text = value if isinstance(value, str) else json.dumps(value, default=str)
    return text if len(text) <= 60 else text[:59] + "…"


def _without_private_part(url: str) -> str:
    """The scheme and host of a calendar's address: what follows often is its only protection."""
    scheme, separator, rest = url.partition("://")
    return f"{scheme}://{rest.partition('/')[0].rpartition('@')[2]}/…" if separator else "…"


def _suggestion(finding: Finding, language: Language) -> str:
    if not finding.known:
        return ""
    near = nearest(str(finding.params.get("name", "")), finding.known)
    if near:
        return _NEAR[language].format(name=near)
    known = tuple(dict.fromkeys(finding.known))
    names = ", ".join(known[:_MOST_NAMES]) + (", …" if len(known) > _MOST_NAMES else "")
    return _KNOWN[language].format(names=names)
