"""What the handlers of the API and of the pages do alike: see who was at the booking of the path, and write about it."""

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from aiohttp import web

from orchestrator.attendance.seeing import Attended, attended
from orchestrator.attendance.writing import EntriesChanged, NobodyMeant, NoSuchEntry, NotThen, see_to_write
from orchestrator.bookings.asking import Asker, asker_of
from orchestrator.bookings.refusing import as_refused
from orchestrator.conferences.presence.entry_store import MOST_ENTRIES, TooManyEntries
from orchestrator.site.keys import SITE
from orchestrator.web.errors import ApiError
from orchestrator.web.keys import CLOCK, DATABASE, FACTS
from schedules.store.transaction import Transaction

T = TypeVar("T")
See = Callable[[Transaction], Attended]


async def attended_of(request: web.Request) -> Attended:
    """Who was at the booking of the path. Raises ApiError."""
    with as_refused(request):
        return await request.app[DATABASE].read(_of_path(request, attended))


async def seen_to_write(request: web.Request) -> Attended:
    """The same, for who may write about it. Raises ApiError."""
    with as_refused(request):
        return await request.app[DATABASE].read(_of_path(request, see_to_write))


async def write(
    request: web.Request,
    doing: Callable[[Transaction, Asker, Attended], T],
    besides: type[Exception] | tuple[type[Exception], ...] = (),
) -> T:
    """Write about it, with what is known in the same transaction. Raises ApiError, and what is *besides*."""
    asker, see = asker_of(request), _of_path(request, see_to_write)
    with as_refused(request, besides):
        try:
            return await request.app[DATABASE].write(lambda db: doing(db, asker, see(db)))
        except besides:
            raise
        except (EntriesChanged, NobodyMeant, NoSuchEntry, NotThen, TooManyEntries) as error:
            raise _refusal(error) from error


def _of_path(request: web.Request, seeing: Callable[..., Attended]) -> See:
    app = request.app
    return partial(
        seeing,
        asker=asker_of(request),
        booking_id=request.match_info["booking"],
        halls={room.id: room.name for room in app[SITE].installation.rooms},
        key=app[FACTS].conferences_key,
        kept=app[SITE].installation.retention.presence,
        now=app[CLOCK](),
    )


def _refusal(error: Exception) -> ApiError:
    match error:
        case EntriesChanged():
            return ApiError(409, "changed")
        case NotThen():
            return ApiError(422, "presence_times")
        case TooManyEntries():
            return ApiError(409, "too_many_entries", most=MOST_ENTRIES)
    return ApiError(404, "not_found")
