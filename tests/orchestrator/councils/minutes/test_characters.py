"""Text that a page can show: whatever somebody types, it can be set, and nothing of it is lost or acts."""

import re
import unicodedata

from hypothesis import example, given
from hypothesis import strategies as st

from orchestrator.councils.minutes.characters import BREAK, broken, paragraphs, shown, writable


@given(st.text())
@example("a\u0301\u202eb\x00\U0001f600\ue000\ufffe\ud800")
def test_text_given_anything_typed_when_shown_then_no_letter_of_it_is_a_control_or_turns_the_direction(
    text: str,
) -> None:
    for made in (shown(text), writable(text)):
        assert {unicodedata.category(letter) for letter in made} & {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"} == set()
    assert {unicodedata.bidirectional(letter) for letter in shown(text)} & {"R", "AL", "RLO", "RLE", "RLI"} == set()


@given(st.text())
def test_text_given_that_it_was_shown_once_when_shown_again_then_it_stays(text: str) -> None:
    assert shown(shown(text)) == shown(text)


def test_text_given_letters_without_a_typeface_when_shown_then_their_numbers_stand_for_them() -> None:
    assert shown("Sì \U0001f600 \u6f22\x07") == "Sì [U+1F600] [U+6F22][U+0007]"
    assert shown("co\u00adope\u200dra\ufeff\t\u2028zione") == "coopera zione"
    assert writable("Sì \U0001f600\x07\u202e") == "Sì \U0001f600[U+0007][U+202E]"


def test_names_given_letters_of_europe_when_shown_then_they_are_as_they_were() -> None:
    names = "Ștefan Łukasz Đorđe Çağrı İpek Þóra Ñandú Ærø Žižek Őrsi Nguyễn Γιώργος Дмитрий d’Àvila"

    assert shown(names) == names


@given(st.text())
def test_text_given_long_words_when_they_may_break_then_nothing_but_places_to_break_is_added(text: str) -> None:
    made = broken(shown(text))

    assert made.replace(BREAK, "") == shown(text)
    assert all(len(word) <= 25 for word in re.split(f"[\\s{BREAK}]", re.sub("[\u0300-\u036f]", "", made)))


def test_word_given_thousands_of_letters_when_it_may_break_then_it_does_every_few_and_a_digest_does_not() -> None:
    digest = "0123456789abcdef" * 4

    assert max(map(len, broken("x" * 10_000).split(BREAK))) == 12
    assert broken(digest) == digest


def test_lines_given_as_people_type_them_when_taken_apart_then_each_is_a_paragraph() -> None:
    assert paragraphs(" Uno.\r\n\r\n Due.\u2028Tre.\n") == ("Uno.", "Due.", "Tre.")
    assert paragraphs("\n \n") == ()
