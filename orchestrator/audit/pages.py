"""The pages of who did what: of all for administrators, of an organisation for its managers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from aiohttp import web

from orchestrator.access.audiences import audience_of
from orchestrator.access.keys import IDENTITY, ROOMS_OF
from orchestrator.accounts.organisations import Organisation, find_organisation, list_organisations
from orchestrator.audit.asking import Asked, asked_by, place_from, place_text, shown_who, sought_by
from orchestrator.audit.deeds import deeds
from orchestrator.audit.keys import PLACES
from orchestrator.audit.seeking import PAGE
from orchestrator.audit.sentences import wording
from orchestrator.audit.telling import ActsTold, Reader, read_acts
from orchestrator.audit.terms import KINDS, Kept
from orchestrator.web.errors import ApiError
from orchestrator.web.keys import DATABASE
from orchestrator.web.shell.catalogues import Say
from orchestrator.web.shell.pages import page, words
from orchestrator.web.shell.viewer import page_language
from schedules.store.transaction import Transaction

PATH = "/audit"


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page is made of."""

    told: ActsTold
    who: str
    organisation: Organisation | None
    """Whose page it is; None for that of all."""
    organisations: Sequence[Organisation]


async def show(request: web.Request) -> web.Response:
    """The acts that are looked for, of all or of the path's organisation."""
    asked, path = asked_here(request), request.path
    shown = await request.app[DATABASE].read(_read, asked, reader_of(request), of_one=_is_of_one(request))
    if _is_of_one(request) and shown.organisation is None:
        raise ApiError(404, "not_found")
    after = shown.told.next
    by_path = replace(asked, organisation="") if _is_of_one(request) else asked
    return page(
        request,
        "audit/acts.html",
        asked=by_path,
        who=shown.who,
        is_filtered=by_path.is_filtered,
        path=path,
        acts=shown.told.acts,
        older=by_path.address(path, after=place_text(after)) if after else "",
        organisation=shown.organisation,
        organisations=shown.organisations,
        rooms=sorted(request.app[PLACES]().rooms.items(), key=lambda room: room[1]),
        kinds=kinds_offered(words(request).gettext),
        zone=request.app[PLACES]().zone,
        csv=by_path.address(f"{path}.csv"),
    )


def asked_here(request: web.Request) -> Asked:
    """What the address asks for; on an organisation's page of that alone."""
    asked = asked_by(request.query)
    return replace(asked, organisation=request.match_info["organisation"]) if _is_of_one(request) else asked


def reader_of(request: web.Request) -> Reader:
    """Who asks, with the words of their language."""
    identity, app = request[IDENTITY], request.app
    spoken = wording(words(request).gettext, page_language(request), app[PLACES]())
    return Reader(identity.who, audience_of(identity, app[ROOMS_OF]), spoken)


def kinds_offered(say: Say) -> Sequence[tuple[str, str, Sequence[tuple[str, str]]]]:
    """The kinds of acts to choose from: a group, its name, and the kinds in it with theirs."""
    names: Mapping[Kept, str] = {
        Kept.BOOKINGS: say("Prenotazioni"),
        Kept.PRESSES: say("Nelle sale"),
        Kept.ACCESS: say("Accessi"),
        Kept.SETTINGS: say("Ruoli e impostazioni"),
    }
    done = deeds(say)
    return [
        (kept.value, name, [(kind.value, deed) for kind, deed in done.items() if kind in KINDS[kept]])
        for kept, name in names.items()
    ]


def _is_of_one(request: web.Request) -> bool:
    return "organisation" in request.match_info


def _read(db: Transaction, asked: Asked, reader: Reader, *, of_one: bool) -> Shown:
    sought = sought_by(db, asked, reader.words.places.zone, reader.who)
    told = read_acts(db, sought, reader, place_from(asked.after), PAGE)
    organisation = find_organisation(db, asked.organisation) if of_one else None
    return Shown(told, shown_who(db, asked), organisation, [] if of_one else list_organisations(db))
