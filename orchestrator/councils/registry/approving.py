"""The vote of a later sitting by which signed minutes are approved."""

from dataclasses import dataclass
from datetime import datetime

from orchestrator.councils.dossiers.dossier import Dossier
from orchestrator.councils.dossiers.store import dossiers_of
from orchestrator.councils.registry.held import HELD, read_held
from orchestrator.councils.sitting.agenda import ItemKind
from orchestrator.councils.sitting.state import UNDER_WAY, Sitting, Status
from orchestrator.councils.sitting.votes import Vote
from schedules.store.transaction import Transaction

LOOKED_AT = 5
"""Sittings after it: minutes are approved in the next one, or soon after."""
_VOTED = HELD | UNDER_WAY | {Status.ADJOURNED}


@dataclass(frozen=True, slots=True)
class Approval:
    """A vote that approved minutes of an earlier sitting."""

    sitting: str
    begins: datetime
    text: str
    """What was voted."""


def approval_of(db: Transaction, dossier: Dossier) -> Approval | None:
    """The first later sitting of the organ in which an item that approves minutes was passed; None: none yet."""
    later = [each for each in dossiers_of(db, dossier.organ) if each.begins > dossier.begins and each.status in _VOTED]
    for each in list(reversed(later))[:LOOKED_AT]:
        vote = approving_vote(read_held(db, each.sitting).sitting)
        if vote is not None:
            return Approval(each.sitting, each.begins, vote.text)
    return None


def approving_vote(sitting: Sitting) -> Vote | None:
    """The first proclaimed vote that passed about an item that approves minutes."""
    for vote in sitting.votes.values():
        of_minutes = sitting.items[vote.item].kind is ItemKind.MINUTES
        if of_minutes and vote.annulled is None and vote.proclaimed is not None and vote.proclaimed.outcome.passed:
            return vote
    return None
