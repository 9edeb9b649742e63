"""Two people who change one booking: what the other one made of it, and what is left of what oneself typed. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from orchestrator.bookings.draft import FIELDS, Values

WAS = "was."
"""Before the name of a field: what stood in it when the form was opened."""


@dataclass(frozen=True, slots=True)
class Theirs:
    """A field that somebody else has changed since the form was opened."""

    name: str
    now: Sequence[str]
    mine: Sequence[str] | None
    """What is typed against it; None where it was not touched."""


def parted(values: Values) -> tuple[dict[str, Sequence[str]], dict[str, Sequence[str]]]:
    """What is typed, and what stood there when the form was opened."""
    was = {name.removeprefix(WAS): those for name, those in values.items() if name.startswith(WAS)}
    return {name: those for name, those in values.items() if not name.startswith(WAS)}, was


def merged(mine: Values, was: Values, now: Values) -> tuple[Mapping[str, Sequence[str]], Sequence[Theirs]]:
    """The form with both people's changes, where they changed different fields; of the same field what *mine* says.

    And each field that the other one changed to something else than *mine* says.
    """
    together = dict(mine)
    theirs = []
    for name in FIELDS:
        typed, opened, present = (_same(values.get(name, ())) for values in (mine, was, now))
        if present in (opened, typed):
            continue
        touched = typed != opened
        if not touched:
            together[name] = now.get(name, ())
        theirs.append(Theirs(name, now.get(name, ()), mine.get(name, ()) if touched else None))
    return together, theirs


def _same(values: Sequence[str]) -> tuple[str, ...]:
    """In one order, without blanks around and without what is empty: as good as the same."""
    return tuple(sorted(text for text in ("\n".join(value.split("\r\n")).strip() for value in values) if text))
