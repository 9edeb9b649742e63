"""Answers that options give, and questions at a terminal for the others: each is asked again where it will not do."""

import os
import readline  # noqa: F401 - arrows and backspace work while an answer is typed
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from config.words.sentences import Language
from orchestrator.installing.answers import (
    CHECKS,
    USUAL_URL,
    House,
    Refused,
    email,
    hall_names,
    house_name,
    service_url,
    zone,
)
from orchestrator.installing.words import OPTIONS, QUESTIONS, refused
from orchestrator.installing.zones import zone_of_this_machine

T = TypeVar("T")


class GivenUp(Exception):
    """Whoever was asked ended the questions."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What options say, by their keys in CHECKS, and whether the rest is asked for at the terminal."""

    given: Mapping[str, str | None]
    ask: bool
    language: Language

    def mistakes(self, keys: Sequence[str]) -> Iterator[str]:
        """A sentence for each option of *keys* that will not do."""
        for key in keys:
            try:
                if (text := self.given[key]) is not None:
                    CHECKS[key](text)
            except Refused as error:
                yield f"{OPTIONS[key]}: {refused(error.code, self.language, error.params)}"

    def missing(self, keys: Sequence[str], *, usual: bool) -> Sequence[str]:
        """The options of *keys* that are not given while nobody is asked; with *usual* those that are always needed."""
        if self.ask:
            return []
        return [OPTIONS[key] for key in keys if self.given[key] is None and not (usual and _usual(key))]

    def house(self) -> House:
        """The house. Raises GivenUp, and Refused for an option that will not do."""
        return House(
            self._answer("name", house_name),
            self._answer("timezone", zone),
            self._answer("halls", hall_names),
            self._answer("url", service_url),
        )

    def email(self) -> str:
        """The first administrator's address. Raises as `house` does."""
        return self._answer("email", email)

    def _answer(self, key: str, check: Callable[[str], T]) -> T:
        text = self.given[key]
        if text is None and self.ask:
            return _asked(key, check, self.language)
        return check(text or _usual(key) or "")


def _usual(key: str) -> str | None:
    """What is meant by no answer; None where one has to be given."""
    if key == "timezone":
        return zone_of_this_machine(os.environ)
    return USUAL_URL if key == "url" else None


def _asked(key: str, check: Callable[[str], T], language: Language) -> T:
    usual = _usual(key)
    prompt = f"{QUESTIONS[key][language]} [{usual}] " if usual else f"{QUESTIONS[key][language]} "
    while True:
        try:
            return check(_line(prompt) or usual or "")
        except Refused as error:
            sys.stdout.write(f"  {refused(error.code, language, error.params)}\n")


def _line(prompt: str) -> str:
    """What is typed, without blanks around it. Raises GivenUp, and Refused for bytes that are no text."""
    try:
        return input(prompt).strip()
    except UnicodeError:
        raise Refused("unprintable") from None
    except (EOFError, KeyboardInterrupt):
        sys.stdout.write("\n")
        raise GivenUp from None
