"""Reads messages of obs-websocket 5 as OBS does: a mistake ends the connection with a WebSocketCloseCode."""

import json
from collections.abc import Callable, Mapping
from typing import Any

# WebSocketOpCode
HELLO, IDENTIFY, IDENTIFIED, REIDENTIFY, EVENT, REQUEST, RESPONSE, BATCH, BATCH_RESPONSE = 0, 1, 2, 3, 5, 6, 7, 8, 9
# WebSocketCloseCode
MESSAGE_DECODE_ERROR = 4002
MISSING_DATA_FIELD = 4003
INVALID_DATA_FIELD_TYPE = 4004
INVALID_DATA_FIELD_VALUE = 4005
UNKNOWN_OP_CODE = 4006
NOT_IDENTIFIED = 4007
ALREADY_IDENTIFIED = 4008
AUTHENTICATION_FAILED = 4009
UNSUPPORTED_RPC_VERSION = 4010

Is = Callable[[object], bool]


class ClosedOut(Exception):
    """A message ends the connection, with *code*."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


def read_message(text: object) -> tuple[float, Mapping[str, Any]]:
    """The ``op`` and ``d`` of a message. Raises ClosedOut."""
    try:
        message = json.loads(text) if isinstance(text, str) else None
    except (ValueError, RecursionError):
        message = None
    if not isinstance(message, dict):
        raise ClosedOut(MESSAGE_DECODE_ERROR)
    operation = message.get("op")
    if not isinstance(operation, int | float) or isinstance(operation, bool):
        raise ClosedOut(UNKNOWN_OP_CODE)
    if message.get("d") is None:
        raise ClosedOut(MISSING_DATA_FIELD)
    return operation, needed(message, "d", is_object)


def needed(details: Mapping[str, Any], name: str, is_right: Is = lambda _: True) -> Any:
    """The value of the required field *name*. Raises ClosedOut."""
    if name not in details:
        raise ClosedOut(MISSING_DATA_FIELD)
    if not is_right(details[name]):
        raise ClosedOut(INVALID_DATA_FIELD_TYPE)
    return details[name]


def is_object(value: object) -> bool:
    """Whether *value* is a JSON object."""
    return isinstance(value, dict)


def is_text(value: object) -> bool:
    """Whether *value* is a JSON string."""
    return isinstance(value, str)


def is_unsigned(value: object) -> bool:
    """Whether *value* is a whole number that is not negative."""
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def is_flag(value: object) -> bool:
    """Whether *value* is a boolean, or null for the default."""
    return value is None or isinstance(value, bool)


def are_requests(value: object) -> bool:
    """Whether *value* is a list of objects. OBS itself does not survive another kind of member."""
    return isinstance(value, list) and all(isinstance(member, dict) for member in value)
