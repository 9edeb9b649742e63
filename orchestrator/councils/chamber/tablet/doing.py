"""What people do at the tablet in the hall: they check in and out, and vote openly."""

from typing import assert_never
from uuid import uuid5

from aiohttp import web

from orchestrator.access.permissions import Action
from orchestrator.access.routes import Route
from orchestrator.access.scopes import Scope
from orchestrator.councils.at_work.doing import do
from orchestrator.councils.chamber.tablet.answers import (
    council_path,
    failed_path,
    seat_path,
    vote_path,
    was_refused,
    went_on,
)
from orchestrator.councils.chamber.tablet.hall import AtHall, Calm, at_hall
from orchestrator.councils.chamber.tablet.pages import TABLET
from orchestrator.councils.chamber.tablet.passes import forget_pass, give_pass, shown_pass
from orchestrator.councils.chamber.tablet.proving import unproved
from orchestrator.councils.chamber.tablet.wishes import (
    Doing,
    came_true,
    entering,
    leaving,
    open_vote_at_tablet,
    vote_at_tablet,
    voting,
)
from orchestrator.councils.log.live import Wanted
from orchestrator.councils.sitting.acts import Body
from orchestrator.councils.sitting.refusal_words import told
from orchestrator.councils.sitting.refusals import Reason, Refusal
from orchestrator.councils.sitting.votes import ABSTAIN
from orchestrator.web.shell.forms import Typed, read_open_form
from orchestrator.web.shell.pages import words
from orchestrator.web.shell.viewer import page_language


async def press(request: web.Request) -> web.Response:
    """Check in or out by a code, or go on to the vote."""
    typed, hall = await read_open_form(request), await at_hall(request)
    room, seat, say = request.match_info["room"], request.match_info["seat"], words(request).gettext
    if isinstance(hall, Calm) or seat not in (sitting := await hall.live.look()).seats:
        return went_on(request, council_path(room))
    doing = next((each for each in Doing if each == typed.raw("act")), None)
    why = await unproved(request, hall, sitting.rules, sitting.seats[seat], typed)
    if why or doing is None:
        return was_refused(request, why, seat_path(room, seat), 422)
    match doing:
        case Doing.ENTER:
            body, done = entering(await hall.live.look(), seat), say("Presenza in sala registrata.")
            return await _checked(request, hall, typed, seat, body, done)
        case Doing.LEAVE:
            body, done = leaving(await hall.live.look(), seat), say("Uscita registrata.")
            return await _checked(request, hall, typed, seat, body, done)
        case Doing.VOTE if vote_at_tablet(await hall.live.look()) is None:
            return went_on(request, failed_path(room), told(Refusal(Reason.VOTE_NOT_OPEN), page_language(request)))
        case Doing.VOTE:
            answer = went_on(request, vote_path(room))
            give_pass(request, answer, hall, seat)
            return answer
        case _:
            assert_never(doing)


async def cast(request: web.Request) -> web.Response:
    """Vote, as whoever has just typed their code."""
    typed, hall = await read_open_form(request), await at_hall(request)
    say, room = words(request).gettext, request.match_info["room"]
    if isinstance(hall, Calm):
        return went_on(request, council_path(room))
    seat = shown_pass(request, hall)
    if seat is None:
        late = say("È passato troppo tempo: il voto non è registrato. Ricomincia dal nome.")
        return went_on(request, failed_path(room), late)
    sitting = await hall.live.look()
    if seat not in sitting.seats or open_vote_at_tablet(sitting) is None:
        closed = told(Refusal(Reason.VOTE_NOT_OPEN), page_language(request))
        return _gone(request, failed_path(room), closed)
    chosen = tuple(typed.values.get("choice", ()))
    chosen = (ABSTAIN,) if ABSTAIN in chosen else chosen  # its button is in one form with the names
    if not chosen:
        return was_refused(request, say("Scegli prima che cosa votare."), vote_path(room), 422)
    refused = await _done(request, hall, typed, seat, voting(typed.raw("vote"), seat, chosen))
    if refused:
        return was_refused(request, refused, vote_path(room))
    return _gone(request, council_path(room), say("Voto registrato. Si può cambiare finché la votazione è aperta."))


async def _checked(
    request: web.Request, hall: AtHall, typed: Typed, seat: str, body: Body | None, done: str
) -> web.Response:
    """Check in or out, unless it is so already; *done* is said then."""
    refused = await _done(request, hall, typed, seat, body) if body is not None else ""
    if refused:
        return was_refused(request, refused, seat_path(hall.room, seat))
    return went_on(request, council_path(hall.room), done)


async def _done(request: web.Request, hall: AtHall, typed: Typed, seat: str, body: Body) -> str:
    """Nothing once it is done, or why it was not. The same form sent again with the same wish is the same act."""
    sitting = await hall.live.look()
    person = sitting.seats[seat].person
    wanted = Wanted(str(uuid5(typed.form_id, repr(body))), body, person, f"tablet:{hall.room}")
    answer = await do(request.app, hall.dossier.sitting, wanted)
    if isinstance(answer, Refusal):
        return told(answer, page_language(request))
    if not came_true(await hall.live.look(), body):  # an old page was sent again, and other acts came after its own
        return words(request).gettext("Questa pagina era già stata usata: ricomincia dal nome.")
    return ""


def _gone(request: web.Request, address: str, sentence: str) -> web.Response:
    answer = went_on(request, address, sentence)
    forget_pass(request, answer, request.match_info["room"])
    return answer


ROUTES = (
    Route(
        "POST",
        f"{TABLET}/seats/{{seat}}",
        press,
        "Check in or out in the hall.",
        scope=Scope.ROOM,
        action=Action.ATTEND_COUNCIL,
        page=True,
        status=303,
    ),
    Route(
        "POST",
        f"{TABLET}/vote",
        cast,
        "Vote in the hall.",
        scope=Scope.ROOM,
        action=Action.ATTEND_COUNCIL,
        page=True,
        status=303,
    ),
)
