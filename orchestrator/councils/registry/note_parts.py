"""The note of an item as pages show it to be written, in the minutes and during the sitting.

Another page shows one by ``{% from "councils/registry/note.html" import note_editor %}{{ note_editor(editor) }}``, with
`htmx.js` among its scripts; without scripts the form is sent by its button.
"""

from dataclasses import dataclass
from urllib.parse import quote
from zoneinfo import ZoneInfo

from aiohttp import web

from orchestrator.councils.registry.notes import Edit
from orchestrator.web.shell.dates import clock
from orchestrator.web.shell.forms import Form, new_form
from orchestrator.web.shell.pages import words


@dataclass(frozen=True, slots=True)
class Theirs:
    """What somebody else has written meanwhile."""

    number: int
    name: str
    at: str
    text: str


@dataclass(frozen=True, slots=True)
class NoteEditor:
    """A note that may be written."""

    item: str
    path: str
    """Where it goes."""
    back: str
    """The page that it stands on."""
    text: str
    seen: int
    """The number of the newest edit that its reader knows."""
    form: Form
    said: str = ""
    """What is to be said of it."""
    wrong: str = ""
    theirs: Theirs | None = None


def notes_path(sitting: str, item: str) -> str:
    """Of the note of an item."""
    return f"/councils/sittings/{quote(sitting, safe='')}/minutes/notes/{quote(item, safe='')}"


def note_editor(
    request: web.Request, sitting: str, item: str, newest: Edit | None, back: str, zone: ZoneInfo
) -> NoteEditor:
    """The note as it is; *newest* is its newest edit, *back* the page that it stands on."""
    say = words(request).gettext
    said = say("Ultima modifica alle %(time)s") % {"time": clock(newest.at, zone)} if newest else ""
    text, number = (newest.text, newest.number) if newest else ("", 0)
    return NoteEditor(item, notes_path(sitting, item), back, text, number, new_form(request, {}), said)
