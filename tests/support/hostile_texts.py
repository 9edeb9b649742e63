"""Calendar texts as long as a feed may be, each made to cost as much as a byte can; and a process that reads one."""

import random
import resource
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from schedules.calendar_text.contentlines import BrokenCalendar
from schedules.calendar_text.ics import read_calendar

LENGTH = 16 * 1024**2
MOST_MEMORY = 1024**3
"""Of the address space, the interpreter included."""
_HEAD, _END = b"BEGIN:VCALENDAR\n", b"END:VCALENDAR"
_ONCE = b"DTSTART:20261005T080000Z\nDURATION:PT1H\n"


def _filled(head: bytes, part: Callable[[int], bytes], tail: bytes = b"") -> bytes:
    parts = [_HEAD + head]
    length, number = len(_HEAD + head + tail + _END), 0
    while length + len(following := part(number)) <= LENGTH:
        parts.append(following)
        length, number = length + len(following), number + 1
    return b"".join([*parts, tail, _END])


def _event(*lines: bytes) -> bytes:
    return b"\n".join([b"BEGIN:VEVENT", *lines, b"END:VEVENT", b""])


def _times(number: int, after: bytes = b"") -> bytes:
    begin = datetime(2026, 10, 1) + timedelta(minutes=number * 3_000 % 500_000)  # noqa: DTZ001 - wall time
    return b",".join(
        (begin + timedelta(minutes=minute)).strftime("%Y%m%dT%H%M%SZ").encode() + after for minute in range(2_500)
    )


def _zone(lines: bytes) -> bytes:
    offsets = b"DTSTART:19700101T000000\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0100\n"
    return b"BEGIN:STANDARD\n" + offsets + lines + b"END:STANDARD\nEND:VTIMEZONE\n"


TEXTS: Mapping[str, Callable[[], bytes]] = {
    "lines of one event": lambda: _filled(b"BEGIN:VEVENT\n", lambda at: b"SUMMARY:%x\n" % at, b"END:VEVENT\n"),
    "short lines": lambda: _filled(b"BEGIN:VEVENT\n", lambda at: b"%x:\n" % at, b"END:VEVENT\n"),
    "short events": lambda: _filled(b"", lambda at: _event(b"DTSTART:20261005T08%02d%02dZ\nDURATION:PT1H" % divmod(at % 3600, 60))),
    "series": lambda: _filled(b"", lambda at: _event(b"UID:%d" % at, _ONCE + b"RRULE:FREQ=DAILY")),
    "series of one UID": lambda: _filled(b"", lambda at: _event(b"UID:a\n" + _ONCE + b"RRULE:FREQ=DAILY;COUNT=%d" % (at % 9_000 + 1))),
    "further dates": lambda: _filled(b"", lambda at: _event(b"UID:%d" % at, _ONCE + b"RDATE:" + _times(at))),
    "excluded dates": lambda: _filled(b"", lambda at: _event(b"UID:%d" % at, _ONCE + b"RRULE:FREQ=DAILY\nEXDATE:" + _times(at))),
    "busy times": lambda: _filled(b"BEGIN:VFREEBUSY\n", lambda at: b"FREEBUSY:" + _times(at, b"/PT1M") + b"\n", b"END:VFREEBUSY\n"),
    "attendees": lambda: _filled(b"BEGIN:VEVENT\n" + _ONCE, lambda at: b"ATTENDEE;CUTYPE=ROOM;CN=%x:a\n" % at, b"END:VEVENT\n"),
    "categories": lambda: _filled(b"BEGIN:VEVENT\n" + _ONCE, lambda _: b"CATEGORIES:" + b"a," * 30_000 + b"\n", b"END:VEVENT\n"),
    "zones": lambda: _filled(b"", lambda at: b"BEGIN:VTIMEZONE\nTZID:%d\n" % at + _zone(b"RRULE:FREQ=DAILY\n") + _event(b"DTSTART;TZID=%d:20261005T080000\nDURATION:PT1H" % at)),
    "one long zone": lambda: _filled(b"BEGIN:VTIMEZONE\nTZID:M\nBEGIN:STANDARD\n", lambda at: b"RDATE:" + _times(at) + b"\n", _zone(b"")),
    "folds": lambda: _filled(b"BEGIN:VEVENT\nX:", lambda _: b"\n ", b"\nEND:VEVENT\n"),
    "components": lambda: _filled(b"", lambda _: b"BEGIN:X\n"),
    "two bytes a character": lambda: b"\xff\xfe" + _filled(b"", lambda _: b"X:\n").decode()[: LENGTH // 4].encode("utf-16-le") + _END.decode().encode("utf-16-le"),
    "no text": lambda: _HEAD + random.Random(7).randbytes(LENGTH) + b"\n" + _END,
}  # fmt: skip


def main(name: str) -> None:
    """Read one; a MemoryError ends the process."""
    text = TEXTS[name]()
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    window = datetime(2026, 10, 1, tzinfo=UTC), datetime(2028, 3, 25, tzinfo=UTC)
    try:
        read_calendar(text, calendar="c", zone=ZoneInfo("Europe/Rome"), start=window[0], end=window[1])
    except BrokenCalendar as error:
        sys.stdout.write(f"refused: {error}\n")
    else:
        sys.stdout.write("read\n")


if __name__ == "__main__":
    main(sys.argv[1])
