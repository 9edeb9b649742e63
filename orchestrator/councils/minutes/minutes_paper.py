"""Minutes as a paper: in the order that people expect of an Italian *verbale*. Pure."""

from collections.abc import Iterator

from orchestrator.councils.minutes.canonical import digest
from orchestrator.councils.minutes.closing_blocks import closing_blocks
from orchestrator.councils.minutes.content import Convocation, Minutes, Officer, Presiding, Rule
from orchestrator.councils.minutes.italian import capital, clock, day, ended, in_brackets, listed, moment
from orchestrator.councils.minutes.item_blocks import KINDS, item_blocks
from orchestrator.councils.minutes.paper import (
    Block,
    Column,
    Facts,
    Heading,
    Note,
    Numbered,
    Paper,
    Paragraph,
    Span,
    Table,
    Tone,
)
from orchestrator.councils.minutes.roll_blocks import roll_blocks
from orchestrator.councils.minutes.stage import STAMPS, Stage

ITEMS = "Trattazione"
"""The heading above all items."""
_DRAFT = Note(
    "Bozza",
    "Il testo può ancora cambiare. Fa fede soltanto il verbale firmato da chi presiede e da chi verbalizza.",
    Tone.WARNING,
)


def minutes_paper(minutes: Minutes, stage: Stage) -> Paper:
    """The minutes, as they are read before they are signed or as they are signed."""
    name = title_of(minutes)
    return Paper(
        title=f"{name} – {minutes.organ}",
        subtitle=f"Anno scolastico {minutes.school_year} – seduta di {moment(minutes.opened)}",
        heading=minutes.heading,
        running=f"{minutes.organ} – {name[0].lower()}{name[1:]}, a.s. {minutes.school_year}",
        foot=(("Contenuto", digest(minutes)), ("Atti", minutes.head)),
        stamp=STAMPS[stage],
        author=minutes.heading[0] if minutes.heading else minutes.organ,
        at=minutes.closed or minutes.opened,
        blocks=(
            *((_DRAFT,) if stage is Stage.DRAFT else ()),
            *opening_blocks(minutes),
            *roll_blocks(minutes),
            Heading(2, ITEMS),
            *(block for item in minutes.items for block in item_blocks(item)),
            *closing_blocks(minutes),
        ),
    )


def title_of(minutes: Minutes) -> str:
    """``Verbale n. 3``; before the sitting is over it has no number."""
    return f"Verbale n. {minutes.number}" if minutes.number else "Verbale senza numero"


def opening_blocks(minutes: Minutes) -> Iterator[Block]:
    """Where and when the sitting was opened, its agenda, how it was called together, and by what rules it went."""
    where = listed(minutes.places) or "a distanza"
    begins = f"{capital(day(minutes.opened))}, alle ore {clock(minutes.opened)}, {where}, si apre la seduta: "
    yield Paragraph((Span(begins), Span(minutes.organ, strong=True), Span(".")))
    if minutes.opening:
        yield Note("Apertura", ended(minutes.opening))
    yield Heading(2, "Ordine del giorno")
    yield Numbered(
        tuple(
            (item.number, f"{item.title}{in_brackets(KINDS[item.kind])}{' – aggiunto' if item.added else ''}")
            for item in minutes.items
        )
    )
    yield Heading(2, "Seduta")
    yield Facts(tuple(_sitting(minutes)))
    yield Heading(2, "Regole in vigore all’apertura")
    columns = (Column("Regola", 38), Column("Testo"), Column("Riferimento", 44))
    yield Table("Regole della seduta", columns, tuple(map(_rule, minutes.rules)))


def _sitting(minutes: Minutes) -> Iterator[tuple[str, str]]:
    yield from _convocation(minutes.convocation)
    yield "Svolgimento", minutes.distance.mode
    if minutes.distance.basis:
        yield "Base della partecipazione a distanza", minutes.distance.basis
    yield "Riconoscimento di chi vota", minutes.identity
    for presiding in minutes.presiding:
        yield "Presiede", _presiding(presiding)
    yield "Verbalizza", officer(minutes.secretary)
    if minutes.tellers:
        yield "Scrutatori", listed(tuple(map(officer, minutes.tellers)))


def _convocation(convocation: Convocation) -> Iterator[tuple[str, str]]:
    yield "Convocazione", f"{moment(convocation.at)}, {convocation.how}"
    yield "Preavviso", convocation.notice
    if convocation.late:
        yield "Preavviso inferiore alla regola", convocation.late
    if convocation.requested_by:
        yield f"Richiesta da {len(convocation.requested_by)} componenti", ", ".join(convocation.requested_by)


def _presiding(presiding: Presiding) -> str:
    because = f": {presiding.reason}" if presiding.reason else ""
    return f"{officer(presiding.officer)}, dalle {clock(presiding.since)}{because}"


def _rule(rule: Rule) -> tuple[str, ...]:
    return (rule.name, rule.text, rule.reference)


def officer(of: Officer) -> str:
    """``Anna Bianchi (dirigente scolastica)``."""
    return of.name + in_brackets(of.office)
