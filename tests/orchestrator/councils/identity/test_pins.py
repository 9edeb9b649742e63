"""The codes of seats: six digits of one sitting, and what guessing them comes to."""

import asyncio
import sqlite3
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.councils.identity.pin_store import Checked, Found, check_pin, make_pins, new_pin, pins_of
from orchestrator.councils.identity.pins import ERRORS, as_typed, pin_of
from schedules.store.database import Database
from schedules.store.sealing import KEY_BYTES, Keys
from tests.support.ballots import KEYS
from tests.support.council_house import SITTING, Clock, new_sitting


@pytest.fixture
async def store(database: Database) -> Database:
    """A sitting whose seats 1 to 3 have codes."""
    await new_sitting(database, Clock())
    await database.write(make_pins, KEYS, SITTING, ["1", "2", "3"])
    return database


async def pin(store: Database, seat: str = "1") -> str:
    return (await store.read(pins_of, KEYS, SITTING))[seat]


async def typed(store: Database, text: str, seat: str = "1") -> Checked:
    return await store.write(check_pin, KEYS, SITTING, seat, text)


@given(st.text(max_size=8), st.text(max_size=8), st.integers(0, 3))
def test_code_given_any_seat_when_made_then_it_is_six_digits_and_the_same_again(
    sitting: str, seat: str, generation: int
) -> None:
    made = pin_of(KEYS, KEYS.first, sitting, seat, generation)

    assert len(made) == 6
    assert made.isdecimal()
    assert made == pin_of(KEYS, KEYS.first, sitting, seat, generation)
    assert made != pin_of(KEYS, KEYS.first, sitting, seat, generation + 1) or made != pin_of(
        KEYS, KEYS.first, sitting, seat, generation + 2
    )


def test_codes_given_another_key_when_made_then_they_are_others() -> None:
    other = Keys.of(b"o" * KEY_BYTES)

    assert [pin_of(KEYS, KEYS.first, "s", str(n), 0) for n in range(9)] != [
        pin_of(other, other.first, "s", str(n), 0) for n in range(9)
    ]


async def test_code_given_as_people_type_it_when_checked_then_it_is_right(store: Database) -> None:
    code = await pin(store)

    for text in (code, f"{code[:3]} {code[3:]}", f" {code[:2]}-{code[2:4]}-{code[4:]} "):
        assert await typed(store, text) == Checked(Found.RIGHT, ERRORS)
    assert as_typed("12\u00a03.4") == "1234"


async def test_code_given_five_wrong_ones_when_the_right_one_is_typed_then_it_is_blocked_until_another_is_made(
    store: Database,
) -> None:
    code = await pin(store)
    wrong = "000000" if code != "000000" else "111111"

    answers = [await typed(store, wrong) for _ in range(ERRORS)]

    assert answers == [*(Checked(Found.WRONG, left) for left in (4, 3, 2, 1)), Checked(Found.BLOCKED, 0)]
    assert await typed(store, code) == Checked(Found.BLOCKED, 0)
    another = await store.write(new_pin, KEYS, SITTING, "1")
    assert another is not None
    assert await typed(store, code) == Checked(Found.WRONG, 4) or another == code
    assert (await typed(store, another)).found is Found.RIGHT


async def test_code_given_guesses_at_the_same_moment_when_checked_then_no_more_than_five_are_looked_at(
    store: Database,
) -> None:
    answers = await asyncio.gather(*(typed(store, f"x{n}") for n in range(20)))

    assert sorted(answer.left for answer in answers) == [*[0] * 16, 1, 2, 3, 4]
    assert (await typed(store, await pin(store))).found is Found.BLOCKED


async def test_code_given_a_right_one_when_wrong_ones_were_typed_before_then_they_are_forgotten(
    store: Database,
) -> None:
    for _ in range(3):
        await typed(store, "wrong")
    await typed(store, await pin(store))

    assert await typed(store, "\ud800") == Checked(Found.WRONG, 4)


async def test_code_given_another_seat_s_when_typed_then_it_is_wrong(store: Database) -> None:
    codes = await store.read(pins_of, KEYS, SITTING)
    others = [code for seat, code in codes.items() if seat != "1" and code != codes["1"]]

    assert (await typed(store, others[0])).found is Found.WRONG
    assert (await typed(store, codes["1"], "7")).found is Found.NONE
    assert await store.write(new_pin, KEYS, SITTING, "7") is None


async def test_code_given_that_it_is_made_twice_when_read_then_it_is_the_first(store: Database) -> None:
    before = await pin(store)
    await store.write(make_pins, KEYS, SITTING, ["1", "4"])

    assert await pin(store) == before
    assert set(await store.read(pins_of, KEYS, SITTING)) == {"1", "2", "3", "4"}


async def test_code_given_its_key_is_lost_when_typed_then_it_is_blocked_until_another_is_made(store: Database) -> None:
    code, others = await pin(store), Keys.of(b"o" * KEY_BYTES)

    lost = await store.write(check_pin, others, SITTING, "1", code)
    another = await store.write(new_pin, others, SITTING, "1")

    assert lost == Checked(Found.BLOCKED, 0)
    assert await store.read(pins_of, others, SITTING) == {"1": another}


async def test_codes_given_a_thief_of_the_file_when_looked_for_then_none_stands_in_it(store: Database) -> None:
    codes = (await store.read(pins_of, KEYS, SITTING)).values()
    with closing(sqlite3.connect(store.path)) as file:
        dump = "\n".join(file.iterdump())

    assert not [code for code in codes if code in dump]
