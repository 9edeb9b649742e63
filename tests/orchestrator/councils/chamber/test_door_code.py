"""The code at the hall's door: which is shown when, and how long it is good."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from orchestrator.councils.chamber.door_code import code_at, is_good, spelt, until_next
from schedules.store.sealing import Keys
from tests.support.ballots import KEYS

NOON = datetime(2026, 10, 5, 12, 0, tzinfo=UTC)
MOMENTS = st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2060, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


def test_code_given_its_minute_and_the_next_then_it_is_good_and_not_a_second_longer() -> None:
    code = code_at(KEYS, "s1", NOON)

    assert len(code) == 6
    assert code.isdecimal()
    assert is_good(KEYS, "s1", code, NOON)
    assert is_good(KEYS, "s1", spelt(code), NOON + timedelta(seconds=119))
    assert not is_good(KEYS, "s1", code, NOON + timedelta(seconds=120))
    assert not is_good(KEYS, "s1", code, NOON - timedelta(seconds=1))


def test_code_given_another_sitting_or_other_keys_then_it_is_not_good_there() -> None:
    code = code_at(KEYS, "s1", NOON)

    assert not is_good(KEYS, "s2", code, NOON)
    assert not is_good(Keys.of(b"o" * 32), "s1", code, NOON)


def test_code_given_what_people_type_then_nothing_else_is_good() -> None:
    for typed in ("", "12345", "dodici", "１２３４５６", "0" * 500):
        assert not is_good(KEYS, "s1", typed, NOON)


@given(MOMENTS, st.floats(0, 59.999))
def test_code_given_any_moment_then_the_one_shown_is_good_until_the_next_is_shown_and_a_minute_longer(
    now: datetime, later_s: float
) -> None:
    code, left = code_at(KEYS, "s1", now), until_next(now)

    assert timedelta() < left <= timedelta(minutes=1)
    assert is_good(KEYS, "s1", code, now + left + timedelta(seconds=later_s))
