"""Why an event of a calendar is not prepared, as a code; what people are told of it stands elsewhere. Pure."""

from enum import StrEnum
from typing import NamedTuple


class Reason(StrEnum):
    """Of an event that found no room, takes none, or cannot be read."""

    NO_ROOM = "no_room"
    DOUBTFUL = "doubtful"
    """It names a room of ours and another house."""
    CANCELLED = "cancelled"
    CALLED_OFF = "called_off"
    TRANSPARENT = "transparent"
    TENTATIVE = "tentative"
    DECLINED = "declined"
    REPLACED = "replaced"
    REPEATED = "repeated"
    """Another calendar tells it, of which its own is no copy."""
    TOO_MANY_DAYS = "too_many_days"
    VALUE = "value"
    """Something it says cannot be read."""
    NO_START = "no_start"
    NO_LENGTH = "no_length"
    BACKWARDS = "backwards"
    """It ends before it starts."""
    ZONE = "zone"
    RULE = "rule"
    TOO_MUCH = "too_much"
    """It, or its UID, tells more than is read."""
    DAMAGED = "damaged"
    """Lines are missing, or too long."""


class Broken(StrEnum):
    """Why a whole calendar cannot be read."""

    NO_CALENDAR = "no_calendar"
    CUT_OFF = "cut_off"
    TOO_LARGE = "too_large"
    """It, or the work that it makes, is more than there may be."""
    NOT_UNDERSTOOD = "not_understood"
    """By a mistake of ours."""


class Told(NamedTuple):
    """A reason; the whole of it in English, for technicians; and what of the text it is about, in any language."""

    reason: Reason
    detail: str
    about: str = ""
