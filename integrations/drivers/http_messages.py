"""Requests to devices over HTTP, with values put in, and values out of their answers. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import quote

from config.http_device import HOLE, HttpAttribute, HttpRequest
from config.states import Value

_YES_OR_NO: Mapping[object, bool] = {True: True, False: False, "true": True, "false": False}


class Filled(NamedTuple):
    """A request as it goes over the line."""

    path: str
    """With every character of the value escaped that means something in a path (RFC 3986, section 2.2)."""
    body: Any
    """To be sent as JSON; None for none."""


def filled(request: HttpRequest, value: Value) -> Filled:
    """*request* with *value* in its holes."""
    return Filled(request.path.replace(HOLE, quote(_text(value), safe="")), _filled_body(request.body, value))


def _filled_body(body: Any, value: Value) -> Any:
    """A text that is the hole alone becomes the value itself; keys have no holes."""
    match body:
        case str():
            return value if body == HOLE else body.replace(HOLE, _text(value))
        case dict():
            return {key: _filled_body(inner, value) for key, inner in body.items()}
        case list():
            return [_filled_body(inner, value) for inner in body]
        case _:
            return body


def told_at(document: Any, pointer: str) -> Any:
    """What stands in *document* at a JSON Pointer (RFC 6901, section 4); None where there is nothing."""
    found = document
    for token in pointer.split("/")[1:]:
        key = token.replace("~1", "/").replace("~0", "~")
        if isinstance(found, Mapping) and key in found:
            found = found[key]
        elif isinstance(found, Sequence) and not isinstance(found, str) and _is_index(key) and int(key) < len(found):
            found = found[int(key)]
        else:
            return None
    return found


def read_value(attribute: HttpAttribute, told: object) -> Value | None:
    """The value that *told* means for *attribute*; None where it means none."""
    if attribute.values:
        means = {name: value.reads or (name,) for name, value in attribute.values.items()}
        return next((name for name, reads in means.items() if any(_same(told, word) for word in reads)), None)
    match attribute.type:
        case "boolean":
            return _YES_OR_NO.get(told) if isinstance(told, bool | str) else None
        case "number":
            return _whole(told)
        case _:
            return _text(told) if isinstance(told, str | bool | int | float) else None


def _same(told: object, word: Value) -> bool:
    """Of a whole answer, which is a text, ``true`` is the text and the truth value alike; 0.3 is written as a text."""
    if isinstance(told, str | float):
        return _text(told) == _text(word)
    return type(told) is type(word) and told == word


def _whole(told: object) -> int | None:
    try:
        return round(float(told)) if isinstance(told, str | int | float) and not isinstance(told, bool) else None
    except (ValueError, OverflowError):
        return None


def _text(value: str | float) -> str:
    """*value* as JSON would write it, without quotes."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _is_index(key: str) -> bool:
    """Whether *key* is the place of a member (RFC 6901: no leading zero)."""
    return key == "0" or (key.isascii() and key.isdecimal() and not key.startswith("0"))
