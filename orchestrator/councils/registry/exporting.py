"""A sitting's export as its file: what is stored of it, and its minutes."""

from collections.abc import Mapping
from contextlib import suppress

from orchestrator.councils.ballots.closing import closed_vote
from orchestrator.councils.ballots.votes import NoSuchVote, WrongStage, find_vote
from orchestrator.councils.convening.documents import NoSuchDocument, document_content
from orchestrator.councils.export.archive import Archive, Urn
from orchestrator.councils.export.printing import told_about
from orchestrator.councils.registry.held import Held
from orchestrator.councils.registry.reading import Reading
from orchestrator.councils.registry.signed import signed_file
from orchestrator.councils.secret.papers import paper_id
from orchestrator.councils.sitting.votes import Medium
from schedules.store.transaction import Transaction


def archive_of(db: Transaction, sitting: str, reading: Reading, pdf: bytes) -> Archive:
    """Everything of a sitting that is over, with the minutes as they are."""
    held, signed = reading.held, signed_file(db, sitting) if reading.is_signed else None
    return Archive(
        frame=held.frame,
        lines=held.lines,
        urns=urns_of(db, sitting, held),
        minutes=reading.canonical,
        pdf=pdf,
        about=told_about(reading.about),
        signed=None if signed is None else (signed.name, signed.data),
        documents=_documents(db, sitting, held),
    )


def _documents(db: Transaction, sitting: str, held: Held) -> Mapping[str, bytes]:
    """The files of its items that are still kept, by SHA-256."""
    named = {document.sha256 for item in held.sitting.items.values() for document in item.documents}
    found = {}
    for digest in sorted(named):
        with suppress(NoSuchDocument):
            found[digest] = document_content(db, sitting, digest)[1]
    return found


def urns_of(db: Transaction, sitting: str, held: Held) -> Mapping[str, Urn]:
    """What is published of its secret votes that came to an end."""
    found = {}
    for vote in held.sitting.votes.values():
        if vote.remote is None:
            continue
        papers = paper_id(sitting, vote.id)
        try:
            closed, public = closed_vote(db, papers), find_vote(db, papers).public
        except (NoSuchVote, WrongStage):
            continue
        receipts = [(receipt.token, receipt.signature) for receipt in closed.receipts]
        found[vote.id] = Urn(public, vote.handed_on(Medium.REMOTE), receipts, closed.choices)
    return found
