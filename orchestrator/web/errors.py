"""Every answer that is an error: one shape, and one table from our errors to statuses."""

import functools
import json
from collections.abc import Mapping
from typing import Any

import structlog
from aiohttp import web
from aiohttp.http import HttpProcessingError
from aiohttp.typedefs import Handler

from config.words.sentences import Language
from integrations.serving.http_server import BodyTooSlow
from orchestrator.web.headers import number_of
from orchestrator.web.keys import BEGUN, REFUSED
from orchestrator.web.languages import language_of
from orchestrator.web.messages import MESSAGES
from schedules.store.errors import StorageBusy, StorageError, StorageFull, StorageMoved, StorageUnusable

log = structlog.get_logger()

STORAGE: Mapping[type[Exception], tuple[int, str]] = {
    StorageFull: (507, "storage_full"),
    StorageBusy: (503, "storage_busy"),
    StorageUnusable: (503, "storage_unusable"),
    StorageMoved: (503, "storage_moved"),
}

_OF_AIOHTTP: Mapping[int, str] = {404: "not_found", 413: "too_large"}


_dumps = functools.partial(json.dumps, ensure_ascii=False)


class ApiError(Exception):
    """An answer with *status*; *code* names its sentence in MESSAGES, *details* fill it and travel along.

    *sentence* stands in its place where somebody knows better, in the reader's language.
    """

    def __init__(self, status: int, code: str, *, sentence: str | None = None, **details: Any) -> None:
        super().__init__(status, code, details)
        self.status = status
        self.code = code
        self.sentence = sentence
        self.details = details


@web.middleware
async def answer_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn whatever a handler raises into our one shape of errors; a bug becomes a 500 that tells only the request's id."""
    try:
        return await handler(request)
    except Exception as error:
        if request.get(BEGUN):
            raise  # too late for another answer: aiohttp cuts the connection
        if isinstance(error, web.HTTPException) and error.status < 400:
            raise
        return error_answer(request, as_api_error(request, error))


def as_api_error(request: web.BaseRequest, error: BaseException) -> ApiError:
    """What *error* means for who asked; the storage's faults and bugs are logged.

    Of a request that cannot be read not a word is told or logged: aiohttp's errors quote it, and so its token.
    """
    match error:
        case ApiError():
            return error
        case web.HTTPMethodNotAllowed():
            return ApiError(405, "method_not_allowed", method=error.method, allowed=sorted(error.allowed_methods))
        case web.HTTPException():
            return ApiError(error.status, _OF_AIOHTTP.get(error.status, "bad_request"))
        case BodyTooSlow():
            return ApiError(408, "too_slow")
        case HttpProcessingError() | web.RequestPayloadError() | ConnectionError():
            log.info("request.unreadable", remote=request.remote, kind=type(error).__name__)
            return ApiError(400, "malformed" if isinstance(error, web.RequestPayloadError) else "bad_request")
        case StorageError() if type(error) in STORAGE:
            log.error("storage.failed", error=str(error), kind=type(error).__name__)
            return ApiError(*STORAGE[type(error)])
        case _:
            number = number_of(request)
            log.error(
                "request.failed", method=request.method, path=_pattern(request), request_id=number, exc_info=error
            )
            return ApiError(500, "internal", request_id=number)


def _pattern(request: web.BaseRequest) -> str:
    """The path as the route has it: in those of links stands what opens them."""
    resource = request.match_info.route.resource if isinstance(request, web.Request) else None
    return "" if resource is None else resource.canonical


def error_answer(request: web.BaseRequest, error: ApiError, language: Language | None = None) -> web.Response:
    """The answer for *error* in *language*, else in the one that the request asks for."""
    request[REFUSED] = error
    message = sentence_of(error, language or language_of(request))
    parts = {"error": {"code": error.code, "message": message, "details": error.details}}
    answer = web.json_response(parts, status=error.status, dumps=_dumps)
    if request.content.exception() is not None:
        answer.force_close()  # where the next request begins nobody knows
    if error.status == 401:
        answer.headers["WWW-Authenticate"] = "Bearer"
    if error.status == 405:
        answer.headers["Allow"] = ", ".join(error.details["allowed"])
    if error.status == 429:
        answer.headers["Retry-After"] = str(error.details.get("seconds", 1))
    if error.status == 503:
        answer.headers["Retry-After"] = "1"
    return answer


def sentence_of(error: ApiError, language: Language) -> str:
    """The sentence that people read."""
    if error.sentence is not None:
        return error.sentence
    known = MESSAGES[error.code][language]
    return known.format_map(error.details) if error.details else known
