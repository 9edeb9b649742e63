"""The votes of a sitting as its minutes tell them, with the arithmetic of each result."""

from collections.abc import Iterator, Sequence

from orchestrator.councils.minutes.italian import listed
from orchestrator.councils.minutes.votes import Choice, Papers, Statement, Tally, VoteKind
from orchestrator.councils.minutes.votes import Vote as Told
from orchestrator.councils.sitting.quorum import Quorum
from orchestrator.councils.sitting.state import Sitting
from orchestrator.councils.sitting.votes import (
    ABSTAIN,
    AGAINST,
    FOR,
    Alternatives,
    Election,
    Manner,
    Motion,
    Outcome,
    Recorded,
    Recording,
    Vote,
    options_of,
)
from orchestrator.councils.writing.about import About, seat_named

_RECORDED = {Recorded.ON: "accese", Recorded.UNKNOWN: "non verificate"}
_LABELS = {FOR: "favorevoli", AGAINST: "contrari", ABSTAIN: "astenuti"}


def votes_of(sitting: Sitting, about: About, item: str) -> Iterator[Told]:
    """The votes about an item, numbered through the sitting."""
    for number, vote in enumerate(sitting.votes.values(), start=1):
        if vote.item == item:
            yield _told(sitting, about, number, vote)


def _told(sitting: Sitting, about: About, number: int, vote: Vote) -> Told:
    outcome = vote.proclaimed.outcome if vote.proclaimed else vote.outcome
    return Told(
        number,
        vote.manner,
        _kind(vote),
        vote.text,
        about.local(vote.opened_at),
        about.local(vote.closed_at) if vote.closed_at else None,
        len(vote.entitled),
        tuple(_tallies(vote, outcome)) if outcome else (),
        quorum_of_vote(vote),
        f"{arithmetic(vote, outcome)}: {result(vote, outcome)}" if outcome else "",
        result(vote, outcome) if outcome else "non conclusa",
        passed=outcome.passed if outcome and isinstance(vote.question, Motion) and not vote.annulled else None,
        resolution=about.resolutions.get(vote.id, ""),
        why_so=vote.secret_reason,
        choices=tuple(_choices(sitting, vote)),
        papers=_papers(vote, outcome) if vote.manner is Manner.SECRET and outcome else None,
        tellers=tuple(seat_named(sitting, seat) for seat in sitting.tellers) if vote.paper else (),
        recounted=_recounted(vote),
        reservation=(vote.proclaimed.reservation or "") if vote.proclaimed else "",
        annulled=vote.annulled or "",
        dissents=tuple(Statement(seat_named(sitting, dissent.seat), dissent.text) for dissent in vote.dissents),
        recused=tuple(
            Statement(seat_named(sitting, seat), sitting.items[vote.item].recused.get(seat, ""))
            for seat in sorted(vote.recused)
        ),
        recording=recording_told(vote.recording) if vote.recording else "",
    )


def arithmetic(vote: Vote, outcome: Outcome) -> str:
    """``favorevoli 30, contrari 12, astenuti 5; validi 42; necessari 22``."""
    counted = ", ".join(
        f"{tally.label} {tally.votes}" for tally in _tallies(vote, outcome) if tally.label != "non votanti"
    )
    needed = f"necessari {outcome.needed}" if outcome.needed else "vince chi ha più voti"
    return f"{counted}; validi {outcome.valid}; {needed}"


def result(vote: Vote, outcome: Outcome) -> str:
    """What came of it, in a word or two."""
    match vote.question:
        case Motion():
            plain = "approvata" if outcome.passed else "respinta"
            return (
                f"{plain}, a parità di voti, con il voto prevalente di chi presiede" if outcome.chair_decided else plain
            )
        case Alternatives():
            if outcome.winners:
                return f"prevale «{outcome.winners[0]}»"
            return (
                f"nessun testo raggiunge la maggioranza; si rivota tra {_quoted(outcome.tied)}"
                if outcome.tied
                else "nessun testo approvato"
            )
        case Election():
            elected = f"elezione di {listed(outcome.winners)}" if outcome.winners else "nessuno è eletto"
            return f"{elected}; parità tra {listed(outcome.tied)}" if outcome.tied else elected


def recording_told(recording: Recording) -> str:
    """``spente``; ``non verificate (Sala 1: regia-video); si procede: nessuno è collegato``."""
    if recording.found is Recorded.OFF:
        return "spente, per quanto il sistema le comanda"
    about = f" ({', '.join(recording.about)})" if recording.about else ""
    return f"{_RECORDED[recording.found]}{about}; si procede: {recording.reason}"


def quorum_told(found: Quorum) -> str:
    """``90 in carica; necessari 46; presenti 82 (51 in sala, 31 a distanza): c’è``."""
    there = f"presenti {found.in_hall + found.remote} ({found.in_hall} in sala, {found.remote} a distanza)"
    counting = "" if found.counted == found.in_hall + found.remote else f", dei quali contano {found.counted}"
    return (
        f"{found.seats} in carica; necessari {found.required}; {there}{counting}: {'c’è' if found.reached else 'manca'}"
    )


def quorum_of_vote(vote: Vote) -> str:
    """At the opening, and at the closing where that was another."""
    opening = quorum_told(vote.quorum)
    recalculated = f"; con le rettifiche {quorum_told(vote.quorum_recalculated)}" if vote.quorum_recalculated else ""
    if vote.quorum_at_closing is None:
        return f"all’apertura {opening}{recalculated}"
    if vote.quorum_at_closing == vote.quorum:
        return f"all’apertura e alla chiusura {opening}{recalculated}"
    return f"all’apertura {opening}; alla chiusura {quorum_told(vote.quorum_at_closing)}{recalculated}"


def _kind(vote: Vote) -> VoteKind:
    match vote.question:
        case Motion():
            return VoteKind.MOTION
        case Alternatives():
            return VoteKind.ALTERNATIVES
        case Election():
            return VoteKind.ELECTION


def _tallies(vote: Vote, outcome: Outcome) -> Iterator[Tally]:
    tally = outcome.tally
    for option, votes in tally.counts:
        yield Tally(_LABELS.get(option, option), votes)
    rest = (("astenuti", tally.abstained), ("bianche", tally.blank), ("nulle", tally.null))
    yield from (Tally(label, votes, valid=False) for label, votes in rest if votes)
    missing = outcome.entitled - tally.ballots
    if missing and vote.manner is not Manner.SECRET:
        yield Tally("non votanti", missing, valid=False)


def _choices(sitting: Sitting, vote: Vote) -> Iterator[Choice]:
    if vote.manner is Manner.SECRET:
        return
    for option in (*options_of(vote.question), ABSTAIN):
        names = [seat_named(sitting, seat) for seat in _in_order(sitting, vote) if option in vote.casts[seat]]
        if names or option != ABSTAIN:
            label = _LABELS.get(option, option)
            yield Choice(label[:1].upper() + label[1:], tuple(names))


def _in_order(sitting: Sitting, vote: Vote) -> Sequence[str]:
    order = {seat.id: number for number, seat in enumerate(sitting.roll)}
    return sorted(vote.casts, key=lambda seat: order.get(seat, len(order)))


def _papers(vote: Vote, outcome: Outcome) -> Papers:
    return Papers(len(vote.handed), outcome.tally.ballots, vote.paper.ballots if vote.paper else 0)


def _recounted(vote: Vote) -> str:
    if vote.recalculated is None:
        return ""
    return f"{arithmetic(vote, vote.recalculated)}: {result(vote, vote.recalculated)}"


def _quoted(options: Sequence[str]) -> str:
    return listed([f"«{option}»" for option in options])
