"""The server below the application: what is no request, and what fails outside the application, has our one shape too."""

from functools import partial

from aiohttp import web

from integrations.serving.http_server import Answer, LimitedConnection, LimitedRunner
from orchestrator.web.errors import answer_errors, as_api_error, error_answer
from orchestrator.web.headers import dress


class _Connection(LimitedConnection):
    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,  # noqa: ARG002
        exc: BaseException | None = None,
        message: str | None = None,  # noqa: ARG002  it quotes the request, and with it a token
    ) -> web.StreamResponse:
        """The answer to what could not be read as a request, or to what the application could not answer."""
        # exc is None only for a TimeoutError, and answer_errors lets one pass only when the answer has begun:
        # that is a bug like any other, and logged as one
        error = as_api_error(request, exc or TimeoutError())
        if request.writer.output_size > 0:
            raise ConnectionError("too late for another answer")
        answer = error_answer(request, error)
        dress(request, answer)
        answer.force_close()
        return answer


class ServiceRunner(LimitedRunner):
    """Runs an application; answers of the server itself look like the application's."""

    kind = _Connection

    def around(self, handler: Answer) -> Answer:
        """*handler*, whose errors have our shape even where it fails outside of the application."""
        return partial(answer_errors, handler=handler)
