"""The register of resolutions of an organ, and the hours that its members spent in sittings."""

import csv
import io
from collections.abc import Mapping, Sequence
from functools import partial

from aiohttp import hdrs, web

from orchestrator.access.permissions import Action
from orchestrator.access.routes import Route
from orchestrator.access.scopes import Scope
from orchestrator.audit.sheet import MARK, harmless
from orchestrator.councils.organs.organ import Organ
from orchestrator.councils.organs.store import organs_of
from orchestrator.councils.registry.asking import AskedOrgan, asked_organ
from orchestrator.councils.registry.hours import Hours, hours_of, presences_in, years_of
from orchestrator.councils.registry.indexing import indexed
from orchestrator.councils.registry.reading import house_of
from orchestrator.councils.registry.resolutions import resolutions_in
from orchestrator.people.known import known_organisation
from orchestrator.web.keys import CLOCK, DATABASE
from orchestrator.web.shell.listing import listing
from orchestrator.web.shell.pages import page, words
from orchestrator.web.shell.viewer import page_language

ORGAN = "/councils/organs/{organ}"
OF_ORGANISATION = "/organisations/{organisation}/council-hours"
ALL = "all"
Crumbs = Sequence[tuple[str, str]]


async def show_resolutions(request: web.Request) -> web.Response:
    """The register, of the latest school year where nothing else is asked for."""
    asked, database, say = await asked_organ(request), request.app[DATABASE], words(request).gettext
    organ = asked.known.organ
    await see_indexed(request, [organ])
    years = await database.read(years_of, [organ.id])
    look = listing(f"{asked.path}/resolutions", request.query, ("number",), {"year": (*years, ALL)})
    year = look.filters.get("year") or (ALL if look.search else next(iter(years), ALL))
    found = await database.read(resolutions_in, organ.id, None if year == ALL else year, look.search)
    return page(
        request,
        "councils/registry/resolutions.html",
        title=say("Registro delle deliberazioni"),
        crumbs_=crumbs_of(request, asked),
        organ=organ,
        look=look,
        years=years,
        year=year,
        resolutions=found,
        zone=house_of(request).zone,
    )


async def show_hours(request: web.Request) -> web.Response:
    """The hours in the sittings of one organ."""
    asked = await asked_organ(request)
    return await _hours_page(request, f"{asked.path}/hours", [asked.known.organ], crumbs_of(request, asked))


async def show_all_hours(request: web.Request) -> web.Response:
    """The hours in the sittings of all organs of an organisation."""
    known = await known_organisation(request)
    organs = await request.app[DATABASE].read(organs_of, known.id)
    here, say = f"/organisations/{known.id}", words(request).gettext
    crumbs = ((known.name, here), (say("Organi collegiali"), f"{here}/councils"))
    return await _hours_page(request, f"{here}/council-hours", organs, crumbs)


async def download_hours(request: web.Request) -> web.Response:
    """The same of one organ for a spreadsheet."""
    return await _sheet(request, [(await asked_organ(request)).known.organ])


async def download_all_hours(request: web.Request) -> web.Response:
    """The same of all organs for a spreadsheet."""
    known = await known_organisation(request)
    return await _sheet(request, await request.app[DATABASE].read(organs_of, known.id))


def crumbs_of(request: web.Request, asked: AskedOrgan) -> Crumbs:
    """The way to the sittings of an organ."""
    organs = words(request).gettext("Organi collegiali")
    return ((organs, "/councils"), (asked.known.organ.title, f"{asked.path}/sittings"))


async def see_indexed(request: web.Request, organs: Sequence[Organ]) -> None:
    """See that registers have all sittings of those organs that are over."""
    for organ in organs:
        await indexed(request.app[DATABASE], organ.id, house_of(request).zone, request.app[CLOCK]())


def hours_words(seconds: int) -> str:
    """``1:30``: hours and minutes, whole minutes alone."""
    minutes = seconds // 60
    return f"{minutes // 60}:{minutes % 60:02}"


async def _hours_page(request: web.Request, here: str, organs: Sequence[Organ], crumbs: Crumbs) -> web.Response:
    year, years, hours = await _asked_hours(request, organs)
    return page(
        request,
        "councils/registry/hours.html",
        title=words(request).gettext("Ore nelle sedute"),
        crumbs_=crumbs,
        here=here,
        organs=organs,
        hours=hours,
        year=year,
        years=years,
        told=hours_words,
    )


async def _asked_hours(request: web.Request, organs: Sequence[Organ]) -> tuple[str, Sequence[str], Sequence[Hours]]:
    """Of the year that is asked for, else of the latest one."""
    await see_indexed(request, organs)
    database, ids = request.app[DATABASE], [organ.id for organ in organs]
    years = await database.read(years_of, ids)
    wanted = request.query.get("year", "")
    year = wanted if wanted in years else next(iter(years), "")
    return year, years, hours_of(await database.read(presences_in, ids, year))


async def _sheet(request: web.Request, organs: Sequence[Organ]) -> web.Response:
    year, _, hours = await _asked_hours(request, organs)
    say, written = words(request).gettext, io.StringIO()
    sheet = csv.writer(written, delimiter=";" if page_language(request) == "it" else ",")
    heads = (say("Nome"), say("Codice"), say("Presente"), say("Assente giustificato"), say("Assente"), say("Ore"))
    sheet.writerow(map(harmless, (*heads, *(organ.title for organ in organs))))
    for each in hours:
        sheet.writerow(map(harmless, _line(each, organs, each.by_organ)))
    name = f"{say('ore')}-{year.replace('/', '-')}" if year else say("ore")
    headers = {
        hdrs.CONTENT_TYPE: "text/csv; charset=utf-8",
        hdrs.CONTENT_DISPOSITION: f'attachment; filename="{name}.csv"',
        hdrs.CACHE_CONTROL: "no-store",
    }
    return web.Response(body=f"{MARK}{written.getvalue()}".encode(), headers=headers)


def _line(each: Hours, organs: Sequence[Organ], by_organ: Mapping[str, int]) -> tuple[str, ...]:
    counts = (str(each.there), str(each.excused), str(each.missing), hours_words(each.seconds))
    return (each.name, each.code, *counts, *(hours_words(by_organ.get(organ.id, 0)) for organ in organs))


_own = partial(Route, scope=Scope.OWN, action=Action.STEER_COUNCIL, page=True)
_manager = partial(Route, scope=Scope.ORGANISATION, action=Action.SEE_COUNCILS, page=True)
ROUTES = (
    _own("GET", f"{ORGAN}/resolutions", show_resolutions, "The register of resolutions of an organ."),
    _own("GET", f"{ORGAN}/hours", show_hours, "Hours in the sittings of an organ."),
    _own("GET", f"{ORGAN}/hours.csv", download_hours, "The same for a spreadsheet."),
    _manager("GET", OF_ORGANISATION, show_all_hours, "Hours in the sittings of all organs."),
    _manager("GET", f"{OF_ORGANISATION}.csv", download_all_hours, "The same for a spreadsheet."),
)
