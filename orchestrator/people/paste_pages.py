"""Many people are pasted and invited into one organisation: shown line by line first, then all in one transaction."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from aiohttp import web

from orchestrator.access.auth import may
from orchestrator.access.keys import IDENTITY
from orchestrator.access.permissions import Action
from orchestrator.accounts.links import LASTS, LinkKind
from orchestrator.accounts.organisations import Organisation
from orchestrator.accounts.roles import Membership
from orchestrator.people.asker import doer_of, forget_believed, mails_go, sender_of
from orchestrator.people.changes import hand_links
from orchestrator.people.fields import Read, read_membership, read_roles
from orchestrator.people.inviting import Invitee, Overtaken, account_id_of, invite, look
from orchestrator.people.known import known_organisation
from orchestrator.people.letters import Handed, Sender, address_of_link, invitation, invitee
from orchestrator.people.organisations import organisation_names
from orchestrator.people.pasted import LONGEST_TEXT, MOST_LINES, Line, TooManyLines, read_pasted
from orchestrator.people.pasting import Fate, Row, digest_of, rows_of, wanted_of
from orchestrator.people.words import line_words, organisation_roles
from orchestrator.web.keys import DATABASE
from orchestrator.web.shell.catalogues import Say
from orchestrator.web.shell.forms import Form, Typed, again, new_form, read_form
from orchestrator.web.shell.notices import see_other
from orchestrator.web.shell.pages import page, words

LARGEST_BODY = 4 * LONGEST_TEXT
"""The largest form in bytes: of a text of letters with marks, each byte of which travels as three."""
FIELDS = ("text", "organisation", "roles")
"""What the second form says again of the first."""


@dataclass(slots=True)
class Pasted:
    """What was pasted, and where to."""

    lines: Sequence[Line] = ()
    memberships: Sequence[Membership] = ()
    rows: Sequence[Row] = ()
    errors: dict[str, str] = field(default_factory=dict)


async def ask(request: web.Request) -> web.Response:
    """The form into which they are pasted."""
    into, organisations = await _into(request)
    return _page(request, new_form(request, {"roles": "organiser"}), into, organisations)


async def take(request: web.Request) -> web.Response:
    """Show what would become of each line; or, of what was shown, do it."""
    request = request.clone(client_max_size=LARGEST_BODY)
    typed = await read_form(request)
    into, organisations = await _into(request)
    pasted = await _read(request, typed, into, organisations)
    if pasted.errors:
        return _page(request, again(request, typed, pasted.errors), into, organisations, 422)
    if typed.one_each().get("step") != "invite":
        return _preview(request, typed, pasted, into, organisations)
    name = organisations[pasted.memberships[0].organisation]
    if not typed.is_of(digest_of(pasted.rows)):
        if any(row.is_to_do for row in pasted.rows):
            return _preview(request, typed, pasted, into, organisations, overtaken=True)
        return _done(request, await _links_again(request, typed, pasted), pasted, name)
    try:
        return _done(request, await _invite(request, typed, pasted, organisations), pasted, name)
    except Overtaken:
        pasted = await _read(request, typed, into, organisations)
        return _preview(request, typed, pasted, into, organisations, overtaken=True)


async def _into(request: web.Request) -> tuple[Organisation | None, Mapping[str, str]]:
    """The organisation of the path, and those that may be chosen: all, where it names none."""
    if "organisation" not in request.match_info:
        return None, await request.app[DATABASE].read(organisation_names)
    into = await known_organisation(request)
    return into, {into.id: into.name}


async def _read(
    request: web.Request, typed: Typed, into: Organisation | None, organisations: Mapping[str, str]
) -> Pasted:
    pasted, say, read = Pasted(), words(request).gettext, Read()
    if into is None:
        read_membership(typed, read, organisations, say)
        if not read.memberships and not read.errors:
            read.errors["organisation"] = say("Scegli un’organizzazione della lista.")
    else:
        read.memberships = frozenset(Membership(into.id, role) for role in read_roles(typed, "roles"))
        if not read.memberships:
            read.errors["roles"] = say("Scegli che cosa è nell’organizzazione.")
    pasted.errors, pasted.memberships = read.errors, sorted(read.memberships)
    try:
        pasted.lines = read_pasted(next(iter(typed.values.get("text", ())), ""))
    except TooManyLines:
        pasted.errors["text"] = say("Sono troppe in una volta: al massimo %(most)s persone.") % {"most": MOST_LINES}
        return pasted
    if not pasted.lines:
        pasted.errors["text"] = say("Incolla almeno una riga con un indirizzo.")
    if not pasted.errors:
        wanted = wanted_of(pasted.lines, pasted.memberships)
        found = await request.app[DATABASE].read(look, wanted)
        pasted.rows = rows_of(pasted.lines, wanted, found, knows_accounts=may(request, Action.MANAGE_PEOPLE))
    return pasted


async def _invite(
    request: web.Request, typed: Typed, pasted: Pasted, organisations: Mapping[str, str]
) -> Sequence[Invitee]:
    """Do it for all lines that were shown so. Raises Overtaken."""
    sender, who = sender_of(request), request[IDENTITY].who
    invitees = await asyncio.to_thread(_invitees, sender, typed, who, pasted.rows, organisations)
    await request.app[DATABASE].write(invite, invitees, doer_of(request))
    forget_believed(request)
    return invitees


def _invitees(
    sender: Sender, typed: Typed, who: str, rows: Sequence[Row], organisations: Mapping[str, str]
) -> Sequence[Invitee]:
    return [
        invitee(sender, row.wanted, row.found, account_id_of(typed.form_id, who, row.line.email), organisations)
        for row in rows
        if row.is_to_do and row.wanted is not None and row.found is not None
    ]


async def _links_again(request: web.Request, typed: Typed, pasted: Pasted) -> Sequence[Invitee]:
    """The same form again: nothing more is done; but links that nobody can read any more are made anew."""
    sender, who = sender_of(request), request[IDENTITY].who
    made: list[Invitee] = []
    handed: list[tuple[str, Handed]] = []
    for row in pasted.rows:
        account_id = account_id_of(typed.form_id, who, row.line.email)
        seen = row.found.person if row.found is not None else None
        if row.wanted is not None and row.found is not None and seen is not None and seen.account.id == account_id:
            new = invitation(sender, row.wanted.email, row.wanted.name, row.wanted.language)
            handed.append((account_id, new))
            made.append(Invitee(row.wanted, row.found, account_id, new.secret))
    if sender.mails_go or not may(request, Action.MANAGE_PEOPLE):
        return made
    await request.app[DATABASE].write(hand_links, LinkKind.INVITATION, handed, doer_of(request))
    return made


def _done(request: web.Request, invitees: Sequence[Invitee], pasted: Pasted, name: str) -> web.Response:
    count = len(invitees)
    back = f"/organisations/{pasted.memberships[0].organisation}"
    links = [
        (made.wanted.name, made.wanted.email, address_of_link(sender_of(request).url, made.link))
        for made in invitees
        if made.link is not None
    ]
    if mails_go(request):
        told = words(request).ngettext(
            "Fatto: una persona riceve un messaggio.", "Fatto: %(num)s persone ricevono un messaggio.", count
        )
        return see_other(request, back, told % {"num": count})
    if not links or not may(request, Action.MANAGE_PEOPLE):
        gettext = words(request).gettext
        told = gettext("Fatto. Da qui non parte posta: il collegamento per entrare lo dà chi amministra Regia.")
        return see_other(request, back, told)
    return page(request, "people/links.html", links=links, back=back, back_to=name, lasts=LASTS[LinkKind.INVITATION])


def _preview(
    request: web.Request,
    typed: Typed,
    pasted: Pasted,
    into: Organisation | None,
    organisations: Mapping[str, str],
    *,
    overtaken: bool = False,
) -> web.Response:
    say = words(request).gettext
    kept = {name: typed.values.get(name, ()) for name in FIELDS}
    return page(
        request,
        "people/pasted.html",
        422 if overtaken else 200,
        form=new_form(request, kept, digest_of(pasted.rows)),
        into=into,
        organisation=organisations[pasted.memberships[0].organisation],
        rows=[(row, line_words(row.line, say) or _fate_words(row.fate, say)) for row in pasted.rows],
        to_do=sum(row.is_to_do for row in pasted.rows),
        wrong=sum(row.fate in {Fate.MISTAKE, Fate.CLOSED} for row in pasted.rows),
        overtaken=overtaken,
        roles=organisation_roles(say),
        organisations=list(organisations.items()),
        mails_go=mails_go(request),
        administers=may(request, Action.MANAGE_PEOPLE),
    )


def _page(
    request: web.Request,
    form: Form,
    into: Organisation | None,
    organisations: Mapping[str, str],
    status: int = 200,
) -> web.Response:
    return page(
        request,
        "people/paste.html",
        status,
        form=form,
        into=into,
        organisations=list(organisations.items()),
        roles=organisation_roles(words(request).gettext),
        mails_go=mails_go(request),
        administers=may(request, Action.MANAGE_PEOPLE),
        most=MOST_LINES,
    )


def _fate_words(fate: Fate, say: Say) -> str:
    return {
        Fate.INVITED: say("Da invitare"),
        Fate.NEW: say("Nuovo: riceve un invito"),
        Fate.WAITS: say("Già invitato: riceve un altro invito"),
        Fate.JOINS: say("Ha già un accesso: riceve i ruoli"),
        Fate.THERE: say("È già qui con questi ruoli"),
        Fate.CLOSED: say("Il suo accesso è chiuso: riaprilo prima."),
        Fate.MISTAKE: "",
    }[fate]
