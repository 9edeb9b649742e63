"""Text as somebody types it who wants to break a paper, put wherever a paper takes text."""

from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import Any

HOSTILE = (
    '#import "@preview/x:1.0.0": * #eval("1") $x^2$ @cita <b>&amp;</b> \\u{41} \\ */ // [ ] ` ``` = - + / {{ x }} %s '
    "e\u0301 \u202eatarig\u202c \x00\x07\x1b[2J\ufffe\ue000 \U0001f600\u200d \u6f22 \u0645 " + "W" * 60
)


def everywhere(value: Any, text: str) -> Any:
    """The same data with *text* in place of each text in it."""
    match value:
        case Enum():
            return value
        case str():
            return text
        case tuple():
            return tuple(everywhere(each, text) for each in value)
        case _ if is_dataclass(value):
            named = {field.name: everywhere(getattr(value, field.name), text) for field in fields(value)}
            return replace(value, **named)  # type: ignore[type-var]
    return value
