"""Sheets of paper for the day itself: for signatures, and for the roll call and votes of a day without power. Pure."""

from collections.abc import Sequence

from orchestrator.councils.minutes.call import Call
from orchestrator.councils.minutes.italian import moment
from orchestrator.councils.minutes.paper import (
    Block,
    Column,
    Facts,
    Heading,
    PageBreak,
    Paper,
    RowHeight,
    Side,
    Signatures,
    Table,
)
from orchestrator.councils.minutes.roll import Member
from orchestrator.councils.minutes.roll_blocks import described

_BOX_MM = 20
_BOXES_MM = 100
"""For all of them together; the names have the rest."""
_PAPERS = ("Schede consegnate", "Schede votate", "Bianche", "Nulle")


def signature_sheet(call: Call, roll: Sequence[Member]) -> Paper:
    """Where members sign as they come and as they go."""
    columns = (
        *_SEAT,
        Column("Ora", 14),
        Column("Firma all’entrata", 45),
        Column("Ora", 14),
        Column("Firma all’uscita", 30),
    )
    return _sheet(
        call,
        "Foglio delle firme",
        (_table("Firme di entrata e di uscita", columns, roll, RowHeight.SIGNATURE), _officers()),
    )


def roll_sheet(call: Call, roll: Sequence[Member]) -> Paper:
    """Where the secretary marks who answers."""
    boxes = (Column(title, _BOX_MM, Side.CENTRE) for title in ("In sala", "A distanza", "Assente", "Giustificato"))
    totals = tuple((title, "") for title in ("Presenti in sala", "Presenti a distanza", "In carica", "Numero legale"))
    blocks = (
        _table("Appello", (*_SEAT, *boxes, Column("Ora", 14)), roll, RowHeight.MARK),
        PageBreak(),
        Heading(2, "Conteggio"),
        _by_hand("Conteggio dell’appello", totals),
        _officers(),
    )
    return _sheet(call, "Foglio dell’appello", blocks)


def open_vote_sheet(call: Call, roll: Sequence[Member], about: str, options: Sequence[str]) -> Paper:
    """Where the secretary marks what each member answers, and counts."""
    width = min(_BOX_MM, _BOXES_MM / max(1, len(options)))
    boxes = (Column(option, width, Side.CENTRE) for option in options)
    blocks = (
        Facts((("Oggetto della votazione", about), ("Ora di apertura e di chiusura", ""))),
        _table("Voti", (*_SEAT, *boxes), roll, RowHeight.MARK),
        PageBreak(),
        Heading(2, "Conteggio"),
        _by_hand("Conteggio dei voti", tuple((option, "") for option in (*options, "Aventi diritto", "Validi"))),
        _officers(),
    )
    return _sheet(call, "Foglio di votazione per appello nominale", blocks)


def secret_vote_sheet(call: Call, roll: Sequence[Member], about: str, options: Sequence[str]) -> Paper:
    """Where tellers mark to whom a ballot paper was given, and count; nothing of it says who voted what."""
    blocks = (
        Facts((("Oggetto della votazione", about), ("Ora di apertura e di chiusura", ""))),
        _table("Schede consegnate", (*_SEAT, Column("Scheda consegnata", 34, Side.CENTRE)), roll, RowHeight.MARK),
        PageBreak(),
        Heading(2, "Spoglio"),
        _by_hand("Conteggio delle schede", tuple((row, "") for row in (*options, *_PAPERS))),
        Signatures((("Scrutatore", ""), ("Scrutatore", ""))),
        _officers(),
    )
    return _sheet(call, "Foglio di votazione a scrutinio segreto", blocks)


_SEAT = (Column("N.", 9, Side.RIGHT), Column("Componente"))


def _sheet(call: Call, title: str, blocks: tuple[Block, ...]) -> Paper:
    when = f"{call.organ}, {moment(call.starts)}"
    return Paper(
        title=title,
        subtitle=when,
        heading=call.heading,
        running=f"{title} – {when}",
        foot=(),
        stamp="",
        author=call.heading[0] if call.heading else call.organ,
        at=call.written,
        blocks=blocks,
    )


def _table(caption: str, columns: Sequence[Column], roll: Sequence[Member], height: RowHeight) -> Table:
    empty = ("",) * (len(columns) - len(_SEAT))
    rows = tuple((str(member.seat), described(member), *empty) for member in roll)
    return Table(caption, tuple(columns), rows, height)


def _by_hand(caption: str, rows: tuple[tuple[str, str], ...]) -> Table:
    return Table(caption, (Column("Voce", 70), Column("Numero")), rows, RowHeight.SIGNATURE)


def _officers() -> Signatures:
    return Signatures((("Chi presiede", ""), ("Chi verbalizza", "")))
