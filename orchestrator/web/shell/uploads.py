"""Forms with a file: read as they come, so that a file may be larger than other bodies, and never larger than was said."""

from dataclasses import dataclass, field

from aiohttp import BodyPartReader, web

from orchestrator.web.errors import ApiError
from orchestrator.web.origin import is_same_origin
from orchestrator.web.shell.forms import Typed, check_session, typed_of
from schedules.plain import plain

LONGEST_FIELD = 10_000
LONGEST_FILE_NAME = 120
MOST_FIELDS = 40
_DISCARDED = 8
"""So many times what may be sent is read and thrown away, so that the browser hears of it."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a form."""

    name: str
    """Its last part, on one line."""
    content: bytes = field(repr=False)
    too_large: bool = False
    """It was larger than allowed: then it has no content."""


async def read_upload(request: web.Request, most: int) -> tuple[Typed, Upload | None]:
    """What was typed, and the file, of at most *most* bytes; None where none was chosen.

    Raises ApiError: 400 unreadable, 403 of another site or session, 413, 415, 422 without a form id of ours.
    """
    if not is_same_origin(request):
        raise ApiError(403, "cross_origin")
    if request.content_type != "multipart/form-data":
        raise ApiError(415, "unsupported_form")
    try:
        values, upload = await _read(request, most)
    except (LookupError, ValueError) as error:
        raise ApiError(400, "bad_request") from error
    typed = typed_of(values)
    check_session(request, values)
    return typed, upload


async def _read(request: web.Request, most: int) -> tuple[dict[str, tuple[str, ...]], Upload | None]:
    values, upload = dict[str, tuple[str, ...]](), None
    reader = await request.multipart()
    for _ in range(MOST_FIELDS):
        part = await reader.next()
        if part is None:
            return values, upload
        if not isinstance(part, BodyPartReader) or part.name is None:
            raise ValueError("a form has fields alone")
        if part.filename is not None:
            upload = await _file(part, most) or upload
        else:
            content = await _content(part, LONGEST_FIELD)
            if content is None:
                raise ApiError(413, "too_large")
            values[part.name] = (*values.get(part.name, ()), content.decode())
    raise ValueError("too many fields")


async def _file(part: BodyPartReader, most: int) -> Upload | None:
    content = await _content(part, most)
    name = (part.filename or "").replace("\\", "/").rpartition("/")[2]
    if content is None:
        return Upload(_short(name), b"", too_large=True)
    return Upload(_short(name), content) if name or content else None


def _short(name: str) -> str:
    """Short, with its ending."""
    told = plain(name, 1_000)
    stem, dot, ending = told.rpartition(".")
    if len(told) <= LONGEST_FILE_NAME or not dot or len(ending) > 10:
        return told[:LONGEST_FILE_NAME]
    return f"{stem[: LONGEST_FILE_NAME - len(ending) - 1]}.{ending}"


async def _content(part: BodyPartReader, most: int) -> bytes | None:
    """What the part holds; None where that is more than *most*. Raises ApiError (413) where it is far more."""
    found, size = list[bytes](), 0
    while chunk := await part.read_chunk(64 * 1024):
        size += len(chunk)
        if size <= most:
            found.append(chunk)
        elif size > _DISCARDED * most:
            raise ApiError(413, "too_large")
    return b"".join(found) if size <= most else None
