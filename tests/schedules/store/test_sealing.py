"""What is sealed in the database opens in its own place alone, with a key of the file beside it."""

import base64
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from config.secrets import SecretsExposed, SecretsUnreadable
from schedules.store.sealing import KEY_BYTES, Keys, Unreadable, key_file, open_keys

PLACE = "second_factors:ada:secret"


def test_sealed_text_given_its_own_place_when_opened_then_it_is_the_text() -> None:
    keys = Keys.of(b"k" * KEY_BYTES)

    sealed = keys.seal("perché no", PLACE)

    assert keys.open(sealed, PLACE) == "perché no"
    assert b"perch" not in sealed
    assert sealed != keys.seal("perché no", PLACE)


def test_sealed_text_given_another_place_or_a_changed_byte_when_opened_then_it_is_unreadable() -> None:
    keys = Keys.of(b"k" * KEY_BYTES)
    sealed = keys.seal("segreto", PLACE)
    changed = [sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :] for at in range(len(sealed))]

    for text, place in ((sealed, "second_factors:bea:secret"), *((one, PLACE) for one in (*changed, b"", sealed[:9]))):
        with pytest.raises(Unreadable):
            keys.open(text, place)


def test_sealed_text_given_a_newer_key_before_the_old_one_when_opened_then_it_is_the_text() -> None:
    old, new = b"o" * KEY_BYTES, b"n" * KEY_BYTES
    sealed = Keys.of(old).seal("segreto", PLACE)

    assert Keys.of(new, old).open(sealed, PLACE) == "segreto"
    with pytest.raises(Unreadable):
        Keys.of(new).open(sealed, PLACE)


def test_derived_key_given_a_purpose_when_a_newer_key_comes_then_it_is_the_same_and_no_other_purposes() -> None:
    old, new = Keys.of(b"o" * KEY_BYTES), Keys.of(b"n" * KEY_BYTES, b"o" * KEY_BYTES)

    derived = new.derived(old.first, "links")

    assert derived == old.derived(old.first, "links")
    assert len({derived, new.derived(new.first, "links"), new.derived(old.first, "names"), b"o" * KEY_BYTES}) == 4
    with pytest.raises(Unreadable):
        old.derived(new.first, "links")


def test_key_file_given_several_that_make_it_at_once_when_opened_then_all_have_the_same_key(tmp_path: Path) -> None:
    path = key_file(tmp_path / "regia.db")

    with ThreadPoolExecutor(8) as threads:
        opened = list(threads.map(open_keys, [path] * 8))

    assert len({keys.first for keys in opened}) == 1
    assert path.stat().st_mode & 0o777 == 0o600
    assert [file.name for file in tmp_path.iterdir()] == ["regia.db.key"]


@pytest.mark.parametrize("content", [b"", b"corto", base64.b64encode(b"k" * 31), b"\xff" * 44])
def test_key_file_given_what_is_no_key_when_opened_then_it_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "regia.db.key"
    path.write_bytes(content)
    path.chmod(0o600)

    with pytest.raises(SecretsUnreadable):
        open_keys(path)


def test_key_file_given_that_others_can_read_it_when_opened_then_it_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "regia.db.key"
    open_keys(path)
    path.chmod(0o644)

    with pytest.raises(SecretsExposed):
        open_keys(path)


def test_keys_given_a_log_line_that_names_them_when_written_then_it_says_no_key() -> None:
    assert "kkk" not in repr(Keys.of(b"k" * KEY_BYTES))
