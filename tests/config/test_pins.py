"""A PIN in the room file: what is made of it, what is taken for one, and that it is not shown."""

import hashlib
from base64 import urlsafe_b64decode, urlsafe_b64encode

import pytest

from config.pins import hash_pin, is_hashed_pin, is_pin, pin_matches
from config.site_file.loading import load_texts
from tests.support.pins import hashed

SALT, HASH = "A" * 22, "B" * 43
SITE = """
[[sites]]
id = "uno"
name = "Uno"
timezone = "Europe/Rome"
[[rooms]]
id = "sala"
name = "Sala"
"""


def test_hash_given_a_pin_when_made_then_it_alone_matches_and_each_has_a_salt_of_its_own() -> None:
    one, other = hash_pin("0417"), hash_pin("0417")

    assert one != other
    assert "0417" not in one.split(":")
    assert is_hashed_pin(one)
    assert pin_matches("0417", one)
    assert pin_matches("0417", other)
    assert not pin_matches("0418", one)
    assert not pin_matches("417", one)


def test_hash_given_its_text_when_reckoned_by_what_it_says_then_it_is_the_same() -> None:
    name, cost, block, parallel, salt, found = hash_pin("123456").split(":")

    reckoned = hashlib.scrypt(
        b"123456", salt=_bytes(salt), n=int(cost), r=int(block), p=int(parallel), maxmem=2**26, dklen=32
    )
    assert (name, urlsafe_b64encode(reckoned).decode().rstrip("=")) == ("scrypt", found)
    assert int(cost) >= 2**14


def _bytes(text: str) -> bytes:
    return urlsafe_b64decode(text + "==")


def test_hash_given_other_parameters_than_ours_when_tried_then_they_count() -> None:
    assert pin_matches("1234", hashed("1234", cost=4))
    assert not pin_matches("1234", hashed("1234", cost=4).replace("scrypt:4:", "scrypt:8:"))


@pytest.mark.parametrize("text", ["1234", "123456789012", "0000"])
def test_pin_given_four_to_twelve_digits_when_looked_at_then_it_is_one(text: str) -> None:
    assert is_pin(text)


@pytest.mark.parametrize(
    "text", ["", "123", "1234567890123", "12a4", "１２３４", "1234\n", " 1234", "-123", "12.4", "²²²²"]
)
def test_pin_given_anything_else_when_looked_at_then_it_is_none_and_matches_nothing(text: str) -> None:
    assert not is_pin(text)
    assert not pin_matches(text, hashed(text.strip() or "1234"))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1234",
        f"scrypt:16384:8:1:{SALT}",
        f"scrypt:16384:8:1:{SALT}:{HASH}:",
        f"scrypt:16384:8:1:{SALT}:{HASH[:-1]}",
        f"scrypt:16384:8:1:{SALT[:-1]}:{HASH}",
        f"scrypt:16384:8:1:{SALT}:{HASH[:-1]}=",
        f"scrypt:16383:8:1:{SALT}:{HASH}",  # no power of two
        f"scrypt:0:8:1:{SALT}:{HASH}",
        f"scrypt:1:8:1:{SALT}:{HASH}",
        f"scrypt:131072:8:1:{SALT}:{HASH}",  # more memory than is granted
        f"scrypt:16384:64:1:{SALT}:{HASH}",
        f"scrypt:16384:1:1:{SALT}:{HASH}",
        f"scrypt:16384:8:0:{SALT}:{HASH}",
        f"scrypt:16384:8:99:{SALT}:{HASH}",
        f"argon2:16384:8:1:{SALT}:{HASH}",
    ],
)
def test_hash_given_a_text_that_the_command_did_not_make_when_loaded_then_it_is_a_mistake_that_does_not_show_it(
    text: str,
) -> None:
    (mistake,) = load_texts((("a.toml", SITE + f'pin = "{text}"'),), "en").mistakes

    assert (mistake.path, mistake.message) == ("rooms.sala.pin", "the PIN is not written here")
    assert not text or text not in str(mistake)
    assert not pin_matches("1234", text)


@pytest.mark.parametrize("cost", [2, 1024, 16384, 65536])
def test_hash_given_what_is_taken_for_one_when_tried_then_it_can_be(cost: int) -> None:
    text = f"scrypt:{cost}:8:1:{SALT}:{HASH}"

    assert is_hashed_pin(text)
    assert not pin_matches("1234", text)


def test_room_given_a_pin_when_shown_then_its_hash_is_not() -> None:
    installation = load_texts((("a.toml", SITE + f'pin = "{hashed("1234")}"'),)).installation

    assert installation is not None
    assert installation.rooms[0].pin == hashed("1234")
    assert "scrypt" not in repr(installation) + str(installation)


@pytest.mark.parametrize("value", ["false", "true"])
def test_end_given_a_pin_when_it_needs_that_or_not_then_the_file_is_right(value: str) -> None:
    text = SITE + f'pin = "{hashed("1234")}"\nend_needs_pin = {value}'

    assert load_texts((("a.toml", text),)).mistakes == ()


def test_end_given_no_pin_when_it_does_not_need_any_then_the_file_is_right() -> None:
    assert load_texts((("a.toml", SITE + "end_needs_pin = false"),)).mistakes == ()
