"""Lines of keys, against texts whose lines are counted by eye, and against tomllib's idea of what is there."""

import tomllib
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.site_file.lines import KeyPath, line_index, line_of

TEXT = '''\
# a comment with [brackets] and = signs
name.first = "x"            # 2
"quoted key" = 'single'
long = """
[not.a.table]
key = 1 """
list = [
  1,
  { a = "]", b = [ 1, 2 ] },
]
[[rooms]]
id = "one"
[rooms.devices.tv]
host = "#"
[[rooms]]
id = "two"
[rooms.devices]
"big.tv" = { driver = "obs", ports = [
  1 ] }
[[rooms.inner]]
x = 1979-05-27 07:32:00
[[rooms.inner]]
x = 2
[idle]
'caf\u00e9' = {}
'''
LINES: dict[KeyPath, int] = {
    ("name",): 2,
    ("name", "first"): 2,
    ("quoted key",): 3,
    ("long",): 4,
    ("list",): 7,
    ("list", 0): 8,
    ("list", 1): 9,
    ("list", 1, "a"): 9,
    ("list", 1, "b"): 9,
    ("list", 1, "b", 0): 9,
    ("list", 1, "b", 1): 9,
    ("rooms",): 11,
    ("rooms", 0): 11,
    ("rooms", 0, "id"): 12,
    ("rooms", 0, "devices"): 13,
    ("rooms", 0, "devices", "tv"): 13,
    ("rooms", 0, "devices", "tv", "host"): 14,
    ("rooms", 1): 15,
    ("rooms", 1, "id"): 16,
    ("rooms", 1, "devices"): 17,
    ("rooms", 1, "devices", "big.tv"): 18,
    ("rooms", 1, "devices", "big.tv", "driver"): 18,
    ("rooms", 1, "devices", "big.tv", "ports"): 18,
    ("rooms", 1, "devices", "big.tv", "ports", 0): 19,
    ("rooms", 1, "inner"): 20,
    ("rooms", 1, "inner", 0): 20,
    ("rooms", 1, "inner", 0, "x"): 21,
    ("rooms", 1, "inner", 1): 22,
    ("rooms", 1, "inner", 1, "x"): 23,
    ("idle",): 24,
    ("idle", "caf\u00e9"): 25,
}


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_given_every_way_to_write_a_key_when_indexed_then_each_has_its_line(newline: str) -> None:
    assert line_index(TEXT.replace("\n", newline)) == LINES


def test_given_a_key_that_is_not_written_when_asked_then_the_table_around_it_answers() -> None:
    index = line_index(TEXT)

    assert line_of(index, ("rooms", 1, "devices", "big.tv", "host")) == 18
    assert line_of(index, ("rooms", 0, "name")) == 11
    assert line_of(index, ("nothing", "here")) is None


def paths(value: Any, path: KeyPath = ()) -> Iterator[KeyPath]:
    """Every path in a document, as tomllib reads it."""
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, member in members:
        yield (*path, key)
        yield from paths(member, (*path, key))


WRITTEN = (
    "a = 1",
    "b.c = [ 1, [ 2 ] ] # ]",
    "[a]",
    "[ d . e ]",
    "[[f]]",
    "[f.g]",
    "[[f.h]]",
    '"q#\\n" = "]\\""',
    '\'\' = """"\n[x]\\""""""',
    "i = ''''\ny = 1\n'''''",
    "j = [\n{ k = '}', l.m = [ {} ] }, # [\n]",
    "n = 07:32:00",
    "# o = 1",
    "",
)


@given(st.lists(st.sampled_from(WRITTEN), max_size=10))
def test_given_any_toml_when_indexed_then_it_has_the_keys_that_tomllib_has(written: list[str]) -> None:
    text = ""
    for more in written:  # leaves out what would be written twice
        text = f"{text}{more}\n" if _is_toml(f"{text}{more}\n") else text

    assert set(line_index(text)) == set(paths(tomllib.loads(text)))


def _is_toml(text: str) -> bool:
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return False
    return True


@pytest.mark.parametrize("written", [one for one in WRITTEN if one])
def test_given_each_way_of_writing_when_read_then_it_is_toml_by_itself(written: str) -> None:
    assert _is_toml(written)


@given(st.recursive(st.integers() | st.text(max_size=5), lambda inner: st.lists(inner, max_size=3), max_leaves=8))
def test_given_values_over_many_lines_when_indexed_then_the_next_key_is_found(value: Any) -> None:
    text = f"a = {_written(value)}\nb = 1\n"

    assert line_index(text)[("b",)] == text.count("\n")


def _written(value: Any) -> str:
    if isinstance(value, list):
        return "[\n" + ",  # why ]\n".join(map(_written, value)) + "\n]"
    if isinstance(value, str):
        return '"' + "".join(f"\\U{ord(character):08x}" for character in value) + '"'
    return str(value)
