"""What the handlers of the API and of the pages do alike: one thing about the booking of the path, for who asks, now."""

from datetime import datetime
from typing import Protocol, TypeVar

from aiohttp import web

from orchestrator.bookings.asking import Asker, asker_of
from orchestrator.bookings.looking import Looked
from orchestrator.invitations.doing import look_to_invite
from orchestrator.invitations.refusing import as_refused
from orchestrator.web.keys import CLOCK, DATABASE
from schedules.store.transaction import Transaction

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class Doing(Protocol[T_co]):
    """Something of `orchestrator.invitations.doing`, whose people are known."""

    def __call__(self, db: Transaction, *, asker: Asker, booking_id: str, now: datetime) -> T_co: ...


async def act(request: web.Request, doing: Doing[T], besides: type[Exception] | tuple[type[Exception], ...] = ()) -> T:
    """Do it. Raises ApiError, and what is *besides*."""
    app = request.app
    asker, booking_id, now = asker_of(request), request.match_info["booking"], app[CLOCK]()
    with as_refused(request, besides):
        return await app[DATABASE].write(lambda db: doing(db, asker=asker, booking_id=booking_id, now=now))


async def looked_to_invite(request: web.Request) -> Looked:
    """The booking, for who may invite to it. Raises ApiError."""
    app = request.app
    with as_refused(request):
        return await app[DATABASE].read(look_to_invite, asker_of(request), request.match_info["booking"], app[CLOCK]())
