"""Pictures that operators put beside a room file: read whole; their first bytes say what kind they are."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

MOST_BYTES = 2 << 20
"""The limit for one picture, since every computer of the site's rooms fetches it."""
MEDIA_TYPES = ("image/jpeg", "image/png", "image/webp")


class NoPicture(Exception):
    """There is no usable picture; *code* and *params* are those of a Finding."""

    def __init__(self, code: str, **params: str | int) -> None:
        super().__init__(code)
        self.code: str = code
        self.params: Mapping[str, str | int] = params


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture and its media type."""

    content: bytes = field(repr=False)
    media_type: str

    @property
    def digest(self) -> str:
        """A SHA-256 in hex of its content."""
        return hashlib.sha256(self.content).hexdigest()


def read_picture(path: Path) -> Picture:
    """The picture at *path*. Raises NoPicture."""
    try:
        if not path.exists():
            raise NoPicture("picture_missing", name=path.name)
        if not path.is_file():  # opening a pipe would wait for its other end
            raise NoPicture("picture_kind", name=path.name)
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        detail = getattr(error, "strerror", None) or str(error)
        raise NoPicture("picture_unreadable", name=path.name, detail=detail) from error
    if len(content) > MOST_BYTES:
        raise NoPicture("picture_big", name=path.name)
    kind = _kind(content)
    if kind is None:
        raise NoPicture("picture_kind", name=path.name)
    return Picture(content, kind)


def _kind(content: bytes) -> str | None:
    """The media type of JPEG (ITU T.81), PNG (W3C PNG 5.2) or WebP (RFC 9649), by the first bytes; None for others."""
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return "image/webp"
    return None
