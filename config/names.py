"""Names as people write them, here and in calendars: how they are compared, and which of them are time zones."""

import re
import unicodedata
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

CLOSURE = "CHIUSURA"
"""The category of an event that closes its rooms."""
# An upper case first letter keeps out `localtime` (this machine's), `posix/` and `right/` (leap seconds).
_IANA = re.compile(r"[A-Z][A-Za-z0-9_+-]*(?:/[A-Za-z0-9_+-]+){0,2}")


def folded(name: str) -> str:
    """The name as it is compared: in any case, however spaced, accents composed."""
    return " ".join(unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold()).split())


def iana_zone(name: str) -> ZoneInfo | None:
    """The zone of an IANA name; None if there is none."""
    try:
        return ZoneInfo(name) if _IANA.fullmatch(name) else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
