"""The papers of a sitting's office: what they say, as plain data. In Italian, as notices on boards are. Pure."""

from collections.abc import Mapping, Sequence

from orchestrator.councils.convening.convener import House
from orchestrator.councils.convening.places import places_of
from orchestrator.councils.convening.ready import Called, Ready, called
from orchestrator.councils.dossiers.dossier import person_of
from orchestrator.councils.minutes.call import Call, Entry
from orchestrator.councils.minutes.content import Officer
from orchestrator.councils.minutes.italian import moment
from orchestrator.councils.minutes.paper import Column, Paper, Paragraph, RowHeight, Side, Span, Table
from orchestrator.councils.minutes.roll import Member
from orchestrator.councils.minutes.sheets import open_vote_sheet, secret_vote_sheet
from orchestrator.councils.organs.organ import Office
from orchestrator.councils.sitting.agenda import DELIBERATING, Item, ItemKind
from orchestrator.councils.sitting.rule_words import rules_told
from orchestrator.councils.writing.about import school_year

_MOTION = ("Favorevole", "Contrario", "Astenuto")
_SECRET = frozenset({ItemKind.ELECTION, ItemKind.SECRET_MOTION})


def call_of(house: House, ready: Ready, organisation: str) -> Call:
    """What the convocation says."""
    dossier = ready.dossier
    begins, sent = dossier.begins.astimezone(house.zone), dossier.convened_at or dossier.begins
    return Call(
        heading=(organisation,),
        organ=ready.organ.title,
        school_year=school_year(begins),
        written=sent.astimezone(house.zone),
        starts=begins,
        ends=dossier.ends.astimezone(house.zone),
        places=tuple(places_of(house, dossier)),
        agenda=tuple(_entry(number, item) for number, item in enumerate(ready.agenda, 1)),
        chair=Officer(_chair(ready), "presidente"),
        second=dossier.second.astimezone(house.zone) if dossier.second is not None else None,
        distance=dict(rules_told(ready.organ.rules, "it"))["distance"],
        notes=tuple(filter(None, (line.strip() for line in dossier.note.splitlines()))),
    )


def roll_of_sheets(house: House, ready: Ready) -> Sequence[Member]:
    """Who is called, for sheets to sign and to mark."""
    members = {seat.id: seat.member for seat in ready.seats}
    return [
        Member(
            number,
            each.name,
            each.code,
            ex_officio=each.ex_officio,
            substitute_for=members[each.seat].name if members[each.seat].id != each.person else "",
        )
        for number, each in enumerate(called(ready.seats, ready.dossier.begins, house.zone), 1)
    ]


def deliberating(agenda: Sequence[Item]) -> Sequence[Item]:
    """The items that are voted on, each of which has a sheet."""
    return [item for item in agenda if item.kind in DELIBERATING]


def vote_sheet(call: Call, roll: Sequence[Member], item: Item) -> Paper:
    """The sheet on which an item is voted when there is no power."""
    if item.kind not in _SECRET:
        return open_vote_sheet(call, roll, item.text, _MOTION)
    options = () if item.kind is ItemKind.ELECTION else _MOTION[:2]
    return secret_vote_sheet(call, roll, item.text, options)


def code_slips(call: Call, people: Sequence[Called], codes: Mapping[str, str]) -> Paper:
    """A slip for each member with their code, to be cut apart and given to nobody else."""
    when = f"{call.organ}, {moment(call.starts)}"
    rows = tuple((each.name, each.code, _spaced(codes[each.seat])) for each in people if each.seat in codes)
    said = "Da tagliare lungo le righe: un foglietto in mano a ciascuno. Il codice vale solo per questa seduta, e chi lo ha vota."
    columns = (Column("Componente"), Column("Identificativo", 35), Column("Codice personale", 45, Side.CENTRE))
    return Paper(
        title="Codici personali",
        subtitle=when,
        heading=call.heading,
        running=f"Codici personali – {when}",
        foot=(),
        stamp="",
        author=call.heading[0],
        at=call.written,
        blocks=(Paragraph((Span(said),)), Table("Codici per votare", columns, rows, RowHeight.SIGNATURE)),
    )


def _spaced(code: str) -> str:
    return f"{code[:3]} {code[3:]}"


def _entry(number: int, item: Item) -> Entry:
    return Entry(str(number), item.text, item.kind, item.rapporteur, tuple(each.name for each in item.documents))


def _chair(ready: Ready) -> str:
    """Whoever calls."""
    names = {holder.id: holder.name for seat in ready.seats for holder in seat.holders}
    persons = (person_of(each) for each in ready.officers if each.office is Office.CHAIR)
    return next((names.get(person) or ready.names.get(person, "") for person in persons), "")
