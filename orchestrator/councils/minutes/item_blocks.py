"""Of the minutes: one item of the agenda as it went. Pure."""

from collections.abc import Iterator, Mapping

from orchestrator.councils.minutes.characters import paragraphs
from orchestrator.councils.minutes.content import Document, Item
from orchestrator.councils.minutes.italian import clock, in_brackets
from orchestrator.councils.minutes.paper import Block, Facts, Heading, Paragraph, Span
from orchestrator.councils.minutes.roll import Guest
from orchestrator.councils.minutes.vote_blocks import vote_block
from orchestrator.councils.sitting.agenda import ItemKind

KINDS: Mapping[ItemKind, str] = {
    ItemKind.COMMUNICATION: "comunicazione",
    ItemKind.DISCUSSION: "discussione",
    ItemKind.MOTION: "delibera",
    ItemKind.ELECTION: "elezione",
    ItemKind.SECRET_MOTION: "delibera a scrutinio segreto",
    ItemKind.MINUTES: "delibera",
}


def item_blocks(item: Item) -> tuple[Block, ...]:
    """Heading, facts, what was said, what was voted."""
    heading = Heading(3, f"Punto {item.number} – {item.title}")
    if item.opened is None:
        return (heading, Paragraph((Span("Il punto non è stato trattato."),)))
    return (heading, Facts(tuple(_facts(item))), *_said(item), *map(vote_block, item.votes))


def document_line(document: Document) -> str:
    """The title of a document and the digest of its file."""
    return f"{document.title} – SHA-256 {document.sha256}"


def _facts(item: Item) -> Iterator[tuple[str, str]]:
    if item.opened is not None:
        until = "" if item.closed is None else f"–{clock(item.closed)}"
        yield "Trattazione", f"{clock(item.opened)}{until}, {KINDS[item.kind]}"
    if item.present is not None:
        there = item.present
        yield "Presenti all’apertura", f"{there.hall + there.remote}: {there.hall} in sala, {there.remote} a distanza"
    if item.rapporteur:
        yield "Relazione di", item.rapporteur
    if item.added:
        yield "Inserimento", item.added
    if item.guests:
        yield "Ammessi, senza voto", "; ".join(map(_guest, item.guests))
    for document in item.documents:
        yield "Documento", document_line(document)


def _guest(guest: Guest) -> str:
    until = "fino alla chiusura" if guest.end is None else f"alle {clock(guest.end)}"
    return f"{guest.name}{in_brackets(guest.quality)}, dalle {clock(guest.start)} {until}"


def _said(item: Item) -> Iterator[Block]:
    for note in item.notes:
        for line in paragraphs(note):
            yield Paragraph((Span(line),))
    for each in item.interventions:
        first, *rest = paragraphs(each.text) or ("",)
        yield Paragraph((Span(f"{each.name} ({clock(each.at)}):", strong=True), Span(f" {first}")))
        yield from (Paragraph((Span(line),)) for line in rest)
