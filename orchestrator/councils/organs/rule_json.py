"""Rules as plain values, as rows and the API have them. Pure."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from orchestrator.councils.sitting.rules import Rules

_PART = re.compile(r"[0-9]{1,4}(?:/[1-9][0-9]{0,3})?")
"""A share as a text: others, like a power of ten, are numbers too, of which some cost hours."""


class NoRules(ValueError):
    """The value is not all the rules of an organ."""


def rules_to_json(rules: Rules) -> dict[str, Any]:
    """Each rule by its name; a share is a text like ``2/3``."""
    values: dict[str, Any] = _adapter().dump_python(rules, mode="json")
    return values


def rules_from_json(value: object) -> Rules:
    """The rules that somebody gives. Raises NoRules."""
    if not isinstance(value, Mapping) or value.keys() != set(Rules.__slots__):
        raise NoRules
    if not all(isinstance(part, str) and _PART.fullmatch(part) for part in _parts(value)):
        raise NoRules
    try:
        return _adapter().validate_python(value)
    except ValidationError as error:
        raise NoRules from error


def stored_rules(value: object) -> Rules:
    """Rules that were good when they were stored; those that came later are as they are by default."""
    return _adapter().validate_python(value)


def _parts(value: object) -> Iterator[object]:
    """Whatever is called a part, however deep; rules have shares two levels below them."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            if name == "part":
                yield inner
            else:
                yield from _parts(inner)


@cache
def _adapter() -> TypeAdapter[Rules]:
    return TypeAdapter(Rules)
