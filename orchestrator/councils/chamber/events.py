"""Pages that follow a sitting, as server-sent events: each has the parts that have changed, whole."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence

import structlog
from aiohttp import web

from orchestrator.councils.chamber.parts import Parts, View
from orchestrator.councils.log.live import LiveSitting
from orchestrator.councils.sitting.state import Sitting
from orchestrator.web.compression import Events
from orchestrator.web.keys import STOPPING
from schedules.store.errors import StorageError

log = structlog.get_logger()

PING_S = 5.0
"""A page that hears nothing for twice as long says that it is cut off."""
GATHER_S = 0.2
"""The first act is told at once; those that follow within so short a time go out together."""
SEND_WITHIN_S = 10.0
"""How long a browser may take to read before it is cut off; it comes again by itself."""

Welcome = Callable[[], Awaitable[bool]]


async def follow(
    request: web.Request, live: LiveSitting, views: Sequence[View], welcome: Welcome
) -> web.StreamResponse:
    """Tell the parts of *views* now, and those that change, until the browser leaves or is *welcome* no more.

    What several browsers see alike should be a view of its own: equal events are packed once. An event is ``parts``, with
    ``number`` of the last act, ``steered`` of the last one by which somebody steered, and ``parts``; or ``ping``; or
    ``over``, after which the browser should load its page anew.
    """
    told = Events(request)
    await told.begin()
    sending = asyncio.create_task(_send(told, live, views), name="parts of a sitting")
    try:
        while await _soon(request.app, sending):
            if not await welcome():
                await _within(told.send("over", "{}"))
                break
            await _within(told.send("ping", "{}"))
    except (ConnectionError, TimeoutError):
        pass  # the reader has left, or reads too slowly
    finally:
        sending.cancel()
        await asyncio.wait([sending])
    if (
        not sending.cancelled()
        and (error := sending.exception())
        and not isinstance(error, ConnectionError | TimeoutError)
    ):
        if not isinstance(error, StorageError):
            raise error
        log.warning("sitting.cut", error=repr(error))  # the browser comes again by itself
    return told.stream


async def _soon(app: web.Application, sending: asyncio.Task[None]) -> bool:
    """Wait until it is time to say that we are here; whether there is still somebody to say it to."""
    stopping = asyncio.ensure_future(app[STOPPING].wait())
    try:
        done, _ = await asyncio.wait([stopping, sending], timeout=PING_S, return_when=asyncio.FIRST_COMPLETED)
    finally:
        stopping.cancel()
    return not done


async def _send(told: Events, live: LiveSitting, views: Sequence[View]) -> None:
    last: list[Parts] = [{} for _ in views]
    sitting = await live.look()
    loop = asyncio.get_running_loop()
    while True:
        number, begun = sitting.number, loop.time()
        for said in _news(sitting, views, last):
            await _within(told.send("parts", said))
        await live.changed_from(number)
        await asyncio.sleep(max(0.0, begun + GATHER_S - loop.time()))
        sitting = await live.look()


def _news(sitting: Sitting, views: Sequence[View], last: list[Parts]) -> Sequence[str]:
    """What is to be told of each view: parts that are new or have another content. The first one tells the number at least."""
    said = []
    for at, view in enumerate(views):
        parts = view(sitting)
        changed = {name: html for name, html in parts.items() if last[at].get(name) != html}
        last[at] = parts
        if changed or at == 0:
            told = {"number": sitting.number, "steered": sitting.steered, "parts": changed}
            said.append(json.dumps(told, separators=(",", ":")))
    return said


async def _within(sending: Awaitable[None]) -> None:
    async with asyncio.timeout(SEND_WITHIN_S):
        await sending
