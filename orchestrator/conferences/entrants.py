"""Who comes in by a link: their name, and the id by which one meeting, and no other, knows them again. Pure."""

import hashlib
import hmac
import json
import unicodedata

from orchestrator.conferences.links import LinkHolder, MeetingLinkKind

LONGEST_NAME = 60
_DIGITS = 32


def name_of(text: str) -> str:
    """What somebody typed as their name, in one line, without what nobody sees or what turns the line around; "" for nothing.

    It is no longer than `LONGEST_NAME`.
    """
    seen = "".join(
        " " if letter.isspace() else letter
        for letter in text
        if letter.isspace() or unicodedata.category(letter)[0] != "C"
    )
    return " ".join(seen.split())[:LONGEST_NAME].rstrip()


def entrant_id(key: bytes, booking: str, holder: LinkHolder, name: str) -> str:
    """The id of somebody in one meeting. Two devices of one invited person are one; guests of one link differ by their names."""
    said = "" if holder.kind is MeetingLinkKind.PERSONAL else name.casefold()
    meant = json.dumps(["entrant", booking, holder.kind, holder.id, said]).encode()
    return hmac.digest(key, meant, hashlib.sha256).hex()[:_DIGITS]
