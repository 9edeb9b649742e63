"""Votes from their opening to what is proclaimed, and corrections of them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from orchestrator.councils.ballots.casting import CHOICE_BYTES
from orchestrator.councils.ballots.counting import choice_of
from orchestrator.councils.sitting.acts import (
    SERVICE,
    Body,
    Entered,
    ItemClosed,
    ItemOpened,
    Left,
    Moved,
    Prolonged,
    Recused,
    Suspended,
)
from orchestrator.councils.sitting.correction_acts import (
    CastCorrection,
    CorrectionConfirmed,
    CorrectionProposed,
    CorrectionRejected,
    PaperCorrection,
    PresenceCorrection,
)
from orchestrator.councils.sitting.refusals import Reason
from orchestrator.councils.sitting.rules import Distance, Rules
from orchestrator.councils.sitting.seats import Place, Source
from orchestrator.councils.sitting.vote_acts import (
    BallotHanded,
    Cast,
    ClosingAnnounced,
    DissentRecorded,
    PaperCounted,
    Proclaimed,
    VoteAnnulled,
    VoteClosed,
    VoteOpened,
)
from orchestrator.councils.sitting.votes import (
    ABSTAIN,
    AGAINST,
    FOR,
    Alternatives,
    Election,
    Manner,
    Medium,
    Motion,
    Question,
    Recorded,
    Recording,
    Tally,
    longest_ballot,
    options_of,
)
from tests.support.council_log import BEGINS, SECRETARY, Log, opened

OPEN = VoteOpened("v", "plan", "Si approva il piano", Motion(), Manner.OPEN)
SECRET = VoteOpened("v", "case", "Si accoglie", Motion(), Manner.SECRET)


def tally(in_favour: int, against: int, *, blank: int = 0, null: int = 0, ballots: int | None = None) -> Tally:
    whole = in_favour + against + blank + null if ballots is None else ballots
    return Tally(((FOR, in_favour), (AGAINST, against)), whole, blank=blank, null=null)


@pytest.fixture
def log() -> Log:
    """Seven seats: 1 to 5 in the hall, 6 elsewhere; the item is open."""
    return opened(Rules(), 7, 5, 1, "plan")


@pytest.fixture
def secret() -> Log:
    """Likewise, with a secret vote open in which all six may vote."""
    log = opened(Rules(distance=Distance.ALLOWED, basis="Regolamento"), 7, 5, 1, "case")
    log.do(SECRET)
    return log


def cast(log: Log, *choices: str) -> None:
    for seat, choice in enumerate(choices, start=1):
        log.do(Cast("v", str(seat), (choice,)), by=f"p{seat}")


def closed(log: Log, remote: Tally | None = None) -> None:
    log.do(ClosingAnnounced("v"), VoteClosed("v", remote))


def test_vote_given_who_is_there_when_opened_then_they_alone_are_entitled(log: Log) -> None:
    log.do(Recused("4", "plan", "interesse"), by="p4")
    log.do(OPEN)
    log.do(Entered("7", Source.TABLET), by="p7")

    assert log.sitting.votes["v"].entitled == {"1", "2", "3", "5"}
    assert log.why(Cast("v", "7", (FOR,)), by="p7") == Reason.NOT_ENTITLED
    assert log.why(Cast("v", "4", (FOR,)), by="p4") == Reason.NOT_ENTITLED
    assert log.why(Cast("v", "6", (FOR,)), by="p6") == Reason.NOT_ENTITLED
    assert log.why(Recused("5", "plan", "tardi"), by="p5") == Reason.VOTE_OPEN


def test_cast_given_several_of_one_seat_when_closed_then_the_last_counts(log: Log) -> None:
    log.do(OPEN)
    cast(log, FOR, FOR, FOR)
    log.do(ClosingAnnounced("v"))
    log.do(Cast("v", "3", (AGAINST,)), by="p3")
    log.do(VoteClosed("v"), Proclaimed("v"))

    vote = log.sitting.votes["v"]
    assert vote.proclaimed is not None
    assert dict(vote.proclaimed.outcome.tally.counts) == {FOR: 2, AGAINST: 1}
    assert log.why(Cast("v", "3", (FOR,)), by="p3") == Reason.VOTE_NOT_OPEN


def test_cast_given_others_when_they_vote_for_a_seat_then_only_the_secretary_may(log: Log) -> None:
    log.do(OPEN)

    assert log.why(Cast("v", "3", (FOR,)), by="p4") == Reason.NOT_YOURS
    assert log.why(Cast("v", "3", (FOR,)), by=SERVICE) == Reason.NOT_YOURS
    log.do(Cast("v", "3", (FOR,)), by=SECRETARY)
    log.do(Left("3"), by="p3")
    assert log.why(Cast("v", "3", (AGAINST,)), by="p3") == Reason.OUT
    assert log.sitting.votes["v"].casts == {"3": (FOR,)}


def test_roll_call_given_one_by_name_when_members_vote_themselves_then_it_is_refused(log: Log) -> None:
    log.do(VoteOpened("v", "plan", "", Motion(), Manner.ROLL_CALL))

    assert log.why(Cast("v", "3", (FOR,)), by="p3") == Reason.NOT_YOURS
    log.do(Cast("v", "3", (FOR,)), by=SECRETARY)


@pytest.mark.parametrize("choice", [(), ("maybe",), (FOR, AGAINST), (FOR, FOR)])
def test_cast_given_what_is_no_choice_when_cast_then_it_is_refused(log: Log, choice: tuple[str, ...]) -> None:
    log.do(OPEN)

    assert log.why(Cast("v", "3", choice), by="p3") == Reason.WRONG_CHOICE


def test_abstaining_given_a_scrutinio_when_tried_then_it_is_refused() -> None:
    log = opened(Rules(everybody=True, may_abstain=False), 5, 5, item="plan")
    log.do(OPEN)

    assert log.why(Cast("v", "3", (ABSTAIN,)), by="p3") == Reason.WRONG_CHOICE


@pytest.mark.parametrize(
    ("question", "fits"),
    [
        (Alternatives(("a", "b" * 2044)), True),
        (Alternatives(("a", "b" * 2045)), False),
        (Alternatives(("a", "è" * 1022)), True),
        (Alternatives(("a", "è" * 1023)), False),
        (Election(("A" * 1021, "B" * 1020, "C"), 1, 2), True),
        (Election(("A" * 1021, "B" * 1021, "C"), 1, 2), False),
        (Election(("A" * 1021, "B" * 1021, "C"), 1, 1), True),
    ],
)
def test_secret_vote_given_names_of_any_length_when_opened_then_each_ballot_that_may_be_cast_fits_in_the_urn(
    log: Log, question: Alternatives | Election, *, fits: bool
) -> None:
    opened = VoteOpened("v", "plan", "", question, Manner.SECRET, secret_reason="prova")
    most = question.preferences if isinstance(question, Election) else 1
    longest = choice_of(sorted(options_of(question), key=len, reverse=True)[:most])

    assert longest_ballot(question) == len(longest.encode())
    assert (len(longest.encode()) <= CHOICE_BYTES) is fits
    assert log.why(opened) == (None if fits else Reason.BALLOT_TOO_LONG)


@pytest.mark.parametrize(
    "question",
    [
        Alternatives(("a",)),
        Alternatives(("a", "a")),
        Alternatives(("a", " ")),
        Alternatives(("a", ABSTAIN)),
        Alternatives(("a", "a\u200b")),
        Alternatives(("caf\u00e9", "cafe\u0301")),
        Alternatives(("a", "\u202e")),
        Alternatives(("a", "b\r\nc")),
        Alternatives(("a", "b\x00")),
        Alternatives(("a", "b\ud800")),
        Election((f"{ABSTAIN}\u200b", "A")),
        Election((), 1),
        Election(("A",), 2),
        Election(("A",), 0),
        Election(("A",), 1, 2),
        Election(("A", "B"), 1, 0),
    ],
)
def test_question_given_one_that_cannot_be_answered_when_opened_then_it_is_refused(
    log: Log, question: Question
) -> None:
    assert log.why(VoteOpened("v", "plan", "", question, Manner.OPEN)) == Reason.WRONG_QUESTION


def test_secrecy_given_no_person_in_question_when_opened_then_the_chair_gives_a_reason(log: Log) -> None:
    assert log.why(VoteOpened("v", "plan", "", Motion(), Manner.SECRET)) == Reason.NOT_ABOUT_PERSONS
    log.do(VoteOpened("v", "plan", "", Motion(), Manner.SECRET, secret_reason="riguarda un docente"))


@pytest.mark.parametrize("found", [Recorded.ON, Recorded.UNKNOWN])
def test_secret_vote_given_recordings_not_known_to_be_off_when_opened_then_the_chair_gives_a_reason(
    found: Recorded,
) -> None:
    secret = opened(Rules(), 7, 5, 1, "case")
    about = ("Sala 1: regia-video",)
    assert secret.why(replace(SECRET, recording=Recording(found, about, " "))) == Reason.NOT_UNRECORDED

    told = Recording(found, about, "il regista è in sala e l’ha spenta")
    secret.do(replace(SECRET, recording=told))

    assert secret.sitting.votes["v"].recording == told


def test_secret_vote_given_recordings_that_are_off_when_opened_then_nothing_is_asked() -> None:
    secret = opened(Rules(), 7, 5, 1, "case")
    secret.do(replace(SECRET, recording=Recording(Recorded.OFF)))
    assert secret.sitting.votes["v"].recording == Recording(Recorded.OFF)


def test_vote_given_one_that_is_not_settled_when_anything_else_is_to_begin_then_it_is_refused(log: Log) -> None:
    log.do(OPEN)
    for body in (VoteOpened("w", "plan", "", Motion(), Manner.OPEN), ItemClosed("plan"), Suspended("pausa")):
        assert log.why(body) == Reason.VOTE_OPEN
    closed(log)
    assert log.why(ItemClosed("plan")) == Reason.VOTE_OPEN
    log.do(VoteAnnulled("v", "domanda sbagliata"))
    assert log.why(Proclaimed("v")) == Reason.VOTE_SETTLED
    assert log.why(OPEN) == Reason.VOTE_REPEATED
    log.do(VoteOpened("w", "plan", "", Motion(), Manner.OPEN))


def test_closing_given_that_it_was_not_announced_when_closed_then_it_is_refused(log: Log) -> None:
    log.do(OPEN)

    assert log.why(VoteClosed("v")) == Reason.NOT_ANNOUNCED
    log.do(ClosingAnnounced("v"))
    log.do(VoteClosed("v"), by=SERVICE)
    assert log.why(VoteClosed("v")) == Reason.VOTE_NOT_OPEN


def test_result_given_a_quorum_lost_meanwhile_when_proclaimed_then_a_reservation_says_why(log: Log) -> None:
    log.do(OPEN)
    cast(log, FOR, FOR, FOR)
    log.do(Left("5"), by="p5")
    log.do(Left("4"), by="p4")
    closed(log)

    assert log.why(Proclaimed("v")) == Reason.QUORUM_LOST
    log.do(Proclaimed("v", "avevano già votato"))
    vote = log.sitting.votes["v"]
    assert vote.proclaimed is not None
    assert vote.quorum.reached
    assert vote.quorum_at_closing is not None
    assert not vote.quorum_at_closing.reached


def test_dissent_given_who_voted_when_recorded_then_their_last_words_stand(log: Log) -> None:
    log.do(OPEN)
    log.do(DissentRecorded("v", "3", "prima"), DissentRecorded("v", "3", "poi"), by=SECRETARY)

    assert [(dissent.seat, dissent.text) for dissent in log.sitting.votes["v"].dissents] == [("3", "poi")]
    assert log.why(DissentRecorded("v", "7", "x"), by="p7") == Reason.NOT_ENTITLED


def test_prolongation_given_a_vote_that_approves_it_when_prolonged_then_the_sitting_ends_later() -> None:
    log = opened(Rules(), 7, 5, item="news")
    log.do(VoteOpened("v", "news", "Fino alle 18", Motion(), Manner.OPEN, prolongs=True))
    cast(log, FOR, FOR, AGAINST)
    closed(log)
    later = BEGINS + timedelta(hours=3)
    assert log.why(Prolonged(later, "v")) == Reason.NOT_APPROVED
    log.do(Proclaimed("v"))

    log.do(Prolonged(later, "v"))

    assert log.sitting.ends == later
    assert log.why(Prolonged(later + timedelta(hours=1), "v")) == Reason.NOT_APPROVED


def test_ballot_given_one_handed_out_when_asked_for_again_then_it_is_refused_also_elsewhere(secret: Log) -> None:
    secret.do(BallotHanded("v", "2", Medium.PAPER), by=SECRETARY)
    secret.do(BallotHanded("v", "6", Medium.REMOTE), by=SERVICE)

    assert secret.why(BallotHanded("v", "2", Medium.REMOTE), by="p2") == Reason.HANDED_ALREADY
    assert secret.why(BallotHanded("v", "6", Medium.PAPER), by=SECRETARY) == Reason.HANDED_ALREADY
    assert secret.why(BallotHanded("v", "3", Medium.PAPER), by="p3") == Reason.NOT_YOURS
    assert secret.why(BallotHanded("v", "7", Medium.REMOTE), by="p7") == Reason.NOT_ENTITLED
    assert secret.why(Cast("v", "2", (FOR,)), by="p2") == Reason.SECRET
    secret.do(ClosingAnnounced("v"))
    assert secret.why(BallotHanded("v", "3", Medium.REMOTE), by="p3") == Reason.NOTHING_HANDED_ANY_MORE


def test_ballot_given_somebody_elsewhere_when_paper_is_handed_out_then_it_is_refused(secret: Log) -> None:
    secret.do(Moved("5", Source.PAGE), by="p5")

    assert secret.why(BallotHanded("v", "5", Medium.PAPER), by=SECRETARY) == Reason.OUT
    secret.do(BallotHanded("v", "5", Medium.REMOTE), by="p5")


def test_ballots_given_more_than_were_handed_out_when_counted_then_it_is_refused(secret: Log) -> None:
    secret.do(*(BallotHanded("v", seat, Medium.PAPER) for seat in "12345"), by=SECRETARY)
    secret.do(BallotHanded("v", "6", Medium.REMOTE), by=SERVICE)
    secret.do(ClosingAnnounced("v"))

    assert secret.why(VoteClosed("v")) == Reason.NOT_COUNTED
    assert secret.why(VoteClosed("v", tally(2, 0))) == Reason.MORE_THAN_HANDED
    assert secret.why(VoteClosed("v", tally(1, 0, ballots=0))) == Reason.WRONG_CHOICE
    secret.do(VoteClosed("v", tally(0, 0, blank=1)))
    assert secret.why(PaperCounted("v", tally(3, 3)), by=SECRETARY) == Reason.MORE_THAN_HANDED
    assert secret.why(PaperCounted("v", tally(6, -1)), by=SECRETARY) == Reason.WRONG_CHOICE
    assert secret.why(Proclaimed("v")) == Reason.NOT_COUNTED
    secret.do(PaperCounted("v", tally(3, 1, null=1)), by=SECRETARY)
    secret.do(Proclaimed("v"))

    outcome = secret.sitting.votes["v"].outcome
    assert outcome is not None
    assert (outcome.tally, outcome.passed) == (tally(3, 1, blank=1, null=1), True)
    assert secret.why(DissentRecorded("v", "2", "x"), by="p2") == Reason.SECRET


def test_ballot_given_who_received_one_and_left_when_counted_then_it_is_among_them(secret: Log) -> None:
    secret.do(BallotHanded("v", "6", Medium.REMOTE), by=SERVICE)
    secret.do(Left("6"), by="p6")
    closed(secret, tally(1, 0))
    secret.do(Proclaimed("v"))

    proclaimed = secret.sitting.votes["v"].proclaimed
    assert proclaimed is not None
    assert proclaimed.outcome.tally.ballots == 1


def test_correction_given_one_confirmed_when_the_result_was_proclaimed_then_both_stand_side_by_side(log: Log) -> None:
    log.do(OPEN)
    cast(log, FOR, FOR, FOR, AGAINST, AGAINST)
    closed(log)
    log.do(Proclaimed("v"))
    log.do(CorrectionProposed("c1", CastCorrection("v", "3", (AGAINST,)), "aveva detto contro"), by=SECRETARY)
    vote = log.sitting.votes["v"]
    assert vote.recalculated is None

    log.do(CorrectionConfirmed("c1"))

    assert vote.proclaimed is not None
    assert vote.proclaimed.outcome.passed
    assert vote.recalculated is not None
    assert not vote.recalculated.passed
    assert vote.casts["3"] == (FOR,)
    assert log.why(CorrectionConfirmed("c1")) == Reason.CORRECTION_SETTLED


def test_correction_given_one_before_the_result_is_proclaimed_when_proclaimed_then_it_counts(log: Log) -> None:
    log.do(OPEN)
    cast(log, FOR, FOR, FOR, AGAINST, AGAINST)
    closed(log)
    log.do(CorrectionProposed("c1", CastCorrection("v", "3", None), "non aveva votato"), by=SECRETARY)
    log.do(CorrectionConfirmed("c1"), Proclaimed("v"))

    vote = log.sitting.votes["v"]
    assert vote.proclaimed is not None
    assert dict(vote.proclaimed.outcome.tally.counts) == {FOR: 2, AGAINST: 2}
    assert vote.recalculated is None


def test_correction_given_somebody_who_was_not_there_when_confirmed_then_their_vote_and_the_quorum_are_counted_anew(
    log: Log,
) -> None:
    log.do(OPEN)
    cast(log, FOR, FOR, FOR, AGAINST, AGAINST)
    closed(log)
    log.do(Proclaimed("v"))
    opened_at = log.sitting.votes["v"].opened
    log.do(
        CorrectionProposed("c1", PresenceCorrection("1", Place.OUT, opened_at - 1, None), "era uscito"), by=SECRETARY
    )
    log.do(
        CorrectionProposed("c2", PresenceCorrection("2", Place.OUT, opened_at - 1, None), "era uscita"), by=SECRETARY
    )
    log.do(CorrectionConfirmed("c1"), CorrectionConfirmed("c2"))

    vote = log.sitting.votes["v"]
    assert vote.recalculated is not None
    assert (vote.recalculated.passed, vote.recalculated.entitled) == (False, 3)
    assert vote.quorum_recalculated is not None
    assert not vote.quorum_recalculated.reached
    assert vote.quorum.reached


def test_correction_given_paper_counted_wrongly_when_confirmed_then_the_sum_is_made_anew(secret: Log) -> None:
    secret.do(*(BallotHanded("v", seat, Medium.PAPER) for seat in "12345"), by=SECRETARY)
    closed(secret)
    secret.do(PaperCounted("v", tally(3, 2)), by=SECRETARY)
    secret.do(Proclaimed("v"))
    assert (
        secret.why(CorrectionProposed("c0", PaperCorrection("v", tally(3, 3)), "x"), by=SECRETARY)
        == Reason.MORE_THAN_HANDED
    )

    secret.do(CorrectionProposed("c1", PaperCorrection("v", tally(2, 3)), "una scheda letta male"), by=SECRETARY)
    secret.do(CorrectionConfirmed("c1"))

    recalculated = secret.sitting.votes["v"].recalculated
    assert recalculated is not None
    assert not recalculated.passed


@pytest.mark.parametrize(
    ("body", "by", "reason"),
    [
        (CorrectionProposed("c", CastCorrection("v", "3", (FOR,)), "x"), "p3", Reason.NOT_YOURS),
        (CorrectionProposed("c", CastCorrection("v", "3", (FOR,)), ""), SECRETARY, Reason.REASON_MISSING),
        (CorrectionProposed("c", CastCorrection("w", "3", (FOR,)), "x"), SECRETARY, Reason.UNKNOWN_VOTE),
        (CorrectionProposed("c", CastCorrection("v", "3", (FOR,)), "x"), SECRETARY, Reason.VOTE_NOT_CLOSED),
        (CorrectionProposed("c", PresenceCorrection("9", Place.OUT, 1, 2), "x"), SECRETARY, Reason.UNKNOWN_SEAT),
        (CorrectionProposed("c", PresenceCorrection("3", Place.OUT, 2, 1), "x"), SECRETARY, Reason.BACKWARDS),
        (CorrectionProposed("c", PresenceCorrection("3", Place.OUT, 1, 999), "x"), SECRETARY, Reason.BACKWARDS),
        (CorrectionConfirmed("c"), "p1", Reason.UNKNOWN_CORRECTION),
        (CorrectionRejected("c"), SECRETARY, Reason.NOT_YOURS),
    ],
)
def test_correction_given_one_that_is_wrong_when_proposed_then_it_is_refused(
    log: Log, body: Body, by: str, reason: Reason
) -> None:
    log.do(OPEN)

    assert log.why(body, by) == reason


def test_item_given_one_taken_up_again_when_voted_about_then_both_talks_are_kept(log: Log) -> None:
    log.do(ItemClosed("plan", "mancano i dati"), ItemOpened("plan"), OPEN)

    assert len(log.sitting.items["plan"].talks) == 2
    assert log.sitting.items["plan"].postponed == ""
