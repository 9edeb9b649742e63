"""Votes: opened, given openly, closed in two acts, proclaimed or annulled."""

import unicodedata

from orchestrator.councils.sitting.acts import Act
from orchestrator.councils.sitting.agenda import ItemKind
from orchestrator.councils.sitting.kinds import Kind, Kinds, Who, holds, may
from orchestrator.councils.sitting.lawful import called, enough, must, reasoned
from orchestrator.councils.sitting.quorum import counts
from orchestrator.councils.sitting.recounting import recount
from orchestrator.councils.sitting.refusals import Reason, Refusal
from orchestrator.councils.sitting.rules import Secrecy
from orchestrator.councils.sitting.state import Check, Sitting, Status
from orchestrator.councils.sitting.vote_acts import (
    Cast,
    ClosingAnnounced,
    DissentRecorded,
    LotDrawn,
    Proclaimed,
    VoteAnnulled,
    VoteClosed,
    VoteOpened,
)
from orchestrator.councils.sitting.votes import (
    ABSTAIN,
    BALLOT_BYTES,
    Alternatives,
    Choice,
    Dissent,
    Election,
    Manner,
    Medium,
    Motion,
    Proclamation,
    Question,
    Recorded,
    Recording,
    Ties,
    Vote,
    impossible,
    longest_ballot,
    options_of,
)


def vote_of(sitting: Sitting, vote: str) -> Vote | Refusal:
    """The vote of that id, or the refusal of what names another."""
    return sitting.votes.get(vote) or Refusal(Reason.UNKNOWN_VOTE)


def running(sitting: Sitting, vote: str) -> Vote | Refusal:
    """The vote of that id while votes are taken."""
    found = vote_of(sitting, vote)
    return found if isinstance(found, Refusal) or found.running else Refusal(Reason.VOTE_NOT_OPEN)


def _opened_forbidden(sitting: Sitting, _act: Act, body: VoteOpened) -> Refusal | None:
    if refused := must(sitting, Status.OPEN) or called(sitting):
        return refused
    if body.vote in sitting.votes:
        return Refusal(Reason.VOTE_REPEATED)
    if sitting.vote is not None:
        return Refusal(Reason.VOTE_OPEN)
    if sitting.item is None or body.item != sitting.item:
        return Refusal(Reason.ITEM_NOT_OPEN)
    item = sitting.items[sitting.item]
    if not item.deliberates and not body.prolongs:
        return Refusal(Reason.NO_VOTES_HERE)
    about_persons = item.kind in {ItemKind.ELECTION, ItemKind.SECRET_MOTION} and not body.prolongs
    secret_unasked = body.manner is Manner.SECRET and not about_persons and sitting.rules.secrecy is Secrecy.PERSONS
    if secret_unasked and not body.secret_reason.strip():
        return Refusal(Reason.NOT_ABOUT_PERSONS)
    if body.manner is Manner.SECRET and _perhaps_recorded(body.recording):
        return Refusal(Reason.NOT_UNRECORDED)
    if not _asks_something(body.question) or (body.prolongs and not isinstance(body.question, Motion)):
        return Refusal(Reason.WRONG_QUESTION)
    if body.manner is Manner.SECRET and longest_ballot(body.question) > BALLOT_BYTES:
        return Refusal(Reason.BALLOT_TOO_LONG)
    return enough(sitting, deliberating=item.deliberates, recused=frozenset(item.recused))


def _perhaps_recorded(recording: Recording | None) -> bool:
    """Whether somebody looked, did not find that all is off, and does not say why that does not matter."""
    return recording is not None and recording.found is not Recorded.OFF and not recording.reason.strip()


def _asks_something(question: Question) -> bool:
    options = options_of(question)
    seen = {_seen(option) for option in options}
    distinct = len(seen) == len(options) and ABSTAIN not in seen and all(map(_can_be_chosen, options))
    match question:
        case Motion():
            return True
        case Alternatives():
            return distinct and len(options) > 1
        case Election():
            return distinct and 1 <= question.places <= len(options) and 1 <= question.preferences <= len(options)


def _seen(option: str) -> str:
    """What people see of it: two that look alike cannot be told apart on a ballot."""
    shown = (letter for letter in unicodedata.normalize("NFC", option) if unicodedata.category(letter) != "Cf")
    return " ".join("".join(shown).split())


def _can_be_chosen(option: str) -> bool:
    """Whether something is seen of it, and a browser gives it back as it was: one line, of whole letters."""
    kinds = {unicodedata.category(letter) for letter in option}
    return bool(_seen(option)) and not kinds & {"Cc", "Cs", "Zl", "Zp"}


def _opened(sitting: Sitting, act: Act, body: VoteOpened) -> None:
    item = sitting.items[body.item]
    recused = frozenset(item.recused)
    found = sitting.quorum_now(deliberating=item.deliberates, recused=recused)
    sitting.votes[body.vote] = Vote(
        body.vote,
        body.item,
        body.text,
        body.question,
        body.manner,
        body.majority or sitting.rules.majority,
        body.secret_reason,
        body.prolongs,
        act.number,
        act.at,
        {
            seat.id
            for seat in sitting.seats.values()
            if seat.id not in recused and counts(sitting.rules, seat.place, deliberating=item.deliberates)
        },
        recused,
        found,
        len(sitting.seats.keys() - recused),
        recording=body.recording,
        until=body.until,
    )
    sitting.vote = body.vote
    sitting.checks.append(Check(act.number, found))


def _cast_forbidden(sitting: Sitting, act: Act, body: Cast) -> Refusal | None:
    vote = running(sitting, body.vote)
    if isinstance(vote, Refusal):
        return vote
    if vote.manner is Manner.SECRET:
        return Refusal(Reason.SECRET)
    if body.seat not in vote.entitled:
        return Refusal(Reason.NOT_ENTITLED)
    if refused := not_there(sitting, vote, body.seat):
        return refused
    own = vote.manner is Manner.OPEN and holds(sitting, act.by, body.seat)
    if not own and not may(sitting, Who.SECRETARY, act):
        return Refusal(Reason.NOT_YOURS)
    return None if choosable(sitting, vote, body.choice) else Refusal(Reason.WRONG_CHOICE)


def not_there(sitting: Sitting, vote: Vote, seat: str) -> Refusal | None:
    """The refusal of somebody entitled who has left since, or is where nobody votes about the item."""
    if not sitting.present(seat):
        return Refusal(Reason.OUT)
    deliberating = sitting.items[vote.item].deliberates
    there = counts(sitting.rules, sitting.seats[seat].place, deliberating=deliberating)
    return None if there else Refusal(Reason.FROM_AFAR)


def choosable(sitting: Sitting, vote: Vote, choice: Choice) -> bool:
    """Whether that can be voted openly."""
    if choice == (ABSTAIN,):
        return sitting.rules.may_abstain
    if not isinstance(vote.question, Election):
        return len(choice) == 1 and choice[0] in options_of(vote.question)
    named = set(choice)
    return (
        1 <= len(choice) <= vote.question.preferences
        and len(named) == len(choice)
        and named <= set(vote.question.candidates)
    )


def _cast(sitting: Sitting, _act: Act, body: Cast) -> None:
    sitting.votes[body.vote].casts[body.seat] = body.choice


def _announced_forbidden(sitting: Sitting, _act: Act, body: ClosingAnnounced) -> Refusal | None:
    vote = running(sitting, body.vote)
    if isinstance(vote, Refusal):
        return vote
    return None if vote.announced is None else Refusal(Reason.NOTHING_HANDED_ANY_MORE)


def _announced(sitting: Sitting, act: Act, body: ClosingAnnounced) -> None:
    vote = sitting.votes[body.vote]
    vote.announced, vote.announced_at = act.number, act.at


def _closed_forbidden(sitting: Sitting, _act: Act, body: VoteClosed) -> Refusal | None:
    vote = running(sitting, body.vote)
    if isinstance(vote, Refusal):
        return vote
    if vote.announced is None:
        return Refusal(Reason.NOT_ANNOUNCED)
    if vote.manner is not Manner.SECRET:
        return None if body.remote is None else Refusal(Reason.NOT_SECRET)
    handed = vote.handed_on(Medium.REMOTE)
    if body.remote is None:
        return Refusal(Reason.NOT_COUNTED) if handed else None
    if body.remote.ballots > handed:
        return Refusal(Reason.MORE_THAN_HANDED, (body.remote.ballots, handed))
    return Refusal(Reason.WRONG_CHOICE) if impossible(vote.question, body.remote) else None


def _closed(sitting: Sitting, act: Act, body: VoteClosed) -> None:
    vote = sitting.votes[body.vote]
    deliberating = sitting.items[vote.item].deliberates
    vote.closed, vote.closed_at = act.number, act.at
    vote.chair = sitting.persons.get(sitting.presiding)
    vote.remote = body.remote
    vote.quorum_at_closing = sitting.quorum_now(deliberating=deliberating, recused=vote.recused)
    sitting.checks.append(Check(act.number, vote.quorum_at_closing))
    recount(sitting, vote)


def _lot_forbidden(sitting: Sitting, _act: Act, body: LotDrawn) -> Refusal | None:
    vote = vote_of(sitting, body.vote)
    if isinstance(vote, Refusal):
        return vote
    if vote.settled:
        return Refusal(Reason.VOTE_SETTLED)
    lots = isinstance(vote.question, Election) and vote.question.ties is Ties.LOT
    tied = vote.outcome is not None and body.candidate in vote.outcome.tied
    return None if lots and tied and body.candidate not in vote.lots else Refusal(Reason.NOT_TIED)


def _lot(sitting: Sitting, _act: Act, body: LotDrawn) -> None:
    vote = sitting.votes[body.vote]
    vote.lots = (*vote.lots, body.candidate)
    recount(sitting, vote)


def _proclaimed_forbidden(sitting: Sitting, _act: Act, body: Proclaimed) -> Refusal | None:
    vote = vote_of(sitting, body.vote)
    if isinstance(vote, Refusal):
        return vote
    if vote.settled:
        return Refusal(Reason.VOTE_SETTLED)
    if vote.closed is None:
        return Refusal(Reason.VOTE_NOT_CLOSED)
    if vote.outcome is None:
        return Refusal(Reason.NOT_COUNTED)
    if vote.outcome.tied and isinstance(vote.question, Election) and vote.question.ties is Ties.LOT:
        return Refusal(Reason.LOT_MISSING)
    lost = vote.quorum_at_closing is not None and not vote.quorum_at_closing.reached
    return Refusal(Reason.QUORUM_LOST) if lost and not body.reservation.strip() else None


def _proclaimed(sitting: Sitting, act: Act, body: Proclaimed) -> None:
    vote = sitting.votes[body.vote]
    if vote.outcome is not None:
        vote.proclaimed = Proclamation(act.number, vote.outcome, body.reservation or None)
    vote.settled_by, vote.settled_at = act.number, act.at
    sitting.vote = None


def _annulled_forbidden(sitting: Sitting, _act: Act, body: VoteAnnulled) -> Refusal | None:
    vote = vote_of(sitting, body.vote)
    if isinstance(vote, Refusal):
        return vote
    return Refusal(Reason.VOTE_SETTLED) if vote.settled else reasoned(body.reason)


def _annulled(sitting: Sitting, act: Act, body: VoteAnnulled) -> None:
    vote = sitting.votes[body.vote]
    vote.annulled, vote.settled_by, vote.settled_at = body.reason, act.number, act.at
    sitting.vote = None


def _dissent_forbidden(sitting: Sitting, _act: Act, body: DissentRecorded) -> Refusal | None:
    vote = vote_of(sitting, body.vote)
    if isinstance(vote, Refusal):
        return vote
    if sitting.over:
        return Refusal(Reason.IS_OVER)
    if vote.manner is Manner.SECRET:
        return Refusal(Reason.SECRET)
    return None if body.seat in vote.entitled else Refusal(Reason.NOT_ENTITLED)


def _dissent(sitting: Sitting, _act: Act, body: DissentRecorded) -> None:
    vote = sitting.votes[body.vote]
    vote.dissents = [
        *(dissent for dissent in vote.dissents if dissent.seat != body.seat),
        Dissent(body.seat, body.text),
    ]


KINDS: Kinds = {
    VoteOpened: Kind(Who.CHAIR, _opened_forbidden, _opened),
    Cast: Kind(Who.OWN_RULE, _cast_forbidden, _cast, steers=False),
    ClosingAnnounced: Kind(Who.CHAIR, _announced_forbidden, _announced),
    VoteClosed: Kind(Who.CHAIR_OR_SERVICE, _closed_forbidden, _closed),
    LotDrawn: Kind(Who.CHAIR, _lot_forbidden, _lot),
    Proclaimed: Kind(Who.CHAIR, _proclaimed_forbidden, _proclaimed),
    VoteAnnulled: Kind(Who.CHAIR, _annulled_forbidden, _annulled),
    DissentRecorded: Kind(Who.HOLDER, _dissent_forbidden, _dissent, steers=False),
}
