"""Members of an organ are pasted: shown line by line first, then all in one transaction."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from aiohttp import web

from orchestrator.access.permissions import Action
from orchestrator.access.routes import Route
from orchestrator.access.scopes import Scope
from orchestrator.councils.organs.known import Known, known_organ
from orchestrator.councils.organs.organ import MOST_SEATS
from orchestrator.councils.organs.pages import ONE
from orchestrator.councils.organs.pasted import LONGEST_TEXT, MOST_LINES, TooManyLines, read_pasted, text_of
from orchestrator.councils.organs.pasting import Fate, Row, digest_of, rows_of
from orchestrator.councils.organs.roll_store import TooManySeats, put_rows
from orchestrator.councils.organs.store import Overtaken
from orchestrator.councils.organs.words import fate_words, mistake_words
from orchestrator.people.asker import doer_of
from orchestrator.web.keys import DATABASE
from orchestrator.web.shell.forms import Form, Typed, again, new_form, read_form
from orchestrator.web.shell.notices import see_other
from orchestrator.web.shell.pages import page, words
from orchestrator.web.shell.uploads import read_upload

LARGEST_BODY = 4 * LONGEST_TEXT
"""The largest form in bytes: of a text of letters with marks, each byte of which travels as three."""
MOST_SHOWN = 500
"""Lines of a preview, those with mistakes first: a page of thousands helps nobody."""


@dataclass(slots=True)
class _Pasted:
    rows: Sequence[Row] = ()
    errors: dict[str, str] = field(default_factory=dict)
    digest: str = ""

    @property
    def to_do(self) -> int:
        return sum(row.is_to_do for row in self.rows)


async def ask(request: web.Request) -> web.Response:
    """The form into which they are pasted."""
    return _page(request, await known_organ(request), new_form(request, {}))


async def take(request: web.Request) -> web.Response:
    """Show what would become of each line; or, of what was shown, do it."""
    request = request.clone(client_max_size=LARGEST_BODY)
    say = words(request).gettext
    if request.content_type == "multipart/form-data":
        return await _take_file(request)
    typed = await read_form(request)
    known = await known_organ(request)
    pasted = await _read(request, typed, known)
    if pasted.errors:
        return _page(request, known, again(request, typed, pasted.errors), status=422)
    if typed.one_each().get("step") != "put" or (pasted.to_do and not typed.is_of(pasted.digest)):
        return _page(request, known, _kept(request, typed, pasted), pasted)
    try:
        count = await request.app[DATABASE].write(put_rows, known.organ, pasted.rows, doer_of(request))
    except Overtaken:
        known = await known_organ(request)
        pasted = await _read(request, typed, known)
        return _page(request, known, _kept(request, typed, pasted), pasted)
    except TooManySeats:
        too_many = say("L’elenco sarebbe troppo lungo: al massimo %(most)s componenti.") % {"most": MOST_SEATS}
        return _page(request, known, again(request, typed, {"text": too_many}), status=422)
    told = words(request).ngettext("Una riga è in elenco.", "%(num)s righe sono in elenco.", count) % {"num": count}
    return see_other(request, known.path, told if count else say("Erano già tutti in elenco."))


async def _take_file(request: web.Request) -> web.Response:
    """Show what would become of each line of a file, as if it had been pasted."""
    typed, upload = await read_upload(request, LARGEST_BODY)
    known, say = await known_organ(request), words(request).gettext
    text = text_of(upload.content) if upload is not None and not upload.too_large else None
    if not text:
        wrong = say("Scegli un file CSV: da un foglio di calcolo, con «Salva con nome».")
        return _page(request, known, again(request, typed, {"file": wrong}), status=422)
    typed = replace(typed, values={"text": (text,)})
    pasted = await _read(request, typed, known)
    if pasted.errors:
        return _page(request, known, again(request, typed, pasted.errors), status=422)
    return _page(request, known, _kept(request, typed, pasted), pasted)


async def _read(request: web.Request, typed: Typed, known: Known) -> _Pasted:
    pasted, say = _Pasted(), words(request).gettext
    try:
        lines = await asyncio.to_thread(read_pasted, next(iter(typed.values.get("text", ())), ""))
    except TooManyLines:
        pasted.errors["text"] = say("Sono troppe in una volta: al massimo %(most)s persone.") % {"most": MOST_LINES}
        return pasted
    if not lines:
        pasted.errors["text"] = say("Incolla almeno una riga con un nome.")
    pasted.rows = rows_of(lines, known.seats)
    pasted.digest = digest_of(known.organ.revision, pasted.rows)
    return pasted


def _kept(request: web.Request, typed: Typed, pasted: _Pasted) -> Form:
    return new_form(request, {"text": typed.values.get("text", ())}, pasted.digest)


def _page(
    request: web.Request, known: Known, form: Form, pasted: _Pasted | None = None, status: int = 200
) -> web.Response:
    say = words(request).gettext
    rows = sorted(pasted.rows, key=lambda row: row.fate is not Fate.MISTAKE) if pasted else []
    return page(
        request,
        "councils/organs/paste.html",
        status,
        known=known,
        form=form,
        rows=[(row, mistake_words(row.line, say) or fate_words(row.fate, say)) for row in rows[:MOST_SHOWN]],
        more=max(0, len(rows) - MOST_SHOWN),
        to_do=pasted.to_do if pasted else 0,
        wrong=sum(row.fate is Fate.MISTAKE for row in rows),
        previewed=pasted is not None,
    )


_manages = partial(Route, scope=Scope.ORGANISATION, action=Action.MANAGE_COUNCILS, page=True)
ROUTES = (
    _manages("GET", f"{ONE}/paste", ask, "The form into which members are pasted."),
    _manages("POST", f"{ONE}/paste", take, "Show what becomes of each line, or do it."),
)
