"""What statuses, kinds of items and majorities are called on the live page. Pure."""

from collections.abc import Sequence

from config.words.sentences import Language
from orchestrator.councils.chamber.chair.typed_votes import MAJORITIES
from orchestrator.councils.sitting.agenda import ItemKind
from orchestrator.councils.sitting.rule_words import majority_told
from orchestrator.councils.sitting.state import Status
from orchestrator.web.shell.catalogues import Say


def status_word(status: Status, say: Say) -> str:
    """How far a sitting is."""
    return {
        Status.DRAFTED: say("In preparazione"),
        Status.CONVENED: say("Convocata"),
        Status.OPEN: say("Aperta"),
        Status.SUSPENDED: say("Sospesa"),
        Status.ADJOURNED: say("Aggiornata"),
        Status.DESERTED: say("Deserta"),
        Status.CANCELLED: say("Annullata"),
        Status.CLOSED: say("Chiusa"),
        Status.SIGNED: say("Verbale firmato"),
        Status.APPROVED: say("Verbale approvato"),
    }[status]


def item_kinds(say: Say) -> Sequence[tuple[str, str]]:
    """Kinds of items that may be added at the opening, for a list to choose from."""
    return [
        (ItemKind.COMMUNICATION.value, say("comunicazione")),
        (ItemKind.DISCUSSION.value, say("discussione")),
        (ItemKind.MOTION.value, say("proposta da votare")),
        (ItemKind.ELECTION.value, say("elezione")),
        (ItemKind.SECRET_MOTION.value, say("proposta su persone, a voto segreto")),
    ]


def majorities(language: Language, say: Say) -> Sequence[tuple[str, str]]:
    """Majorities to choose from."""
    return [
        ("", say("quella delle regole")),
        *((name, majority_told(each, language)) for name, each in MAJORITIES.items()),
    ]
