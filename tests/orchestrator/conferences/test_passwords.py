"""Passwords of meetings: those that are made, those that somebody types, and how these are kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.conferences.passwords import DIGITS, as_typed, made_password, open_password, seal_password
from schedules.store.sealing import Keys

KEYS, OTHERS = Keys.of(b"k" * 32), Keys.of(b"o" * 32)


@given(whose=st.text(), generation=st.integers(0, 99))
def test_passwords_given_any_booking_when_one_is_made_then_it_is_digits_and_the_same_each_time(
    whose: str, generation: int
) -> None:
    made = made_password(KEYS, whose, generation)

    assert len(made) == DIGITS
    assert made.isascii()
    assert made.isdecimal()
    assert made == made_password(KEYS, whose, generation)


def test_passwords_given_another_booking_name_or_key_when_one_is_made_then_it_is_another() -> None:
    made = {
        made_password(keys, whose, generation)
        for keys in (KEYS, OTHERS)
        for whose in ("b1", "b2")
        for generation in (0, 1)
    }

    assert len(made) == 8


@pytest.mark.parametrize(
    ("typed", "password"),
    [
        ("girasole", "girasole"),
        ("  prima  della\tcena ", "prima della cena"),
        ("città 24", "città 24"),
        ("abc", None),
        ("    ", None),
        ("x" * 40, "x" * 40),
        ("x" * 41, None),
        ("na\u202evaporto", "navaporto"),
    ],
)
def test_passwords_given_what_somebody_types_when_read_then_it_is_one_line_of_a_length_to_read_aloud(
    typed: str, password: str | None
) -> None:
    assert as_typed(typed) == password


def test_passwords_given_one_that_is_sealed_when_opened_then_only_its_booking_and_key_tell_it() -> None:
    sealed = seal_password(KEYS, "b1", "girasole")

    assert b"girasole" not in sealed
    assert open_password(KEYS, "b1", sealed) == "girasole"
    assert open_password(KEYS, "b2", sealed) is None
    assert open_password(OTHERS, "b1", sealed) is None
