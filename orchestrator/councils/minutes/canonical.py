"""The one sequence of bytes that stands for the content of minutes, so that its digest can be printed and checked.

JSON with sorted keys and no spaces, UTF-8, texts in Unicode's form NFC, times in ISO 8601, every field present: what RFC
8785 asks for, of data that has neither fractions nor keys beyond ASCII.
"""

import hashlib
import json
import unicodedata
from dataclasses import fields, is_dataclass
from datetime import datetime
from functools import lru_cache

from pydantic import TypeAdapter

from orchestrator.councils.minutes.content import Minutes

FORMAT = 1
"""Raised when the same minutes would come to other bytes."""


def canonical(minutes: Minutes) -> bytes:
    """The bytes; equal for minutes that say the same, and only for them."""
    told = {"format": FORMAT, "minutes": _plain(minutes)}
    text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode("utf-8", "backslashreplace")  # half a surrogate pair is written as JSON escapes it


def digest(minutes: Minutes) -> str:
    """SHA-256 of the canonical bytes, in hexadecimal: what the foot of each page says."""
    return hashlib.sha256(canonical(minutes)).hexdigest()


def read_minutes(written: bytes) -> Minutes:
    """The minutes that *written* stands for. Raises ValueError for anything but canonical bytes of this format."""
    try:
        told = json.loads(written)
    except RecursionError as error:
        raise ValueError("too deep") from error
    if not isinstance(told, dict) or told.get("format") != FORMAT:
        raise ValueError(f"not minutes of format {FORMAT}")
    minutes = _adapter().validate_json(json.dumps(told["minutes"]))
    if canonical(minutes) != written:
        raise ValueError("the bytes are not the canonical ones")
    return minutes


@lru_cache(maxsize=1)
def _adapter() -> TypeAdapter[Minutes]:
    return TypeAdapter(Minutes)


def _plain(value: object) -> object:
    match value:
        case str():
            return unicodedata.normalize("NFC", value)
        case bool() | int() | None:
            return value
        case datetime():
            return _moment(value)
        case tuple():
            return [_plain(each) for each in value]
        case _ if is_dataclass(value):
            return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    raise TypeError(f"minutes hold no {type(value).__name__}")


def _moment(at: datetime) -> str:
    if at.utcoffset() is None:
        raise ValueError("a time of minutes needs its offset")
    return at.isoformat(timespec="milliseconds")
