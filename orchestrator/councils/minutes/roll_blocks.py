"""Of the minutes: who was there, when, how, and at which items. Pure."""

from collections.abc import Mapping, Sequence

from orchestrator.councils.minutes.content import Minutes
from orchestrator.councils.minutes.italian import clock, counted, in_brackets
from orchestrator.councils.minutes.paper import Block, Column, Facts, Heading, Paragraph, Side, Size, Span, Table
from orchestrator.councils.minutes.roll import AtItem, Member, Place, Stay

WHERE: Mapping[Place, str] = {Place.HALL: "in sala", Place.REMOTE: "a distanza"}
_MARKS: Mapping[AtItem, str] = {
    AtItem.HALL: "S",
    AtItem.REMOTE: "D",
    AtItem.PART: "p",
    AtItem.OUT: "–",
    AtItem.NOT_TAKEN: "·",
}
_LEGEND = (
    "Ai punti: S presente in sala; D presente a distanza; p presente per una parte del punto; – non presente; "
    "· punto non trattato."
)
_ITEMS_BESIDE = 12
"""So many items stand beside the names; further ones have tables of their own."""
_ITEM_MM = 6.2
_LETTERS = 6


def roll_blocks(minutes: Minutes) -> tuple[Block, ...]:
    """The counts, the table of presences, and what its marks mean."""
    labels = [_narrow(item.number) for item in minutes.items]
    groups = [range(at, min(at + _ITEMS_BESIDE, len(labels))) for at in range(0, len(labels), _ITEMS_BESIDE)]
    first, *further = groups or [range(0)]
    return (
        Heading(2, "Presenze"),
        Facts(_counts(minutes)),
        _presences(minutes, labels, first),
        *(_marks(minutes, labels, group) for group in further),
        Paragraph((Span(_LEGEND),), Size.SMALL),
    )


def _narrow(number: str) -> str:
    """What fits above a column of marks; a repeated header that fills the page would leave no room for rows."""
    return number if len(number) <= _LETTERS else f"{number[:_LETTERS]}…"


def _counts(minutes: Minutes) -> tuple[tuple[str, str], ...]:
    came = [member for member in minutes.roll if member.stays]
    excused = sum(bool(member.excused) for member in minutes.roll if not member.stays)
    missing = len(minutes.roll) - len(came) - excused
    by_place = [f"{sum(member.stays[0].place is place for member in came)} {where}" for place, where in WHERE.items()]
    return (
        ("In carica", counted(len(minutes.roll), "componente", "componenti")),
        ("Intervenuti", f"{len(came)}, dei quali all’arrivo {' e '.join(by_place)}"),
        ("Assenti", f"{missing + excused}, dei quali {counted(excused, 'giustificato', 'giustificati')}"),
        ("Numero legale", minutes.quorum),
    )


def _presences(minutes: Minutes, labels: Sequence[str], group: range) -> Table:
    columns = (
        Column("N.", 8, Side.RIGHT),
        Column("Componente", 50 if group else None),
        Column("Presenza"),
        *(Column(labels[at], _ITEM_MM, Side.CENTRE) for at in group),
    )
    rows = tuple(
        (str(member.seat), described(member), presence(member), *(_mark(member, at) for at in group))
        for member in minutes.roll
    )
    return Table("Componenti, entrate e uscite, presenza ai punti dell’ordine del giorno", columns, rows)


def _marks(minutes: Minutes, labels: Sequence[str], group: range) -> Table:
    columns = (
        Column("N.", 8, Side.RIGHT),
        Column("Componente"),
        *(Column(labels[at], _ITEM_MM, Side.CENTRE) for at in group),
    )
    rows = tuple((str(member.seat), described(member), *(_mark(member, at) for at in group)) for member in minutes.roll)
    return Table("Presenza agli altri punti dell’ordine del giorno", columns, rows)


def _mark(member: Member, at: int) -> str:
    return _MARKS[member.at_items[at]] if at < len(member.at_items) else _MARKS[AtItem.NOT_TAKEN]


def described(member: Member) -> str:
    """``Gallo Giulia (D020, in sostituzione di Rossi Carla)``."""
    besides = (
        member.code,
        member.quality,
        "di diritto" if member.ex_officio else "",
        f"in sostituzione di {member.substitute_for}" if member.substitute_for else "",
    )
    return member.name + in_brackets(", ".join(filter(None, besides)))


def presence(member: Member) -> str:
    """``16:31–18:02 in sala; dalle 18:10 a distanza``; or how they are absent."""
    if not member.stays:
        return f"assente giustificato{in_brackets(member.excused)}" if member.excused else "assente"
    return "; ".join(map(_stay, member.stays))


def _stay(stay: Stay) -> str:
    when = f"dalle {clock(stay.start)}" if stay.end is None else f"{clock(stay.start)}–{clock(stay.end)}"
    return f"{when} {WHERE[stay.place]}{in_brackets(stay.note)}"
