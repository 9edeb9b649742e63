"""Parts of pages that follow a sitting: drawn anew when it changes, and once for all who see the same."""

from collections.abc import Callable, Mapping
from typing import Any

from aiohttp import web

from config.words.sentences import Language
from orchestrator.councils.sitting.state import Sitting
from orchestrator.web.shell.templates import ENVIRONMENTS

Parts = Mapping[str, str]
"""HTML by the id of the element whose content it is."""
View = Callable[[Sitting], Parts]
"""What somebody sees of a sitting. It is pure, and fast: it is asked in the loop after each act."""
MOST_KEPT = 400
"""Views of sittings in a language whose last parts are kept."""


def part_of(app: web.Application, language: Language, template: str, /, **values: Any) -> str:
    """What *template*, like ``councils/chamber/item.html``, makes of *values*."""
    return app[ENVIRONMENTS[language]].get_template(template).render(values)


class SharedParts:
    """The last parts of views that many see alike."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str, str], tuple[int, Parts]] = {}

    def of(self, sitting_id: str, name: str, language: Language, view: View) -> View:
        """The *view* of that *name* on a sitting, asked once after each act, however many look."""
        key = (sitting_id, name, language)

        def shared(sitting: Sitting) -> Parts:
            number, parts = self._kept.get(key, (-1, {}))
            if number != sitting.number:
                parts = view(sitting)
                self._kept.pop(key, None)
                if len(self._kept) >= MOST_KEPT:
                    self._kept.pop(next(iter(self._kept)))
                self._kept[key] = (sitting.number, parts)
            return parts

        return shared


SHARED_PARTS = web.AppKey("council_shared_parts", SharedParts)
