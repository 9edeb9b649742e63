"""Minutes as files: drafts, what is to be signed, and the export of the whole sitting."""

import asyncio
from functools import partial

from aiohttp import hdrs, web

from orchestrator.access.permissions import Action
from orchestrator.access.routes import Route
from orchestrator.access.scopes import Scope
from orchestrator.councils.at_work.keys import PRINTING
from orchestrator.councils.export.archive import packed
from orchestrator.councils.minutes.docx import docx
from orchestrator.councils.minutes.minutes_paper import minutes_paper
from orchestrator.councils.minutes.paper import Paper
from orchestrator.councils.minutes.pdf import NotSet
from orchestrator.councils.minutes.stage import Stage
from orchestrator.councils.registry.asking import AskedSitting, asked_sitting
from orchestrator.councils.registry.exporting import archive_of
from orchestrator.councils.registry.pages import MINUTES
from orchestrator.councils.registry.prints import keep_print, print_data
from orchestrator.councils.registry.reading import Reading, read_sitting
from orchestrator.councils.writing.minutes_of import NotHeld
from orchestrator.people.asker import doer_of, nothing_there
from orchestrator.web.errors import ApiError
from orchestrator.web.keys import DATABASE
from orchestrator.web.shell.forms import read_form
from orchestrator.web.shell.notices import see_other
from orchestrator.web.shell.pages import words

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ZIP = "application/zip"


async def show_pdf(request: web.Request) -> web.Response:
    """The minutes as PDF: a draft until they are signed."""
    asked, reading = await read_held_sitting(request)
    return file_answer(await set_paper(request, reading.paper), PDF, f"{file_name(asked, reading)}.pdf")


async def show_docx(request: web.Request) -> web.Response:
    """The minutes for a word processor."""
    asked, reading = await read_held_sitting(request)
    data = await asyncio.to_thread(docx, reading.paper)
    return file_answer(data, DOCX, f"{file_name(asked, reading)}.docx")


async def make_print(request: web.Request) -> web.Response:
    """Set the file that is to be signed, and keep it."""
    asked, reading = await read_held_sitting(request)
    await read_form(request)
    say, here = words(request).gettext, f"{asked.path}#sign"
    if not reading.is_over or reading.is_signed:
        return see_other(
            request, here, say("Il file da firmare si prepara a seduta finita, finché il verbale non è firmato.")
        )
    data = await set_paper(request, minutes_paper(reading.minutes, Stage.TO_SIGN))
    await request.app[DATABASE].write(keep_print, asked.dossier, reading.digest, data, doer_of(request))
    return see_other(request, here, say("Il file da firmare è pronto: scaricalo qui sotto."))


async def show_print(request: web.Request) -> web.Response:
    """A file that was made to be signed, byte by byte."""
    asked = await asked_sitting(request)
    digest = request.match_info["sha256"]
    data = await request.app[DATABASE].read(print_data, asked.dossier.sitting, digest)
    if data is None:
        raise nothing_there()
    return file_answer(data, PDF, f"verbale-da-firmare-{digest[:12]}.pdf")


async def export(request: web.Request) -> web.Response:
    """The whole sitting as one file, once it is over."""
    asked, reading = await read_held_sitting(request)
    return file_answer(await exported(request, asked, reading), ZIP, f"{file_name(asked, reading)}.zip")


async def exported(request: web.Request, asked: AskedSitting, reading: Reading) -> bytes:
    """The export. Raises ApiError: 409 while the sitting goes on."""
    if not reading.is_over:
        raise ApiError(409, "sitting_goes_on")
    pdf = await set_paper(request, minutes_paper(reading.minutes, Stage.TO_SIGN))
    archive = await request.app[DATABASE].read(archive_of, asked.dossier.sitting, reading, pdf)
    return await asyncio.to_thread(packed, archive)


async def read_held_sitting(request: web.Request) -> tuple[AskedSitting, Reading]:
    """The sitting of the path and its minutes. Raises ApiError (404), also before it was opened."""
    asked = await asked_sitting(request)
    try:
        return asked, await read_sitting(request, asked)
    except NotHeld as error:
        raise nothing_there() from error


async def set_paper(request: web.Request, paper: Paper) -> bytes:
    """The paper as PDF. Raises ApiError (503) where it cannot be set just now."""
    try:
        return await request.app[PRINTING].pdf(paper)
    except NotSet as error:
        raise ApiError(503, "not_printed") from error


def file_name(asked: AskedSitting, reading: Reading) -> str:
    """What files of these minutes are called, without an ending: no name of anybody, and no title."""
    day = reading.about.local(asked.dossier.begins).date().isoformat()
    return f"verbale-{reading.minutes.number}-{day}" if reading.minutes.number else f"verbale-bozza-{day}"


def file_answer(data: bytes, content_type: str, name: str) -> web.Response:
    """A file to be kept by whoever asked for it, and by no cache."""
    headers = {
        hdrs.CONTENT_TYPE: content_type,
        hdrs.CONTENT_DISPOSITION: f'attachment; filename="{name}"',
        hdrs.CACHE_CONTROL: "no-store",
    }
    return web.Response(body=data, headers=headers)


_own = partial(Route, scope=Scope.OWN, action=Action.STEER_COUNCIL, page=True)
SITTING = MINUTES.removesuffix("/minutes")
ROUTES = (
    _own("GET", f"{MINUTES}.pdf", show_pdf, "The minutes as PDF."),
    _own("GET", f"{MINUTES}.docx", show_docx, "The minutes for a word processor."),
    _own("POST", f"{MINUTES}/print", make_print, "Set the file that is to be signed."),
    _own("GET", f"{MINUTES}/prints/{{sha256}}.pdf", show_print, "A file that was made to be signed."),
    _own("GET", f"{SITTING}/export.zip", export, "The whole sitting as one file."),
)
