"""The agenda as a form has it: a group of fields for each item, and buttons that add, remove and move one. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import uuid4

from orchestrator.councils.sitting.agenda import Item, ItemKind
from orchestrator.web.shell.catalogues import Say
from schedules.plain import plain

MOST_ITEMS = 40
LONGEST_ITEM = 400
LONGEST_RAPPORTEUR = 80
DO = "do"
"""The name of the buttons; what they do is their value: ``add``, ``up-3``, …"""
Values = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Row:
    """One item as it is typed."""

    id: str
    text: str
    kind: str
    rapporteur: str


def rows_of(agenda: Sequence[Item]) -> Sequence[Row]:
    """The rows of an agenda."""
    return [Row(item.id, item.text, item.kind, item.rapporteur) for item in agenda]


def typed_rows(values: Values) -> Sequence[Row]:
    """The rows as they came back, in the order in which they stood."""
    columns = [values.get(name, ()) for name in ("item_id", "item_text", "item_kind", "item_by")]
    return [Row(*(each.strip() for each in row)) for row in zip(*columns, strict=False)]


def values_of(rows: Sequence[Row]) -> dict[str, Sequence[str]]:
    """The same as fields."""
    return {
        "item_id": [row.id for row in rows],
        "item_text": [row.text for row in rows],
        "item_kind": [row.kind for row in rows],
        "item_by": [row.rapporteur for row in rows],
    }


def done(rows: Sequence[Row], what: str, say: Say) -> Sequence[Row] | None:
    """The rows after the button *what*; None where that is none of ours."""
    name, number = _pressed(what)
    changed = list(rows)
    match name:
        case "add":
            changed.append(new_row())
        case "minutes":
            changed.insert(0, _minutes(say))
        case "other":
            changed.append(_other(say))
        case "remove" if 0 <= number < len(rows):
            del changed[number]
        case "up" if 0 < number < len(rows):
            changed[number - 1], changed[number] = changed[number], changed[number - 1]
        case "down" if 0 <= number < len(rows) - 1:
            changed[number + 1], changed[number] = changed[number], changed[number + 1]
        case "up" | "down" | "remove" | "look":
            pass
        case _:
            return None
    return changed


def focus_after(what: str, count: int) -> str:
    """What is under the finger after the button *what* left *count* rows: the same button of the row that was moved, a new row's text.

    So a row goes on moving by the same key.
    """
    (name, number), last = _pressed(what), count - 1
    match name:
        case "up":
            return f"up-{number - 1}" if number > 1 else "down-0"
        case "down":
            return f"down-{number + 1}" if number + 1 < last else f"up-{last}"
        case "remove":
            return f"remove-{min(number, last)}" if count else "add"
        case "minutes":
            return "text-0"
        case "add" | "other":
            return f"text-{last}"
        case _:
            return name


def _pressed(what: str) -> tuple[str, int]:
    """The button's name, and which row it names; -1 for none."""
    name, _, place = what.partition("-")
    return name, int(place) if place.isascii() and place.isdecimal() and len(place) < 4 else -1


def new_row() -> Row:
    """One that is to be filled in."""
    return Row(uuid4().hex[:12], "", ItemKind.MOTION, "")


def first_rows(say: Say, *, minutes: bool) -> Sequence[Row]:
    """What is proposed for a new sitting: the minutes of the one before, where there was one, an empty item, and the rest."""
    return [*([_minutes(say)] if minutes else []), new_row(), _other(say)]


def read_agenda(rows: Sequence[Row], say: Say) -> tuple[tuple[Item, ...], Mapping[str, str]]:
    """The agenda that the rows make, without those left empty, and what is wrong with them by field."""
    items, wrong = list[Item](), dict[str, str]()
    for number, row in enumerate(rows):
        text, by = plain(row.text, 10_000), plain(row.rapporteur, 10_000)
        if not text and not by:
            continue
        if len(items) == MOST_ITEMS:
            wrong[f"item_text-{number}"] = say("Sono troppi punti: al massimo %(most)s.") % {"most": MOST_ITEMS}
        elif not text:
            wrong[f"item_text-{number}"] = say("Scrivi di che cosa tratta il punto %(number)s.") % {
                "number": number + 1
            }
        elif len(text) > LONGEST_ITEM:
            wrong[f"item_text-{number}"] = say("Il punto %(number)s è troppo lungo: al massimo %(most)s caratteri.") % {
                "number": number + 1,
                "most": LONGEST_ITEM,
            }
        elif len(by) > LONGEST_RAPPORTEUR:
            wrong[f"item_by-{number}"] = say(
                "Il nome di chi relaziona sul punto %(number)s è troppo lungo: al massimo %(most)s caratteri."
            ) % {"number": number + 1, "most": LONGEST_RAPPORTEUR}
        elif row.kind not in set(ItemKind):
            wrong[f"item_kind-{number}"] = say("Scegli che cosa si fa al punto %(number)s.") % {"number": number + 1}
        else:
            items.append(Item(_id(row.id, items), text, ItemKind(row.kind), by))
    return tuple(items), wrong


def _id(wanted: str, known: Sequence[Item]) -> str:
    """The row's own where it is one of ours, and nobody else's."""
    ours = wanted.isascii() and wanted.replace("-", "").isalnum() and len(wanted) <= 40
    return wanted if ours and all(item.id != wanted for item in known) else uuid4().hex[:12]


def _minutes(say: Say) -> Row:
    return Row(uuid4().hex[:12], say("Approvazione del verbale della seduta precedente"), ItemKind.MINUTES, "")


def _other(say: Say) -> Row:
    return Row(uuid4().hex[:12], say("Varie ed eventuali"), ItemKind.DISCUSSION, "")
