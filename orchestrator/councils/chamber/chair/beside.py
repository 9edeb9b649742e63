"""What lies beside the live page: notes about the open item, its documents, and the way into the meeting."""

from functools import partial
from urllib.parse import quote
from zoneinfo import ZoneInfo

from aiohttp import web

from orchestrator.access.permissions import Action
from orchestrator.access.routes import Route
from orchestrator.access.scopes import Scope
from orchestrator.councils.at_work.asking import Steering, steering
from orchestrator.councils.chamber.chair.seen import person_name
from orchestrator.councils.convening.document_files import give_document
from orchestrator.councils.hall.meeting import officer_meeting
from orchestrator.councils.registry.note_parts import NoteEditor, note_editor
from orchestrator.councils.registry.notes import newest_notes
from orchestrator.councils.sitting.seats import Place
from orchestrator.councils.sitting.state import Sitting
from orchestrator.people.asker import zone_of
from orchestrator.web.keys import CLOCK, DATABASE
from orchestrator.web.shell.dates import clock
from orchestrator.web.shell.notices import see_other
from orchestrator.web.shell.pages import page, part, words
from orchestrator.web.shell.viewer import page_language

LIVE = "/councils/sittings/{sitting}/live"


def address_of(asked: Steering) -> str:
    """The live page of the sitting."""
    return LIVE.replace("{sitting}", quote(asked.dossier.sitting, safe=""))


async def show_notes(request: web.Request) -> web.Response:
    """The note about the item that is open now, to be written."""
    asked = await steering(request)
    editor, about = await note_now(request, asked, await asked.live.look())
    return part(request, "councils/chamber/chair/notes.html", editor=editor, about=about)


async def note_now(request: web.Request, asked: Steering, sitting: Sitting) -> tuple[NoteEditor | None, str]:
    """The note about the open item, and the item's text; nothing between items."""
    if sitting.item is None:
        return None, ""
    notes = await request.app[DATABASE].read(newest_notes, asked.dossier.sitting)
    zone, back = ZoneInfo(zone_of(request)), f"{address_of(asked)}?view=secretary"
    editor = note_editor(request, asked.dossier.sitting, sitting.item, notes.get(sitting.item), back, zone)
    return editor, sitting.items[sitting.item].text


async def show_document(request: web.Request) -> web.Response:
    """A document of an item, as a file."""
    asked = await steering(request)
    return await give_document(request, asked.dossier.sitting, request.match_info["document"])


async def enter_meeting(request: web.Request) -> web.Response:
    """The meeting of the sitting, entered as an officer: the way in is made at this moment, and kept nowhere."""
    asked, say = await steering(request), words(request).gettext
    sitting, back = await asked.live.look(), address_of(asked)
    seat = sitting.seats.get(sitting.persons.get(asked.person, ""))
    name = person_name(sitting, asked.person, asked.dossier.people)
    in_hall = seat is not None and seat.place is Place.HALL
    language = page_language(request)
    door = await officer_meeting(request.app, asked.dossier, sitting, asked.person, name, language, in_hall=in_hall)
    if door is None:
        return see_other(request, back, say("Questa seduta non ha una riunione a distanza."))
    if door.opens > request.app[CLOCK]():
        opens = {"time": clock(door.opens, zone_of(request))}
        return see_other(request, back, say("Nella riunione si entra dalle %(time)s.") % opens)
    if door.password:
        return page(request, "councils/chamber/chair/meeting.html", door=door, back=back)
    return see_other(request, door.address)


_steers = partial(Route, scope=Scope.OWN, action=Action.STEER_COUNCIL, page=True)
ROUTES = (
    _steers("GET", f"{LIVE}/notes", show_notes, "The note about the open item, to be written."),
    _steers("GET", f"{LIVE}/documents/{{document}}", show_document, "A document of an item, as a file."),
    _steers("GET", f"{LIVE}/meeting", enter_meeting, "The meeting of the sitting, entered as an officer."),
)
