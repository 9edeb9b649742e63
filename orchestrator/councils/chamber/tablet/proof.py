"""What somebody shows at the tablet in the hall, and for how long it lets them vote there. Pure."""

import base64
import binascii
import hashlib
import hmac
import json
from datetime import datetime, timedelta
from enum import StrEnum

from orchestrator.councils.sitting.rules import Identity, Rules
from orchestrator.councils.sitting.seats import SeatState
from schedules.store.sealing import Keys

LASTS = timedelta(seconds=90)
"""Between the code and the vote. A page that nobody touches goes away long before."""
_PURPOSE = "passes at tablets"


class Proof(StrEnum):
    """What is asked for before somebody checks in."""

    PIN = "pin"
    """The six digits of this sitting."""
    CODE = "code"
    """The code by which the roll tells people apart. It is no secret: whoever types it says who they are, as on a list of signatures."""
    NAME = "name"
    """The name alone, where the seat has no code."""


def proof_asked(rules: Rules, seat: SeatState) -> Proof:
    """What the seat's holder is asked for. Where the rules know members by link or account, nobody votes at the tablet."""
    if rules.identity is Identity.PIN:
        return Proof.PIN
    return Proof.CODE if seat.code.strip() else Proof.NAME


def is_code_of(seat: SeatState, typed: str) -> bool:
    """Whether somebody typed the code of the seat, in capitals or not."""
    return "".join(typed.split()).casefold() == "".join(seat.code.split()).casefold()


def pass_for(keys: Keys, sitting: str, room: str, seat: str, now: datetime) -> str:
    """What lets the browser that typed the code vote for that seat, in that sitting and room, for a minute and a half."""
    until = int((now + LASTS).timestamp())
    told = base64.urlsafe_b64encode(json.dumps([seat, until]).encode()).decode().rstrip("=")
    return f"{told}.{_signed(keys, sitting, room, told)}"


def seat_of_pass(keys: Keys, sitting: str, room: str, shown: str, now: datetime) -> str | None:
    """The seat that a pass is for; None for one that is over, of another room or sitting, or made by somebody else."""
    told, _, signed = shown.partition(".")
    if not hmac.compare_digest(_signed(keys, sitting, room, told).encode(), signed.encode(errors="replace")):
        return None
    try:
        seat, until = json.loads(base64.urlsafe_b64decode(told + "=" * (-len(told) % 4)))
    except (binascii.Error, ValueError, TypeError):
        return None
    return str(seat) if now.timestamp() < until else None


def _signed(keys: Keys, sitting: str, room: str, told: str) -> str:
    meant = json.dumps([sitting, room, told]).encode()  # no two write alike
    return hmac.new(keys.derived(keys.first, _PURPOSE), meant, hashlib.sha256).hexdigest()
