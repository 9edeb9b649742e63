"""Seats, who holds them on what day, and the roll and rules that a sitting is opened with."""

from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction

import pytest

from orchestrator.councils.organs.organ import Holder, Seat, in_office, ordered, roll_of
from orchestrator.councils.organs.rule_checks import Wrong, changed_rules, mistakes_of
from orchestrator.councils.organs.rule_json import NoRules, rules_from_json, rules_to_json, stored_rules
from orchestrator.councils.sitting.presets import PRESETS
from orchestrator.councils.sitting.rule_words import rules_told
from orchestrator.councils.sitting.rules import Distance, Majority, Rounding, Rules, Share

ADA = Holder("ada", "Ada Neri", since=date(2026, 9, 1), until=date(2027, 8, 31))
SUB = Holder("sub", "Bea Bo", since=date(2026, 11, 2), until=date(2026, 11, 6), substitute=True)
NEXT = Holder("next", "Carla", since=date(2027, 9, 1))
SEAT = Seat("s1", "D1", ex_officio=False, holders=ordered((SUB, NEXT, ADA)))
COLLEGIO = PRESETS["collegio"]


@pytest.mark.parametrize(
    ("day", "who"),
    [
        (date(2026, 8, 31), None),
        (date(2026, 9, 1), "ada"),
        (date(2026, 11, 2), "sub"),
        (date(2026, 11, 6), "sub"),
        (date(2026, 11, 7), "ada"),
        (date(2027, 8, 31), "ada"),
        (date(2027, 9, 1), "next"),
    ],
)
def test_seat_given_a_member_and_a_substitute_when_a_day_is_asked_for_then_one_holds_it(
    day: date, who: str | None
) -> None:
    holder = SEAT.holder(day)

    assert (holder and holder.id) == who
    assert len(in_office([SEAT], day)) == (who is not None)
    (rolled,) = roll_of([SEAT], datetime(2026, 8, 1, tzinfo=UTC), "Europe/Rome")
    at_night = rolled.holder(datetime(day.year, day.month, day.day, 12, tzinfo=UTC))
    assert (at_night and at_night.person) == who


def test_roll_given_days_of_the_house_when_made_then_they_begin_and_end_at_its_midnights() -> None:
    (seat,) = roll_of([SEAT], datetime(2026, 10, 1, tzinfo=UTC), "Europe/Rome")
    ada = seat.holders[0]

    assert ada.since == datetime(2026, 8, 31, 22, tzinfo=UTC)
    assert ada.until == datetime(2027, 8, 31, 22, tzinfo=UTC)
    assert [holder.person for holder in seat.holders] == ["ada", "next", "sub"]


def test_roll_given_a_seat_that_nobody_holds_any_more_when_made_then_it_is_not_on_it() -> None:
    gone = replace(SEAT, holders=(ADA,))

    assert roll_of([gone], datetime(2028, 1, 1, tzinfo=UTC), "Europe/Rome") == ()
    assert len(roll_of([gone], datetime(2027, 8, 31, 21, 59, tzinfo=UTC), "Europe/Rome")) == 1


@pytest.mark.parametrize("preset", PRESETS)
def test_rules_given_those_of_a_preset_when_written_and_read_then_they_are_the_same_and_lawful(preset: str) -> None:
    rules = PRESETS[preset].rules

    assert rules_from_json(rules_to_json(rules)) == rules
    assert set(mistakes_of(PRESETS[preset], rules)) <= {"basis"}


@pytest.mark.parametrize(
    ("rules", "wrong"),
    [
        (Rules(quorum=Share(Fraction(1, 3), Rounding.AT_LEAST)), {"quorum": Wrong.LOCKED}),
        (Rules(second_quorum=Share(Fraction(0), Rounding.AT_LEAST)), {"second_quorum": Wrong.LOCKED}),
        (Rules(justified_lower_quorum=True), {"justified_lower_quorum": Wrong.LOCKED}),
        (Rules(majority=Majority(share=Share(Fraction(3, 2)))), {"majority": Wrong.SHARE}),
        (Rules(second_quorum=Share(Fraction(-1, 2))), {"second_quorum": Wrong.SHARE}),
        (Rules(majority=Majority(share=Share(Fraction(1)))), {"majority": Wrong.SHARE}),
        (Rules(notice_days=61, grace_s=9), {"notice_days": Wrong.RANGE, "grace_s": Wrong.RANGE}),
        (Rules(distance=Distance.ALLOWED), {"basis": Wrong.BASIS}),
        (Rules(distance=Distance.ALLOWED, basis="regolamento, art. 3"), {}),
        (Rules(basis="x" * 501), {"basis": Wrong.LONG}),
        (Rules(notice_days=3, may_abstain=False), {}),
    ],
)
def test_rules_given_a_change_when_looked_at_then_what_a_law_fixes_or_nobody_can_go_by_is_wrong(
    rules: Rules, wrong: dict[str, Wrong]
) -> None:
    assert mistakes_of(COLLEGIO, rules) == wrong


def test_rules_given_no_number_that_must_be_there_when_told_then_they_say_so_in_words() -> None:
    told = dict(rules_told(PRESETS["sindacale"].rules, "it"))

    assert told["quorum"] == "La seduta è valida con qualunque numero di presenti."


def test_rules_given_two_versions_when_compared_then_their_differences_are_named() -> None:
    assert changed_rules(Rules(), Rules(notice_days=3, may_abstain=False)) == ["may_abstain", "notice_days"]


@pytest.mark.parametrize(
    "part", ["1/0", "1e999999999", "-1/2", "0.5", 0.5, 1e308, None, "1" * 99, {"part": "1/2"}, "٣/٤", "1/2\n"]
)
def test_rules_given_a_share_that_is_none_when_read_then_they_are_refused_at_once(part: object) -> None:
    with pytest.raises(NoRules):
        rules_from_json({**rules_to_json(Rules()), "quorum": {"part": part, "rounding": "more_than"}})


@pytest.mark.parametrize("value", [None, [], {}, {"quorum": {}}, {**rules_to_json(Rules()), "more": 1}])
def test_rules_given_what_is_not_all_of_them_when_read_then_they_are_refused(value: object) -> None:
    with pytest.raises(NoRules):
        rules_from_json(value)


def test_rules_given_those_stored_before_there_was_another_one_when_read_then_it_is_as_it_is_by_default() -> None:
    stored = {name: value for name, value in rules_to_json(Rules(notice_days=8)).items() if name != "few_ballots"}

    assert stored_rules(stored) == Rules(notice_days=8)
