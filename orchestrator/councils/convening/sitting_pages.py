"""The office's page of one sitting: how far it is, when, where, what for, who is called and who was written to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from aiohttp import web

from orchestrator.audit.acts import ActObject, ObjectKind
from orchestrator.audit.pages import reader_of
from orchestrator.audit.seeking import Sought
from orchestrator.audit.telling import timeline_of
from orchestrator.councils.convening.convener import Convener, House
from orchestrator.councils.convening.documents import KeptDocument
from orchestrator.councils.convening.draft_pages import ONE
from orchestrator.councils.convening.halls import taken_halls
from orchestrator.councils.convening.knowing import Desk, desk_of, house_of
from orchestrator.councils.convening.list_pages import lacking, steers
from orchestrator.councils.convening.notice_days import NoticeGiven, notice_given
from orchestrator.councils.convening.places import places_of, second_of
from orchestrator.councils.convening.posting import Proof, proofs_of
from orchestrator.councils.convening.ready import Called, called
from orchestrator.councils.convening.rolls import roll_change
from orchestrator.councils.convening.sending import sitting_of
from orchestrator.councils.convening.words import kinds, proof_word, status_word
from orchestrator.councils.dossiers.dossier import Dossier, person_of
from orchestrator.councils.dossiers.link_store import member_links
from orchestrator.councils.dossiers.links import SittingLink
from orchestrator.councils.organs.organ import Officer
from orchestrator.councils.organs.words import office_word
from orchestrator.councils.sitting.agenda import Document, Item
from orchestrator.councils.sitting.rules import Identity
from orchestrator.councils.sitting.state import CALLED, UNDER_WAY, Sitting, Status
from orchestrator.web.keys import DATABASE
from orchestrator.web.shell.catalogues import Say
from orchestrator.web.shell.dates import span
from orchestrator.web.shell.forms import Typed, new_form
from orchestrator.web.shell.listing import listing
from orchestrator.web.shell.pages import page, words
from orchestrator.web.shell.viewer import page_language
from schedules.store.transaction import Transaction

MOST_ACTS = 20


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who is called, and what became of it."""

    called: Called
    proof: Proof | None
    sent: str
    link: SittingLink | None


@dataclass(frozen=True, slots=True)
class Point:
    """An item with its documents."""

    item: Item
    kind: str
    documents: Sequence[KeptDocument]


@dataclass(frozen=True, slots=True)
class _Stored:
    links: Mapping[str, SittingLink]
    proofs: Mapping[str, Proof]
    taken: Sequence[str]
    """When its halls are taken by others."""


async def show(request: web.Request) -> web.Response:
    """The page."""
    return await sitting_page(request, await desk_of(request), {})


async def sitting_page(
    request: web.Request, desk: Desk, errors: Mapping[str, str], status: int = 200, typed: Typed | None = None
) -> web.Response:
    """The same with what is wrong with the form that was sent, and what was *typed* into it."""
    say, language = words(request).gettext, page_language(request)
    house, dossier = house_of(request, language), desk.ready.dossier
    stored = await request.app[DATABASE].read(_stored, house, desk.convener, dossier)
    sitting = await sitting_of(request, dossier.sitting) if dossier.convened_at is not None else None
    members = members_of(desk, stored.links, stored.proofs, house, say)
    look = listing(desk.path, request.query, ("name",))
    found = [each for each in members if look.search.casefold() in each.called.name.casefold()]
    look = look.of(len(found))
    history = Sought(about=ActObject(ObjectKind.SITTING, dossier.sitting))
    form = new_form(request, {}, dossier.revision)
    return page(
        request,
        "councils/convening/sitting.html",
        status,
        desk=desk,
        dossier=dossier,
        state=status_word(dossier.status, say),
        places=places_of(house, dossier),
        second=second_of(house, dossier, language),
        days=notice_of(desk, house),
        points=_points(desk, say),
        officers=_officers(desk, sitting, say),
        count=len(members),
        vacant=len(desk.ready.seats) - len(members),
        members=found[look.offset : look.offset + look.per_page],
        summary=summary_of(members),
        look=look,
        taken=stored.taken if dossier.status is Status.DRAFTED else (),
        lacking=lacking(desk.ready.officers, desk.ready.seats, say),
        documents_changed=sitting is not None and dossier.status is Status.CONVENED and _differ(sitting, desk),
        roll=roll_change(sitting, desk.ready, house.zone, desk.convener.now)
        if sitting is not None and dossier.status in CALLED
        else None,
        rules_changed=sitting is not None and dossier.status in CALLED and sitting.rules != desk.ready.organ.rules,
        may_take_roll=sitting is not None
        and (dossier.status not in UNDER_WAY or desk.convener.person == sitting.presiding),
        adjourned=_adjourned(sitting, dossier),
        codes=desk.ready.organ.rules.identity is Identity.PIN and dossier.status in CALLED,
        is_convened=dossier.convened_at is not None,
        form=replace(form, values=typed.values if typed else {}, errors=errors),
        happened=await request.app[DATABASE].read(timeline_of, history, reader_of(request), MOST_ACTS),
        zone=house.zone,
    )


def notice_of(desk: Desk, house: House) -> NoticeGiven:
    """Of the notice that was sent, or of one that is sent now."""
    dossier = desk.ready.dossier
    sent = dossier.convened_at or desk.convener.now
    return notice_given(sent, dossier.begins, desk.ready.organ.rules.notice_days, house.zone)


def members_of(
    desk: Desk, links: Mapping[str, SittingLink], proofs: Mapping[str, Proof], house: House, say: Say
) -> Sequence[Member]:
    """All who are called."""
    people = called(desk.ready.seats, desk.ready.dossier.begins, house.zone)
    return [
        Member(
            each,
            proofs.get(each.seat),
            proof_word(proofs.get(each.seat), say, has_address=bool(each.mail)),
            links.get(each.seat),
        )
        for each in people
    ]


def summary_of(members: Sequence[Member]) -> Mapping[str, int]:
    """How many were written to, could not be or were not, have no address, and took note."""
    states = [each.proof.state if each.proof else "" for each in members]
    return {
        "sent": states.count("sent"),
        "failed": states.count("failed"),
        "waiting": states.count("waiting") + states.count("kept"),
        "unsent": sum(each.proof is None and bool(each.called.mail) for each in members),
        "paper": sum(not each.called.mail for each in members),
        "read": sum(each.link is not None and each.link.read_at is not None for each in members),
    }


def _stored(db: Transaction, house: House, convener: Convener, dossier: Dossier) -> _Stored:
    taken = [span(each.start, each.end, house.zone) for each in taken_halls(db, convener, dossier)]
    return _Stored(member_links(db, dossier.sitting), proofs_of(db, dossier.sitting), taken)


def _points(desk: Desk, say: Say) -> Sequence[Point]:
    told = kinds(say)
    return [
        Point(item, told[item.kind], [each for each in desk.ready.documents if each.item == item.id])
        for item in desk.ready.dossier.agenda
    ]


def _officers(desk: Desk, sitting: Sitting | None, say: Say) -> Sequence[tuple[str, str]]:
    told = [(office_word(each.office, say), _name(desk, each)) for each in desk.ready.officers]
    if sitting is None or sitting.officers is None or sitting.presiding == sitting.officers.chair:
        return told
    return [*told, (say("Presiede ora"), _person(desk, sitting.presiding))]


def _name(desk: Desk, officer: Officer) -> str:
    return _person(desk, person_of(officer)) or officer.mail


def _person(desk: Desk, person: str) -> str:
    holders = (each for seat in desk.ready.seats for each in seat.holders if each.id == person)
    return next((each.name for each in holders), desk.ready.names.get(person, ""))


def _differ(sitting: Sitting, desk: Desk) -> bool:
    """Whether the documents are others than members were told of."""

    def told(documents: Sequence[Document]) -> set[str]:
        return {each.sha256 for each in documents}

    known = {item.id: told(item.documents) for item in sitting.items.values()}
    return any(known.get(item.id, set()) != told(item.documents) for item in desk.ready.agenda)


def _adjourned(sitting: Sitting | None, dossier: Dossier) -> datetime | None:
    """The new begin of a sitting that was adjourned, where its halls are still of the day before."""
    if sitting is None or sitting.status is not Status.ADJOURNED or sitting.begins is None:
        return None
    return sitting.begins if sitting.begins != dossier.begins else None


ROUTES = (steers("GET", ONE, show, "A sitting, for its office."),)
