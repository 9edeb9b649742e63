"""The papers of a sitting as PDF: the notice for the board, sheets to sign and to mark, and slips with codes."""

import re

from aiohttp import web

from orchestrator.audit.acts import ActKind
from orchestrator.councils.at_work.keys import PRINTING
from orchestrator.councils.convening.convener import Convener, House
from orchestrator.councils.convening.draft_pages import ONE
from orchestrator.councils.convening.knowing import Desk, desk_of, house_of
from orchestrator.councils.convening.list_pages import steers
from orchestrator.councils.convening.papers import call_of, code_slips, deliberating, roll_of_sheets, vote_sheet
from orchestrator.councils.convening.ready import called
from orchestrator.councils.dossiers.dossier import Dossier
from orchestrator.councils.dossiers.noting import note
from orchestrator.councils.identity.pin_store import pins_of
from orchestrator.councils.minutes.notice import notice_paper
from orchestrator.councils.minutes.paper import Paper
from orchestrator.councils.minutes.pdf import NotSet
from orchestrator.councils.minutes.sheets import roll_sheet, signature_sheet
from orchestrator.councils.sitting.state import CALLED
from orchestrator.people.asker import nothing_there
from orchestrator.web.errors import ApiError
from orchestrator.web.keys import DATABASE
from orchestrator.web.shell.forms import read_form
from orchestrator.web.shell.viewer import page_language
from schedules.store.sealing import Keys
from schedules.store.transaction import Transaction

_VOTE = re.compile(r"vote-([1-9][0-9]?)")


async def show(request: web.Request) -> web.Response:
    """One of them."""
    desk = await desk_of(request)
    if desk.ready.dossier.convened_at is None:
        raise nothing_there()
    house, name = house_of(request, page_language(request)), request.match_info["paper"]
    paper = _paper(desk, house, name)
    if paper is None:
        raise nothing_there()
    return await _printed(request, paper, name)


async def show_codes(request: web.Request) -> web.Response:
    """Slips with the codes of all; that they were opened is recorded."""
    await read_form(request)
    desk, house = await desk_of(request), house_of(request, page_language(request))
    if desk.ready.dossier.status not in CALLED:
        raise ApiError(409, "sitting_elsewhere")
    codes = await request.app[DATABASE].write(_codes, house.keys, desk.convener, desk.ready.dossier)
    people = called(desk.ready.seats, desk.ready.dossier.begins, house.zone)
    call = call_of(house, desk.ready, desk.organisation.name)
    return await _printed(request, code_slips(call, people, codes), "codes")


def _paper(desk: Desk, house: House, name: str) -> Paper | None:
    call, roll = call_of(house, desk.ready, desk.organisation.name), roll_of_sheets(house, desk.ready)
    match name:
        case "notice":
            return notice_paper(call)
        case "signatures":
            return signature_sheet(call, roll)
        case "roll":
            return roll_sheet(call, roll)
    found, items = _VOTE.fullmatch(name), deliberating(desk.ready.agenda)
    if found is None or int(found[1]) > len(items):
        return None
    return vote_sheet(call, roll, items[int(found[1]) - 1])


async def _printed(request: web.Request, paper: Paper, name: str) -> web.Response:
    try:
        content = await request.app[PRINTING].pdf(paper)
    except NotSet as error:
        raise ApiError(503, "paper_not_set") from error
    headers = {"Content-Disposition": f'inline; filename="{name}.pdf"'}
    return web.Response(body=content, content_type="application/pdf", headers=headers)


def _codes(db: Transaction, keys: Keys, convener: Convener, dossier: Dossier) -> dict[str, str]:
    note(db, ActKind.SITTING_CODES_SHOWN, dossier, convener.doer)
    return dict(pins_of(db, keys, dossier.sitting))


ROUTES = (
    steers("GET", f"{ONE}/papers/{{paper}}.pdf", show, "A paper of a sitting, as PDF."),
    steers("POST", f"{ONE}/codes.pdf", show_codes, "Slips with the codes of its members, as PDF."),
)
