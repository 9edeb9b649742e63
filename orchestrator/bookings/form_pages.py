"""The form of a new booking: filled in, looked at while it is, and sent. It books once, however often it comes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from aiohttp import web

from config.rooms import Installation
from orchestrator.access.keys import IDENTITY, REACH
from orchestrator.access.permissions import Action
from orchestrator.access.routes import Route
from orchestrator.access.scopes import Scope
from orchestrator.accounts.organisations import Organisation, list_organisations
from orchestrator.bookings.asking import asker_of
from orchestrator.bookings.availability import UNKNOWN, Asked, Availability, availability
from orchestrator.bookings.choices import category_of, choices_of
from orchestrator.bookings.doing import book_as
from orchestrator.bookings.draft import Choices, Values, draft_of, tidied, values_of, when_of
from orchestrator.bookings.looking import look_at
from orchestrator.bookings.picks import picked, time_pick
from orchestrator.bookings.refusing import as_refused
from orchestrator.bookings.seeing import sites_in
from orchestrator.bookings.sent import Refused, occurrence_sent
from orchestrator.bookings.told import booked_sentence
from orchestrator.site.keys import SITE
from orchestrator.web.keys import CLOCK, DATABASE, FACTS, METRICS
from orchestrator.web.shell.forms import Form, Typed, again, new_form, read_form
from orchestrator.web.shell.notices import see_other
from orchestrator.web.shell.pages import page, part, words
from orchestrator.web.shell.viewer import page_language
from schedules.store.diary import BookingClash, NoSuchBooking
from schedules.store.once import IdTaken
from schedules.store.transaction import Transaction

NEW, FREE = "/bookings/new", "/bookings/new/free"


@dataclass(frozen=True, slots=True)
class Desk:
    """What a form of bookings needs to know of the house and of who fills it in."""

    installation: Installation
    choices: Choices
    now: datetime


async def desk_of(request: web.Request) -> Desk:
    """The same for whoever asks."""
    app = request.app
    organisations: Sequence[Organisation] = await app[DATABASE].read(list_organisations)
    installation, say = app[SITE].installation, words(request).gettext
    choices = choices_of(installation, sites_in(request), organisations, request[REACH], say)
    return Desk(installation, choices, app[CLOCK]())


async def new(request: web.Request) -> web.Response:
    """The empty form, with what the address says in its fields."""
    desk = await desk_of(request)
    if not desk.choices.rooms:
        return page(request, "bookings/no-halls.html")
    values = _prefilled(request, desk) | await _alike(request)
    return await shown(request, desk, new_form(request, values), values)


async def make(request: web.Request) -> web.Response:
    """Book what the form says: once, also where it comes twice."""
    typed, desk = await read_form(request), await desk_of(request)
    filled = picked(typed.values)
    if filled is not None:
        return await shown(request, desk, again(request, replace(typed, values=filled), {}), filled)
    return await _book(request, desk, replace(typed, values=tidied(typed.values)))


async def free(request: web.Request) -> web.Response:
    """Whether it is free, for a form that is being filled in."""
    desk = await desk_of(request)
    values = {name: tuple(request.query.getall(name)) for name in request.query}
    found = await _look(request, desk, values, next(iter(values.get("besides", ())), None))
    return part(request, "bookings/free.html", found=found, pick=time_pick, zone=desk.choices.zone_of(_rooms(values)))


async def shown(
    request: web.Request, desk: Desk, form: Form, values: Values, status: int = 200, **more: Any
) -> web.Response:
    """The page of the form, with how it stands with its rooms and time."""
    found = await _look(request, desk, values, more.get("booking"))
    return page(
        request,
        "bookings/form.html",
        status,
        form=form,
        found=found,
        pick=time_pick,
        choices=desk.choices,
        zone=desk.choices.zone_of(_rooms(values)),
        **{"booking": None, "theirs": (), "organisation": None, "before": {}, "by": None, "begun": False} | more,
    )


async def _book(request: web.Request, desk: Desk, typed: Typed) -> web.Response:
    app, say, language = request.app, words(request).gettext, page_language(request)
    draft, wrong = draft_of(typed.values, desk.choices, say)
    if draft is None:
        return await shown(request, desk, again(request, typed, wrong), typed.values, 422)
    try:
        wanted = occurrence_sent(draft, typed.form_id, desk.installation, desk.now, language)
        with as_refused(request, besides=(BookingClash, IdTaken)):
            booked = await app[DATABASE].write(
                book_as, app[FACTS].ids_key, asker_of(request), wanted, draft.organisation, desk.now
            )
    except Refused as refused:
        return await shown(request, desk, again(request, typed, refused.wrong), typed.values, 422)
    except BookingClash:
        wrong = {"": say("Nel frattempo la sala è stata presa: scegli un altro orario o un’altra sala.")}
        return await shown(request, desk, again(request, typed, wrong), typed.values, 409)
    except IdTaken:
        wrong = {"": say("Questa prenotazione era già fatta, ed è stata annullata: se la vuoi di nuovo, invia ancora.")}
        fresh = replace(new_form(request, {}), values=typed.values, errors=wrong)
        return await shown(request, desk, fresh, typed.values, 409)
    if not booked.repeated:
        app[METRICS].bookings.inc()
    zone = desk.choices.zone_of(draft.rooms)
    notice = booked_sentence(booked.entry, desk.installation, zone, language, say, repeated=booked.repeated)
    return see_other(request, f"/bookings/{booked.entry.id}", notice)


async def _look(request: web.Request, desk: Desk, values: Values, besides: str | None) -> Availability:
    asked = Asked(when_of(values, desk.choices), desk.choices, asker_of(request).audience, desk.now, besides)
    if not asked.when.rooms or asked.when.time is None:
        return UNKNOWN
    return await request.app[DATABASE].read(_available, desk.installation, asked)


def _available(db: Transaction, installation: Installation, asked: Asked) -> Availability:
    return availability(db, installation, asked)


def _prefilled(request: web.Request, desk: Desk) -> dict[str, Sequence[str]]:
    """What the address says; today, and the reader themselves, where it says nothing."""
    query, person = request.query, request[IDENTITY].person
    rooms = [room.id for room in desk.choices.rooms if room.id in query.getall("room", [])]
    today = desk.now.astimezone(desk.choices.zone_of(rooms)).date()
    only = [room.id for room in desk.choices.rooms] if len(desk.choices.rooms) == 1 else []
    mine = "" if desk.choices.for_others or person is None else person.account.name
    house = desk.installation.site_of(desk.installation.room((rooms or [desk.choices.rooms[0].id])[0])).organisation
    values: Mapping[str, Sequence[str]] = {
        "room": rooms or only,
        "day": (query.get("day", "") or today.isoformat(),),
        "since": (query.get("from", ""),),
        "until": (query.get("to", ""),),
        "organiser": (mine,),
        "organisation": ((house or "") if desk.choices.for_others else "",),
    }
    return tidied(values)


async def _alike(request: web.Request) -> dict[str, Sequence[str]]:
    """The words of the booking that is to be made anew, where whoever asks may read them."""
    like = request.query.get("like")
    if like is None:
        return {}
    asker, installation = asker_of(request), request.app[SITE].installation
    try:
        looked = await request.app[DATABASE].read(look_at, asker, like, request.app[CLOCK]())
    except NoSuchBooking:
        return {}
    if looked.masked:
        return {}
    booking = looked.booking
    told = values_of(booking, category_of(installation, booking.preset), ZoneInfo("UTC"))
    return {name: those for name, those in told.items() if name not in {"room", "day", "since", "until"}}


def _rooms(values: Values) -> Sequence[str]:
    return values.get("room", ())


ROUTES = (
    Route("GET", NEW, new, "The form of a new booking.", scope=Scope.OWN, action=Action.BOOK, page=True),
    Route("POST", NEW, make, "Book what it says.", scope=Scope.OWN, action=Action.BOOK, page=True, status=303),
    Route("GET", FREE, free, "Whether that is free.", scope=Scope.OWN, action=Action.BOOK, page=True),
)
