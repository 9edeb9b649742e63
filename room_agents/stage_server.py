"""The server of the stage's pages below their application: it names itself to nobody and quotes nothing."""

import structlog
from aiohttp import hdrs, web
from aiohttp.http import HttpProcessingError

from integrations.serving.http_server import BodyTooSlow, LimitedConnection, LimitedRunner
from integrations.serving.visits import Limits

LIMITS = Limits(most=256, most_of_address=128)
"""A screen has two connections or three, and all come from this machine."""
_log = structlog.get_logger()


class _Connection(LimitedConnection):
    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,  # noqa: ARG002
        exc: BaseException | None = None,
        message: str | None = None,  # noqa: ARG002  it quotes the request
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
    """Runs the application of the stage's pages."""

    kind = _Connection


async def dress(_request: web.Request, answer: web.StreamResponse) -> None:
    """Add the headers of every answer, and take away the one that names what this is made of."""
    answer.headers.pop(hdrs.SERVER, None)
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["Cache-Control"] = "no-store"
