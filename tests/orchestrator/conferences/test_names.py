"""Names of conferences: hard to guess, easy to read aloud and to type, and the same for good."""

import hashlib
import re
import string
from collections import Counter
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from urllib.parse import quote

from hypothesis import given
from hypothesis import strategies as st

from integrations.services.jitsi import conference_name, link, linked_name
from orchestrator.conferences.names import WORDS_IN_NAME, Naming, bits, series_of, spoken_name, words
from orchestrator.conferences.presence.wire import room_of

KEY = b"k" * 32
PLAIN_KEYS = frozenset("qwertyuiopasdfghjklzxcvbnm1234567890-")
"""What the Italian, the British and the American keyboard all write without Shift and Alt."""


def avoided() -> tuple[frozenset[str], tuple[str, ...]]:
    """The words that no name has, and the roots that none of its words has."""
    text = Path(__file__).with_name("words_to_avoid.txt").read_text("ascii")
    whole, roots = re.sub(r"(?m)^#.*$|\[(?!roots)\w+( \w+)*\]", "", text).split("[roots]")
    return frozenset(whole.split()), tuple(roots.split())


def sounded(word: str) -> str:
    """The word as it sounds to whoever hears it through a loudspeaker: double letters and mute ones are lost."""
    single = re.sub(r"(.)\1", r"\1", word)
    return re.sub(r"c?qu", "cu", re.sub(r"(?<=[cg])ie", "e", single))


def blurred(word: str) -> Iterator[str]:
    """What is left of a word where any one letter is misheard, or missed; near-twins have one of these in common."""
    yield word
    for at in range(len(word)):
        yield f"{word[:at]}?{word[at + 1 :]}"
        yield word[:at] + word[at + 1 :]


def one_edit_apart(a: str, b: str) -> bool:
    shorter, longer = sorted((a, b), key=len)
    if len(longer) - len(shorter) > 1:
        return False
    same = next((at for at, (x, y) in enumerate(zip(shorter, longer, strict=False)) if x != y), len(shorter))
    return shorter[same + (len(shorter) == len(longer)) :] == longer[same + 1 :]


def near_twins(heard: dict[str, str]) -> set[tuple[str, str]]:
    """The pairs of words whose sounds are one edit apart, or none."""
    alike: dict[str, set[str]] = {}
    for word, sound in heard.items():
        for part in blurred(sound):
            alike.setdefault(part, set()).add(word)
    pairs = {pair for group in alike.values() for pair in combinations(sorted(group), 2)}
    return {(a, b) for a, b in pairs if heard[a] == heard[b] or one_edit_apart(heard[a], heard[b])}


def test_names_given_the_list_when_it_is_measured_then_a_name_takes_fifty_bits_to_guess() -> None:
    assert len(set(words())) == len(words()) == 2048
    assert bits() >= 50


def test_names_given_the_list_when_it_is_read_then_every_word_is_short_and_of_letters_that_italian_has() -> None:
    assert [word for word in words() if not re.fullmatch("[abcdefghilmnopqrstuvz]{4,8}", word)] == []
    assert list(words()) == sorted(words())


def test_names_given_the_list_when_two_words_are_read_or_heard_then_two_letters_or_more_tell_them_apart() -> None:
    assert near_twins({word: word for word in words()}) == set()
    assert near_twins({word: sounded(word) for word in words()}) == set()


def test_near_twins_given_words_that_are_told_apart_badly_when_they_are_looked_for_then_they_are_found() -> None:
    assert near_twins({"lume": "lume", "fume": "fume", "lumen": "lumen", "ponte": "ponte"}) == {
        ("fume", "lume"),
        ("lume", "lumen"),
    }
    assert sounded("cuocere") == "cuocere"
    assert sounded("acquario") == sounded("aquario") == "acuario"
    assert sounded("palla") == sounded("pala")


def test_names_given_words_to_avoid_when_the_list_is_read_then_it_has_none_of_them() -> None:
    whole, roots = avoided()

    assert len(whole) > 700
    assert whole.isdisjoint(words())
    assert [word for word in words() for root in roots if root in word] == []


def test_names_given_the_list_when_it_is_looked_at_again_then_it_has_not_changed() -> None:
    """Whoever changes it renames every meeting to which somebody has been invited."""
    assert (
        hashlib.sha256("\n".join(words()).encode()).hexdigest()
        == "6e6bf50722b29eaf441e6e977ff02be1c01914cc503e86297bf892ccda8ebe90"
    )
    assert spoken_name(KEY, "b1", 0) == "tranvia-mastino-esordio-leggero-56"
    assert spoken_name(KEY, "b1", 1) == "arguto-gruzzolo-calesse-nocciola-98"


@given(st.binary(min_size=1, max_size=64), st.text(max_size=80), st.integers(0, 10**6))
def test_names_given_any_booking_when_it_is_named_then_both_keyboards_write_it_and_jitsi_leaves_it_as_it_is(
    key: bytes, booking: str, generation: int
) -> None:
    name = spoken_name(key, booking, generation)

    assert set(name) <= PLAIN_KEYS
    *four, number = name.split("-")
    assert set(four) <= set(words())
    assert (len(four), len(number)) == (WORDS_IN_NAME, 2)
    assert spoken_name(key, booking, generation) == name
    assert linked_name("https://meet.example", link("https://meet.example", name)) == name


@given(st.text(max_size=20), st.text(max_size=20), st.one_of(st.none(), st.integers(0, 3)))
def test_names_given_any_naming_when_all_are_looked_at_then_those_in_use_and_the_letters_are_among_them(
    calendar: str, uid: str, generation: int | None
) -> None:
    naming = Naming("b1", series_of(calendar, uid), generation)
    names = list(naming.all_names(KEY))

    assert {naming.of_booking(KEY), naming.of_series(KEY), conference_name(KEY, "b1")} <= set(names)
    assert (naming.of_booking(KEY) == naming.of_series(KEY)) is (generation is None)
    assert len(set(names)) == 2 * ((generation or 0) + 1) + 1


@given(st.text(max_size=40), st.sampled_from(["", "/acme", "/v/AppID"]))
def test_names_given_any_address_at_a_deployment_when_its_room_is_read_then_it_is_none_or_compares_as_jitsi_compares(
    text: str, folder: str
) -> None:
    """Tenants, capitals, slashes, percent signs: one spelling of each name, or no meeting of ours."""
    deployment = f"https://meet.example{folder}"

    for written in (text, quote(text, safe=""), quote(text, safe="").upper(), f"{text}/{text}"):
        name = linked_name(deployment, f"{deployment}/{written}")
        if name is not None:
            assert set(name) <= set(string.ascii_lowercase + string.digits + "._~-")
            assert linked_name(deployment, link(deployment, name)) == name
            assert room_of(f"[acme]{name.upper()}") == room_of(f"AppID/{name}") == name


def test_names_given_two_series_when_their_calendars_and_uids_run_together_then_they_differ() -> None:
    assert len({series_of("a", "b"), series_of("ab", ""), series_of("", "ab"), series_of('a", "b', "")}) == 4


def test_names_given_two_bookings_or_generations_or_keys_when_they_are_named_then_the_names_differ() -> None:
    names = {spoken_name(key, id_, age) for key in (KEY, b"l" * 32) for id_ in ("1", "11", "1:1") for age in (0, 1, 11)}

    assert len(names) == 18


def test_names_given_many_bookings_when_they_are_named_then_every_word_and_number_comes_as_often_as_by_chance() -> None:
    """Chi-square with n - 1 degrees of freedom has mean n - 1 and deviation √2(n - 1); the bookings are always the same."""
    named = [spoken_name(KEY, str(number), 0).split("-") for number in range(20_000)]

    for place in range(WORDS_IN_NAME + 1):
        kinds = 2048 if place < WORDS_IN_NAME else 90
        found, expected = Counter(name[place] for name in named), len(named) / kinds
        chi = sum((count - expected) ** 2 / expected for count in found.values()) + (kinds - len(found)) * expected
        assert abs(chi - (kinds - 1)) < 4 * (2 * (kinds - 1)) ** 0.5
    assert len({tuple(name) for name in named}) == len(named)
