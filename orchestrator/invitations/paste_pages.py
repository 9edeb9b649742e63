"""Many people are pasted onto the list of a booking: shown line by line first, then all in one transaction."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial

from aiohttp import web

from orchestrator.accounts.emails import key_of
from orchestrator.bookings.looking import Looked
from orchestrator.conferences.guest_list import MOST_PEOPLE, Expected, TooManyPeople, people_of
from orchestrator.invitations.acting import act, looked_to_invite
from orchestrator.invitations.doing import add_as
from orchestrator.invitations.people_pages import (
    LANGUAGES,
    PEOPLE,
    headed,
    people_page,
)
from orchestrator.people.paste_pages import LARGEST_BODY
from orchestrator.people.pasted import MOST_LINES, Line, TooManyLines, read_pasted
from orchestrator.people.words import line_words
from orchestrator.web.keys import DATABASE
from orchestrator.web.shell.catalogues import Say
from orchestrator.web.shell.forms import Form, Typed, again, new_form, read_form
from orchestrator.web.shell.notices import see_other
from orchestrator.web.shell.pages import page, words
from orchestrator.web.shell.viewer import is_language

FIELDS = ("text", "language")
"""What the second form says again of the first."""


class Fate(StrEnum):
    """What becomes of a line."""

    ADDED = "added"
    THERE = "there"
    MISTAKE = "mistake"


@dataclass(slots=True)
class Pasted:
    """What was pasted, each line with what becomes of it."""

    rows: Sequence[tuple[Line, Fate]] = ()
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """What stands for all that a preview shows."""
        told = "\n".join(f"{line.number} {line.email} {line.name} {fate}" for line, fate in self.rows)
        return hashlib.sha256(told.encode()).hexdigest()[:32]

    @property
    def to_add(self) -> Sequence[Line]:
        """The lines of who is new."""
        return [line for line, fate in self.rows if fate is Fate.ADDED]


async def ask(request: web.Request) -> web.Response:
    """The form into which they are pasted."""
    looked = await looked_to_invite(request)
    return _page(request, looked, new_form(request, {"language": "it"}))


async def take(request: web.Request) -> web.Response:
    """Show what would become of each line; or, of what was shown, do it."""
    request = request.clone(client_max_size=LARGEST_BODY)
    typed, looked, say = await read_form(request), await looked_to_invite(request), words(request).gettext
    pasted = await _read(request, typed, looked)
    if pasted.errors:
        return _page(request, looked, again(request, typed, pasted.errors), status=422)
    if typed.one_each().get("step") != "add" or (not typed.is_of(pasted.digest) and pasted.to_add):
        return _page(request, looked, _kept(request, typed, pasted), pasted)
    language = typed.one_each().get("language", "it")
    people = [Expected(line.email, line.name, language if is_language(language) else "it") for line in pasted.to_add]
    try:
        added = await act(request, partial(add_as, people=people), TooManyPeople)
    except TooManyPeople:
        too_many = say("L’elenco sarebbe troppo lungo: al massimo %(most)s persone.") % {"most": MOST_PEOPLE}
        return _page(request, looked, again(request, typed, {"text": too_many}), status=422)
    told = words(request).ngettext("Una persona è in elenco.", "%(num)s persone sono in elenco.", len(added))
    done = told % {"num": len(added)} if added else say("Erano già tutti in elenco.")
    return see_other(request, f"/bookings/{looked.entry.id}/people", done)


async def _read(request: web.Request, typed: Typed, looked: Looked) -> Pasted:
    pasted, say = Pasted(), words(request).gettext
    try:
        lines = read_pasted(next(iter(typed.values.get("text", ())), ""))
    except TooManyLines:
        pasted.errors["text"] = say("Sono troppe in una volta: al massimo %(most)s persone.") % {"most": MOST_LINES}
        return pasted
    if not lines:
        pasted.errors["text"] = say("Incolla almeno una riga con un indirizzo.")
        return pasted
    known = {key_of(person.mail) for person in await request.app[DATABASE].read(people_of, looked.entry.id)}
    pasted.rows = [(line, _fate(line, known)) for line in lines]
    return pasted


def _fate(line: Line, known: set[str]) -> Fate:
    if line.mistake is not None:
        return Fate.MISTAKE
    return Fate.THERE if key_of(line.email) in known else Fate.ADDED


def _kept(request: web.Request, typed: Typed, pasted: Pasted) -> Form:
    return new_form(request, {name: typed.values.get(name, ()) for name in FIELDS}, pasted.digest)


def _page(
    request: web.Request, looked: Looked, form: Form, pasted: Pasted | None = None, status: int = 200
) -> web.Response:
    say = words(request).gettext
    rows = [] if pasted is None else pasted.rows
    return page(
        request,
        "invitations/paste.html",
        status,
        **headed(request, looked),
        form=form,
        languages=LANGUAGES,
        rows=[(line, fate, line_words(line, say) or _fate_words(fate, say)) for line, fate in rows],
        to_do=0 if pasted is None else len(pasted.to_add),
        wrong=sum(fate is Fate.MISTAKE for _, fate in rows),
        previewed=pasted is not None,
    )


def _fate_words(fate: Fate, say: Say) -> str:
    return {Fate.ADDED: say("Da aggiungere"), Fate.THERE: say("È già in elenco"), Fate.MISTAKE: ""}[fate]


ROUTES = (
    people_page("GET", f"{PEOPLE}/paste", ask, "The form into which people are pasted."),
    people_page("POST", f"{PEOPLE}/paste", take, "Show what becomes of each line, or do it."),
)
