"""Frozen values that go by the hundred thousand from process to process."""

from operator import attrgetter
from typing import Any, TypeVar

T = TypeVar("T")


def packed_by_fields(cls: type[T]) -> type[T]:
    """Let pickle make each object of this slotted dataclass anew from its fields, of which it has two or more.

    What `dataclasses` gives to those that are frozen asks for the names of the fields at each object, and takes twice as
    long.
    """
    fields_of = attrgetter(*cls.__dict__["__slots__"])

    def reduce(value: T) -> tuple[type[T], tuple[Any, ...]]:
        return cls, fields_of(value)

    cls.__reduce__ = reduce  # type: ignore[method-assign, assignment]
    return cls
