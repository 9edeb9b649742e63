"""Guessers are slowed and nobody is locked out; known browsers pass them by."""

import pytest

from orchestrator.accounts.delays import (
    FORGOTTEN_S,
    FREE_OF_ACCOUNT,
    FREE_OF_ADDRESS,
    FREE_OF_DEVICE,
    LONGEST_S,
    Delays,
    Try,
    Wait,
    delay_s,
)

ADA, HOME = "ada@scuola.example", "192.0.2.7"


def wrong(delays: Delays, times: int, now_s: float, *, name: str = ADA, address: str = HOME) -> None:
    """So many wrong tries, each as soon as it may be made; the last one at *now_s* or later."""
    for _ in range(times):
        begun = delays.begin(name, address, now_s)
        while isinstance(begun, Wait):
            now_s += begun.seconds
            begun = delays.begin(name, address, now_s)


def elsewhere(number: int) -> str:
    return f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"


def test_delay_given_ever_more_wrong_ones_when_asked_then_it_grows_to_half_a_minute() -> None:
    assert [delay_s(beyond) for beyond in range(-1, 9)] == [0, 0, 1, 2, 4, 8, 16, 30, 30, 30]
    assert delay_s(10**9) == LONGEST_S


def test_delays_given_a_few_mistyped_ones_when_tried_again_then_nobody_waits() -> None:
    delays = Delays()

    for _ in range(FREE_OF_ACCOUNT + 1):
        assert isinstance(delays.begin(ADA, HOME, 0.0), Try)

    assert delays.begin(ADA, HOME, 0.0) == Wait(1.0)
    assert delays.begin(ADA.upper(), elsewhere(1), 0.25) == Wait(0.75)
    assert isinstance(delays.begin(ADA, HOME, 1.0), Try)
    assert delays.begin(ADA, HOME, 1.0) == Wait(2.0)


def test_delays_given_guesses_at_many_accounts_from_one_address_when_tried_then_the_address_waits() -> None:
    delays = Delays()
    for number in range(FREE_OF_ADDRESS + 1):
        assert isinstance(delays.begin(f"{number}@scuola.example", "2001:db8::1", 0.0), Try)

    assert isinstance(delays.begin("altra@scuola.example", "2001:db8::2", 0.0), Wait)  # of the same network
    assert isinstance(delays.begin("altra@scuola.example", "2001:db8:0:1::1", 0.0), Try)


def test_delays_given_a_guesser_who_never_stops_when_an_hour_has_passed_since_then_all_is_forgotten() -> None:
    delays = Delays()
    wrong(delays, 100, 0.0)

    known = delays.begin(ADA, HOME, 3000.0)
    assert isinstance(known, Try)
    assert isinstance(delays.begin(ADA, HOME, 3000.0 + LONGEST_S - 1), Wait)
    assert isinstance(delays.begin(ADA, HOME, 3000.0 + LONGEST_S), Try)
    later = 3030.0 + FORGOTTEN_S
    for _ in range(FREE_OF_ACCOUNT + 1):
        assert isinstance(delays.begin(ADA, HOME, later), Try)


def test_delays_given_a_right_one_when_tried_again_then_its_account_waits_no_more_and_its_address_counts_on() -> None:
    delays = Delays()
    for number in range(FREE_OF_ADDRESS):
        delays.begin(f"{number}@scuola.example", HOME, 0.0)

    for _ in range(50):  # of a guesser who signs in to an account of their own in between
        begun = delays.begin(ADA, HOME, 0.0)
        assert isinstance(begun, Try)
        delays.right(begun)

    assert isinstance(delays.begin("bea@scuola.example", HOME, 0.0), Try)
    assert isinstance(delays.begin("carlo@scuola.example", HOME, 0.0), Wait)


def test_delays_given_many_tries_at_once_when_none_is_proved_then_each_counts_from_its_beginning() -> None:
    delays = Delays()

    begun = [delays.begin(ADA, elsewhere(number), 0.0) for number in range(1000)]

    assert sum(isinstance(one, Try) for one in begun) == FREE_OF_ACCOUNT + 1


def test_delays_given_guessers_elsewhere_when_the_owner_tries_in_a_known_browser_then_there_is_no_wait() -> None:
    delays = Delays()
    wrong(delays, 100, 0.0)
    assert isinstance(delays.begin(ADA, HOME, 3000.0), Try)
    assert isinstance(delays.begin(ADA, HOME, 3000.0), Wait)

    for _ in range(FREE_OF_DEVICE + 1):
        assert isinstance(delays.begin(ADA, HOME, 3000.0, "portatile"), Try)

    assert isinstance(delays.begin(ADA, HOME, 3000.0, "portatile"), Wait)  # nobody mistypes that often: a stolen cookie
    assert isinstance(delays.begin(ADA, HOME, 3000.0, "telefono"), Try)


def test_delays_given_a_known_browser_when_its_try_was_right_then_what_others_guessed_still_counts() -> None:
    delays = Delays()
    for number in range(FREE_OF_ACCOUNT + 1):
        delays.begin(ADA, elsewhere(number), 0.0)

    begun = delays.begin(ADA, HOME, 0.0, "portatile")
    assert isinstance(begun, Try)
    delays.right(begun)

    assert isinstance(delays.begin(ADA, HOME, 0.0), Wait)


def test_delays_given_a_million_addresses_and_accounts_when_tried_then_few_are_known_and_the_victim_still_waits() -> (
    None
):
    delays = Delays(remembered=100)

    for number in range(20_000):
        begun = delays.begin(f"{number}@scuola.example", elsewhere(number), number / 1000)
        assert isinstance(begun, Try)
        if number % 50 == 0:
            delays.begin(ADA, elsewhere(-number), number / 1000)

    assert len(delays) == 200
    assert isinstance(delays.begin(ADA, HOME, 20.0), Wait)


@pytest.mark.parametrize("name", ["", "x" * 1_000_000, "\ud800", "ada@scuola.example\0"])
def test_delays_given_whatever_people_type_when_tried_then_it_is_counted(name: str) -> None:
    delays = Delays()

    assert isinstance(delays.begin(name, "@", 0.0), Try)
    assert len(delays) == 2
