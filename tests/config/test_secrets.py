"""Secrets: found in the environment or in a private file, and never shown."""

from pathlib import Path

import pytest

from config.secrets import SecretError, SecretMissing, SecretsExposed, SecretsUnreadable, resolve

NAME = "REGIA_SECRET_OBS_1"
VALUE = "pa55-word"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a private secrets.toml."""
    path = tmp_path / "secrets.toml"
    path.write_text(f'{NAME} = "{VALUE}"\nREGIA_SECRET_NUMBER = 5\n')
    path.chmod(0o600)
    return tmp_path


def test_given_a_secret_in_both_places_when_resolved_then_the_environment_wins(folder: Path) -> None:
    assert resolve(f"env:{NAME}", {NAME: "other"}, folder) == "other"
    assert resolve(f"env:{NAME}", {}, folder) == VALUE
    assert resolve(NAME, {NAME: ""}, folder) == VALUE


def test_given_a_secret_nowhere_when_resolved_then_its_name_is_told(folder: Path) -> None:
    for where in (folder, folder / "nowhere", None):
        with pytest.raises(SecretMissing) as raised:
            resolve("env:REGIA_SECRET_TV", {"REGIA_SECRET_TV": ""}, where)
        assert raised.value.name == "REGIA_SECRET_TV"


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o601, 0o777])
def test_given_a_file_others_can_get_at_when_resolved_then_it_is_refused(folder: Path, mode: int) -> None:
    (folder / "secrets.toml").chmod(mode)

    with pytest.raises(SecretsExposed, match=f"{mode:04o}.*chmod 600"):
        resolve(NAME, {}, folder)


@pytest.mark.parametrize(
    "text",
    [
        f'{NAME} = "{VALUE}',
        f"{NAME} = {VALUE}",
        f'{NAME} = "a"\n{NAME} = "{VALUE}"',
        f'{NAME} = ["{VALUE}"]',
        "[" * 20000,
    ],
)
def test_given_a_file_that_is_no_table_of_texts_when_resolved_then_no_error_shows_the_value(
    folder: Path, text: str
) -> None:
    (folder / "secrets.toml").write_text(text)

    with pytest.raises(SecretsUnreadable) as raised:
        resolve(NAME, {}, folder)

    error = raised.value
    assert VALUE not in f"{error!r} {error} {vars(error)} {error.__cause__!r}"
    assert error.__suppress_context__ or error.__context__ is None


def test_given_a_folder_in_place_of_the_file_when_resolved_then_it_is_told(tmp_path: Path) -> None:
    (tmp_path / "secrets.toml").mkdir()

    with pytest.raises(SecretError, match="not a file"):
        resolve(NAME, {}, tmp_path)
