"""Half way in: what a browser keeps after a right password, until its user gives a code. Signed, for ten minutes. Pure."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from orchestrator.accounts.signed import sign, signed_content

LASTS = timedelta(minutes=10)
_PURPOSE = "half way in"


@dataclass(frozen=True, slots=True)
class HalfWay:
    """Somebody who has shown that an account is theirs, all but for the second factor."""

    account: str
    revision: int
    """Of the account then: a password that is changed meanwhile makes an end of it."""
    way: str
    """How they came: ``password`` or ``link``."""
    agent: str
    """A mark of the browser (`orchestrator.entrance.visitors`): in another one it is worth nothing."""
    then: str
    """Where they want to go, a path of ours."""


def to_cookie(key: bytes, half_way: HalfWay, now: datetime) -> str:
    """The cookie's value."""
    return sign(key, _PURPOSE, json.dumps(asdict(half_way)).encode(), now + LASTS)


def from_cookie(key: bytes, cookie: str, agent: str, now: datetime) -> HalfWay | None:
    """What was kept; None for what we did not sign, for another browser's, and after ten minutes."""
    content = signed_content(key, _PURPOSE, cookie, now)
    found = None if content is None else HalfWay(**json.loads(content))
    return found if found is not None and found.agent == agent else None
