"""What `mod_reservations` sends and must be answered. Pure.

A start that is no text in ISO 8601, or an id that is null, would leave the room unusable until Prosody starts anew; a field
that is missing refuses the conference.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import parse_qsl

from orchestrator.conferences.reservations.granting import Granted

LARGEST = 8 * 1024
"""Bytes of a question; a real one has some two hundred."""
MOST_FIELDS = 32
LONGEST_NAME = 300
_INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?Z")
_WITH_TENANT = re.compile(r"\[([^\[\]]*)\](.+)", re.DOTALL)
_CLOCKS_APART = timedelta(days=1)


class Unreadable(ValueError):
    """What came is no question of `mod_reservations`."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question: may this conference open?"""

    name: str
    """In lower case, with its tenant before it if it has one: ``[acme]name``."""
    start: str
    owner: str


def read_asked(raw: bytes) -> Asked:
    """Read a form, whose fields come in any order. Raises Unreadable."""
    try:
        fields = parse_qsl(raw.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError as error:
        raise Unreadable from error
    told = dict(fields)
    name = told.get("name", "").lower()
    if not name or len(name) > LONGEST_NAME or sum(field == "name" for field, _ in fields) != 1:
        raise Unreadable
    return Asked(name, told.get("start_time", ""), told.get("mail_owner", "")[:LONGEST_NAME])


def without_tenant(name: str, tenant: str) -> str | None:
    """The name alone of a conference of ours; None where it is another tenant's. *tenant* is empty where we have none."""
    found = _WITH_TENANT.fullmatch(name)
    if found is None:
        return name
    return found[2] if tenant and found[1] == tenant else None


def granted(asked: Asked, grant: Granted, now: datetime) -> Mapping[str, object]:
    """The answer by which the conference opens, for so long from its own start on."""
    return {
        "id": grant.booking,
        "name": asked.name,
        "mail_owner": asked.owner,
        "start_time": start_of(asked.start, now),
        "duration": max(1, math.floor(grant.lasts.total_seconds())),
    }


def start_of(asked: str, now: datetime) -> str:
    """The start that was asked for, which is the present by Prosody's own clock: it reckons the end from it.

    So clocks that differ shorten no conference. What is no time near ours is replaced by ours.
    """
    if _INSTANT.fullmatch(asked) is not None:
        try:
            if abs(datetime.fromisoformat(asked) - now) <= _CLOCKS_APART:
                return asked
        except ValueError:  # the 30th of February
            pass
    return f"{now:%Y-%m-%dT%H:%M:%S}.000Z"
