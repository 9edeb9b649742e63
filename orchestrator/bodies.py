"""What a request says, read into a model; anything wrong with it is the asker's to mend, and is listed whole."""

from collections.abc import Sequence
from typing import Any, TypeVar

from aiohttp import web
from pydantic import BaseModel, ValidationError

from orchestrator.errors import ApiError

LARGEST_BODY = 64 * 1024
"""Bytes. The longest booking with every field filled is a few kilobytes."""

M = TypeVar("M", bound=BaseModel)


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
