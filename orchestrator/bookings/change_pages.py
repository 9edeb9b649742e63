"""The form that changes a booking. Who comes second is told what the other one changed, and chooses."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from aiohttp import web

from orchestrator.access.permissions import Action
from orchestrator.access.routes import Route
from orchestrator.access.scopes import Scope
from orchestrator.bookings.asking import asker_of
from orchestrator.bookings.booking_pages import BOOKING, looked_at, zone_of
from orchestrator.bookings.choices import category_of
from orchestrator.bookings.doing import ChangedBy, change_as
from orchestrator.bookings.draft import Choices, Values, draft_of, tidied, values_of
from orchestrator.bookings.form_pages import Desk, desk_of, shown
from orchestrator.bookings.looking import Looked
from orchestrator.bookings.merging import Theirs, merged, parted
from orchestrator.bookings.picks import picked
from orchestrator.bookings.refusing import as_refused
from orchestrator.bookings.sent import Refused, occurrence_changed
from orchestrator.web.errors import ApiError
from orchestrator.web.keys import CLOCK, DATABASE
from orchestrator.web.shell.catalogues import Say
from orchestrator.web.shell.forms import Typed, again, new_form, read_form
from orchestrator.web.shell.notices import see_other
from orchestrator.web.shell.pages import words
from orchestrator.web.shell.viewer import page_language
from schedules.bookings import Occurrence
from schedules.store.changing import Unchangeable
from schedules.store.diary import BookingClash


@dataclass(frozen=True, slots=True)
class Line:
    """A field that somebody else changed, in words."""

    label: str
    now: str
    mine: str | None


async def edit(request: web.Request) -> web.Response:
    """The form, filled with the booking as it is."""
    looked, desk = await _changeable(request), await desk_of(request)
    values = _values(desk, looked, looked.booking)
    form = new_form(request, values, looked.booking.sequence)
    return await _shown(request, desk, looked, form.values, values, sent=None)


async def change(request: web.Request) -> web.Response:
    """Change what the form says anew, or nothing."""
    read = await read_form(request)
    looked, desk = await _changeable(request), await desk_of(request)
    mine, was = parted(read.values)
    typed = replace(read, values=tidied(picked(mine) or mine))
    if picked(mine) is not None:
        return await _shown(request, desk, looked, typed.values, was, sent=typed)
    return await _change(request, desk, looked, typed, was)


async def _change(request: web.Request, desk: Desk, looked: Looked, typed: Typed, was: Values) -> web.Response:
    app, say, language = request.app, words(request).gettext, page_language(request)
    draft, wrong = draft_of(typed.values, replace(desk.choices, organisations=()), say)
    if draft is None:
        return await _shown(request, desk, looked, typed.values, was, sent=typed, wrong=wrong, status=422)

    def becoming(present: Occurrence) -> Occurrence:
        return occurrence_changed(present, draft, desk.installation, desk.now, language)

    try:
        with as_refused(request, besides=(BookingClash, ChangedBy, Refused, Unchangeable)):
            await app[DATABASE].write(
                partial(
                    change_as,
                    asker=asker_of(request),
                    booking_id=looked.entry.id,
                    becoming=becoming,
                    seen_revision=typed.seen,
                    now=app[CLOCK](),
                )
            )
    except Refused as refused:
        return await _shown(request, desk, looked, typed.values, was, sent=typed, wrong=refused.wrong, status=422)
    except Unchangeable as refused:
        wrong = {"": _unchangeable(refused.reason, say)}
        return await _shown(request, desk, looked, typed.values, was, sent=typed, wrong=wrong, status=409)
    except BookingClash:
        wrong = {"": say("La sala è già presa a quell’ora: scegli un altro orario o un’altra sala.")}
        return await _shown(request, desk, looked, typed.values, was, sent=typed, wrong=wrong, status=409)
    except ChangedBy as changed:
        return await _second(request, desk, looked, typed, was, changed)
    return see_other(request, f"/bookings/{looked.entry.id}", say("Salvata."))


async def _second(
    request: web.Request, desk: Desk, looked: Looked, typed: Typed, was: Values, changed: ChangedBy
) -> web.Response:
    """Somebody else was there first: tell what they made of it, and keep what was typed."""
    present = changed.present.booking
    now = _values(desk, looked, present)
    together, theirs = merged(typed.values, was, now)
    fresh = replace(typed, values=together, revision=str(present.sequence))
    if not theirs:  # they changed nothing that the form has
        return await _change(request, desk, looked, fresh, was)
    lines = [_line(each, desk.choices, words(request).gettext) for each in theirs]
    return await _shown(request, desk, looked, together, now, sent=fresh, status=409, theirs=lines, by=changed.name)


async def _changeable(request: web.Request) -> Looked:
    """The booking of the path. Raises ApiError 404, 403, and HTTPSeeOther to its page, which says why it cannot be changed."""
    looked = await looked_at(request, asker_of(request))
    if looked.kept in {"forbidden", "confidential"}:
        raise ApiError(403, "forbidden" if looked.kept == "forbidden" else "confidential_unseen")
    if looked.kept is not None:
        raise web.HTTPSeeOther(f"/bookings/{looked.entry.id}")
    return looked


async def _shown(
    request: web.Request,
    desk: Desk,
    looked: Looked,
    values: Values,
    was: Values,
    *,
    sent: Typed | None,
    wrong: Mapping[str, str] | None = None,
    status: int = 200,
    theirs: Sequence[Line] = (),
    by: str | None = None,
) -> web.Response:
    if sent is None:
        form = new_form(request, {name: tuple(those) for name, those in values.items()}, looked.booking.sequence)
    else:
        form = again(request, replace(sent, values=values), wrong or {})
    return await shown(
        request,
        desk,
        form,
        values,
        status,
        booking=looked.entry.id,
        before=was,
        theirs=theirs,
        by=by,
        organisation=looked.organisation,
        begun=looked.begun,
    )


def _values(desk: Desk, looked: Looked, booking: Occurrence) -> Mapping[str, Sequence[str]]:
    zone = zone_of(desk.installation, looked)
    return values_of(booking, category_of(desk.installation, booking.preset), zone)


def _line(theirs: Theirs, choices: Choices, say: Say) -> Line:
    labels = {
        "title": say("Titolo"),
        "room": say("Sale"),
        "day": say("Giorno"),
        "since": say("Dalle"),
        "until": say("Alle"),
        "category": say("Tipo"),
        "organiser": say("Chi la tiene"),
        "phone": say("Telefono"),
        "notes": say("Note per il custode"),
        "confidential": say("Riservata"),
    }

    def shown_as(values: Sequence[str]) -> str:
        names = {room.id: room.name for room in choices.rooms} if theirs.name == "room" else dict(choices.categories)
        if theirs.name == "confidential":
            return say("sì") if any(values) else say("no")
        known = names if theirs.name in {"room", "category"} else {}
        return ", ".join(known.get(value, value) for value in values)

    mine = None if theirs.mine is None else shown_as(theirs.mine)
    return Line(labels.get(theirs.name, theirs.name), shown_as(theirs.now), mine)


def _unchangeable(reason: str, say: Say) -> str:
    return {
        "live": say("È già cominciata: si possono cambiare solo la fine, chi la tiene, il telefono e le note."),
        "over": say("È già finita: non si cambia più."),
        "in_the_past": say("Quell’orario è già passato."),
        "closure": say("Una chiusura non si cambia: toglila, e chiudi di nuovo."),
    }[reason]


_page = partial(Route, scope=Scope.OWN, action=Action.CHANGE_BOOKING, page=True)
ROUTES = (
    _page("GET", f"{BOOKING}/change", edit, "The form that changes it."),
    _page("POST", f"{BOOKING}/change", change, "Change it."),
)
