"""What a request says, read into a model; anything wrong with it is the asker's to mend, and is listed whole."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar

from aiohttp import web
from pydantic import AfterValidator, AwareDatetime, BaseModel, ValidationError
from pydantic_core import PydanticCustomError

from orchestrator.errors import ApiError
from schedules.plain import plain

LARGEST_BODY = 64 * 1024
"""Bytes. The longest booking with every field filled is a few kilobytes."""

YEARS = range(1970, 9000)
"""What lies far beyond cannot be reckoned with: a day more, another zone, and the calendar is at its end."""

M = TypeVar("M", bound=BaseModel)


def _as_stored(instant: datetime) -> datetime:
    """In UTC and cut to the millisecond, as the store does, so that what is answered is what is found later."""
    if instant.year not in YEARS:
        raise PydanticCustomError("year", "must be of a year from {first} to {last}", {"first": 1970, "last": 8999})
    return instant.astimezone(UTC).replace(microsecond=instant.microsecond // 1000 * 1000)


def _shown(text: str) -> str:
    return plain(text, len(text))


def _said(text: str) -> str:
    shown = _shown(text)
    if not shown:
        raise PydanticCustomError("blank", "must say something")
    return shown


SHOWN = AfterValidator(_shown)
"""Of a text that people are shown: one line without control characters, as calendars' titles are."""
SAID = AfterValidator(_said)
"""The same of one that must say something."""

Instant = Annotated[AwareDatetime, AfterValidator(_as_stored)]
"""A time as requests give it: with its offset from UTC."""


async def read_body(request: web.Request, model: type[M]) -> M:
    """The JSON body as *model*, strictly. Raises ApiError: 400 not JSON, 413 too large, 415 other type, 422 mistakes."""
    if request.content_type != "application/json":
        raise ApiError(415, "unsupported_media")
    raw = await request.read()
    try:
        return model.model_validate_json(raw, strict=True)
    except ValidationError as error:
        if any(one["type"] == "json_invalid" for one in error.errors(include_url=False, include_input=False)):
            raise ApiError(400, "malformed") from error
        raise _invalid(error) from error


def read_query(request: web.Request, model: type[M]) -> M:
    """The query parameters as *model*; each at most once. Raises ApiError 422."""
    twice = [name for name in request.query if len(request.query.getall(name)) > 1]
    if twice:
        raise ApiError(422, "invalid", mistakes=[{"path": name, "message": "Given more than once"} for name in twice])
    try:
        return model.model_validate_strings(dict(request.query))
    except ValidationError as error:
        raise _invalid(error) from error


def _invalid(error: ValidationError) -> ApiError:
    return ApiError(422, "invalid", mistakes=_mistakes(error))


def _mistakes(error: ValidationError) -> Sequence[dict[str, Any]]:
    found = error.errors(include_url=False, include_input=False, include_context=False)
    return [{"path": ".".join(str(part) for part in one["loc"]), "message": one["msg"]} for one in found]
