"""The environment: what is read of it, and what stops a start."""

from pathlib import Path

import pytest

from config.settings import Settings, SettingsMistake, read_settings, unknown_variables
from config.site_file.mistakes import language_of
from config.words.sentences import Language


def test_given_known_variables_when_read_then_they_are_there_and_the_token_is_not_shown() -> None:
    settings = read_settings(
        {"REGIA_TOKEN": "t0ken", "REGIA_DATA": "/srv/regia", "REGIA_LOG": "json", "REGIA_SECRET_X": "s", "REGIA": "r"}
    )

    assert settings == Settings(token="t0ken", data=Path("/srv/regia"), log="json")
    assert "t0ken" not in repr(settings)


def test_given_nothing_or_empty_values_when_read_then_nothing_is_set() -> None:
    assert read_settings({}) == read_settings({"REGIA_TOKEN": "", "REGIA_DATA": "", "REGIA_LOG": ""}) == Settings()


def test_given_a_typing_error_when_read_then_the_start_stops_with_a_sentence() -> None:
    with pytest.raises(SettingsMistake) as raised:
        read_settings({"REGIA_TOKN": "t0ken", "REGIA_LOG": "jsn", "LANG": "en_GB.UTF-8"})

    assert raised.value.sentences == (
        "The variable REGIA_TOKN is not known. Perhaps REGIA_TOKEN?",
        "REGIA_LOG can only be json or console.",
    )


def test_given_a_misspelled_secret_when_looked_at_then_the_prefix_is_suggested() -> None:
    assert unknown_variables({"REGIA_SECRETS_OBS": "x", "PATH": "/bin", "REGIA_SECRET_OBS": "x"}) == (
        "Non si conosce la variabile REGIA_SECRETS_OBS. Forse REGIA_SECRET_…?",
    )


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "it"),
        ({"LANG": "it_IT.UTF-8"}, "it"),
        ({"LANG": "de_DE.UTF-8"}, "it"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "POSIX"}, "en"),
        ({"LANG": "ca_ES.UTF-8"}, "it"),
        ({"LANG": "it_IT.UTF-8", "LC_MESSAGES": "en_US.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "it_IT.UTF-8", "LC_MESSAGES": ""}, "it"),
    ],
)
def test_given_a_locale_when_asked_then_its_language_is_italian_or_english(
    environment: dict[str, str], language: Language
) -> None:
    assert language_of(environment) == language
