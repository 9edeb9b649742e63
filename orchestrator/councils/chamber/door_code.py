"""The code at the hall's door: another one each minute, so that who has it is there, or was a minute ago. Pure."""

import hashlib
import hmac
import json
from datetime import datetime, timedelta

from schedules.store.sealing import Keys

DIGITS = 6
STEP = timedelta(minutes=1)
"""A photograph of it that somebody sends home is good for one to two minutes."""
_PURPOSE = "codes at doors of sittings"


def code_at(keys: Keys, sitting: str, now: datetime) -> str:
    """The code that tablet and big screen show: six digits, made from a key that is not in the database."""
    return _code(keys, sitting, _step(now))


def is_good(keys: Keys, sitting: str, typed: str, now: datetime) -> bool:
    """Whether that is the code of this minute or the last one; spaces in it are passed over.

    Whoever asks must be a member whose browser has proved itself: two codes of a million are good.
    """
    given = "".join(typed.split())
    step = _step(now)
    # No early exit: how long it takes tells nothing of the code.
    found = [hmac.compare_digest(_code(keys, sitting, at).encode(), given.encode()) for at in (step, step - 1)]
    return any(found)


def until_next(now: datetime) -> timedelta:
    """How long the present code stays on the screen."""
    return STEP - timedelta(seconds=now.timestamp() % STEP.total_seconds())


def spelt(code: str) -> str:
    """The code as people read it aloud: ``123 456``."""
    half = len(code) // 2
    return f"{code[:half]} {code[half:]}"


def _step(now: datetime) -> int:
    return int(now.timestamp() // STEP.total_seconds())


def _code(keys: Keys, sitting: str, step: int) -> str:
    meant = json.dumps([sitting, step]).encode()  # no two write alike
    digest = hmac.digest(keys.derived(keys.first, _PURPOSE), meant, hashlib.sha256)
    return str(int.from_bytes(digest, "big") % 10**DIGITS).zfill(DIGITS)
