"""What holds of every sitting, whatever is done in it."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from orchestrator.councils.sitting.acts import Act
from orchestrator.councils.sitting.codec import act_from_json, act_to_json
from orchestrator.councils.sitting.fold import fold, step
from orchestrator.councils.sitting.seats import PLACE_OF, Doubt, Place
from orchestrator.councils.sitting.state import Sitting, Status
from orchestrator.councils.sitting.votes import Manner, Outcome, Proclamation, Vote
from tests.support.council_log import CHAIR
from tests.support.council_play import played

seeds = st.integers(0, 2**32)


@given(seeds)
def test_sitting_given_any_acts_when_looked_at_after_each_then_it_is_a_valid_one(seed: int) -> None:
    log = played(seed, 60)
    sitting = Sitting(log.rules, log.roll)
    for act in log.acts:
        step(sitting, act)
        _seats_are_right(sitting)
        _votes_are_right(sitting)
        assert sitting.presiding
        assert sitting.item is None or sitting.status in {Status.OPEN, Status.SUSPENDED}
        assert sitting.vote is None or not sitting.votes[sitting.vote].settled


def _seats_are_right(sitting: Sitting) -> None:
    """Nobody is in two places, or counted twice."""
    for seat in sitting.seats.values():
        places = {PLACE_OF[source] for source in seat.seen}
        assert (seat.place is Place.OUT) == (not seat.seen and seat.doubt is None)
        assert (seat.place is Place.HALL) == (Place.HALL in places)
        assert seat.doubt is None or (seat.place is Place.REMOTE and not seat.seen)
        assert seat.doubt is not Doubt.UNVERIFIED or not sitting.meeting_tells
        assert seat.place is (seat.stays[-1].place if seat.stays else Place.OUT)
        assert all(earlier.place is not later.place for earlier, later in zip(seat.stays, seat.stays[1:], strict=False))
    assert len(sitting.persons) == len(sitting.seats)
    live = sitting.live
    assert live.counted <= live.in_hall + live.remote <= len(sitting.seats)
    assert set(sitting.hands) <= {seat.id for seat in sitting.seats.values() if seat.place is not Place.OUT}
    assert len(set(sitting.hands)) == len(sitting.hands)


def _votes_are_right(sitting: Sitting) -> None:
    """The votes never are more than those entitled, and a result adds up."""
    for vote in sitting.votes.values():
        assert not vote.entitled & vote.recused
        assert set(vote.casts) <= vote.entitled
        assert set(vote.handed) <= vote.entitled
        assert not (vote.casts and vote.manner is Manner.SECRET)
        for outcome in _outcomes(vote):
            tally = outcome.tally
            assert 0 <= outcome.valid <= tally.ballots <= outcome.entitled
            assert tally.abstained + tally.blank + tally.null <= tally.ballots
            assert not (outcome.passed and outcome.tied)


def _outcomes(vote: Vote) -> list[Outcome]:
    proclaimed = vote.proclaimed.outcome if vote.proclaimed else None
    return [outcome for outcome in (vote.outcome, proclaimed) if outcome is not None]


@given(seeds)
def test_sitting_given_any_acts_when_replayed_to_an_instant_then_it_is_as_it_was_then(seed: int) -> None:
    log = played(seed, 40)
    live = Sitting(log.rules, log.roll)

    for act in log.acts:
        step(live, act)
        if act.number % 20 == 0 or act is log.acts[-1]:
            assert fold(log.rules, log.roll, log.acts[: act.number]) == live


@given(seeds)
def test_result_given_one_proclaimed_when_anything_is_done_then_it_never_changes_and_no_correction_is_removed(
    seed: int,
) -> None:
    log = played(seed, 100)
    sitting, proclaimed, corrections = Sitting(log.rules, log.roll), dict[str, Proclamation](), 0

    for act in log.acts:
        step(sitting, act)
        for vote in sitting.votes.values():
            if vote.proclaimed is not None:
                assert proclaimed.setdefault(vote.id, vote.proclaimed) == vote.proclaimed
        assert len(sitting.corrections) >= corrections
        corrections = len(sitting.corrections)


@given(seeds, st.integers(1, 1000))
def test_sitting_given_other_times_when_folded_then_the_order_alone_decided(seed: int, stretch: int) -> None:
    log = played(seed, 50)
    first = log.acts[0].at

    def later(act: Act) -> Act:
        return replace(act, at=first + (act.at - first) * stretch / 1000)

    one, other = fold(log.rules, log.roll, log.acts), fold(log.rules, log.roll, map(later, log.acts))

    assert [number for number, _ in one.unlawful] == [number for number, _ in other.unlawful]
    assert {vote.id: (vote.casts, vote.handed, vote.outcome, vote.proclaimed) for vote in one.votes.values()} == {
        vote.id: (vote.casts, vote.handed, vote.outcome, vote.proclaimed) for vote in other.votes.values()
    }
    assert one.checks == other.checks
    assert {seat.id: seat.place for seat in one.seats.values()} == {
        seat.id: seat.place for seat in other.seats.values()
    }


@given(seeds)
def test_sitting_given_acts_that_rules_forbid_when_left_out_then_the_rest_makes_the_same(seed: int) -> None:
    log = played(seed, 50)
    whole = fold(log.rules, log.roll, log.acts)
    unlawful = {number for number, _ in whole.unlawful}
    lawful = Sitting(log.rules, log.roll)

    for act in log.acts:
        if act.number in unlawful:
            lawful.number, lawful.at = act.number, act.at  # only the counting goes on
        else:
            assert step(lawful, act) is None

    lawful.unlawful = whole.unlawful
    assert lawful == whole


@given(seeds)
def test_act_given_any_when_written_and_read_then_it_is_the_same(seed: int) -> None:
    for act in played(seed, 30).acts:
        assert act_from_json(act_to_json(act)) == act


@given(seeds)
def test_steering_given_a_screen_that_missed_some_when_it_steers_then_it_is_told_what_it_missed(seed: int) -> None:
    log = played(seed, 40)
    stale = [refusal for _, refusal in log.sitting.unlawful if refusal.reason == "stale"]

    assert all(int(refusal.about[0]) <= log.sitting.steered for refusal in stale)
    assert log.acts[0].by == CHAIR


def test_plays_given_many_when_looked_at_then_they_reach_all_that_a_sitting_has() -> None:
    """The properties above say nothing of what no play reaches."""
    plays = [played(seed, 200).sitting for seed in range(40)]
    votes = [vote for sitting in plays for vote in sitting.votes.values()]

    assert {vote.manner for vote in votes if vote.proclaimed} == set(Manner)
    assert any(vote.annulled for vote in votes)
    assert any(vote.recalculated for vote in votes)
    assert any(vote.proclaimed and vote.proclaimed.reservation for vote in votes)
    assert any(vote.proclaimed and vote.paper and vote.proclaimed.outcome.passed for vote in votes)
    assert {Status.OPEN, Status.SUSPENDED, Status.ADJOURNED, Status.APPROVED} <= {sitting.status for sitting in plays}
    assert any(sitting.former for sitting in plays)
    assert {refusal.reason for sitting in plays for _, refusal in sitting.unlawful} >= {
        "stale",
        "no_quorum",
        "not_entitled",
        "out",
    }
