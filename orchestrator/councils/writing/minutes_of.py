"""The minutes of a sitting, as far as it has come."""

from collections.abc import Iterator

from orchestrator.councils.minutes.content import (
    Convocation,
    Distance,
    Document,
    Item,
    Minutes,
    Officer,
    Present,
    Rule,
)
from orchestrator.councils.minutes.italian import clock
from orchestrator.councils.minutes.roll import Guest
from orchestrator.councils.sitting.rule_words import NAMES, rules_told
from orchestrator.councils.sitting.rules import Distance as Mode
from orchestrator.councils.sitting.rules import Identity
from orchestrator.councils.sitting.state import ItemState, Progress, Sitting
from orchestrator.councils.writing.about import About, school_year, seat_named
from orchestrator.councils.writing.course import (
    corrections_of,
    ended_at,
    interruptions_of,
    opened_at,
    opening_told,
    presiding_of,
    prolongations_of,
    quorum_checked,
    secretary_told,
)
from orchestrator.councils.writing.members import members_of
from orchestrator.councils.writing.results import votes_of

_MODES = {
    Mode.HALL_DELIBERATES: "sui punti che deliberano contano e votano i presenti in sala; sugli altri si partecipa anche a distanza",
    Mode.ALLOWED: "in sala e a distanza",
    Mode.HALL_ONLY: "in presenza",
}
_IDENTITIES = {
    Identity.PIN: "link personale e codice personale della seduta",
    Identity.ACCOUNT: "account personale",
    Identity.LINK: "link personale",
}


class NotHeld(Exception):
    """A sitting that was neither opened nor found deserted has no minutes."""


def minutes_of(sitting: Sitting, about: About, head: str) -> Minutes:
    """The minutes; *head* is that of the chain of its acts. Raises NotHeld."""
    opened, ended = opened_at(sitting), ended_at(sitting)
    if opened is None:
        raise NotHeld
    return Minutes(
        heading=about.heading,
        organ=about.organ,
        number=about.number,
        school_year=school_year(about.local(opened)),
        opened=about.local(opened),
        closed=about.local(ended) if ended else None,
        places=about.places,
        convocation=_convocation(sitting, about),
        distance=Distance(_MODES[sitting.rules.distance], sitting.rules.basis),
        identity=_IDENTITIES[sitting.rules.identity],
        rules=tuple(
            Rule(NAMES[name]["it"], text, about.references.get(name, ""))
            for name, text in rules_told(sitting.rules, "it")
        ),
        presiding=presiding_of(sitting, about, opened),
        secretary=secretary_told(sitting, about),
        roll=members_of(sitting, about),
        quorum=quorum_checked(sitting, about),
        items=tuple(_item(sitting, about, number, item) for number, item in enumerate(sitting.items.values(), start=1)),
        acts=sitting.number,
        head=head,
        tellers=tuple(Officer(seat_named(sitting, seat)) for seat in sitting.tellers),
        interruptions=tuple(interruptions_of(sitting, about)),
        corrections=tuple(corrections_of(sitting, about)),
        prolongations=tuple(prolongations_of(sitting, about)),
        opening=opening_told(sitting, about),
    )


def _convocation(sitting: Sitting, about: About) -> Convocation:
    if sitting.notice is None or sitting.called_for is None:
        raise NotHeld
    days = (about.local(sitting.called_for).date() - about.local(sitting.notice.sent).date()).days
    notice = f"{days} giorni; richiesti {sitting.rules.notice_days}"
    return Convocation(about.local(sitting.notice.sent), about.called_how, notice, late=sitting.notice.late_reason)


def _item(sitting: Sitting, about: About, number: int, item: ItemState) -> Item:
    talked = item.talks[-1] if item.talks else None
    return Item(
        str(number),
        item.text,
        item.kind,
        opened=about.local(item.talks[0].begun_at) if item.talks else None,
        closed=about.local(talked.ended_at) if talked and talked.ended_at else None,
        present=Present(item.found.in_hall, item.found.remote) if item.found else None,
        rapporteur=item.rapporteur,
        added=f"alle ore {clock(about.local(item.added))}, con l’accordo di tutti i presenti" if item.added else "",
        documents=tuple(Document(document.name, document.sha256) for document in item.documents),
        guests=tuple(_guests(about, item)),
        notes=tuple(_notes(about, item)),
        votes=tuple(votes_of(sitting, about, item.id)),
    )


def _notes(about: About, item: ItemState) -> Iterator[str]:
    yield from about.notes.get(item.id, ())
    if item.progress is Progress.POSTPONED:
        yield f"Il punto è rinviato: {item.postponed}." if item.postponed else "Il punto è rinviato."


def _guests(about: About, item: ItemState) -> Iterator[Guest]:
    for guest in item.guests:
        ends = [talk.ended_at for talk in item.talks if talk.ended_at and talk.ended_at >= guest.at]
        yield Guest(guest.name, guest.why, about.local(guest.at), about.local(ends[0]) if ends else None)
