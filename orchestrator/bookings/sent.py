"""From a draft to a booking by the API's own rules, and from what these refuse to words beside the form's fields. Pure."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from pydantic import ValidationError

from config.rooms import Installation
from config.words.sentences import Language
from orchestrator.bookings.changes import ChangedBooking, becomes
from orchestrator.bookings.choices import category_of
from orchestrator.bookings.draft import Draft
from orchestrator.bookings.wanted import Wanted, occurrence_of
from orchestrator.web.bodies import mistakes_of
from orchestrator.web.errors import ApiError, sentence_of
from schedules.bookings import Occurrence
from schedules.placing.places import choose_preset

_FIELDS = {"start": "since", "end": "until", "rooms": "room"}
"""Where the form has what the API calls so; all else has the same name."""
_BESIDE = {"in_the_past": "day", "too_far_off": "day", "no_such_category": "category", "sites_differ": "room"}
"""Beside which field a refusal stands, by its code."""
_WORDS = ("title", "organiser", "phone", "notes", "confidential")


class Refused(Exception):
    """The rules do not let that be booked; *wrong* says why, by field."""

    def __init__(self, wrong: Mapping[str, str]) -> None:
        super().__init__(wrong)
        self.wrong = wrong


def occurrence_sent(
    draft: Draft, form_id: UUID, installation: Installation, now: datetime, language: Language
) -> Occurrence:
    """The booking that *draft* wants, with the id of its form. Raises Refused."""
    told = {name: getattr(draft, name) for name in (*_WORDS, "start", "end", "category")}
    with _in_words(language):
        wanted = Wanted.model_validate(
            {"id": form_id, "rooms": list(draft.rooms)}
            | {name: said for name, said in told.items() if said is not None}
        )
        return occurrence_of(wanted, installation, now, language)


def occurrence_changed(
    present: Occurrence, draft: Draft, installation: Installation, now: datetime, language: Language
) -> Occurrence:
    """The *present* booking as *draft* has it. What is the same in both decides nothing anew. Raises Refused."""
    said = {name: getattr(draft, name) for name in _WORDS if getattr(draft, name) != getattr(present, name)}
    said |= {name: getattr(draft, name) for name in ("start", "end") if getattr(draft, name) != getattr(present, name)}
    if set(draft.rooms) != set(present.rooms):
        said["rooms"] = list(draft.rooms)
    before = category_of(installation, present.preset)
    if draft.category is not None and draft.category != before:
        said["category"] = draft.category
    with _in_words(language):
        wanted = becomes(present, ChangedBooking.model_validate(said), installation, now, language)
    if draft.category is None and before:
        return _of_no_kind(wanted, installation)
    return wanted


def _of_no_kind(wanted: Occurrence, installation: Installation) -> Occurrence:
    """Its kind was taken away: what its title and its rooms choose is left."""
    rooms = [room for room in installation.rooms if room.id in wanted.rooms]
    preset, confidential = choose_preset(installation, rooms, wanted.title, (), public=not wanted.confidential)
    return replace(wanted, preset=preset, confidential=confidential)


@contextmanager
def _in_words(language: Language) -> Iterator[None]:
    """Turns what the rules refuse into words beside the form's fields."""
    try:
        yield
    except ValidationError as error:
        raise Refused(_beside(mistakes_of(error, language))) from error
    except ApiError as error:
        if "mistakes" in error.details:
            raise Refused(_beside(error.details["mistakes"])) from error
        raise Refused({_BESIDE.get(error.code, ""): sentence_of(error, language)}) from error


def _beside(mistakes: list[dict[str, str]]) -> Mapping[str, str]:
    paths = [(mistake["path"].partition(".")[0], mistake["message"]) for mistake in mistakes]
    return {_FIELDS.get(path, path): message for path, message in paths}
