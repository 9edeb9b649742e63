"""What an emulated HTTP appliance is asked and what it answers, without the connection."""

import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote

Change = Callable[[str, object], None]
"""Gives one value of the appliance a new content: at once, later or, under the fault `ignore`, never."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One HTTP request."""

    method: str
    target: str
    """Path and query as they were sent, still percent-encoded."""
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = ""

    @property
    def path(self) -> list[str]:
        """The segments of the path, each decoded by itself: ``%2F`` in one does not divide it."""
        return [unquote(segment) for segment in self.target.partition("?")[0].split("/")[1:]]


@dataclass(frozen=True, slots=True)
class Answer:
    """One HTTP answer."""

    text: str = ""
    status: int = 200
    content_type: str = "text/plain"
    headers: Mapping[str, str] = field(default_factory=dict)


def json_answer(value: object, status: int = 200) -> Answer:
    """The answer that carries *value* as JSON."""
    return Answer(json.dumps(value), status, "application/json")


class Appliance(ABC):
    """What stands behind the HTTP server: its values, and what requests do to them."""

    def __init__(self, values: Mapping[str, object]) -> None:
        self.values = dict(values)
        """The content of each value by its name, for `show` and `by-hand`."""

    @abstractmethod
    def turn_away(self, asked: Asked, password: str | None) -> Answer | None:
        """The answer to a request without the right *password*; None where the request may pass."""

    @abstractmethod
    def answer(self, asked: Asked, change: Change) -> Answer:
        """Answer a request that may pass. Whatever it alters is altered by *change*."""

    def by_hand(self, name: str, text: str) -> None:
        """Give a value another content of the same type. Raises ValueError for what cannot be."""
        if name not in self.values:
            raise ValueError(f"{name} is not one of: {', '.join(self.values)}")
        self.values[name] = _of_kind(type(self.values[name]), name, text)


def _of_kind(kind: type, name: str, text: str) -> object:
    """What *text* says, as *kind*. Raises ValueError where it says something else."""
    if kind is str:
        return text
    try:
        content = json.loads(text)
    except ValueError:
        content = None
    if kind is float and type(content) is int:
        content = float(content)
    if type(content) is not kind:
        raise ValueError(f"{name} takes a {kind.__name__}")
    return content
