"""Which names are IANA time zones."""

import re
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

# An upper case first letter keeps out `localtime` (this machine's), `posix/` and `right/` (leap seconds).
_IANA = re.compile(r"[A-Z][A-Za-z0-9_+-]*(?:/[A-Za-z0-9_+-]+){0,2}")


def iana_zone(name: str) -> ZoneInfo | None:
    """The zone of an IANA name; None if there is none."""
    try:
        return ZoneInfo(name) if _IANA.fullmatch(name) else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
