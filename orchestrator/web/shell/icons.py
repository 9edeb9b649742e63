"""Icons as they stand in a page: drawn where they are used, so that none costs a request and each prints."""

import functools
import re
from importlib import resources

from markupsafe import Markup

_SYMBOL = re.compile(r'<symbol id="([\w-]+)" viewBox="0 0 24 24">(.*?)</symbol>', re.DOTALL)


def icon(name: str) -> Markup:
    """An icon of panel, stage or pages by its name; words beside it say what it means. Raises KeyError."""
    return _drawn()[name]


def icon_names() -> tuple[str, ...]:
    """All there are."""
    return tuple(_drawn())


@functools.cache
def _drawn() -> dict[str, Markup]:
    files = (
        resources.files("room_agents") / "pages" / "icons.svg",
        resources.files("orchestrator") / "web" / "shell" / "icons.svg",
    )
    return {
        name: Markup(f'<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">{shapes}</svg>')  # noqa: S704  our own files
        for file in files
        for name, shapes in _SYMBOL.findall(file.read_text())
    }
