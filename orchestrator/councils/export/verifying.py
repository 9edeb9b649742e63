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


def verified(archive: Archive, head: str | None) -> Verified:
    """Recompute everything; *head* is the one that was kept elsewhere, None where nobody did."""
    sitting, faults = chain.verify(archive.frame, archive.lines, head)
    last = chain.head_of(archive.lines[-1] if archive.lines else archive.frame)
    findings = [Finding(Defect(fault.defect), str(fault.number)) for fault in faults]
    if sitting is not None:
        for vote in sitting.votes.values():
            findings += _vote(vote, archive.urns.get(vote.id))
        findings += _minutes(archive, sitting)
    findings += _documents(archive)
    return Verified(sitting, last, tuple(findings))


def _vote(vote: Vote, urn: Urn | None) -> Iterator[Finding]:
    if vote.remote is None:
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
    if len({len(urn.receipts), len(urn.choices), vote.remote.ballots}) > 1 or handed < len(urn.receipts):
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
    if archive.minutes is not None:
        yield from _content(archive, archive.minutes)
    signed = [event.about[0] for event in sitting.events if event.what == "minutes_signed"]
    name, file = archive.signed or ("minutes.pdf", archive.pdf)
    if signed and file is not None and sha256(file).hexdigest() != signed[-1]:
        yield Finding(Defect.SIGNED, name)


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
    try:
        about = about_from_json(json.loads(told))
        made = minutes_of(then, about, minutes.head) if then is not None else None
    except (ValueError, RecursionError, NotHeld):
        made = None
    if made is None:
        yield "about.json"
    else:
        yield from differing(minutes, read_minutes(canonical(made)))  # acts tell finer times than papers do


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


def _documents(archive: Archive) -> Iterator[Finding]:
    for digest, data in archive.documents.items():
        if sha256(data).hexdigest() != digest:
            yield Finding(Defect.DOCUMENT, digest)
