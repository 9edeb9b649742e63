"""What each field of a booking says of itself: who sees it, what masking leaves, who tells it, when it is forgotten. Pure.

A field states its rule where it is declared (bookings.py). A field that states none is seen by the booking's owner alone.
"""

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields, replace
from enum import Enum
from functools import cache
from typing import Any, ClassVar, Protocol, TypeVar

CONFIDENTIAL_TITLE = "Occupato"
"""All that anybody learns of a confidential booking, in every language."""
CONFIDENTIAL_REASON = "cannot be read"
"""All that anybody learns of why a confidential booking is quarantined: reasons quote what the event says."""


class Audience(Enum):
    """Who is told of a booking."""

    OWNER = "owner"
    """Knows all of it, confidential or not: who booked it, and the person at the keyboard, who has its calendar."""
    DESK = "desk"
    """Books for others and answers for the rooms, or books for the organisation whose it is."""
    ROOM = "room"
    """Whoever stands in the room: agent, panel and screen, and what they say aloud; and who may only look on."""
    TECHNICIAN = "technician"
    """Keeps the devices: when, and what the room is prepared for."""
    OTHERS = "others"
    """Learns that the time is taken, and no more: somebody in another room, or of another organisation."""


EVERYBODY = frozenset(Audience)
IN_THE_ROOM = frozenset({Audience.OWNER, Audience.DESK, Audience.ROOM})
AT_THE_DEVICES = IN_THE_ROOM | {Audience.TECHNICIAN}
AT_THE_DESK = frozenset({Audience.OWNER, Audience.DESK})


@dataclass(frozen=True, slots=True)
class Rule:
    """What becomes of one field."""

    seen: frozenset[Audience] = frozenset({Audience.OWNER})
    """Who sees it where nothing is masked."""
    survives: bool = False
    """A masked booking keeps it: it says no more than when, where, and that the time is taken."""
    instead: object = None
    """Stands in its place where it is not seen; left out, its default does."""
    told: bool = False
    """Calendars tell it, and a change that they make to it is stored."""
    column: bool = True
    """The row of a booking has a column of its name."""
    forgotten: bool = False
    """It goes from the store with the other words of a confidential booking."""
    edited: bool = False
    """Whoever changes a booking that was made here may say it anew."""


_KEPT_TO_THE_OWNER = Rule()


def rule(
    seen: frozenset[Audience] = _KEPT_TO_THE_OWNER.seen,
    *,
    survives: bool = False,
    instead: object = None,
    told: bool = False,
    column: bool = True,
    forgotten: bool = False,
    edited: bool = False,
) -> Mapping[str, Rule]:
    """The metadata of a field with that rule."""
    return {"rule": Rule(seen, survives, instead, told, column, forgotten, edited)}


class Told(Protocol):
    """A dataclass that says something of a booking, or of an event that became none."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    @property
    def confidential(self) -> bool:
        """Whether it was made to be masked."""


B = TypeVar("B", bound=Told)


def seen_by(booking: B, audience: Audience) -> B:
    """What that audience may see of *booking*: the same, with something else in place of each field that it may not.

    What is masked says that it is confidential.
    """
    hidden = _hidden(type(booking), audience, masked=is_masked(booking, audience))
    return replace(booking, **hidden) if hidden else booking


def is_masked(booking: Told, audience: Audience) -> bool:
    """Whether that audience learns no more of *booking* than its times and rooms.

    A session that was made confidential when it was live already is *hidden*: it runs on, and is masked all the same.
    """
    if audience is Audience.OWNER:
        return False
    return audience is Audience.OTHERS or booking.confidential or getattr(booking, "hidden", False)


@cache
def field_rules(kind: type[Told]) -> Mapping[str, Rule]:
    """The rule of each field, by its name."""
    return {declared.name: declared.metadata.get("rule", _KEPT_TO_THE_OWNER) for declared in fields(kind)}


@cache
def _hidden(kind: type[Told], audience: Audience, *, masked: bool) -> Mapping[str, object]:
    """What stands in place of the fields that are not seen."""
    if audience is Audience.OWNER:
        return {}
    defaults = {each.name: None if each.default is MISSING else each.default for each in fields(kind)}
    hidden = {
        name: defaults[name] if its.instead is None else its.instead
        for name, its in field_rules(kind).items()
        if audience not in its.seen or (masked and not its.survives)
    }
    return hidden | {"confidential": True} if masked else hidden
