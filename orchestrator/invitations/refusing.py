"""What the API answers where somebody cannot be put on a list, or invited."""

from collections.abc import Iterator
from contextlib import contextmanager

from aiohttp import web

from orchestrator.bookings.refusing import refusal_of
from orchestrator.conferences.guest_list import MOST_PEOPLE, TooManyPeople
from orchestrator.invitations.doing import NoSuchPerson, NotExpressly, Over
from orchestrator.invitations.lists import NoSuchList
from orchestrator.web.errors import ApiError


@contextmanager
def as_refused(request: web.Request, besides: type[Exception] | tuple[type[Exception], ...] = ()) -> Iterator[None]:
    """Turns what the store and the rules refuse into the API's errors, but for what is *besides*."""
    try:
        yield
    except besides:
        raise
    except Exception as error:
        refused = _refusal(error) or refusal_of(request, error)
        if refused is None:
            raise
        raise refused from error


def _refusal(error: Exception) -> ApiError | None:
    match error:
        case TooManyPeople():
            return ApiError(409, "too_many_people", most=MOST_PEOPLE)
        case NoSuchPerson() | NoSuchList():
            return ApiError(404, "not_found")
        case Over():
            return ApiError(409, "booking_over")
        case NotExpressly():
            return ApiError(409, "confidential_invitation")
    return None
