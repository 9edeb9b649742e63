"""What the API answers where a booking cannot be made, changed or taken back."""

from collections.abc import Iterator
from contextlib import contextmanager

from aiohttp import web

from orchestrator.bookings.owners import NoSuchOrganisation, NotAllowed, WhichOrganisation
from orchestrator.bookings.wanted import no_such_room
from orchestrator.site.keys import SITE
from orchestrator.web.blocking import blocking_json
from orchestrator.web.errors import ApiError
from orchestrator.web.languages import language_of
from schedules.store.changing import Unchangeable
from schedules.store.diary import BookingClash, NoSuchBooking, NotOurs, UnknownRooms
from schedules.store.once import IdTaken

_UNCHANGEABLE = {
    "over": "booking_over",
    "in_the_past": "in_the_past",
    "live": "booking_live",
    "closure": "closure_fixed",
}


@contextmanager
def as_refused(request: web.Request, besides: type[Exception] | tuple[type[Exception], ...] = ()) -> Iterator[None]:
    """Turns what the store and the rules refuse into the API's errors, but for what is *besides*."""
    try:
        yield
    except besides:
        raise
    except Exception as error:
        refused = refusal_of(request, error)
        if refused is None:
            raise
        raise refused from error


def refusal_of(request: web.Request, error: Exception) -> ApiError | None:
    """The answer for *error*; None for one that is none of these."""
    match error:
        case UnknownRooms():
            return no_such_room(error.rooms, request.app[SITE].installation, language_of(request))
        case BookingClash():
            return ApiError(409, "clash", blocking=blocking_json(error.blocking))
        case NoSuchBooking():
            return ApiError(404, "not_found")
        case NotOurs():
            return ApiError(409, "calendar_owned", calendar=error.calendar)
        case Unchangeable():
            return ApiError(409, _UNCHANGEABLE[error.reason])
        case IdTaken():
            return ApiError(409, "booking_id_used")
        case NotAllowed():
            return ApiError(403, error.code)
        case NoSuchOrganisation():
            return ApiError(404, "no_such_organisation", organisation=error.organisation)
        case WhichOrganisation():
            return ApiError(422, "which_organisation", organisations=list(error.organisations))
    return None
