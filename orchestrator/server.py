"""The server below the application: what is no request, and what fails outside the application, has our one shape too."""

from functools import partial
from typing import Any

from aiohttp import web

from orchestrator.errors import answer_errors, as_api_error, error_answer
from orchestrator.headers import dress


class Runner(web.AppRunner):
    """Runs an application as web.AppRunner does, and answers by itself in the application's way."""

    # aiohttp has no public way to put another RequestHandler below an application: what is private here, and in
    # _Server, is as in aiohttp 3.14.5; the tests of the server, over real sockets, tell when it has changed.

    def __init__(self, app: web.Application, **options: Any) -> None:
        """*options* are those of web.AppRunner. Nothing that comes is unpacked."""
        super().__init__(app, auto_decompress=False, **options)

    async def _make_server(self) -> web.Server:
        theirs = await super()._make_server()
        handler = partial(answer_errors, handler=theirs.request_handler)
        return _Server(handler, request_factory=theirs.request_factory, **self._kwargs)


class _Server(web.Server):
    def __call__(self) -> web.RequestHandler:
        return _Connection(self, loop=self._loop, **self._kwargs)


class _Connection(web.RequestHandler):
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
