"""Reads requests into models and writes models as answers; a refusal lists every mistake of a request."""

import re
from datetime import UTC, datetime, timedelta
from typing import Annotated, ClassVar, TypeVar

from aiohttp import web
from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_core import ErrorDetails, InitErrorDetails, PydanticCustomError

from config.words.sentences import Language
from orchestrator.web.errors import ApiError
from orchestrator.web.languages import language_of
from orchestrator.web.mistakes import MISTAKES
from schedules.plain import plain

LARGEST_BODY = 64 * 1024
"""The largest body in bytes; the longest booking with every field filled has a few kilobytes."""

YEARS = range(1970, 9000)
"""The range of times; one at the end of the calendar cannot bear a day more, or another zone."""

_RFC_3339 = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,9})?(?:Z|[+-][0-9]{2}:[0-9]{2})?"
)

M = TypeVar("M", bound=BaseModel)


def mistaken(kind: str, **details: int) -> PydanticCustomError:
    """What a model raises of a mistake that MISTAKES has both languages of."""
    return PydanticCustomError(kind, MISTAKES[kind]["en"], details)


def _as_written(told: object) -> object:
    """A text as the time that it is by RFC 3339; one without an offset is refused later, with a sentence of its own."""
    if not isinstance(told, str):
        return told
    if _RFC_3339.fullmatch(told) is None:
        raise mistaken("instant")
    try:
        return datetime.fromisoformat(told)
    except ValueError as error:
        raise mistaken("instant") from error


def _as_stored(instant: datetime) -> datetime:
    """In UTC and cut to the millisecond, as the store does, so that what is answered is what is found later."""
    if instant.year not in YEARS:
        raise mistaken("year", first=YEARS[0], last=YEARS[-1])
    return instant.astimezone(UTC).replace(microsecond=instant.microsecond // 1000 * 1000)


def _shown(text: str) -> str:
    return plain(text, len(text))


def _said(text: str) -> str:
    shown = _shown(text)
    if not shown:
        raise mistaken("blank")
    return shown


SHOWN = AfterValidator(_shown)
"""Of a text that people are shown: one line without control characters, as calendars' titles are."""
SAID = AfterValidator(_said)
"""A text for people that must not be empty."""

Instant = Annotated[AwareDatetime, BeforeValidator(_as_written), AfterValidator(_as_stored)]
"""A time as requests give it: by RFC 3339, with capitals, seconds and its offset from UTC."""


class Window(BaseModel):
    """A stretch of time [from, to) to look at, no longer than *longest*."""

    model_config = ConfigDict(extra="forbid")
    longest: ClassVar[timedelta]

    since: Annotated[Instant, Field(alias="from")]
    until: Annotated[Instant, Field(alias="to")]

    @field_validator("until")
    @classmethod
    def _is_no_longer(cls, until: datetime, others: ValidationInfo) -> datetime:
        since = others.data.get("since")
        if since is not None and not since < until <= since + cls.longest:
            raise mistaken("window", days=cls.longest.days)
        return until


async def read_body(request: web.Request, model: type[M]) -> M:
    """The JSON body as *model*, strictly. Raises ApiError: 400 not JSON, 413 too large, 415 other type, 422 mistakes."""
    if request.content_type != "application/json":
        raise ApiError(415, "unsupported_media")
    raw = await request.read()
    try:
        return model.model_validate_json(raw, strict=True)
    except ValidationError as error:
        if any(mistake["type"] == "json_invalid" for mistake in error.errors(include_url=False, include_input=False)):
            raise ApiError(400, "malformed") from error
        raise _invalid(request, error) from error


def read_query(request: web.Request, model: type[M]) -> M:
    """The query parameters as *model*; each at most once. Raises ApiError 422."""
    try:
        _once_each(request)
        return model.model_validate_strings(dict(request.query))
    except ValidationError as error:
        raise _invalid(request, error) from error


def json_answer(model: BaseModel, status: int = 200) -> web.Response:
    """*model* as the JSON of an answer."""
    return web.Response(body=model.model_dump_json().encode(), content_type="application/json", status=status)


def _once_each(request: web.Request) -> None:
    query = request.query
    mistakes = [
        InitErrorDetails(type=mistaken("twice"), loc=(name,), input=None)
        for name in query
        if len(query.getall(name)) > 1
    ]
    if mistakes:
        raise ValidationError.from_exception_data("query", mistakes)


def _invalid(request: web.Request, error: ValidationError) -> ApiError:
    return ApiError(422, "invalid", mistakes=mistakes_of(error, language_of(request)))


def mistakes_of(error: ValidationError, language: Language) -> list[dict[str, str]]:
    """What is wrong with a request: each with its ``path`` and a ``message`` in words."""
    return [_mistake(each, language) for each in error.errors(include_url=False, include_input=False)]


def mistake(path: str, kind: str, language: Language, **details: int) -> dict[str, str]:
    """What is wrong with one part of a request, of a kind that MISTAKES has both languages of."""
    return {"path": path, "message": MISTAKES[kind][language].format_map(details)}


def _mistake(error: ErrorDetails, language: Language) -> dict[str, str]:
    known = MISTAKES.get(error["type"], {}).get(language)
    message = error["msg"] if known is None else known.format_map(error.get("ctx", {}))
    return {"path": ".".join(map(str, error["loc"])), "message": message}
