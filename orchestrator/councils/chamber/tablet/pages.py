"""The pages of the tablet in the hall: the list of names, the page of a name, the page of a vote, and parts that follow."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from aiohttp import web

from config.words.sentences import Language
from orchestrator.access.live import is_welcome
from orchestrator.access.permissions import Action
from orchestrator.access.routes import Route
from orchestrator.access.scopes import Scope
from orchestrator.councils.chamber.door_shown import door_shown
from orchestrator.councils.chamber.events import follow
from orchestrator.councils.chamber.member.drawing import choices_of
from orchestrator.councils.chamber.member.mine import mine_of
from orchestrator.councils.chamber.parts import SHARED_PARTS, Parts, View, part_of
from orchestrator.councils.chamber.results import option_words
from orchestrator.councils.chamber.tablet.answers import council_path, paper_path, seat_path, vote_path
from orchestrator.councils.chamber.tablet.hall import AtHall, Calm, at_hall
from orchestrator.councils.chamber.tablet.names import LONGEST, found, listed, next_letters, plain
from orchestrator.councils.chamber.tablet.passes import forget_pass, shown_pass
from orchestrator.councils.chamber.tablet.proof import proof_asked
from orchestrator.councils.chamber.tablet.view import hall_state
from orchestrator.councils.chamber.tablet.wishes import vote_at_tablet
from orchestrator.councils.sitting.state import Sitting
from orchestrator.councils.sitting.votes import ABSTAIN, Election, Manner, options_of
from orchestrator.web.keys import CLOCK
from orchestrator.web.shell.forms import new_form
from orchestrator.web.shell.notices import see_other
from orchestrator.web.shell.pages import page, part
from orchestrator.web.shell.viewer import page_language

TABLET = "/rooms/{room}/council"
FOLDER = "councils/chamber/tablet"


async def show_names(request: web.Request) -> web.Response:
    """The list of names; a calm page while no sitting is near."""
    hall = await at_hall(request)
    if isinstance(hall, Calm):
        return _calm(request, hall)
    sitting = await hall.live.look()
    names = listed(sitting.seats.values())
    looked_for = " ".join(plain(request.query.get("q", "")[:LONGEST]))
    answer = page(
        request,
        f"{FOLDER}/list.html",
        **_about(request, hall, sitting),
        names=names,
        found=found(names, looked_for),
        letters=next_letters(names, looked_for),
        looked_for=looked_for,
        failed=request.query.get("said") == "no",
        **door_shown(request, hall.dossier.sitting),
    )
    forget_pass(request, answer, hall.room)  # whoever was here before has gone
    return answer


async def show_seat(request: web.Request) -> web.Response:
    """The page of a name, which says nothing of them before they prove who they are."""
    hall = await at_hall(request)
    if isinstance(hall, Calm):
        return see_other(request, council_path(request.match_info["room"]))
    sitting = await hall.live.look()
    seat = sitting.seats.get(request.match_info["seat"])
    if seat is None:
        return see_other(request, council_path(hall.room))
    return page(
        request,
        f"{FOLDER}/seat.html",
        **_about(request, hall, sitting),
        seat=next(each for each in listed(sitting.seats.values()) if each.seat == seat.id),
        proof=proof_asked(sitting.rules, seat).value,
        votes=vote_at_tablet(sitting) is not None,
        action=seat_path(hall.room, seat.id),
        form=new_form(request, {}),
    )


async def show_vote(request: web.Request) -> web.Response:
    """What can be voted, for whoever has just typed their code. It says nothing of how anybody voted."""
    hall = await at_hall(request)
    seat_id = None if isinstance(hall, Calm) else shown_pass(request, hall)
    if isinstance(hall, Calm) or seat_id is None:
        return see_other(request, council_path(request.match_info["room"]))
    sitting = await hall.live.look()
    vote = vote_at_tablet(sitting) if seat_id in sitting.seats else None
    if vote is None:
        return see_other(request, council_path(hall.room))
    if vote.manner is Manner.SECRET:
        return _secret_vote(request, hall, sitting, seat_id)
    question = vote.question
    return page(
        request,
        f"{FOLDER}/vote.html",
        **_about(request, hall, sitting),
        vote=vote,
        options=options_of(question),
        words_of=partial(option_words, language=page_language(request)),
        abstain=ABSTAIN if sitting.rules.may_abstain else None,
        most=question.preferences if isinstance(question, Election) else 1,
        again=seat_id in vote.casts,
        action=vote_path(hall.room),
        form=new_form(request, {}),
    )


def _secret_vote(request: web.Request, hall: AtHall, sitting: Sitting, seat: str) -> web.Response:
    """The ballot, which this browser makes and casts; nothing of it stays there."""
    mine = mine_of(sitting, hall.dossier.sitting, seat)
    ballot = mine.ballot if mine is not None else None
    if ballot is None:
        return see_other(request, council_path(hall.room))
    return page(
        request,
        f"{FOLDER}/secret.html",
        **_about(request, hall, sitting),
        vote=sitting.votes[ballot.vote],
        ballot=ballot,
        choices=tuple(choices_of(ballot, page_language(request))),
        most=ballot.question.preferences if isinstance(ballot.question, Election) else 1,
        papers=paper_path(hall.room, ballot.vote),
    )


async def follow_hall(request: web.Request) -> web.StreamResponse:
    """What everybody in the hall may see, as it changes; over when the tablet is for this sitting no more."""
    hall = await at_hall(request)
    if isinstance(hall, Calm):
        return web.Response(status=204)  # a browser that hears this asks no more

    async def welcome() -> bool:
        now = await at_hall(request)
        return await is_welcome(request) and isinstance(now, AtHall) and now.dossier.sitting == hall.dossier.sitting

    language = page_language(request)
    view = request.app[SHARED_PARTS].of(hall.dossier.sitting, "hall", language, hall_view(request.app, language))
    return await follow(request, hall.live, [view], welcome)


async def show_door(request: web.Request) -> web.Response:
    """The code at the door, which is another one each minute."""
    hall = await at_hall(request)
    if isinstance(hall, Calm):
        return web.Response(status=204)
    return part(request, "councils/chamber/door.html", **door_shown(request, hall.dossier.sitting))


def hall_view(app: web.Application, language: Language) -> View:
    """What the hall sees, drawn: how many are there, and the vote that is open."""

    def view(sitting: Sitting) -> Parts:
        state = hall_state(sitting)
        return {
            "hall-state": part_of(app, language, f"{FOLDER}/state.html", state=state),
            "hall-vote": part_of(app, language, f"{FOLDER}/open_vote.html", state=state),
            "vote-closing": part_of(app, language, f"{FOLDER}/closing.html", state=state),
        }

    return view


def _about(request: web.Request, hall: AtHall, sitting: Sitting) -> Mapping[str, Any]:
    """What each page of a sitting has."""
    return {
        "hall": hall.hall,
        "organ": hall.organ,
        "zone": hall.zone,
        "begins": sitting.begins or hall.dossier.begins,
        "here": council_path(hall.room),
        "events": f"{council_path(hall.room)}/events",
        "panel": f"/panel/{hall.room}",
        "state": hall_state(sitting),
        "steered": sitting.steered,
        "now_ms": int(request.app[CLOCK]().timestamp() * 1000),
    }


def _calm(request: web.Request, hall: Calm) -> web.Response:
    room = request.match_info["room"]
    return page(request, f"{FOLDER}/calm.html", hall=hall.hall, zone=hall.zone, next=hall.next, panel=f"/panel/{room}")


def _route(path: str, handler: Any, summary: str, *, streams: bool = False) -> Route:
    return Route(
        "GET",
        path,
        handler,
        summary,
        scope=Scope.ROOM,
        action=Action.ATTEND_COUNCIL,
        page=True,
        errors=(404,),
        streams=streams,
    )


ROUTES = (
    _route(TABLET, show_names, "The tablet of a hall in which a council sits."),
    _route(f"{TABLET}/events", follow_hall, "What goes on there, as server-sent events.", streams=True),
    _route(f"{TABLET}/door", show_door, "The code at the hall's door."),
    _route(f"{TABLET}/seats/{{seat}}", show_seat, "The page of one name."),
    _route(f"{TABLET}/vote", show_vote, "What can be voted there."),
)
