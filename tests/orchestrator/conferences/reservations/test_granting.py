"""When a conference may open and for how long, and that no answer is one that Prosody chokes on."""

import json
import re
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.contacts import Hours
from orchestrator.conferences.reservations.boundaries import closing_after, hard_end
from orchestrator.conferences.reservations.granting import (
    REFUSAL_KEPT,
    Granted,
    Refusal,
    Refused,
    Slot,
    decide,
)
from orchestrator.conferences.reservations.wire import Unreadable, granted, read_asked, without_tenant
from orchestrator.conferences.reservations.words import sentence

DAY = datetime(2026, 10, 20, tzinfo=UTC)
ROME = "Europe/Rome"
OPEN_DAY = Hours(8 * 60, 19 * 60)


def at(text: str) -> datetime:
    """``"09:30"`` in Rome, two hours before UTC on that day."""
    hours, minutes = map(int, text.split(":"))
    return DAY + timedelta(hours=hours - 2, minutes=minutes)


COUNCIL = Slot("a1", at("08:30"), at("11:00"), at("12:00"), ROME)


@pytest.mark.parametrize(
    ("now", "why", "words"),
    [
        ("08:28", Refusal.EARLY, "La riunione apre alle 08:30."),
        ("11:00", Refusal.OVER, "La riunione è finita alle 11:00."),
    ],
)
def test_conference_given_its_booking_is_not_now_when_asked_then_it_is_refused_with_the_houses_clock(
    now: str, why: Refusal, words: str
) -> None:
    refused = decide([COUNCIL], at(now))

    assert isinstance(refused, Refused)
    assert (refused.why, sentence(refused, "it")) == (why, words)


def test_conference_given_another_day_when_refused_then_the_day_is_said() -> None:
    refused = decide([COUNCIL], at("08:30") - timedelta(days=1))

    assert isinstance(refused, Refused)
    assert sentence(refused, "it") == "La riunione apre il 20/10/2026 alle 08:30."
    assert sentence(refused, "en") == "The meeting opens on 20/10/2026 at 08:30."


@pytest.mark.parametrize("now", ["08:30", "09:00", "10:59"])
def test_conference_given_its_booking_is_now_when_asked_then_it_lasts_to_the_boundary(now: str) -> None:
    assert decide([COUNCIL], at(now)) == Granted("a1", at("12:00") - at(now))


def test_conference_given_it_opens_within_the_time_of_a_kept_refusal_when_asked_then_it_is_granted() -> None:
    assert isinstance(decide([COUNCIL], COUNCIL.opens - REFUSAL_KEPT), Granted)


def test_conference_given_no_booking_when_asked_then_it_is_unknown() -> None:
    assert decide((), at("09:00")) == Refused(Refusal.UNKNOWN)


def test_conference_given_one_link_of_two_bookings_when_asked_between_them_then_the_next_counts() -> None:
    second = Slot("b2", at("14:00"), at("15:00"), at("19:00"), ROME)

    between = decide([second, COUNCIL], at("13:00"))

    assert isinstance(between, Refused)
    assert between.why is Refusal.EARLY
    assert decide([second, COUNCIL], at("14:30")) == Granted("b2", timedelta(hours=4, minutes=30))


@pytest.mark.parametrize(
    ("ends", "starts", "hours", "expected"),
    [
        ({"a": "11:00"}, {}, OPEN_DAY, "19:00"),
        ({"a": "11:00"}, {"a": ["09:00", "14:00"]}, OPEN_DAY, "14:00"),
        ({"a": "11:00"}, {"a": ["09:00", "11:00"]}, OPEN_DAY, "11:00"),
        ({"a": "11:00"}, {"b": ["11:30"]}, OPEN_DAY, "19:00"),
        ({"a": "11:00", "b": "11:00"}, {"a": ["11:00"], "b": ["12:00"]}, OPEN_DAY, "12:00"),
        ({"a": "10:00", "b": "11:00"}, {"a": ["10:30"], "b": ["11:00"]}, OPEN_DAY, "11:00"),
        ({"a": "11:00"}, {}, None, "24:00"),
        ({"a": "19:00"}, {}, OPEN_DAY, "43:00"),
        ({"a": "23:00"}, {}, OPEN_DAY, "43:00"),
    ],
    ids=[
        "closing time",
        "the next booking",
        "the next booking at once",
        "another room's booking",
        "the later of two rooms",
        "never before the end",
        "midnight",
        "until it closes, and on",
        "after it has closed",
    ],
)
def test_boundary_given_rooms_and_a_house_when_reckoned_then_it_is_as_late_as_it_may(
    ends: dict[str, str], starts: dict[str, list[str]], hours: Hours | None, expected: str
) -> None:
    room_ends = {room: at(end) for room, end in ends.items()}
    begins = {room: [at(start) for start in those] for room, those in starts.items()}

    assert hard_end(room_ends, max(room_ends.values()), begins, hours, ROME) == at(expected)


@given(st.integers(0, 366 * 24 * 60).map(lambda minutes: DAY + timedelta(minutes=minutes)), st.integers(1, 24 * 60))
def test_closing_time_given_any_moment_when_reckoned_then_it_comes_within_a_day_of_any_length(
    moment: datetime, minutes: int
) -> None:
    closes = closing_after(moment, Hours(0, minutes), ROME)

    assert timedelta() < closes - moment <= timedelta(hours=25)


@given(st.permutations(["name", "start_time", "mail_owner"]))
def test_question_given_its_fields_in_any_order_when_read_then_it_says_the_same(order: list[str]) -> None:
    told = {"name": "[acme]Ponte", "start_time": "2026-10-20T07:00:00.000Z", "mail_owner": "x@meet"}

    asked = read_asked(urlencode({key: told[key] for key in order}).encode())

    assert (asked.name, asked.start, asked.owner) == ("[acme]ponte", told["start_time"], "x@meet")


@pytest.mark.parametrize(
    "raw", [b"", b"name=", b"mail_owner=x", b"name=a&name=b", b"name=" + b"a" * 301, b"&".join([b"x=1"] * 40)]
)
def test_question_given_it_is_none_when_read_then_it_is_unreadable(raw: bytes) -> None:
    with pytest.raises(Unreadable):
        read_asked(raw)


@pytest.mark.parametrize(
    ("name", "tenant", "bare"),
    [
        ("ponte", "", "ponte"),
        ("ponte", "acme", "ponte"),
        ("[acme]ponte", "acme", "ponte"),
        ("[altri]ponte", "acme", None),
        ("[acme]ponte", "", None),
        ("[]ponte", "", None),
        ("[acme]", "acme", "[acme]"),
    ],
)
def test_name_given_a_tenant_when_looked_up_then_only_ours_is_ours(name: str, tenant: str, bare: str | None) -> None:
    assert without_tenant(name, tenant) == bare


@given(
    name=st.text(min_size=1, max_size=40),
    start=st.text(max_size=30) | st.datetimes().map(lambda when: f"{when:%Y-%m-%dT%H:%M:%S}.000Z"),
    owner=st.text(max_size=40),
    now=st.integers(-(10**8), 10**9).map(lambda seconds: DAY + timedelta(seconds=seconds)),
    left_s=st.floats(-1, 10**6),
)
def test_answer_given_any_question_when_granted_then_prosody_can_take_it(
    name: str, start: str, owner: str, now: datetime, left_s: float
) -> None:
    try:
        asked = read_asked(
            urlencode({"name": name, "start_time": start, "mail_owner": owner}, errors="replace").encode()
        )
    except Unreadable:
        return
    end = now + timedelta(seconds=left_s)
    decided = decide([Slot("a1", now, max(end, now + timedelta(seconds=1)), end, ROME)], now)
    assert isinstance(decided, Granted)

    told = json.loads(json.dumps(granted(asked, decided, now)))

    assert told["name"] == asked.name
    assert told["id"] == "a1"
    assert isinstance(told["mail_owner"], str)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", told["start_time"], re.ASCII)
    begins = datetime.fromisoformat(told["start_time"])
    assert abs(begins - now) <= timedelta(days=1)
    assert isinstance(told["duration"], int)
    assert told["duration"] >= 60
