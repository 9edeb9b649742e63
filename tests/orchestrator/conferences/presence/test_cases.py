"""Presence derived, case by case, against what was worked out by hand (cases.toml)."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from orchestrator.conferences.presence.deriving import derive
from tests.orchestrator.conferences.presence.told import at, doubled_of, evidence_of, told_of

CASES: list[dict[str, Any]] = tomllib.loads(Path(__file__).with_name("cases.toml").read_text("utf-8"))["cases"]


@pytest.mark.parametrize("case", CASES, ids=[case["sentence"] for case in CASES])
def test_presence_of_a_case_when_it_is_derived_then_it_is_what_was_worked_out_by_hand(case: dict[str, Any]) -> None:
    presence = derive(evidence_of(case), at(case.get("now", "36:00")))
    people, gaps = told_of(presence)

    assert people == case["people"]
    assert gaps == case.get("gaps", [])
    assert doubled_of(presence) == case.get("doubled", [])


def test_presence_cases_when_they_are_counted_then_there_are_forty_or_more_and_each_says_why_in_a_sentence() -> None:
    assert len({case["sentence"] for case in CASES}) == len(CASES) >= 40
    assert all(case["sentence"].endswith(".") for case in CASES)
