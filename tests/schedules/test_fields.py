"""A booking's fields: each stands in the one list, and the row, the sync and the masking follow it."""

import typing
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import orchestrator
import schedules
from schedules.bookings import BOOKKEEPING, NO_KEY, Key, Occurrence, Session
from schedules.events import Ignored, Quarantined, Unplaced
from schedules.fields import Audience, field_rules, is_masked, seen_by
from schedules.matching.known import Known
from schedules.reasons import Reason
from schedules.store.diary import row_values
from schedules.store.inputs import occurrence_of
from schedules.store.tables import OccurrenceRow

TELLING = (Occurrence, Session, Unplaced, Ignored, Quarantined)
"""All that something is told of, to anybody."""
DAY, LATER = datetime(2026, 10, 20, tzinfo=UTC), datetime(2026, 10, 21, tzinfo=UTC)
IN_ANOTHER_TABLE = {"key": "calendar, uid, recurrence", "rooms": "occupancies", "holds": "occupancies"}
OURS = {"sequence", "stamp", "made_by", "booked_by", "phone", "notes"}
"""What no calendar changes by telling: how new its word is, and what is said of bookings that are made here."""

AT_THE_DESK_ALONE = {"made_by", "booked_by", "organisation", "phone", "notes"}


def said(kind: object, name: str) -> object:
    """Something that a field of that kind says, and no other field does."""
    alternatives = [each for each in typing.get_args(kind) if each is not type(None)]
    if kind is Key:
        return Key(f"word-of-{name}", f"word-of-{name}", DAY)
    if str(kind).startswith("tuple"):
        return (f"word-of-{name}",)
    if alternatives:
        return said(alternatives[0], name)
    return {str: f"word-of-{name}", bool: True, int: 7, datetime: LATER, Reason: Reason.NO_ROOM}[
        typing.cast("type", kind)
    ]


def filled(kind: type[Any], *, confidential: bool) -> Any:
    """One of that kind with something in every field."""
    hints = typing.get_type_hints(kind)
    flags = {"confidential": confidential, "hidden": False}
    values = {each.name: said(hints[each.name], each.name) for each in fields(kind)}
    return kind(**values | {name: flags[name] for name in flags.keys() & values.keys()})


def seen_words(booking: object) -> set[str]:
    """The names of the fields whose words can be read of it."""
    return {each.name for each in fields(typing.cast("Any", booking)) if f"word-of-{each.name}" in repr(booking)}


def test_row_given_its_columns_when_held_against_the_list_then_each_is_a_field_or_bookkeeping() -> None:
    stored = {name for name, rule in field_rules(Occurrence).items() if rule.column}

    assert set(OccurrenceRow.__table__.columns.keys()) == stored | set(BOOKKEEPING)
    assert {each.name for each in fields(Occurrence)} - stored == IN_ANOTHER_TABLE.keys()


def test_row_given_a_booking_with_every_field_when_written_and_read_then_it_is_the_same() -> None:
    booking = filled(Occurrence, confidential=True)

    columns = row_values("id", booking, DAY)

    assert occurrence_of(SimpleNamespace(**columns), booking.rooms, holds=booking.holds) == booking
    assert columns.keys() | {"withdrawn", "naming"} == set(OccurrenceRow.__table__.columns.keys())


@pytest.mark.parametrize("name", sorted({each.name for each in fields(Occurrence)} - IN_ANOTHER_TABLE.keys()))
def test_sync_given_a_field_that_its_calendar_tells_anew_when_compared_then_it_differs_unless_it_is_ours(
    name: str,
) -> None:
    told = Occurrence(Key("sale", "uid", DAY), DAY, DAY, "", ("sala-1",), None)
    stored = Known("id", told, told.end)
    changed = replace(told, **{name: getattr(filled(Occurrence, confidential=True), name)})

    assert stored.says(told)
    assert stored.says(changed) == (name in OURS)


@pytest.mark.parametrize("kind", TELLING)
def test_masking_given_a_field_when_looked_up_then_it_says_who_sees_it_or_is_seen_by_its_owner_alone(
    kind: type[Any],
) -> None:
    silent = {each.name for each in fields(kind) if "rule" not in each.metadata}

    assert silent == ({"categories", "inherited", "partial"} if kind is Quarantined else set())


@pytest.mark.parametrize("kind", TELLING)
@pytest.mark.parametrize("audience", [each for each in Audience if each is not Audience.OWNER])
def test_masking_given_a_confidential_booking_when_seen_then_no_word_is_left_of_it_but_its_rooms(
    kind: type[Any], audience: Audience
) -> None:
    booking = filled(kind, confidential=True)

    seen = seen_by(booking, audience)

    assert seen_words(seen) <= {"rooms", "room"}
    assert (seen.title, seen.confidential) == ("Occupato", True)
    assert getattr(seen, "key", NO_KEY) == NO_KEY
    assert (getattr(seen, "start", LATER), getattr(seen, "end", LATER)) == (LATER, LATER)


@pytest.mark.parametrize(
    ("audience", "words"),
    [
        (Audience.OWNER, {"key", "title", "rooms", "preset", "organiser", "link", *AT_THE_DESK_ALONE}),
        (Audience.DESK, {"key", "title", "rooms", "preset", "organiser", "link", *AT_THE_DESK_ALONE}),
        (Audience.ROOM, {"title", "rooms", "preset", "link"}),
        (Audience.TECHNICIAN, {"rooms", "preset"}),
        (Audience.OTHERS, {"rooms"}),
    ],
)
def test_masking_given_a_booking_that_anybody_may_know_when_seen_then_each_audience_sees_its_part(
    audience: Audience, words: set[str]
) -> None:
    booking = filled(Occurrence, confidential=False)

    seen = seen_by(booking, audience)

    assert seen_words(seen) == words
    assert seen.confidential is (audience is Audience.OTHERS)
    assert (seen.title == "Occupato") is ("title" not in words)


def test_masking_given_its_owner_when_a_confidential_booking_is_seen_then_it_is_whole() -> None:
    booking = filled(Occurrence, confidential=True)

    assert seen_by(booking, Audience.OWNER) is booking


def test_masking_given_a_session_made_confidential_since_when_seen_in_its_room_then_it_is_masked() -> None:
    running = replace(filled(Session, confidential=False), hidden=True)

    seen = seen_by(running, Audience.ROOM)

    assert is_masked(running, Audience.ROOM)
    assert (seen.title, seen.preset, seen.link, seen.confidential) == ("Occupato", None, None, True)


def modules() -> Iterator[Path]:
    for package in (schedules, orchestrator):
        yield from Path(next(iter(package.__path__))).rglob("*.py")


def test_masking_given_all_modules_when_searched_then_no_other_writes_what_stands_in_place_of_a_title() -> None:
    naming = {path.name for path in modules() if "CONFIDENTIAL_TITLE" in path.read_text()}

    read = {"unprepared.py", "told.py"}  # what was masked before, for its own words
    on_the_wire = {"untitled.py"}  # whose bookings have a title and no rules
    assert naming == {"fields.py", "bookings.py"} | read | on_the_wire
