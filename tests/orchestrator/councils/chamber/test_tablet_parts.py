"""What the tablet in the hall works out by itself: which sitting it is for, whose name is found, what a pass lets do."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.councils.chamber.tablet.choice import chosen, following
from orchestrator.councils.chamber.tablet.names import found, listed, next_letters, plain
from orchestrator.councils.chamber.tablet.proof import LASTS, Proof, is_code_of, pass_for, proof_asked, seat_of_pass
from orchestrator.councils.chamber.tablet.wishes import came_true, entering, leaving
from orchestrator.councils.dossiers.dossier import Dossier
from orchestrator.councils.sitting.acts import Entered, Moved
from orchestrator.councils.sitting.rules import Identity, Rules
from orchestrator.councils.sitting.seats import Place, SeatState, Source
from orchestrator.councils.sitting.state import RollCall, Sitting, Status
from tests.support.ballots import KEYS

FOUR = datetime(2026, 11, 30, 15, 0, tzinfo=UTC)
SITTING = Dossier("s1", "o1", "scuola", FOUR, FOUR + timedelta(hours=2), rooms=("sala-1",), status=Status.CONVENED)
LATER = replace(SITTING, sitting="s2", begins=FOUR + timedelta(days=1), ends=FOUR + timedelta(days=1, hours=2))


def seat(number: int, name: str, code: str = "") -> SeatState:
    return SeatState(str(number), code or f"D{number}", f"p{number}", name, ex_officio=False)


def minutes(number: int) -> datetime:
    return FOUR + timedelta(minutes=number)


@pytest.mark.parametrize(
    ("status", "at", "near"),
    [
        (Status.CONVENED, -61, ""),
        (Status.CONVENED, -60, "near"),
        (Status.CONVENED, 119, "near"),
        (Status.CONVENED, 120, ""),
        (Status.OPEN, 600, "near"),
        (Status.SUSPENDED, 600, "near"),
        (Status.ADJOURNED, 0, "near"),
        (Status.CLOSED, 30, ""),
        (Status.DESERTED, 30, ""),
        (Status.CANCELLED, 0, ""),
        (Status.DRAFTED, 0, ""),
    ],
)
def test_tablet_given_a_sitting_then_it_is_for_it_from_an_hour_before_until_it_is_over(
    status: Status, at: int, near: str
) -> None:
    found_now = chosen([LATER, replace(SITTING, status=status)], "sala-1", minutes(at))

    assert found_now == (replace(SITTING, status=status) if near else None)


def test_tablet_given_another_room_then_its_sittings_are_not_chosen_and_not_announced() -> None:
    assert chosen([SITTING], "sala-2", FOUR) is None
    assert following([SITTING, LATER], "sala-2", minutes(-120)) is None


def test_tablet_given_one_that_is_open_and_one_that_is_near_then_the_open_one_counts() -> None:
    late = replace(SITTING, sitting="s0", begins=minutes(-180), ends=minutes(-60), status=Status.OPEN)

    assert chosen([SITTING, late], "sala-1", minutes(-10)) == late


def test_tablet_given_a_second_call_then_it_waits_for_it_an_hour_before() -> None:
    twice = replace(SITTING, second=minutes(24 * 60))

    assert chosen([twice], "sala-1", minutes(130)) is None
    assert following([twice], "sala-1", minutes(130)) == twice.second
    assert chosen([twice], "sala-1", minutes(23 * 60)) == twice


def test_tablet_given_no_sitting_near_then_it_says_when_the_next_one_is() -> None:
    assert following([LATER, SITTING], "sala-1", minutes(-120)) == FOUR
    assert following([replace(SITTING, status=Status.CANCELLED)], "sala-1", minutes(-120)) is None


@given(
    st.lists(st.tuples(st.sampled_from(list(Status)), st.integers(-3000, 3000)), max_size=6), st.integers(-3000, 3000)
)
def test_tablet_given_any_sittings_then_the_choice_is_one_of_them_whatever_their_order(
    told: list[tuple[Status, int]], at: int
) -> None:
    dossiers = [
        replace(SITTING, sitting=f"s{number}", begins=minutes(begin), ends=minutes(begin + 120), status=status)
        for number, (status, begin) in enumerate(told)
    ]

    choice = chosen(dossiers, "sala-1", minutes(at))

    assert choice is None or choice in dossiers
    assert chosen(reversed(dossiers), "sala-1", minutes(at)) == choice


NAMES = listed(
    [
        seat(1, "Rossi Carla"),
        seat(2, "D’Alò Nives"),
        seat(3, "Rossi Carla"),
        seat(4, "Bianchi Roberto"),
        seat(5, "Ödön-Kis Pál"),
    ]
)


def test_names_given_namesakes_then_their_codes_tell_them_apart_and_nobody_elses_is_shown() -> None:
    assert [(each.name, each.code) for each in NAMES if each.code] == [("Rossi Carla", "D1"), ("Rossi Carla", "D3")]
    assert [each.name for each in NAMES][:2] == ["Bianchi Roberto", "D’Alò Nives"]


@pytest.mark.parametrize(
    ("looked_for", "seats"),
    [
        ("ro", "134"),
        ("rossi c", "13"),
        ("dalo", "2"),
        ("D'ALÒ", "2"),
        ("pal", "5"),
        ("kis", "5"),
        ("x", ""),
        ("", "12345"),
    ],
)
def test_names_given_letters_then_all_are_found_of_whom_a_word_begins_so(looked_for: str, seats: str) -> None:
    assert sorted(each.seat for each in found(NAMES, looked_for)) == list(seats)


def test_names_given_letters_then_the_next_ones_lead_to_somebody() -> None:
    assert next_letters(NAMES, "") == ["B", "C", "D", "K", "N", "O", "P", "R"]
    assert next_letters(NAMES, "RO") == ["B", "S"]
    assert next_letters(NAMES, "X") == []


@given(st.lists(st.text(max_size=12), max_size=8), st.text(max_size=4))
def test_names_given_any_then_each_next_letter_finds_somebody_and_everybody_is_found_by_their_words(
    texts: list[str], looked_for: str
) -> None:
    names = listed(seat(number, text) for number, text in enumerate(texts))
    start = " ".join(plain(looked_for))

    assert all(found(names, start + letter) for letter in next_letters(names, start))
    assert all(each in found(names, " ".join(each.words)) for each in names if len(" ".join(each.words)) < 40)


def test_proof_given_each_identity_rule_then_a_pin_is_asked_only_where_there_is_one() -> None:
    assert proof_asked(Rules(identity=Identity.PIN), seat(1, "Rossi")) is Proof.PIN
    assert proof_asked(Rules(identity=Identity.LINK), seat(1, "Rossi", "D 7")) is Proof.CODE
    assert (
        proof_asked(Rules(identity=Identity.ACCOUNT), SeatState("1", "", "p1", "Rossi", ex_officio=False)) is Proof.NAME
    )
    assert is_code_of(seat(1, "Rossi", "D 7"), "d7")
    assert not is_code_of(seat(1, "Rossi", "D 7"), "d8")


def test_pass_given_its_room_and_time_then_it_is_for_its_seat_and_for_nothing_else() -> None:
    shown = pass_for(KEYS, "s1", "sala-1", "7", FOUR)

    assert seat_of_pass(KEYS, "s1", "sala-1", shown, FOUR + LASTS - timedelta(seconds=1)) == "7"
    assert seat_of_pass(KEYS, "s1", "sala-1", shown, FOUR + LASTS) is None
    assert seat_of_pass(KEYS, "s1", "sala-2", shown, FOUR) is None
    assert seat_of_pass(KEYS, "s2", "sala-1", shown, FOUR) is None
    assert seat_of_pass(KEYS, "s1", "sala-1", pass_for(KEYS, "s1", "sala-1", "8", FOUR)[:-1], FOUR) is None


@given(st.text(max_size=60))
def test_pass_given_what_somebody_made_up_then_it_is_nobodys(text: str) -> None:
    assert seat_of_pass(KEYS, "s1", "sala-1", text, FOUR) is None


def test_check_in_given_where_somebody_is_then_it_says_only_what_is_new() -> None:
    sitting = Sitting(Rules(), (), seats={"1": seat(1, "Rossi"), "2": seat(2, "Verdi"), "3": seat(3, "Neri")})
    sitting.seats["2"].place, sitting.seats["3"].place = Place.REMOTE, Place.HALL

    assert entering(sitting, "1") == Entered("1", Source.TABLET)
    assert entering(sitting, "2") == Moved("2", Source.TABLET)
    assert entering(sitting, "3") is None
    assert leaving(sitting, "1") is None
    assert not came_true(sitting, Entered("1", Source.TABLET))

    sitting.roll_call = RollCall(5, answered={"2"})
    assert entering(sitting, "3") == Entered("3", Source.TABLET)
