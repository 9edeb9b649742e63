"""Whether an export says the truth about its sitting: its chain, its lawfulness, its secret votes, its minutes. Pure."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, fields
from enum import StrEnum
from hashlib import sha256

from orchestrator.councils.ballots.blind_rsa import BlindRsaError, PublicKey, verify
from orchestrator.councils.ballots.keys import NoRsaKey, public_key_of
from orchestrator.councils.export.archive import Archive, Urn
from orchestrator.councils.minutes.canonical import canonical, read_minutes
from orchestrator.councils.minutes.content import Minutes
from orchestrator.councils.secret.tallying import tally_of_papers
from orchestrator.councils.sitting import chain
from orchestrator.councils.sitting.state import Sitting
from orchestrator.councils.sitting.votes import Medium, Vote
from orchestrator.councils.writing.about_json import about_from_json
from orchestrator.councils.writing.minutes_of import NotHeld, minutes_of


class Defect(StrEnum):
    """What differs."""

    FRAME = "frame"
    UNREADABLE = "unreadable"
    FORM = "form"
    BROKEN = "broken"
    UNLAWFUL = "unlawful"
    HEAD = "head"
    NO_URN = "no_urn"
    """A secret vote had papers from afar, and they are not here."""
    KEY = "key"
    SIGNATURE = "signature"
    """A receipt was not signed with the vote's key."""
    TWICE = "twice"
    """A receipt is there twice."""
    COUNT = "count"
    """There are not as many receipts, votes and counted papers as the acts say."""
    TALLY = "tally"
    """The votes add up to something else than was counted."""
    MINUTES = "minutes"
    """The minutes are of other acts."""
    FACTS = "facts"
    """The minutes say something else than the acts and the notes do."""
    DOCUMENT = "document"
    """A document is not the one that members had."""
    SIGNED = "signed"
    """The file of the minutes is not the one whose hash an act holds."""
    PDF = "pdf"
    """The PDF of the minutes is another one than they make (`printing.py`)."""
    MISSING = "missing"
    """Something is not in the export that belongs there."""
    FOREIGN = "foreign"
    """Something is in it that no act and no minutes know."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that differs: at which act, or in which vote."""

    defect: Defect
    where: str


@dataclass(frozen=True, slots=True)
class Verified:
    """What an export is: its sitting as far as it can be read, its head, and everything that differs."""

    sitting: Sitting | None
    head: str
    findings: tuple[Finding, ...]
    later: int = 0
    """How many acts came after the one whose head was kept, which says nothing of them."""


def verified(archive: Archive, head: str | None) -> Verified:
    """Recompute everything; *head* is the one that was kept elsewhere, None where nobody did."""
    sitting, faults = chain.verify(archive.frame, archive.lines, head)
    last = chain.head_of(archive.lines[-1] if archive.lines else archive.frame)
    findings = [Finding(Defect(fault.defect), str(fault.number)) for fault in faults]
    if sitting is not None:
        for vote in sitting.votes.values():
            findings += _vote(vote, archive.urns.get(vote.id))
        findings += (Finding(Defect.FOREIGN, f"ballots: {vote}") for vote in archive.urns.keys() - sitting.votes.keys())
        findings += _minutes(archive, sitting)
        findings += _documents(archive, sitting)
    findings += (Finding(Defect.FOREIGN, name) for name in archive.others)
    heads = [chain.head_of(line) for line in archive.lines]
    return Verified(sitting, last, tuple(findings), heads[::-1].index(head) if head in heads else 0)


def _vote(vote: Vote, urn: Urn | None) -> Iterator[Finding]:
    if vote.remote is None:
        if urn is not None:
            yield Finding(Defect.FOREIGN, f"ballots: {vote.id}")
        return
    if urn is None:
        yield Finding(Defect.NO_URN, vote.id)
        return
    try:
        public = public_key_of(urn.public)
    except (NoRsaKey, ValueError):
        yield Finding(Defect.KEY, vote.id)
        return
    if not all(_signed(public, *receipt) for receipt in urn.receipts):
        yield Finding(Defect.SIGNATURE, vote.id)
    if any(times > 1 for times in Counter(token for token, _ in urn.receipts).values()):
        yield Finding(Defect.TWICE, vote.id)
    handed = vote.handed_on(Medium.REMOTE)
    as_many = len({len(urn.receipts), len(urn.choices), vote.remote.ballots}) == 1
    if not as_many or urn.handed_out != handed or handed < len(urn.receipts):
        yield Finding(Defect.COUNT, vote.id)
    if tally_of_papers(vote.question, urn.choices) != vote.remote:
        yield Finding(Defect.TALLY, vote.id)


def _signed(public: PublicKey, token: str, signature: str) -> bool:
    try:
        verify(public, bytes.fromhex(token), bytes.fromhex(signature))
    except (BlindRsaError, ValueError):
        return False
    return True


def _minutes(archive: Archive, sitting: Sitting) -> Iterator[Finding]:
    papers = (("minutes.json", archive.minutes), ("minutes.pdf", archive.pdf), ("about.json", archive.about))
    yield from (Finding(Defect.MISSING, name) for name, data in papers if data is None)
    if archive.minutes is not None:
        yield from _content(archive, archive.minutes)
    signed = [event.about[0] for event in sitting.events if event.what == "minutes_signed"]
    if archive.signed is None:
        yield from (Finding(Defect.MISSING, "signed/") for _ in signed[-1:])
    elif not signed:
        yield Finding(Defect.FOREIGN, f"signed/{archive.signed[0]}")
    elif sha256(archive.signed[1]).hexdigest() != signed[-1]:
        yield Finding(Defect.SIGNED, archive.signed[0])


def _content(archive: Archive, written: bytes) -> Iterator[Finding]:
    """Whether the minutes are of these acts, and say what these acts and the notes say."""
    try:
        minutes = read_minutes(written)
    except ValueError:
        yield Finding(Defect.MINUTES, "minutes.json")
        return
    # Signing and approving are acts that come after the minutes were written.
    there = 1 <= minutes.acts <= len(archive.lines)
    if not there or minutes.head != chain.head_of(archive.lines[minutes.acts - 1]):
        yield Finding(Defect.MINUTES, "minutes.json")
    elif archive.about is not None:
        yield from (Finding(Defect.FACTS, where) for where in _facts(archive, archive.about, minutes))


def _facts(archive: Archive, told: bytes, minutes: Minutes) -> Iterator[str]:
    """Where the minutes differ from those that the acts up to theirs make."""
    then, _ = chain.verify(archive.frame, archive.lines[: minutes.acts], None)
    try:  # written and read again, since acts tell finer times than papers do
        about = about_from_json(json.loads(told))
        made = read_minutes(canonical(minutes_of(then, about, minutes.head))) if then is not None else None
    except (ValueError, RecursionError, NotHeld):
        made = None
    if made is None:
        yield "about.json"
    else:
        yield from differing(minutes, made)


def differing(written: Minutes, made: Minutes) -> Iterator[str]:
    """The names of what is not the same in both; of items, which of them."""
    for name in (each.name for each in fields(written)):
        one, other = getattr(written, name), getattr(made, name)
        if one == other:
            continue
        if name == "items" and len(one) == len(other):
            yield from (f"items.{item.number}" for item, like in zip(one, other, strict=True) if item != like)
        else:
            yield name


def _documents(archive: Archive, sitting: Sitting) -> Iterator[Finding]:
    named = {document.sha256 for item in sitting.items.values() for document in item.documents}
    for digest, data in archive.documents.items():
        if digest not in named:
            yield Finding(Defect.FOREIGN, f"documents/{digest}")
        elif sha256(data).hexdigest() != digest:
            yield Finding(Defect.DOCUMENT, digest)
    yield from (Finding(Defect.MISSING, f"documents/{digest}") for digest in sorted(named - archive.documents.keys()))
