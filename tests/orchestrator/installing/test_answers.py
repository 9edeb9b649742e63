"""What is taken for an answer, what is refused, and with which sentence."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.words.sentences import LANGUAGES
from orchestrator.installing.answers import CHECKS, Refused, hall_names, name_of, service_url, zone
from orchestrator.installing.words import OPTIONS, QUESTIONS, REFUSALS, STOPS, TOLD, refused
from orchestrator.installing.zones import zone_of_this_machine


def checked(key: str, text: str) -> object:
    """What the answer comes to, or why it is refused."""
    try:
        return CHECKS[key](text)
    except Refused as error:
        return error


@pytest.mark.parametrize(
    ("key", "text", "taken"),
    [
        ("name", "  Officine   Municipali ", "Officine Municipali"),
        ("name", "Caff\u00e8 \u201cda Gino\u201d \\ n. 1", "Caff\u00e8 \u201cda Gino\u201d \\ n. 1"),
        ("timezone", "Europe/Rome", "Europe/Rome"),
        ("timezone", " europe/rome ", "Europe/Rome"),
        ("timezone", "roma", None),
        ("timezone", "Rome", "Europe/Rome"),
        ("timezone", "new york", "America/New_York"),
        ("timezone", "../../etc/passwd", None),
        ("halls", "Sala 1, Sala 2,", ("Sala 1", "Sala 2")),
        ("halls", "Aula magna", ("Aula magna",)),
        ("halls", "Sala 1, sala  1", None),
        ("halls", " , ,", None),
        ("halls", ",".join(f"Sala {number}" for number in range(201)), None),
        ("url", "regia.comune.example", "https://regia.comune.example"),
        ("url", "https://Regia.Comune.Example/", "https://regia.comune.example"),
        ("url", "http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("url", "http://localhost", None),
        ("url", "http://regia.comune.example", None),
        ("url", "https://regia.comune.example/sale", None),
        ("email", " anna@comune.example ", "anna@comune.example"),
        ("email", "Anna <anna@comune.example>", None),
        ("email", "anna", None),
        *((key, rubbish, None) for key in CHECKS for rubbish in ("", "   ", "\x1b[D", "a\nb", "\ud800", "\x00")),
        *((key, "a" * 5000, None) for key in CHECKS),
    ],
)
def test_answer_given_a_text_when_checked_then_it_is_taken_or_refused_with_a_sentence(
    key: str, text: str, taken: object
) -> None:
    found = checked(key, text)

    if taken is not None:
        assert found == taken
    else:
        assert isinstance(found, Refused)
        assert all(refused(found.code, language, found.params) for language in LANGUAGES)


@given(st.text())
def test_answer_given_any_text_when_checked_then_nothing_but_a_refusal_is_raised(text: str) -> None:
    for key in CHECKS:
        found = checked(key, text)
        assert not isinstance(found, Refused) or refused(found.code, "it", found.params)


@pytest.mark.parametrize(
    ("text", "code"),
    [("http://regia.comune.example", "not_encrypted"), ("http://127.0.0.1:80", "low_port"), ("a b", "no_url")],
)
def test_url_given_one_that_will_not_do_when_refused_then_the_sentence_says_why(text: str, code: str) -> None:
    with pytest.raises(Refused) as error:
        service_url(text)

    assert error.value.code == code


def test_zone_given_a_slip_when_refused_then_a_near_one_is_the_example() -> None:
    with pytest.raises(Refused) as error:
        zone("Europe/Roma")

    assert "Europe/Rome" in refused("no_zone", "it", error.value.params)


def test_halls_given_one_name_twice_when_refused_then_the_sentence_names_it() -> None:
    with pytest.raises(Refused) as error:
        hall_names("Aula magna, Sala 1, AULA MAGNA")

    assert "AULA MAGNA" in refused("hall_twice", "it", error.value.params)


@pytest.mark.parametrize(
    ("address", "name"),
    [("anna.rossi@x.example", "Anna Rossi"), ("a_b-c@x.example", "A B C"), ("sale@x.example", "Sale")],
)
def test_name_given_an_address_when_nobody_said_another_then_it_is_what_stands_before_the_at(
    address: str, name: str
) -> None:
    assert name_of(address) == name


@pytest.mark.parametrize(
    ("environment", "zone"),
    [({"TZ": "Europe/Paris"}, "Europe/Paris"), ({"TZ": ":Europe/Paris"}, "Europe/Paris"), ({"TZ": "UTC"}, "Europe/Rome"),
     ({"TZ": "CET-1CEST"}, "Europe/Rome")],
)  # fmt: skip
def test_zone_given_what_this_machine_says_when_asked_then_a_house_can_keep_its_hours_in_it(
    environment: Mapping[str, str], zone: str
) -> None:
    assert zone_of_this_machine(environment) == zone


@pytest.mark.parametrize("table", [QUESTIONS, REFUSALS, STOPS, TOLD])
def test_words_given_a_sentence_when_read_then_both_languages_have_it(table: Mapping[str, Mapping[Any, str]]) -> None:
    assert all(words[language] for words in table.values() for language in LANGUAGES)
    assert QUESTIONS.keys() == OPTIONS.keys() == CHECKS.keys()
