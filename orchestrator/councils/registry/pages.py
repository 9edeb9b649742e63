"""The minutes of a sitting as a page, and the notes that are written in them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from aiohttp import web

from orchestrator.access.permissions import Action
from orchestrator.access.routes import Route
from orchestrator.access.scopes import Scope
from orchestrator.accounts.accounts import find_accounts
from orchestrator.councils.dossiers.dossier import Dossier
from orchestrator.councils.registry import register_pages
from orchestrator.councils.registry.approving import approval_of
from orchestrator.councils.registry.asking import AskedSitting, asked_sitting
from orchestrator.councils.registry.held import read_held
from orchestrator.councils.registry.note_parts import NoteEditor, Theirs, note_editor, notes_path
from orchestrator.councils.registry.notes import (
    LONGEST_NOTE,
    MOST_EDITS,
    NoteOvertaken,
    NotesFixed,
    TooManyEdits,
    edits_of,
    find_edit,
    newest_notes,
    write_note,
)
from orchestrator.councils.registry.prints import prints_of
from orchestrator.councils.registry.reading import Reading, house_of, read_sitting
from orchestrator.councils.registry.sections import sections_of
from orchestrator.councils.registry.signed import find_signed
from orchestrator.councils.registry.words import state_words, title_words
from orchestrator.councils.sitting.state import FIXED, Status
from orchestrator.councils.writing.minutes_of import NotHeld
from orchestrator.people.asker import doer_of, nothing_there
from orchestrator.web.keys import DATABASE
from orchestrator.web.shell.catalogues import Say
from orchestrator.web.shell.dates import clock, filters
from orchestrator.web.shell.forms import Form, Typed, new_form, number_of, read_form
from orchestrator.web.shell.notices import see_other
from orchestrator.web.shell.pages import page, part, words
from orchestrator.web.shell.viewer import page_language
from schedules.store.transaction import Transaction

MINUTES = "/councils/sittings/{sitting}/minutes"
NOTES = f"{MINUTES}/notes/{{item}}"


async def show(request: web.Request) -> web.Response:
    """The minutes as they are."""
    return await minutes_page(request, await asked_sitting(request))


async def minutes_page(
    request: web.Request,
    asked: AskedSitting,
    *,
    editor: NoteEditor | None = None,
    form: Form | None = None,
    status: int = 200,
) -> web.Response:
    """The page; *editor* stands in the place of its note's, *form* in that of the signed file's."""
    try:
        reading = await read_sitting(request, asked)
    except NotHeld:
        return _page(request, asked, status, reading=None, sections=None, editors={}, form=new_form(request, {}))
    say, zone = words(request).gettext, house_of(request).zone
    editors = {} if reading.is_signed else _editors(request, asked, reading)
    if editor is not None and editor.item in editors:
        editors = {**editors, editor.item: editor}
    return _page(
        request,
        asked,
        status,
        reading=reading,
        sections=sections_of(reading.minutes, reading.held.sitting, notes_apart=bool(editors)),
        editors=editors,
        state=state_words(reading, say, filters(page_language(request)), zone),
        form=form or new_form(request, {}, reading.digest),
        absent=[member for member in reading.minutes.roll if not member.stays],
        **await request.app[DATABASE].read(_files, asked.dossier, reading),
    )


async def write(request: web.Request) -> web.Response:
    """Write the note of an item; a page's script is answered with what is to be said of it."""
    asked, item = await asked_sitting(request), request.match_info["item"]
    await item_title(request, asked, item)
    typed = await read_form(request)
    text, seen = _cleaned(typed.raw("text")), number_of(typed.raw("over") or typed.revision or "")
    say, zone, by_itself = words(request).gettext, house_of(request).zone, "HX-Request" in request.headers
    back = _back(typed, asked)
    editor = NoteEditor(item, notes_path(asked.dossier.sitting, item), back, text, seen, new_form(request, {}))
    try:
        if len(text) > LONGEST_NOTE:
            told = say("La nota è troppo lunga: al massimo %(most)s caratteri.") % {"most": LONGEST_NOTE}
            return await _unsaved(request, asked, _with(editor, wrong=told), by_itself=by_itself)
        edit = await request.app[DATABASE].write(write_note, asked.dossier, item, text, seen, doer_of(request))
    except NoteOvertaken as error:
        names = await request.app[DATABASE].read(names_of, [error.newest.by])
        theirs = Theirs(
            error.newest.number,
            names.get(error.newest.by) or say("qualcun altro"),
            clock(error.newest.at, zone),
            error.newest.text,
        )
        return await _unsaved(request, asked, _with(editor, theirs=theirs), by_itself=by_itself)
    except (NotesFixed, TooManyEdits) as error:
        told = _unwritten(error, say)
        return await _unsaved(request, asked, _with(editor, wrong=told), by_itself=by_itself)
    if by_itself:
        saved = note_editor(request, asked.dossier.sitting, item, edit, back, zone)
        told = say("Salvata alle %(time)s") % {"time": clock(edit.at, zone)}
        return part(request, "councils/registry/note_saved.html", editor=_with(saved, said=told))
    return see_other(request, f"{back}#note-{item}", say("Nota salvata."))


async def show_edits(request: web.Request) -> web.Response:
    """The edits of a note, the newest first: those before one, where the address names it."""
    asked, item = await asked_sitting(request), request.match_info["item"]
    title, database = await item_title(request, asked, item), request.app[DATABASE]
    newest = (await database.read(newest_notes, asked.dossier.sitting)).get(item)
    before = number_of(request.query["before"]) if "before" in request.query else MOST_EDITS + 1
    edits = await database.read(edits_of, asked.dossier.sitting, item, before)
    names = await database.read(names_of, {edit.by for edit in edits})
    say = words(request).gettext
    return page(
        request,
        "councils/registry/edits.html",
        title=say("Modifiche alla nota"),
        crumbs_=(*crumbs_of(request, asked), (say("Verbale"), asked.path)),
        item=title,
        here=notes_path(asked.dossier.sitting, item),
        edits=[(edit, names.get(edit.by, "")) for edit in edits],
        newest=newest,
        fixed=asked.dossier.status in FIXED,
        form=new_form(request, {}, newest.number if newest is not None else 0),
        zone=house_of(request).zone,
    )


async def restore(request: web.Request) -> web.Response:
    """Write an earlier edit's text anew."""
    asked, item = await asked_sitting(request), request.match_info["item"]
    await item_title(request, asked, item)
    typed, say, database = await read_form(request), words(request).gettext, request.app[DATABASE]
    wanted = await database.read(find_edit, asked.dossier.sitting, item, number_of(typed.raw("number")))
    if wanted is None:
        raise nothing_there()
    told = say("Nota ripristinata.")
    try:
        seen = typed.seen
        await database.write(write_note, asked.dossier, item, wanted.text, seen, doer_of(request))
    except NoteOvertaken:
        told = say("Nel frattempo qualcun altro ha scritto: guarda le modifiche e scegli di nuovo.")
    except (NotesFixed, TooManyEdits) as error:
        told = _unwritten(error, say)
    return see_other(request, notes_path(asked.dossier.sitting, item), told)


def _unwritten(error: NotesFixed | TooManyEdits, say: Say) -> str:
    if isinstance(error, NotesFixed):
        return say("Il verbale è firmato: le note non si cambiano più.")
    return say("Questo punto ha già %(most)s modifiche, il massimo: la nota resta com’è.") % {"most": MOST_EDITS}


async def item_title(request: web.Request, asked: AskedSitting, item: str) -> str:
    """What an item of the sitting is called. Raises ApiError (404) for one that there is not."""
    if asked.dossier.status is Status.DRAFTED:
        raise nothing_there()
    for each in asked.dossier.agenda:
        if each.id == item:
            return each.text
    held = await request.app[DATABASE].read(read_held, asked.dossier.sitting)  # one that was added at the opening
    if item not in held.sitting.items:
        raise nothing_there()
    return held.sitting.items[item].text


def names_of(db: Transaction, accounts: Iterable[str]) -> Mapping[str, str]:
    """What accounts are called that still have a name."""
    return {account.id: account.name or account.email or "" for account in find_accounts(db, accounts)}


def crumbs_of(request: web.Request, asked: AskedSitting) -> Sequence[tuple[str, str]]:
    """The way to a sitting's papers; nothing for who led it once, and is no officer any more."""
    if not asked.organ.manages and not asked.organ.is_officer:
        return ()
    sitting = asked.path.removesuffix("/minutes")
    return (*register_pages.crumbs_of(request, asked.organ), (words(request).gettext("La seduta"), sitting))


def _files(db: Transaction, dossier: Dossier, reading: Reading) -> Mapping[str, object]:
    """What was printed and signed, and the vote that may approve it."""
    sitting, signed = dossier.sitting, reading.is_signed
    return {
        "prints": prints_of(db, sitting),
        "signed": find_signed(db, sitting) if signed else None,
        "approval": approval_of(db, dossier) if reading.held.sitting.status is Status.SIGNED else None,
    }


def _editors(request: web.Request, asked: AskedSitting, reading: Reading) -> Mapping[str, NoteEditor]:
    sitting, zone = asked.dossier.sitting, house_of(request).zone
    return {
        item: note_editor(request, sitting, item, reading.notes.get(item), asked.path, zone)
        for item in reading.held.sitting.items
    }


async def _unsaved(request: web.Request, asked: AskedSitting, editor: NoteEditor, *, by_itself: bool) -> web.Response:
    if by_itself:
        return part(request, "councils/registry/note_saved.html", editor=editor)
    return await minutes_page(request, asked, editor=editor, status=409 if editor.theirs else 422)


def _page(
    request: web.Request, asked: AskedSitting, status: int, *, reading: Reading | None, **told: object
) -> web.Response:
    say, zone = words(request).gettext, house_of(request).zone
    at = filters(page_language(request))["day"](asked.dossier.begins, zone)
    return page(
        request,
        "councils/registry/minutes.html",
        status,
        title=title_words(reading, say),
        lead=f"{asked.organ.known.organ.title}, {at}",
        crumbs_=crumbs_of(request, asked),
        here=asked.path,
        reading=reading,
        zone=zone,
        **told,
    )


def _with(editor: NoteEditor, **changed: object) -> NoteEditor:
    return replace(editor, **changed)  # type: ignore[arg-type]


def _cleaned(text: str) -> str:
    """The note as it is kept: lines end alike, and no database has to bear a zero."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").rstrip()


def _back(typed: Typed, asked: AskedSitting) -> str:
    """The page that the form stood on: the minutes, or that of the sitting while it goes on."""
    live = f"/councils/sittings/{asked.dossier.sitting}/live"
    return live if typed.raw("back") == live else asked.path


_own = partial(Route, scope=Scope.OWN, action=Action.STEER_COUNCIL, page=True)
ROUTES = (
    _own("GET", MINUTES, show, "The minutes of a sitting."),
    _own("POST", NOTES, write, "Write the note of an item."),
    _own("GET", NOTES, show_edits, "Every edit of a note."),
    _own("POST", f"{NOTES}/restore", restore, "Write an earlier text anew."),
)
