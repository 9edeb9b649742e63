"""The register of resolutions of an organ (*registro delle deliberazioni*): looked through by word and school year."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from orchestrator.councils.registry.tables import MinutesRow, ResolutionRow
from schedules.store.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Resolution:
    """One line of it."""

    year: str
    number: int
    at: datetime
    item: str
    text: str
    result: str
    sitting: str
    minutes: int
    """The number of the minutes that it stands in."""


def resolutions_in(db: Transaction, organ: str, year: str | None, search: str) -> Sequence[Resolution]:
    """Those of a year, None for all, in which every word of *search* stands; in the order of their numbers."""
    columns = (
        select(ResolutionRow, MinutesRow.number)
        .join(MinutesRow, MinutesRow.sitting_id == ResolutionRow.sitting_id)
        .where(ResolutionRow.organ_id == organ)
    )
    if year is not None:
        columns = columns.where(ResolutionRow.year == year)
    sought = search.casefold().split()
    found = [_resolution(*row) for row in db.execute(columns.order_by(ResolutionRow.year, ResolutionRow.number))]
    return [each for each in found if all(word in _words(each) for word in sought)]


def _resolution(row: ResolutionRow, minutes: int) -> Resolution:
    return Resolution(row.year, row.number, row.at, row.item, row.text, row.result, row.sitting_id, minutes)


def _words(each: Resolution) -> str:
    return f"{each.number} {each.item} {each.text} {each.result}".casefold()
