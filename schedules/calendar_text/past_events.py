"""A calendar's text without the events that are over: nobody reads those again, and confidential ones are among them.

Pure, and cautious: an event stays where it is not certain at a glance that nothing of it is still to come.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

_BEGIN, _END = b"BEGIN:VEVENT", b"END:VEVENT"
_LINES = re.MULTILINE | re.IGNORECASE
_FOLD = re.compile(rb"\r{0,2}\n[ \t]")
_UID = re.compile(rb"^UID[^:\r\n]*:([^\r\n]+)", _LINES)
_TIMES = re.compile(rb"^(?:DTSTART|DTEND|RDATE|RECURRENCE-ID)[;:][^\r\n]*", _LINES)
_LENGTH = re.compile(rb"^DURATION[^:\r\n]*:([^\r\n]*)", _LINES)
_RULES = re.compile(rb"^RRULE[^:\r\n]*:([^\r\n]*)", _LINES)
_WORDS = re.compile(rb"^(?:UID|SUMMARY|ORGANIZER|DESCRIPTION|URL)[^:\r\n]*:([^\r\n]+)", _LINES)
_DAY = re.compile(rb"(?<!\d)(\d{4})(\d\d)(\d\d)(?!\d)")
_UNTIL = re.compile(rb"UNTIL=(\d{8})")
_ALARM, _ALARM_END = b"BEGIN:VALARM", b"END:VALARM"
_UNCERTAIN = (b"RANGE=THISANDFUTURE", b"/P")
"""A change of all that follows; a period with a length of its own."""
_LATEST = date(4000, 1, 1)
"""Far enough, and near enough to be reckoned with."""
_LENGTH_PARTS = re.compile(rb"\+?P(?:(\d{1,4})W)?(?:(\d{1,4})D)?(?:T[0-9HMS]*)?")
SLACK = timedelta(days=2)
"""For zones, for whole days and for the hours of a DURATION."""


@dataclass(frozen=True, slots=True)
class _Block:
    """A VEVENT: [start, end) of the text, by what it is known, and the last day of it; None for no end in sight."""

    start: int
    end: int
    uid: bytes | None
    last: date | None


def without_past(text: bytes, before: date) -> tuple[bytes, Sequence[bytes]]:
    """*text* without the events that were over before that day, and those.

    All components of a UID go together: a component that stays may take its confidentiality from another that would go.
    """
    blocks = list(_blocks(text))
    lasting = {block.uid for block in blocks if block.last is None or block.last + SLACK >= before}
    over = [block for block in blocks if block.uid is not None and block.uid not in lasting]
    return b"".join(_between(text, over)), [text[block.start : block.end] for block in over]


def words_of(event: bytes) -> Sequence[str]:
    """What an event says of itself and of people, as it is written."""
    return [found.decode("utf-8", "ignore").strip() for found in _WORDS.findall(_FOLD.sub(b"", event))]


def _between(text: bytes, blocks: Sequence[_Block]) -> Iterator[bytes]:
    at = 0
    for block in blocks:
        yield text[at : block.start]
        at = block.end
    yield text[at:]


def _blocks(text: bytes) -> Iterator[_Block]:
    at = 0
    while (start := text.find(_BEGIN, at)) >= 0 and (end := text.find(_END, start)) >= 0:
        line_end = text.find(b"\n", end)
        at = len(text) if line_end < 0 else line_end + 1
        content = _FOLD.sub(b"", text[start:at]).upper()
        alone = text[start - 1 : start] in {b"\n", b"\r"} and content.count(_BEGIN) == 1
        outside, *rest = content.split(_ALARM)
        content = outside + b"".join(part.partition(_ALARM_END)[2] for part in rest)
        whole = alone and all(_ALARM_END in part for part in rest)
        uids = {found.strip().replace(b"\\", b"") for found in _UID.findall(content)}
        last = _last_day(content) if whole and len(uids) == 1 else None
        yield from (_Block(start, at, uid, last) for uid in uids or {None})


def _last_day(content: bytes) -> date | None:
    times, rules, lengths = _TIMES.findall(content), _RULES.findall(content), _LENGTH.findall(content)
    days = [day for line in times for day in _days(line)]
    if not days or len(lengths) > 1 or any(word in line for line in times for word in _UNCERTAIN):
        return None
    longest = max(days) - min(days)
    for rule in rules:
        until = _UNTIL.search(rule)
        if until is None:
            return None  # it has a COUNT or goes on for ever
        days += [day + longest for day in _days(until[1])]
    for length in lengths:
        parts = _LENGTH_PARTS.fullmatch(length.strip())
        if parts is None:
            return None
        weeks, more = (int(part or 0) for part in parts.groups())
        days.append(max(days) + timedelta(days=7 * weeks + more))
    return max(days)


def _days(text: bytes) -> Iterator[date]:
    for year, month, day in _DAY.findall(text):
        try:
            yield min(date(int(year), int(month), int(day)), _LATEST)
        except ValueError:
            yield _LATEST
