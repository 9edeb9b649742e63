"""OPACK against the examples of https://pyatv.dev/documentation/protocols/#opack and against pyatv's own codec."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyatv.support import opack

from integrations.emulators.appletv_opack import OpackError, decode, encode

PUBLISHED = [
    ("01", True),
    ("02", False),
    ("04", None),
    ("0512345678123456781234567812345678", UUID("12345678-1234-5678-1234-567812345678")),
    ("17", 15),
    ("3020", 32),
    ("43666F6F", "foo"),
    ("6103666F6F", "foo"),
    ("620300666F6F", "foo"),
    ("72AABB", b"\xaa\xbb"),
    ("9102AABB", b"\xaa\xbb"),
    ("D443666F6F43626172A0A1", ["foo", "bar", "foo", "bar"]),
    ("D2016103666F6F", [True, "foo"]),
    ("DF416103", ["a"]),
    ("EF4163416403", {"c": "d"}),
    ("E3416102416244746573744163A2", {"a": False, "b": "test", "c": "test"}),
    # The body of the published pair-setup M1 frame.
    ("e2435f706476000100060101455f7077547909", {"_pd": b"\x00\x01\x00\x06\x01\x01", "_pwTy": 1}),
]

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(0, 2**64 - 1)
    | st.floats(allow_nan=False)
    | st.text(max_size=300)
    | st.binary(max_size=300),
    lambda inner: st.lists(inner, max_size=20) | st.dictionaries(st.text(max_size=40), inner, max_size=20),
    max_leaves=30,
)


@pytest.mark.parametrize(("published", "value"), PUBLISHED)
def test_given_a_published_example_when_decoded_then_it_says_its_value(published: str, value: object) -> None:
    assert decode(bytes.fromhex(published)) == value


@given(VALUES)
def test_given_any_value_when_encoded_then_it_decodes_to_itself(value: object) -> None:
    assert decode(encode(value)) == value


@given(VALUES)
def test_given_any_value_when_encoded_then_pyatv_reads_the_same(value: object) -> None:
    assert opack.unpack(encode(value)) == (value, b"")


def test_given_a_command_that_pyatv_packs_with_pointers_when_decoded_then_it_is_whole() -> None:
    command = {"_i": "_hidC", "_t": 2, "_c": {"_hBtS": 2, "_hidC": 13}, "_x": 4711}

    packed = opack.pack(command)

    assert b"\xa1" in packed  # the second "_hidC" is a pointer to the first
    assert decode(packed) == command


@pytest.mark.parametrize("text", ["", "43666F", "DF4161", "A0", "07", "E1D001", "0101", "42FFFF"])
def test_given_bytes_that_are_not_opack_when_decoded_then_they_are_refused(text: str) -> None:
    with pytest.raises(OpackError):
        decode(bytes.fromhex(text))


@pytest.mark.parametrize("value", [-1, 2**64, b"x" * 70_000, object()])
def test_given_what_opack_cannot_say_when_encoded_then_it_is_refused(value: object) -> None:
    with pytest.raises(OpackError):
        encode(value)
