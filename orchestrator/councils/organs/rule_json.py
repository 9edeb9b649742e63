"""Rules as plain values, as rows and the API have them. Pure."""

from functools import cache
from typing import Any

from pydantic import TypeAdapter

from orchestrator.councils.sitting.rules import Rules


def rules_to_json(rules: Rules) -> dict[str, Any]:
    """Each rule by its name; a share is a text like ``2/3``."""
    values: dict[str, Any] = _adapter().dump_python(rules, mode="json")
    return values


def rules_from_json(value: object) -> Rules:
    """The rules again. Raises pydantic's ValidationError."""
    return _adapter().validate_python(value)


@cache
def _adapter() -> TypeAdapter[Rules]:
    return TypeAdapter(Rules)
