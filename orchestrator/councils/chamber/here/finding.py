"""In which sittings that are not over a browser acts.

Whether a code is good is not said here: whoever asked for it often enough would find it from home. The member's page looks at it, and
counts wrong ones.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from orchestrator.councils.chamber.tablet.hall import organ_named
from orchestrator.councils.dossiers.link_store import device_known, sitting_links
from orchestrator.councils.dossiers.links import SittingLinkKind, path_of
from orchestrator.councils.dossiers.store import find_dossier
from orchestrator.councils.sitting.state import CALLED
from schedules.store.sealing import Keys
from schedules.store.transaction import Transaction


class Why(StrEnum):
    """What a page says that leads nowhere."""

    UNKNOWN = "unknown"
    """This browser acts for nobody."""
    OVER = "over"
    """The sittings that it acts in are over."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A sitting that goes on, or will."""

    organ: str
    path: str = field(repr=False)
    """Of its member's own page."""


def sittings_here(db: Transaction, keys: Keys, devices: Iterable[str]) -> tuple[Waiting, ...] | Why:
    """The sittings that browsers with those secrets act in."""
    known = [found for secret in devices if (found := device_known(db, secret)) is not None]
    return (tuple(_waiting(db, keys, known)) or Why.OVER) if known else Why.UNKNOWN


def _waiting(db: Transaction, keys: Keys, acted_in: Iterable[tuple[str, str]]) -> Iterator[Waiting]:
    for sitting, seat in acted_in:
        dossier = find_dossier(db, sitting)
        links = sitting_links(db, sitting, SittingLinkKind.MEMBER)
        path = next((path_of(keys, each) for each in links if each.holder == seat), None)
        if dossier is not None and path is not None and dossier.status in CALLED:
            yield Waiting(organ_named(db, dossier), path)
