"""The canonical bytes of minutes: the same for the same content, others for any other, and readable again."""

import unicodedata
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.councils.minutes.canonical import canonical, digest, read_minutes
from tests.support.sample_sitting import SITTING, abridged


def test_minutes_given_their_canonical_bytes_when_read_again_then_they_are_the_same() -> None:
    assert read_minutes(canonical(SITTING)) == SITTING


@given(st.text())
def test_text_given_anything_typed_when_written_and_read_then_it_differs_by_its_normal_form_alone(text: str) -> None:
    minutes = replace(SITTING, organ=text, items=(replace(SITTING.items[1], notes=(text, "")),))

    read = read_minutes(canonical(minutes))

    normal = unicodedata.normalize("NFC", text)
    assert (read.organ, read.items[0].notes) == (normal, (normal, ""))


def test_text_given_two_forms_of_an_accent_when_digested_then_they_are_the_same() -> None:
    assert digest(replace(SITTING, organ="Universita\u0300")) == digest(replace(SITTING, organ="Università"))


def test_minutes_given_any_one_value_that_differs_when_digested_then_the_digest_differs() -> None:
    short = abridged(SITTING)
    others = [canonical(other) for other in _changed(short)]

    assert len(others) > 400
    assert len({canonical(short), *others}) == len(others) + 1


def test_time_given_no_offset_when_written_then_it_is_refused() -> None:
    with pytest.raises(ValueError, match="offset"):
        canonical(replace(SITTING, opened=datetime(2026, 11, 30, 16, 34)))  # noqa: DTZ001 - what is refused


@pytest.mark.parametrize("written", [b"[]", b'{"format":2}', canonical(SITTING) + b" "])
def test_bytes_given_that_they_are_not_canonical_when_read_then_they_are_refused(written: bytes) -> None:
    with pytest.raises(ValueError, match=r"format|canonical"):
        read_minutes(written)


def _changed(value: Any) -> Iterator[Any]:
    """The value with one leaf changed, for each of its leaves."""
    match value:
        case Enum():
            yield next(other for other in type(value) if other is not value)
        case str():
            yield f"{value}!"
        case bool() | None:
            pass  # what else they may be depends on what they mean
        case int():
            yield value + 1000
        case datetime():
            yield value + timedelta(milliseconds=1)
        case tuple():
            yield from (
                (*value[:place], other, *value[place + 1 :])
                for place, each in enumerate(value)
                for other in _changed(each)
            )
            if value:
                yield value[:-1]
        case _ if is_dataclass(value):
            for field in fields(value):
                yield from (replace(value, **{field.name: other}) for other in _changed(getattr(value, field.name)))  # type: ignore[type-var]
