"""The table of arithmetic that was worked out by hand, each row played as a sitting."""

import tomllib
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from orchestrator.councils.sitting.acts import AbsenceNoted, DeclaredDeserted, ItemOpened, Left, Opened, Recused
from orchestrator.councils.sitting.refusals import Reason
from orchestrator.councils.sitting.rules import Base, Distance, Majority, Rounding, Rules, Share
from orchestrator.councils.sitting.vote_acts import (
    BallotHanded,
    Cast,
    ClosingAnnounced,
    LotDrawn,
    PaperCounted,
    Proclaimed,
    VoteClosed,
    VoteOpened,
)
from orchestrator.councils.sitting.votes import (
    ABSTAIN,
    AGAINST,
    FOR,
    Alternatives,
    Choice,
    Election,
    Manner,
    Medium,
    Motion,
    Question,
    Tally,
    Ties,
    options_of,
)
from tests.support.council_log import SECRETARY, Log, called, convened

ROWS: list[dict[str, Any]] = tomllib.loads(Path(__file__).with_name("arithmetic.toml").read_text())["row"]


def share(text: str) -> Share:
    part, rounding = text.split()
    return Share(Fraction(part), Rounding(rounding))


def rules_of(row: dict[str, Any]) -> Rules:
    kinds: dict[str, Callable[[str], Any]] = {"quorum": share, "second_quorum": share, "distance": Distance}
    told: dict[str, Any] = row.get("rules", {})
    return Rules(**{key: kinds[key](value) if key in kinds else value for key, value in told.items()})


def majority_of(row: dict[str, Any]) -> Majority | None:
    if "majority" not in row:
        return None
    base, rest = row["majority"].split(maxsplit=1)
    return Majority(Base(base), share(rest))


def question_of(row: dict[str, Any]) -> Question:
    if "election" in row:
        told = row["election"]
        ties = Ties(told.get("ties", "run_off"))
        return Election(
            tuple(told["candidates"]),
            told["places"],
            told.get("preferences", 1),
            ties,
            majority=told.get("majority", False),
        )
    return Alternatives(tuple(row["alternatives"])) if "alternatives" in row else Motion()


def sitting_of(row: dict[str, Any]) -> Log:
    log = convened(rules_of(row), row["seats"], second_call=row.get("second_call", False))
    hall, remote = row["hall"], row.get("remote", 0)
    log.do(
        *(AbsenceNoted(str(row["seats"] - n), "malattia", justified=True) for n in range(row.get("justified", 0))),
        by=SECRETARY,
    )
    return called(log, range(1, hall + 1), range(hall + 1, hall + remote + 1))


@pytest.mark.parametrize("row", [row for row in ROWS if "opens" in row], ids=lambda row: row["says"])
def test_quorum_given_a_row_of_the_table_when_opened_then_it_is_as_worked_out(row: dict[str, Any]) -> None:
    log = sitting_of(row)

    assert log.sitting.quorum_now(deliberating=False).required == row["required"]
    assert log.why(Opened()) == (None if row["opens"] else Reason.NO_QUORUM)
    assert log.why(DeclaredDeserted()) == (Reason.ALREADY_OPEN if row["opens"] else None)


@pytest.mark.parametrize("row", [row for row in ROWS if "opens" not in row], ids=lambda row: row["says"])
def test_vote_given_a_row_of_the_table_when_counted_then_it_is_as_worked_out(row: dict[str, Any]) -> None:
    log = sitting_of(row)
    question = question_of(row)
    item = "people" if isinstance(question, Election) else "case" if row.get("secret") else "plan"
    log.do(Opened())
    refused = log.why(ItemOpened(item))
    assert refused == (Reason.NO_QUORUM if row.get("item_refused") else None)
    if refused is None:
        _vote(log, row, question, item)
    if "required" in row:
        recused = frozenset(log.sitting.items[item].recused)
        assert log.sitting.quorum_now(deliberating=True, recused=recused).required == row["required"]


def _vote(log: Log, row: dict[str, Any], question: Question, item: str) -> None:
    # Those who keep out are the last of the hall: the chair and the secretary are the first.
    log.do(*(Recused(str(row["hall"] - n), item, "interesse") for n in range(row.get("recused", 0))), by=SECRETARY)
    manner = Manner.SECRET if row.get("secret") or isinstance(question, Election) else Manner.OPEN
    manner = Manner.ROLL_CALL if row.get("roll_call") else manner
    refused = log.why(VoteOpened("v", item, "testo", question, manner, majority_of(row)))
    assert refused == (Reason.NO_QUORUM if row.get("vote_refused") else None)
    if refused is not None:
        return
    assert len(log.sitting.votes["v"].entitled) == row.get("entitled", row["hall"] - row.get("recused", 0))
    if manner is Manner.SECRET:
        _ballots(log, row, question)
    else:
        _openly(log, row, question)
    vote = log.sitting.votes["v"]
    if "lot" in row:
        assert log.why(Proclaimed("v")) == Reason.LOT_MISSING
        log.do(LotDrawn("v", row["lot"]))
    assert log.why(Proclaimed("v")) == (Reason.QUORUM_LOST if row.get("lost") else None)
    if row.get("lost"):
        log.do(Proclaimed("v", "la votazione era finita"))
    assert vote.proclaimed is not None
    outcome = vote.proclaimed.outcome
    assert (outcome.valid, outcome.needed) == (row["valid"], row["needed"])
    assert outcome.passed == (row["result"] == "passed")
    assert outcome.winners == tuple(row.get("winners", ()))
    assert outcome.tied == tuple(row.get("tied", ()))
    assert outcome.chair_decided == row.get("by_chair", False)


def _counts(row: dict[str, Any], question: Question) -> dict[str, int]:
    counts: dict[str, int] = row.get("counts") or {FOR: row["yes"], AGAINST: row["no"]}
    return {option: counts[option] for option in options_of(question)}


def _openly(log: Log, row: dict[str, Any], question: Question) -> None:
    choices: list[Choice] = [(option,) for option, votes in _counts(row, question).items() for _ in range(votes)]
    choices += [(ABSTAIN,)] * row.get("abstain", 0)
    chair: Choice | None = (row["chair"],) if "chair" in row else None
    seats = sorted(log.sitting.votes["v"].entitled, key=int)
    if chair:
        choices.remove(chair)
        choices.insert(0, chair)
    elif len(choices) < len(seats):
        seats.remove("1")  # the chair does not vote
    secretary = log.sitting.votes["v"].manner is Manner.ROLL_CALL
    for seat, choice in zip(seats, choices, strict=False):
        log.do(Cast("v", seat, choice), by=SECRETARY if secretary else f"p{seat}")
    log.do(*(Left(str(row["hall"] - n)) for n in range(row.get("leave", 0))), by=SECRETARY)
    log.do(ClosingAnnounced("v"), VoteClosed("v"))


def _ballots(log: Log, row: dict[str, Any], question: Question) -> None:
    """On paper those in the hall; who is elsewhere casts blank ballots first, then those for the first option."""
    counts, abstain, blank, null = (
        _counts(row, question),
        row.get("abstain", 0),
        row.get("blank", 0),
        row.get("null", 0),
    )
    ballots = row.get("ballots", sum(counts.values()) + abstain + blank + null)
    entitled = sorted(log.sitting.votes["v"].entitled, key=int)
    afar = [seat for seat in entitled if int(seat) > row["hall"]]
    log.do(*(BallotHanded("v", seat, Medium.PAPER) for seat in entitled if seat not in afar), by=SECRETARY)
    for seat in afar:
        log.do(BallotHanded("v", seat, Medium.REMOTE), by=f"p{seat}")
    log.do(ClosingAnnounced("v"))
    remote: Tally | None = None
    if afar:
        first = next(iter(counts))
        remote = Tally(tuple({**dict.fromkeys(counts, 0), first: len(afar) - blank}.items()), len(afar), blank=blank)
        counts[first] -= len(afar) - blank
        ballots -= len(afar)
        blank = 0
    log.do(VoteClosed("v", remote))
    assert log.why(Proclaimed("v")) == Reason.NOT_COUNTED
    log.do(PaperCounted("v", Tally(tuple(counts.items()), ballots, abstain, blank, null)), by=SECRETARY)


def test_table_given_it_all_when_looked_at_then_it_is_large_and_each_row_has_its_reference() -> None:
    assert len(ROWS) >= 60
    assert all(row["reference"] for row in ROWS)
    assert len({row["says"] for row in ROWS}) == len(ROWS)
