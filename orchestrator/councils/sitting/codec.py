"""Acts, rules and rolls as lines of JSON, one form for each value, so that their bytes can be hashed.

A line is ASCII, its keys sorted, without blanks between them; texts are as they were given, times are ISO 8601 in UTC.
"""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any, get_args

from pydantic import TypeAdapter, ValidationError

from orchestrator.councils.sitting.acts import Act, Body
from orchestrator.councils.sitting.roll import Roll
from orchestrator.councils.sitting.rules import Rules
from orchestrator.councils.sitting.vote_acts import VoteOpened

_LATER: Mapping[type, frozenset[str]] = {VoteOpened: frozenset({"recording", "until"})}
"""Fields that came when logs were kept already: left out where they are None, so that lines of before keep their bytes."""
_WRONG = (ValidationError, KeyError, TypeError, ValueError, OverflowError)
"""What reading raises for values of another shape; an endless number and the year 0 overflow."""


class UnreadableError(ValueError):
    """A line that is no act of ours."""


def canonical(value: object) -> bytes:
    """JSON that is the same for equal values."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def act_to_json(act: Act) -> dict[str, Any]:
    """The act as plain values: its envelope, its `kind`, and what it says in `body`."""
    kind = kind_of(type(act.body))
    body = _adapter(KINDS[kind]).dump_python(act.body, mode="json")
    later = _LATER.get(type(act.body), frozenset())
    return {
        "number": act.number,
        "at": act.at.astimezone(UTC).isoformat(),
        "by": act.by,
        "screen": act.screen,
        "seen": act.seen,
        "kind": kind,
        "body": {name: value for name, value in body.items() if name not in later or value is not None},
    }


def act_from_json(value: Any) -> Act:
    """The act again. Raises UnreadableError."""
    try:
        body = _adapter(KINDS[value["kind"]]).validate_python(value["body"])
        at = datetime.fromisoformat(value["at"]).astimezone(UTC)
        return Act(int(value["number"]), at, str(value["by"]), str(value["screen"]), body, int(value["seen"]))
    except _WRONG as error:
        raise UnreadableError from error


def body_from_json(kind: str, value: Any) -> Body:
    """What an act of that kind says. Raises UnreadableError."""
    try:
        body: Body = _adapter(KINDS[kind]).validate_python(value)
    except _WRONG as error:
        raise UnreadableError from error
    return body


def frame_to_json(sitting: str, rules: Rules, roll: Roll) -> dict[str, Any]:
    """What a sitting's acts are folded with, as plain values."""
    return {
        "sitting": sitting,
        "rules": _adapter(Rules).dump_python(rules, mode="json"),
        "roll": _adapter(Roll).dump_python(roll, mode="json"),
    }


def frame_from_json(value: Any) -> tuple[str, Rules, Roll]:
    """The sitting's id, its rules and its roll again. Raises UnreadableError."""
    try:
        return (
            str(value["sitting"]),
            _adapter(Rules).validate_python(value["rules"]),
            _adapter(Roll).validate_python(value["roll"]),
        )
    except _WRONG as error:
        raise UnreadableError from error


def kind_of(body: type) -> str:
    """The name of a kind of act, as it stands in a line."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", body.__name__).lower()


KINDS = {kind_of(body): body for body in get_args(Body)}


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)
