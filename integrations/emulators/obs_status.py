"""How an OBS answers a request: RequestStatus, and the types that its parts exchange (docs/generated/protocol.md)."""

from collections.abc import Callable, Mapping
from typing import Any

OK = 100
MISSING_REQUEST_TYPE = 203
UNKNOWN_REQUEST_TYPE = 204
NOT_READY = 207
MISSING_REQUEST_FIELD = 300
MISSING_REQUEST_DATA = 301
INVALID_REQUEST_FIELD_TYPE = 401
OUTPUT_RUNNING = 500
OUTPUT_NOT_RUNNING = 501
OUTPUT_PAUSED = 502
OUTPUT_NOT_PAUSED = 503
STUDIO_MODE_NOT_ACTIVE = 506
RESOURCE_NOT_FOUND = 600
INVALID_RESOURCE_TYPE = 602
INVALID_RESOURCE_STATE = 604

SCENES = 1 << 2
OUTPUTS = 1 << 6
UI = 1 << 10
"""EventSubscription."""

Answer = Mapping[str, object]
Details = Mapping[str, Any] | None
"""The requestData; None if it is missing or no object."""
Publish = Callable[[str, int, Answer], None]
"""Called with an event's type, the subscription it belongs to, and its data."""


class Denial(Exception):
    """A RequestStatus other than success."""

    def __init__(self, code: int, comment: str = "") -> None:
        super().__init__(code, comment)
        self.code = code
        self.comment = comment


def flag_in(details: Details, name: str) -> bool:
    """The boolean *name* of *details*. Raises Denial."""
    if details is None:
        raise Denial(MISSING_REQUEST_DATA, "Your request data is missing or invalid (non-object)")
    value = details.get(name)
    if value is None:
        raise Denial(MISSING_REQUEST_FIELD, f"Your request is missing the `{name}` field.")
    if not isinstance(value, bool):
        raise Denial(INVALID_REQUEST_FIELD_TYPE, f"The field value of `{name}` must be boolean.")
    return value
