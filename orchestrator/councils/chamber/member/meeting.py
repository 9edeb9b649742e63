"""The meeting of a sitting, entered from a member's page: with a token that is made at that moment, and is in no page of ours."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from aiohttp import web

from orchestrator.access.routes import Route
from orchestrator.access.scopes import Scope
from orchestrator.councils.chamber.member.opening import Member, Shut, open_page
from orchestrator.councils.hall.meeting import member_meeting, sitting_meeting
from orchestrator.councils.sitting.seats import Place
from orchestrator.web.headers import SAFETY
from orchestrator.web.keys import CLOCK
from orchestrator.web.shell.forms import read_open_form
from orchestrator.web.shell.notices import see_other
from orchestrator.web.shell.pages import words
from orchestrator.web.shell.viewer import page_language

CHAMBER = "/c/{secret}"


@dataclass(frozen=True, slots=True)
class Entrance:
    """What a page says of the meeting."""

    origin: str
    """Of the server that holds it, where the page's form may lead."""
    opens: datetime
    is_open: bool
    password: str | None


async def entrance_of(request: web.Request, member: Member) -> Entrance | None:
    """Where the member may enter; None: there is no meeting, or this browser does not act for them. Raises StorageError."""
    if not member.attending.acts or not member.name or member.sitting.over:
        return None
    meeting = await sitting_meeting(request.app, member.attending.dossier)
    if meeting is None:
        return None
    place = urlsplit(meeting.address)
    is_open = meeting.opens <= request.app[CLOCK]()
    return Entrance(f"{place.scheme}://{place.netloc}", meeting.opens, is_open, meeting.password)


def let_reach(answer: web.Response, entrance: Entrance | None) -> None:
    """Let the page's form lead to the meeting's server; browsers hold what a form is answered with against the policy, too."""
    if entrance is not None:
        policy = SAFETY["Content-Security-Policy"]
        answer.headers["Content-Security-Policy"] = policy.replace(
            "form-action 'self'", f"form-action 'self' {entrance.origin}"
        )


async def enter_meeting(request: web.Request) -> web.Response:
    """Go into the meeting; from the hall without microphone and sound."""
    await read_open_form(request)
    member = await open_page(request)
    back = f"/c/{request.match_info['secret']}"
    if isinstance(member, Shut) or await entrance_of(request, member) is None:
        return see_other(request, back, words(request).gettext("Da qui non si entra in una videoriunione."))
    in_hall = member.sitting.seats[member.seat].place is Place.HALL
    about = request.app, member.attending.dossier, member.sitting, member.seat, page_language(request)
    door = await member_meeting(*about, in_hall=in_hall)
    if door is None:
        return see_other(request, back, words(request).gettext("Da qui non si entra in una videoriunione."))
    headers = {"Location": door.address, "Referrer-Policy": "no-referrer", "Cache-Control": "no-store"}
    return web.Response(status=303, headers=headers)


ROUTES = (
    Route(
        "POST", f"{CHAMBER}/meeting", enter_meeting, "Go into the meeting.", scope=Scope.PUBLIC, page=True, status=303
    ),
)
