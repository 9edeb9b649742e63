"""Long lists: what of them is looked for, sorted and shown, read from an address and written into others. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

PER_PAGE = 50
LONGEST_SEARCH = 100
"""Characters."""


@dataclass(frozen=True, slots=True)
class Listing:
    """One look at a list. Its parameters are `q`, `sort` (with a - before what descends), `page`, and filters of its own."""

    path: str
    sorts: Sequence[str]
    """What it can be sorted by; by the first where nothing is said."""
    sort: str
    descending: bool = False
    page: int = 1
    search: str = ""
    filters: Mapping[str, str] = field(default_factory=dict)
    total: int = 0
    """How many there are in all, of what is looked for; see `of`."""
    per_page: int = PER_PAGE

    @property
    def offset(self) -> int:
        """How many come before this page."""
        return (self.page - 1) * self.per_page

    @property
    def pages(self) -> int:
        """How many pages there are; an empty list has one."""
        return max(1, -(-self.total // self.per_page))

    @property
    def first(self) -> int:
        """The number of the first one shown, from 1."""
        return self.offset + 1

    @property
    def last(self) -> int:
        """The number of the last one shown."""
        return min(self.total, self.offset + self.per_page)

    @property
    def is_filtered(self) -> bool:
        """Whether there may be more than what is looked for."""
        return bool(self.search or self.filters)

    def of(self, total: int) -> "Listing":
        """The same of *total* rows; a page beyond the last one becomes the last."""
        counted = replace(self, total=total)
        return replace(counted, page=min(counted.page, counted.pages))

    def at(self, page: int) -> str:
        """The address of another page."""
        return self._address(self.sort, page=page, descending=self.descending)

    def sorted_by(self, key: str) -> str:
        """The address of the list sorted by *key*; the other way round where it is already."""
        return self._address(key, page=1, descending=key == self.sort and not self.descending)

    def order_of(self, key: str) -> str:
        """``"ascending"`` or ``"descending"`` if it is sorted by *key*, else ``""``."""
        if key != self.sort:
            return ""
        return "descending" if self.descending else "ascending"

    def kept(self) -> Iterator[tuple[str, str]]:
        """What a form that looks for something else has to say again."""
        if self.descending or self.sort != self.sorts[0]:
            yield "sort", f"-{self.sort}" if self.descending else self.sort

    def _address(self, sort: str, *, page: int, descending: bool) -> str:
        said = {"q": self.search} if self.search else {}
        said |= self.filters
        if descending or sort != self.sorts[0]:
            said["sort"] = f"-{sort}" if descending else sort
        if page > 1:
            said["page"] = str(page)
        return f"{self.path}?{urlencode(said)}" if said else self.path


def listing(
    path: str, query: Mapping[str, str], sorts: Sequence[str], filters: Mapping[str, Sequence[str]] | None = None
) -> Listing:
    """What *query* wants of the list at *path*; *filters* are its own parameters with the values each may have.

    What nobody can mean is passed over: people edit addresses, and old ones are kept.
    """
    wanted = query.get("sort", "")
    key = wanted.removeprefix("-")
    page = query.get("page", "")
    chosen = {name: query[name] for name, values in (filters or {}).items() if query.get(name) in values}
    return Listing(
        path,
        tuple(sorts),
        key if key in sorts else sorts[0],
        key in sorts and wanted.startswith("-"),
        max(1, int(page)) if re.fullmatch("[0-9]{1,6}", page) else 1,
        query.get("q", "").strip()[:LONGEST_SEARCH],
        chosen,
    )
