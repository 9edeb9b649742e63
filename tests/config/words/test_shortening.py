"""What people wrote, inside our sentences."""

import pytest

from config.words.shortening import shortened


@pytest.mark.parametrize(
    ("text", "most", "short"),
    [
        ("Consiglio", 20, "Consiglio"),
        ("Consiglio d’istituto", 20, "Consiglio d’istituto"),
        ("Formazione dei docenti neoassunti", 20, "Formazione dei…"),
        ("Corso base, seconda edizione", 16, "Corso base…"),
        ("A Precipitevolissimevolmente", 10, "A Precipit…"),
        ("", 5, ""),
    ],
)
def test_text_given_too_much_of_it_when_shortened_then_it_ends_with_a_whole_word_where_it_can(
    text: str, most: int, short: str
) -> None:
    assert shortened(text, most) == short
