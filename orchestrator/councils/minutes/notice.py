"""The notice of a convocation (*avviso di convocazione*), for the board and for who is called. Pure."""

from collections.abc import Iterator

from orchestrator.councils.minutes.call import Call, Entry
from orchestrator.councils.minutes.characters import paragraphs
from orchestrator.councils.minutes.italian import capital, clock, day, in_brackets, listed, moment
from orchestrator.councils.minutes.item_blocks import KINDS
from orchestrator.councils.minutes.paper import Block, Facts, Heading, Numbered, Paper, Paragraph, Signatures, Span


def notice_paper(call: Call) -> Paper:
    """The notice, to be signed by who calls."""
    return Paper(
        title="Avviso di convocazione",
        subtitle=f"{call.organ} – anno scolastico {call.school_year}",
        heading=call.heading,
        running=f"{call.organ} – convocazione per {moment(call.starts)}",
        foot=(),
        stamp="",
        author=call.heading[0] if call.heading else call.organ,
        at=call.written,
        blocks=tuple(_blocks(call)),
    )


def _blocks(call: Call) -> Iterator[Block]:
    yield Paragraph((Span("Si convoca: "), Span(call.organ, strong=True), Span(".")))
    yield Facts(tuple(_facts(call)))
    yield Heading(2, "Ordine del giorno")
    yield Numbered(tuple((entry.number, _entry(entry)) for entry in call.agenda))
    for note in call.notes:
        yield from (Paragraph((Span(line),)) for line in paragraphs(note))
    yield Signatures(((capital(call.chair.office) or "Chi convoca", call.chair.name),), capital(day(call.written)))


def _facts(call: Call) -> Iterator[tuple[str, str]]:
    yield "Giorno", capital(day(call.starts))
    yield "Ora", f"{clock(call.starts)}; chiusura prevista {clock(call.ends)}"
    yield "Luogo", listed(call.places)
    if call.second is not None:
        yield "Seconda convocazione", moment(call.second)
    if call.distance:
        yield "Partecipazione a distanza", call.distance
    if call.requested_by:
        yield f"Richiesta da {len(call.requested_by)} componenti", ", ".join(call.requested_by)
    if call.protocol:
        yield "Protocollo", call.protocol


def _entry(entry: Entry) -> str:
    besides = (
        f"relazione di {entry.rapporteur}" if entry.rapporteur else "",
        f"documenti: {', '.join(entry.documents)}" if entry.documents else "",
    )
    said = "; ".join(filter(None, besides))
    return f"{entry.title}{in_brackets(KINDS[entry.kind])}{f' – {said}' if said else ''}"
