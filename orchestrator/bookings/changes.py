"""The body of a request to change a booking, and what the booking becomes by it."""

from dataclasses import replace
from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from config.rooms import Installation
from config.words.sentences import Language
from orchestrator.bookings.wanted import (
    LONGEST,
    Category,
    Notes,
    Organiser,
    Phone,
    Rooms,
    Title,
    check_category,
    check_distance,
    closes,
    rooms_by_sites,
)
from orchestrator.web.bodies import Instant, mistake, mistaken
from orchestrator.web.errors import ApiError
from schedules.bookings import Occurrence
from schedules.placing.places import choose_preset

_OF_PRESETS = {"title", "category", "confidential"}
"""What decides how a room is prepared."""


class ChangedBooking(BaseModel):
    """What of a booking is to be different. What is not said stays; null takes away what may be missing."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    revision: Annotated[int, Field(ge=0)] | None = None
    """That of the booking as it was looked at; If-Match may say it instead."""
    rooms: Rooms | None = None
    title: Title | None = None
    start: Instant | None = None
    end: Instant | None = None
    category: Category | None = None
    organiser: Organiser | None = None
    phone: Phone | None = None
    notes: Notes | None = None
    confidential: bool | None = None

    @field_validator("rooms")
    @classmethod
    def _are_each_once(cls, rooms: list[str] | None) -> list[str] | None:
        if rooms is not None and len(set(rooms)) < len(rooms):
            raise mistaken("room_twice")
        return rooms

    @field_validator("category")
    @classmethod
    def _closes_nothing(cls, category: str | None) -> str | None:
        if closes(category):
            raise mistaken("closes_no_booking")
        return category


def becomes(
    present: Occurrence, said: ChangedBooking, installation: Installation, now: datetime, language: Language
) -> Occurrence:
    """The *present* booking with what is *said*. Raises ApiError."""
    rooms = present.rooms if said.rooms is None else tuple(said.rooms)
    wanted = replace(
        present,
        rooms=rooms,
        title=said.title or present.title,
        start=said.start or present.start,
        end=said.end or present.end,
        organiser=_said(said, "organiser", present.organiser),
        phone=_said(said, "phone", present.phone),
        notes=_said(said, "notes", present.notes),
    )
    if said.rooms is not None:
        rooms_by_sites(installation, rooms, language)
    if said.rooms is not None or said.end is not None:
        check_distance(installation, rooms, wanted.end, now, language)
    _check_times(wanted, language)
    check_category(installation, said.category, language)
    return _prepared(wanted, said, installation, language) if said.model_fields_set & _OF_PRESETS else wanted


def _said(said: ChangedBooking, name: Literal["organiser", "phone", "notes"], present: str | None) -> str | None:
    """What may be taken away, as it is said; *present* where it is not."""
    return getattr(said, name) or None if name in said.model_fields_set else present


def _check_times(wanted: Occurrence, language: Language) -> None:
    if wanted.end <= wanted.start:
        raise ApiError(422, "invalid", mistakes=[mistake("end", "not_after_start", language)])
    if wanted.end - wanted.start > LONGEST:
        raise ApiError(422, "invalid", mistakes=[mistake("end", "lasts_too_long", language, days=LONGEST.days)])


def _prepared(wanted: Occurrence, said: ChangedBooking, installation: Installation, language: Language) -> Occurrence:
    """With the preset that its new words choose. It keeps its own where they choose none anew, and nothing that hides it is lost."""
    confidential = wanted.confidential if said.confidential is None else said.confidential
    categories = (said.category,) if said.category else ()
    chosen = {
        choose_preset(installation, rooms, wanted.title, categories, public=not confidential)
        for rooms in rooms_by_sites(installation, wanted.rooms, language).values()
    }
    if len(chosen) > 1:
        raise ApiError(422, "sites_differ", sites=sorted(rooms_by_sites(installation, wanted.rooms, language)))
    preset, hidden = chosen.pop()
    if hidden or wanted.confidential or said.category:
        return replace(wanted, preset=preset, confidential=hidden)
    return wanted
