"""The chain of acts, and what gives somebody away who changes it."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from orchestrator.councils.sitting.acts import Body, Closed, Interrupted, ItemClosed
from orchestrator.councils.sitting.chain import Defect, Fault, head_of, line_of, verify
from orchestrator.councils.sitting.codec import (
    UnreadableError,
    act_from_json,
    act_to_json,
    body_from_json,
    canonical,
    frame_to_json,
)
from orchestrator.councils.sitting.rules import Rules
from orchestrator.councils.sitting.vote_acts import Cast, ClosingAnnounced, Proclaimed, VoteClosed, VoteOpened
from orchestrator.councils.sitting.votes import AGAINST, FOR, Manner, Motion, Recorded, Recording
from tests.support.council_log import BEGINS, Log, opened


@pytest.fixture(scope="module")
def log() -> Log:
    log = opened(Rules(), 7, 5, item="plan")
    log.do(VoteOpened("v", "plan", "Si approva «il piano» – così 🎻", Motion(), Manner.OPEN))
    for seat, choice in (("1", FOR), ("2", FOR), ("3", AGAINST)):
        log.do(Cast("v", seat, (choice,)), by=f"p{seat}")
    log.do(ClosingAnnounced("v"), VoteClosed("v"), Proclaimed("v"), ItemClosed("plan"), Closed())
    return log


def written(log: Log) -> tuple[bytes, list[bytes]]:
    """The frame and the lines of a sitting, as they are stored."""
    frame = canonical(frame_to_json("s1", log.rules, log.roll))
    lines, previous = [], head_of(frame)
    for act in log.acts:
        lines.append(line_of(act, previous))
        previous = head_of(lines[-1])
    return frame, lines


def test_line_given_a_field_that_came_later_when_it_says_nothing_then_the_line_is_as_it_was_before(log: Log) -> None:
    act, body = next((act, act.body) for act in log.acts if isinstance(act.body, VoteOpened))
    assert "recording" not in act_to_json(act)["body"]

    said = replace(act, body=replace(body, recording=Recording(Recorded.UNKNOWN, ("Sala 1: obs",), "perché sì")))
    assert act_from_json(json.loads(json.dumps(act_to_json(said)))) == said


def rechained(frame: bytes, lines: list[bytes]) -> list[bytes]:
    """The same lines with the chain made anew, as somebody would who knows how."""
    again, previous = [], head_of(frame)
    for line in lines:
        again.append(canonical(json.loads(line) | {"previous": previous}))
        previous = head_of(again[-1])
    return again


def changed(line: bytes, change: Callable[[dict[str, Any]], object]) -> bytes:
    value = json.loads(line)
    change(value)
    return canonical(value)


def test_chain_given_a_sitting_when_verified_then_it_is_whole_and_the_same(log: Log) -> None:
    frame, lines = written(log)

    sitting, faults = verify(frame, lines, head_of(lines[-1]))

    assert faults == []
    assert sitting == log.sitting


def test_chain_given_each_act_taken_out_when_verified_then_its_place_is_named(log: Log) -> None:
    frame, lines = written(log)
    head = head_of(lines[-1])

    for number in range(1, len(lines)):
        _, faults = verify(frame, lines[: number - 1] + lines[number:], head)
        assert faults[0] == Fault(number, Defect.BROKEN)
    _, faults = verify(frame, lines[:-1], head)
    assert faults == [Fault(len(lines) - 1, Defect.HEAD)]


def test_chain_given_each_act_altered_when_verified_then_the_next_does_not_fit(log: Log) -> None:
    frame, lines = written(log)
    head = head_of(lines[-1])

    for number in range(1, len(lines) + 1):
        altered = lines.copy()
        altered[number - 1] = changed(lines[number - 1], lambda act: act.update(screen="another"))
        _, faults = verify(frame, altered, head)
        last = number == len(lines)
        assert faults == [Fault(number, Defect.HEAD) if last else Fault(number + 1, Defect.BROKEN)]


def test_chain_given_any_two_neighbours_swapped_when_verified_then_the_first_is_named(log: Log) -> None:
    frame, lines = written(log)

    for number in range(1, len(lines)):
        swapped = lines.copy()
        swapped[number - 1 : number + 1] = lines[number], lines[number - 1]
        _, faults = verify(frame, swapped, head_of(lines[-1]))
        assert faults[0] == Fault(number, Defect.BROKEN)


def test_chain_given_a_vote_changed_and_the_chain_made_anew_when_verified_then_the_head_that_was_kept_tells(
    log: Log,
) -> None:
    frame, lines = written(log)
    against = next(number for number, act in enumerate(log.acts) if act.body == Cast("v", "3", (AGAINST,)))
    forged = lines.copy()
    forged[against] = changed(lines[against], lambda act: act["body"].update(choice=[FOR]))
    forged = rechained(frame, forged)

    sitting, faults = verify(frame, forged, head_of(lines[-1]))

    assert faults == [Fault(len(lines), Defect.HEAD)]
    assert sitting is not None
    assert verify(frame, forged, None)[1] == []  # without the head nobody can tell


def test_chain_given_an_act_that_no_service_takes_when_verified_then_it_is_named(log: Log) -> None:
    frame, lines = written(log)
    again = rechained(frame, [*lines, lines[-1]])

    _, faults = verify(frame, again, head_of(again[-1]))

    assert faults == [Fault(len(again), Defect.UNLAWFUL)]


def test_chain_given_another_roll_when_verified_then_the_first_act_does_not_fit(log: Log) -> None:
    _, lines = written(log)
    frame = canonical(frame_to_json("s1", log.rules, log.roll[:-1]))

    _, faults = verify(frame, lines, head_of(lines[-1]))

    assert faults[0] == Fault(1, Defect.BROKEN)


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"x"',
        b"\xff",
        b'{"kind":"cast"}',
        b'{"kind":"nothing","body":{}}',
        b"9" * 5000,
        b"[" * 5000,
    ],
)
def test_line_given_rubbish_when_verified_then_it_is_named_and_the_rest_followed(log: Log, line: bytes) -> None:
    frame, lines = written(log)

    _, faults = verify(frame, [*lines[:3], line, *lines[4:]], head_of(lines[-1]))

    assert faults[0] == Fault(4, Defect.UNREADABLE)
    assert verify(line, lines, None) == (None, [Fault(0, Defect.FRAME)])


def test_line_given_the_same_in_other_bytes_when_verified_then_it_is_named(log: Log) -> None:
    frame, lines = written(log)
    spaced = json.dumps(json.loads(lines[-1])).encode()

    _, faults = verify(frame, [*lines[:-1], spaced], None)

    assert faults == [Fault(len(lines), Defect.FORM)]


@pytest.mark.parametrize(
    "body",
    [
        Interrupted(BEGINS, BEGINS),
        Cast("v", "1", ()),
        VoteOpened("v", "i", "\x00\u202e\U0001f600", Motion(), Manner.OPEN),
    ],
)
def test_act_given_odd_values_when_written_then_it_is_read_again(log: Log, body: Body) -> None:
    act = log.act(body)

    assert act_from_json(json.loads(line_of(act, "0"))) == act


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("adjourned", {"to": "2026-10-06T15:00:00", "reason": "altro giorno"}),
        ("prolonged", {"until": "2026-10-06T15:00:00"}),
        (
            "vote_opened",
            {
                "vote": "v",
                "item": "i",
                "text": "Si va avanti.",
                "question": {"kind": "motion"},
                "manner": "open",
                "prolongs": True,
                "until": "2026-10-06T15:00:00",
            },
        ),
        (
            "roll_rectified",
            {
                "put": [
                    {"id": "9", "code": "", "holders": [{"person": "p", "name": "P", "since": "2026-10-06T15:00:00"}]}
                ],
                "removed": [],
                "reason": "mancava",
            },
        ),
    ],
)
def test_act_given_a_time_of_no_zone_when_read_then_it_is_none_of_ours(kind: str, body: object) -> None:
    with pytest.raises(UnreadableError):
        body_from_json(kind, body)
