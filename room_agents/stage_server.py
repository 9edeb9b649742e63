"""The HTTP server below the stage's application: its answers neither name the software nor quote the request."""

import structlog
from aiohttp import hdrs, web
from aiohttp.http import HttpProcessingError

from integrations.serving.http_server import BodyTooSlow, LimitedConnection, LimitedRunner
from integrations.serving.visits import Limits

LIMITS = Limits(most=256, most_of_address=128)
"""A screen has two or three connections, and all come from this machine."""
_log = structlog.get_logger()


class _Connection(LimitedConnection):
    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,  # noqa: ARG002
        exc: BaseException | None = None,
        message: str | None = None,  # noqa: ARG002  the message quotes the request
    ) -> web.StreamResponse:
        """The answer to what could not be read as a request, or to what the application could not answer."""
        if request.writer.output_size > 0:
            raise ConnectionError("too late for another answer")
        if isinstance(exc, BodyTooSlow):
            answer = web.Response(status=408, text="too slow")
        elif isinstance(exc, HttpProcessingError | web.RequestPayloadError | ConnectionError):
            answer = web.Response(status=400, text="bad request")
        else:
            _log.error("stage.failed", method=request.method, path=request.path, exc_info=exc)
            answer = web.Response(status=500, text="failed")
        answer.headers[hdrs.SERVER] = ""
        answer.force_close()
        return answer


class StageRunner(LimitedRunner):
    """Runs the stage's application."""

    kind = _Connection


async def set_headers(_request: web.Request, answer: web.StreamResponse) -> None:
    """Set the headers of every answer, and remove the one that names the software."""
    answer.headers.pop(hdrs.SERVER, None)
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["Cache-Control"] = "no-store"
