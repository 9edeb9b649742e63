"""Every form of a page, as whoever wants to send something wrong reads it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser

TOKENS = frozenset({"form_id", "csrf", "revision"})
_LEFT_ALONE = frozenset({"file", "submit", "image", "button"})


@dataclass
class FoundForm:
    """One that posts, with what stands in it."""

    action: str
    multipart: bool
    fields: list[tuple[str, str]] = field(default_factory=list)
    """Names and values, also of boxes that are not ticked."""
    buttons: list[tuple[str, str]] = field(default_factory=list)
    """Names and values; one without a name is ("", "")."""

    def filled(self, wrong: str, button: tuple[str, str]) -> Sequence[tuple[str, str]]:
        """All its fields with the same in them, sent by that button."""
        typed = [(name, value if name in TOKENS else wrong) for name, value in self.fields]
        return [*typed, button] if button[0] else typed


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[FoundForm] = []
        self.open: FoundForm | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.open = FoundForm(told.get("action", ""), "multipart" in told.get("enctype", ""))
            if told.get("method") == "post":
                self.found.append(self.open)
        elif self.open is None:
            return
        elif tag == "button":
            self.open.buttons.append((told.get("name", ""), told.get("value", "")))
        elif tag in {"input", "textarea", "select"} and "name" in told and told.get("type") not in _LEFT_ALONE:
            self.open.fields.append((told["name"], told.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.open = None


def forms_in(page: str) -> Iterator[FoundForm]:
    """All of them, but those that every page has: how it looks, and signing out."""
    reader = _Reader()
    reader.feed(page)
    return (
        each for each in reader.found if each.action.startswith(("/councils/", "/organisations/", "/c/", "/rooms/"))
    )
