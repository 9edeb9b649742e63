"""Every mistake that a request's models can find is told in Italian, and ours in English too."""

import json
from collections.abc import Iterator
from typing import Any, get_args

import pytest
from pydantic import BaseModel, ValidationError
from pydantic_core import core_schema

from orchestrator.app import all_routes
from orchestrator.audit.api import ActQuery
from orchestrator.bookings.queries import BookingWindow, FreeQuery
from orchestrator.web.mistakes import MISTAKES

LONG = "x" * 2000
TEXTS = [
    "",
    " ",
    "x",
    LONG,
    "2026",
    "2026-13-01T10:00:00Z",
    "2026-01-01T10:00:00",
    "0001-01-01T00:00:00Z",
    "1800000000",
]
VALUES: list[Any] = [*TEXTS, None, 1, 1.5, True, {}, [], [1], ["a"] * 60]
WHOLE: list[Any] = [
    1,
    [],
    {"elsewhere": 1},
    {"room": None},
    {"room": "a", "rooms": ["b"]},
    {"rooms": ["a", "a"]},
    {"category": "Chiusura"},
    {"staff": [{"role": "administrator", "site": "casa"}]},
    {"start": "2026-10-20T10:00:00Z", "end": "2026-10-20T10:00:00Z"},
    {"start": "2026-10-20T10:00:00Z", "end": "2027-10-20T10:00:00Z"},
]
WINDOW = {"from": "2026-10-20T10:00:00Z", "to": "2026-10-20T10:00:00Z"}


def mistakes(model: type[BaseModel], asked: Any, *, in_query: bool) -> Iterator[str]:
    """The kinds of what the model finds wrong."""
    try:
        if in_query:
            model.model_validate_strings(asked)
        else:
            model.model_validate_json(json.dumps(asked), strict=True)
    except ValidationError as error:
        yield from (one["type"] for one in error.errors(include_url=False, include_input=False))


def test_given_requests_with_every_mistake_when_read_then_italian_knows_each_and_nothing_else() -> None:
    bodies = {route.body for route in all_routes() if route.body is not None}
    queries = {route.query for route in all_routes() if route.query is not None}
    asked: list[tuple[type[BaseModel], object, bool]] = [
        *((body, {name: value}, False) for body in bodies for name in body.model_fields for value in VALUES),
        *((body, whole, False) for body in bodies for whole in WHOLE),
        *((query, {name: text}, True) for query in queries for name in WINDOW for text in TEXTS),
        *((query, {**WINDOW, "elsewhere": "x"}, True) for query in queries),
        *(
            (BookingWindow, {**WINDOW, name: text}, True)
            for name in ("limit", "next", "mine")
            for text in ("0", "501", "tanti")
        ),
        (FreeQuery, {"rooms": "Sala 1"}, True),
        (ActQuery, {"object": "4f1c"}, True),
    ]

    found = {kind for model, value, in_query in asked for kind in mistakes(model, value, in_query=in_query)}

    assert found | {"twice"} == {kind for kind, words in MISTAKES.items() if words.get("it")}


def test_given_a_mistake_when_it_is_one_of_ours_then_english_knows_it_too_in_the_shape_of_pydantics() -> None:
    ours = MISTAKES.keys() - set(get_args(core_schema.ErrorType))

    assert {kind for kind, words in MISTAKES.items() if "en" in words} == ours
    assert [said for kind in ours if not (said := MISTAKES[kind]["en"])[0].isupper() or said.endswith(".")] == []


def test_given_a_mistake_of_ours_when_read_then_the_error_itself_says_the_english() -> None:
    with pytest.raises(ValidationError) as raised:
        BookingWindow.model_validate_strings(WINDOW)

    assert [error["msg"] for error in raised.value.errors()] == ["Input should be after from, by 400 days at most"]
