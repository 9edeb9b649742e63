"""Of the minutes: what interrupted and corrected the sitting, its end, the signatures, and what proves the text. Pure."""

from collections.abc import Iterator, Mapping

from orchestrator.councils.minutes.canonical import FORMAT, digest
from orchestrator.councils.minutes.content import Break, Interruption, Minutes
from orchestrator.councils.minutes.italian import clock, listed, moment, to_the_second
from orchestrator.councils.minutes.item_blocks import document_line
from orchestrator.councils.minutes.paper import (
    Block,
    Bullets,
    Codes,
    Column,
    Facts,
    Heading,
    Paragraph,
    Signatures,
    Size,
    Span,
    Table,
)

_BREAKS: Mapping[Break, str] = {
    Break.SUSPENDED: "Sospensione",
    Break.QUORUM_LOST: "Mancanza del numero legale",
    Break.SERVICE_DOWN: "Interruzione del servizio",
    Break.ADJOURNED: "Aggiornamento ad altra data",
    Break.CLOCK_SET: "Orologio regolato",
}
_PROOF = (
    "L’impronta del contenuto è lo SHA-256 del testo canonico di questo verbale (JSON, formato {format}); quella degli atti "
    "è la testa della catena dei {acts} atti della seduta. Con l’esportazione della seduta chiunque può ricalcolarle: "
    "regia council verify."
)


def closing_blocks(minutes: Minutes) -> Iterator[Block]:
    """Everything after the last item."""
    if minutes.interruptions:
        yield Heading(2, "Sospensioni e interruzioni")
        columns = (Column("Fatto", 44), Column("Dalle", 18), Column("Alle", 24), Column("Motivo e seguito"))
        yield Table("Sospensioni e interruzioni", columns, tuple(map(_interruption, minutes.interruptions)))
    if minutes.prolongations:
        yield Heading(2, "Proroghe")
        yield Facts(
            tuple((f"Ore {clock(each.at)}, fino alle {clock(each.until)}", each.text) for each in minutes.prolongations)
        )
    yield from _corrections(minutes)
    yield Heading(2, "Chiusura")
    chairs = tuple(("Chi presiede", presiding.officer.name) for presiding in minutes.presiding[-1:])
    yield Signatures((*chairs, ("Chi verbalizza", minutes.secretary.name)), _end(minutes))
    if minutes.attachments:
        yield Heading(2, "Allegati")
        yield Bullets(tuple(map(document_line, minutes.attachments)))
    yield Heading(2, "Impronte")
    yield Paragraph((Span(_PROOF.format(format=FORMAT, acts=minutes.acts)),), Size.SMALL)
    yield Codes((("Contenuto", digest(minutes)), ("Atti", minutes.head)))


def _interruption(interruption: Interruption) -> tuple[str, ...]:
    end = "non ripresa" if interruption.end is None else to_the_second(interruption.end)
    return (_BREAKS[interruption.kind], to_the_second(interruption.start), end, interruption.text)


def _corrections(minutes: Minutes) -> Iterator[Block]:
    if not minutes.corrections:
        return
    yield Heading(2, "Rettifiche")
    said = Span(
        "Le rettifiche si aggiungono agli atti e non ne tolgono; un risultato proclamato resta come fu proclamato."
    )
    yield Paragraph((said,), Size.SMALL)
    columns = (
        Column("Atto", 12),
        Column("Ore", 18),
        Column("Rettifica e motivo"),
        Column("Proposta e confermata da", 50),
    )
    yield Table(
        "Rettifiche",
        columns,
        tuple(
            (
                str(each.act),
                to_the_second(each.at),
                f"{each.text} – motivo: {each.reason}",
                f"{each.proposed_by}; {each.confirmed_by}",
            )
            for each in minutes.corrections
        ),
    )


def _end(minutes: Minutes) -> str:
    if minutes.closed is None:
        return "La seduta non è chiusa."
    left = [item.number for item in minutes.items if item.opened is None]
    rest = ""
    if left:
        rest = (
            f" Resta da trattare il punto {left[0]}."
            if len(left) == 1
            else f" Restano da trattare i punti {listed(left)}."
        )
    return f"La seduta è chiusa {moment(minutes.closed)}.{rest}"
