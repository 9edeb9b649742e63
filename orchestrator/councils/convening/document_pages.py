"""Documents of items on pages: added, removed, and handed out to whoever steers."""

from aiohttp import web

from orchestrator.audit.acts import ActKind
from orchestrator.councils.convening.convener import Convener
from orchestrator.councils.convening.document_files import give_document
from orchestrator.councils.convening.documents import (
    LARGEST,
    MOST,
    TYPES,
    NoSuchDocument,
    TooManyDocuments,
    add_document,
    delete_document,
    retire_document,
)
from orchestrator.councils.convening.draft_pages import CHANGEABLE, ONE
from orchestrator.councils.convening.knowing import Desk, desk_of
from orchestrator.councils.convening.list_pages import steers
from orchestrator.councils.convening.sitting_pages import sitting_page
from orchestrator.councils.dossiers.dossier import Dossier
from orchestrator.councils.dossiers.noting import note
from orchestrator.people.asker import nothing_there
from orchestrator.web.errors import ApiError
from orchestrator.web.keys import DATABASE
from orchestrator.web.shell.catalogues import Say
from orchestrator.web.shell.forms import read_form
from orchestrator.web.shell.notices import see_other
from orchestrator.web.shell.pages import words
from orchestrator.web.shell.uploads import Upload, read_upload
from schedules.store.transaction import Transaction


async def take_add(request: web.Request) -> web.Response:
    """Add a document to an item."""
    desk, say = await _changeable(request), words(request).gettext
    typed, upload = await read_upload(request, LARGEST)
    item = typed.one_each().get("item", "")
    if all(each.id != item for each in desk.ready.dossier.agenda):
        raise nothing_there()
    wrong = wrong_with(upload, say)
    if not wrong and upload is not None:
        about = item, upload.name, media_type_of(upload.name), upload.content
        try:
            await request.app[DATABASE].write(_add, desk.convener, desk.ready.dossier, *about)
        except TooManyDocuments:
            wrong = say("I documenti di questa seduta sono già troppi: al massimo %(most)s, e 100 MB in tutto.") % {
                "most": MOST
            }
    if wrong:
        return await sitting_page(request, desk, {f"file-{item}": wrong}, 422)
    return see_other(request, f"{desk.path}#item-{item}", say("Documento aggiunto."))


async def take_remove(request: web.Request) -> web.Response:
    """Remove one."""
    await read_form(request)
    desk, say = await _changeable(request), words(request).gettext
    document = request.match_info["document"]
    try:
        await request.app[DATABASE].write(_remove, desk.convener, desk.ready.dossier, document)
    except NoSuchDocument as error:
        raise nothing_there() from error
    return see_other(request, desk.path, say("Documento tolto."))


async def hand_out(request: web.Request) -> web.Response:
    """The bytes of one, by the SHA-256 that acts name it by."""
    desk = await desk_of(request)
    return await give_document(request, desk.ready.dossier.sitting, request.match_info["digest"])


def wrong_with(upload: Upload | None, say: Say) -> str:
    """Why a file cannot be a document; "" where it can."""
    if upload is None:
        return say("Scegli un file.")
    if upload.too_large:
        return say("Il file è troppo grande: al massimo 10 MB.")
    if not upload.content:
        return say("Il file è vuoto.")
    if not media_type_of(upload.name):
        return say(
            "Questo tipo di file non si può allegare: vanno bene PDF, documenti di testo, fogli di calcolo e immagini."
        )
    return ""


def media_type_of(name: str) -> str:
    """What a file is, by the end of its name; "" for what cannot be added."""
    return next((kind for ending, kind in TYPES.items() if name.lower().endswith(ending)), "")


def _add(
    db: Transaction, convener: Convener, dossier: Dossier, item: str, name: str, media_type: str, content: bytes
) -> None:
    add_document(db, dossier.sitting, item, name, media_type, content, convener.now)
    note(db, ActKind.SITTING_DOCUMENT_ADDED, dossier, convener.doer)


def _remove(db: Transaction, convener: Convener, dossier: Dossier, document: str) -> None:
    if dossier.convened_at is None:
        delete_document(db, dossier.sitting, document)
    else:
        retire_document(db, dossier.sitting, document, convener.now)
    note(db, ActKind.SITTING_DOCUMENT_REMOVED, dossier, convener.doer)


async def _changeable(request: web.Request) -> Desk:
    desk = await desk_of(request)
    if desk.ready.dossier.status not in CHANGEABLE:
        raise ApiError(409, "sitting_begun")
    return desk


ROUTES = (
    steers("POST", f"{ONE}/documents", take_add, "Add a document to an item."),
    steers("POST", f"{ONE}/documents/{{document}}/remove", take_remove, "Remove a document."),
    steers("GET", f"{ONE}/documents/{{digest}}", hand_out, "A document of an item."),
)
