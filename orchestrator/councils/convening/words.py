"""What kinds of items, how far sittings have come and how mails went is called on pages. Pure."""

from collections.abc import Mapping

from orchestrator.councils.convening.posting import Proof
from orchestrator.councils.sitting.agenda import ItemKind
from orchestrator.councils.sitting.state import Status
from orchestrator.outbox.store import MailState
from orchestrator.web.shell.catalogues import Say


def kinds(say: Say) -> Mapping[ItemKind, str]:
    """What an item is for."""
    return {
        ItemKind.COMMUNICATION: say("comunicazione"),
        ItemKind.DISCUSSION: say("discussione, senza voto"),
        ItemKind.MOTION: say("delibera"),
        ItemKind.ELECTION: say("elezione"),
        ItemKind.SECRET_MOTION: say("delibera a scrutinio segreto"),
        ItemKind.MINUTES: say("approvazione del verbale"),
    }


def status_word(status: Status, say: Say) -> str:
    """How far a sitting has come."""
    return {
        Status.DRAFTED: say("in preparazione"),
        Status.CONVENED: say("convocata"),
        Status.OPEN: say("in corso"),
        Status.SUSPENDED: say("sospesa"),
        Status.ADJOURNED: say("aggiornata a un altro giorno"),
        Status.DESERTED: say("deserta"),
        Status.CANCELLED: say("annullata"),
        Status.CLOSED: say("conclusa, verbale da firmare"),
        Status.SIGNED: say("conclusa, verbale firmato"),
        Status.APPROVED: say("conclusa, verbale approvato"),
    }[status]


def proof_word(proof: Proof | None, say: Say, *, has_address: bool) -> str:
    """How it stands with the newest mail to a member."""
    if proof is None:
        return say("non spedita") if has_address else say("senza indirizzo: su carta")
    return {
        MailState.WAITING: say("in partenza"),
        MailState.KEPT: say("ferma: da qui non parte posta"),
        MailState.SENT: say("spedita"),
        MailState.FAILED: say("non partita"),
    }[proof.state]
