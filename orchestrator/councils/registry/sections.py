"""Minutes as the parts of a page: what comes before the items, each item, what comes after. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from orchestrator.councils.minutes.closing_blocks import closing_blocks
from orchestrator.councils.minutes.content import Minutes
from orchestrator.councils.minutes.item_blocks import item_blocks
from orchestrator.councils.minutes.minutes_paper import ITEMS, opening_blocks
from orchestrator.councils.minutes.paper import Block, Heading
from orchestrator.councils.minutes.roll_blocks import roll_blocks
from orchestrator.councils.sitting.state import Sitting

Told = Sequence[tuple[str, Block]]
"""Blocks, each with the name of its kind, by which a page draws it."""


@dataclass(frozen=True, slots=True)
class ItemSection:
    """One item: its id, its number on the agenda, what it is called, and what the minutes say of it."""

    id: str
    number: str
    title: str
    blocks: Told


@dataclass(frozen=True, slots=True)
class Sections:
    """All of them, in their order."""

    opening: Told
    items: Sequence[ItemSection]
    closing: Told


def sections_of(minutes: Minutes, sitting: Sitting, *, notes_apart: bool) -> Sections:
    """The parts; where the notes stand apart, to be written, they are not among the blocks of their items."""
    shown = [replace(item, notes=()) if notes_apart else item for item in minutes.items]
    items = [
        ItemSection(item_id, item.number, item.title, _told(item_blocks(item)))
        for item_id, item in zip(sitting.items, shown, strict=False)
    ]
    opening = (*opening_blocks(minutes), *roll_blocks(minutes), Heading(2, ITEMS))
    return Sections(_told(opening), items, _told(closing_blocks(minutes)))


def _told(blocks: Iterable[Block]) -> Told:
    return [(type(block).__name__, block) for block in blocks]
