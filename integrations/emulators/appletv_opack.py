"""OPACK, the serialization inside Companion frames, as pyatv's documentation describes it.

Source: https://pyatv.dev/documentation/protocols/#opack (Apple has published nothing). This codec is written from that text
and shares nothing with the client's, so that the two cannot be wrong together.
"""

import struct
from collections.abc import Callable, Iterator
from typing import TypeVar
from uuid import UUID

T = TypeVar("T")

_END = 0x03
_ENDLESS = 0xF
_SMALL_INT = range(0x08, 0x30)
_SHORT = 32
"""Texts and bytes up to this long carry their length in the first byte."""


class OpackError(ValueError):
    """Bytes that are not OPACK, or a value that OPACK cannot express."""


def encode(value: object) -> bytes:
    """The OPACK bytes of *value*, without pointers, which only save space. Raises OpackError."""
    match value:
        case None:
            return b"\x04"
        case bool():
            return b"\x01" if value else b"\x02"
        case int():
            return _encode_int(value)
        case float():
            return b"\x36" + struct.pack("<d", value)
        case str():
            return _encode_sized(value.encode(), short=0x40, long=0x61)
        case bytes():
            return _encode_sized(value, short=0x70, long=0x91)
        case list():
            return _encode_collection(0xD0, len(value), [encode(item) for item in value])
        case dict():
            return _encode_collection(0xE0, len(value), [encode(part) for item in value.items() for part in item])
        case _:
            raise OpackError(f"OPACK cannot say a {type(value).__name__}")


def decode(data: bytes) -> object:
    """The one value in *data*. Raises OpackError, also for bytes after it."""
    reader = _Reader(data)
    try:
        value = reader.value()
    except (IndexError, UnicodeDecodeError, RecursionError) as error:
        raise OpackError("these bytes are not OPACK") from error
    if not reader.at_end:
        raise OpackError("bytes after the end of the value")
    return value


def _encode_int(value: int) -> bytes:
    if 0 <= value < len(_SMALL_INT):
        return bytes([_SMALL_INT[value]])
    for exponent in range(4):
        size = 1 << exponent
        if 0 <= value < 1 << 8 * size:
            return bytes([0x30 + exponent]) + value.to_bytes(size, "little")
    raise OpackError(f"OPACK cannot say the integer {value}")


def _encode_sized(data: bytes, *, short: int, long: int) -> bytes:
    if len(data) <= _SHORT:
        return bytes([short + len(data)]) + data
    size = 1 if len(data) <= 0xFF else 2
    if len(data) > 0xFFFF:
        raise OpackError("longer than any Companion message")
    return bytes([long + size - 1]) + len(data).to_bytes(size, "little") + data


def _encode_collection(tag: int, count: int, parts: list[bytes]) -> bytes:
    end = bytes([_END]) if count >= _ENDLESS else b""
    return bytes([tag + min(count, _ENDLESS)]) + b"".join(parts) + end


class _Reader:
    """Reads one value after another and remembers those to which a pointer may point."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._position = 0
        self._known: dict[bytes, object] = {}

    @property
    def at_end(self) -> bool:
        return self._position == len(self._data)

    def value(self) -> object:
        start = self._position
        tag = self._take(1)[0]
        if tag >= 0xD0:
            return self._list(tag & 0xF) if tag < 0xE0 else self._dict(tag & 0xF)
        if 0xA0 <= tag <= 0xC4:
            return self._pointed(tag)
        value = self._scalar(tag)
        encoded = self._data[start : self._position]
        if len(encoded) > 1:
            self._known.setdefault(encoded, value)
        return value

    def _scalar(self, tag: int) -> object:
        match tag:
            case 0x01 | 0x02:
                return tag == 0x01
            case 0x04:
                return None
            case 0x05:
                return UUID(bytes=self._take(16))
            case 0x35:
                return struct.unpack("<f", self._take(4))[0]
            case 0x36:
                return struct.unpack("<d", self._take(8))[0]
            case _ if tag in _SMALL_INT:
                return tag - _SMALL_INT.start
            case 0x30 | 0x31 | 0x32 | 0x33:
                return self._number(1 << (tag - 0x30))
            case _ if 0x40 <= tag <= 0x64:
                return self._take(self._length(tag, short=0x40)).decode()
            case _ if 0x70 <= tag <= 0x94:
                return self._take(self._length(tag, short=0x70))
        raise OpackError(f"unknown tag {tag:#04x}")

    def _length(self, tag: int, *, short: int) -> int:
        inside = tag - short
        return inside if inside <= _SHORT else self._number(inside - _SHORT)

    def _pointed(self, tag: int) -> object:
        index = tag - 0xA0 if tag <= 0xC0 else self._number(tag - 0xC0)
        return list(self._known.values())[index]

    def _list(self, count: int) -> list[object]:
        return list(self._items(count, self.value))

    def _dict(self, count: int) -> dict[object, object]:
        try:
            return dict(self._items(count, lambda: (self.value(), self.value())))
        except TypeError as error:
            raise OpackError("a collection as a key") from error

    def _items(self, count: int, read: Callable[[], T]) -> Iterator[T]:
        if count < _ENDLESS:
            yield from (read() for _ in range(count))
            return
        while self._data[self._position] != _END:
            yield read()
        self._position += 1

    def _number(self, size: int) -> int:
        return int.from_bytes(self._take(size), "little")

    def _take(self, size: int) -> bytes:
        taken = self._data[self._position : self._position + size]
        if len(taken) < size:
            raise OpackError("the bytes end in the middle of a value")
        self._position += size
        return taken
