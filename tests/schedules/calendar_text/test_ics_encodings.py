"""Calendar texts in every encoding that is met: none costs an event, and accents come through where it can be known how."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schedules.calendar_text.contentlines import BrokenCalendar
from schedules.calendar_text.ics import read_calendar
from schedules.events import CalendarContents, Note

TITLE = "Università: attività “più” €"
LATIN = "Università: attività"


def read(text: bytes, charset: str | None = None) -> CalendarContents:
    window = datetime(2027, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC)
    rome = ZoneInfo("Europe/Rome")
    return read_calendar(text, calendar="c", zone=rome, start=window[0], end=window[1], charset=charset)


def event(title: str) -> str:
    return f"BEGIN:VEVENT\r\nUID:{len(title)}\r\nDTSTART:20270316T080000Z\r\nDURATION:PT1H\r\nSUMMARY:{title}\r\nEND:VEVENT\r\n"


def calendar(title: str) -> str:
    return f"BEGIN:VCALENDAR\r\n{event(title)}END:VCALENDAR\r\n"


def titles(contents: CalendarContents) -> list[str]:
    assert contents.quarantined == ()
    return [event.summary for event in contents.events]


@pytest.mark.parametrize("charset", [None, "utf-8", "ISO-8859-1", "us-ascii", "utf-16", "boh", "zip", ""])
@pytest.mark.parametrize(
    "text",
    [
        calendar(TITLE).encode(),
        calendar(TITLE).encode("utf-8-sig"),
        calendar(TITLE).encode("utf-16"),
        b"\xfe\xff" + calendar(TITLE).encode("utf-16-be"),
        calendar(TITLE).encode("utf-16-le"),
        calendar(TITLE).encode("utf-16-be"),
        calendar(TITLE).encode("utf-32"),
    ],
)
def test_given_unicode_in_any_form_when_read_then_the_charset_of_the_answer_counts_for_nothing(
    text: bytes, charset: str | None
) -> None:
    contents = read(text, charset)

    assert (titles(contents), contents.notes) == ([TITLE], frozenset())


@pytest.mark.parametrize(
    ("encoding", "charset", "title"),
    [
        ("iso-8859-1", "ISO-8859-1", LATIN),
        ("cp1252", "iso-8859-1", TITLE),  # as browsers have it
        ("cp1252", "windows-1252", TITLE),
        ("iso-8859-15", '"ISO-8859-15"', f"{LATIN} €"),
        ("cp850", "IBM850", LATIN),
        ("macroman", "macintosh", TITLE),
        ("cp1250", "windows-1250", "Koalíciá: účet"),
        ("gb18030", "gb2312", "会议"),
        ("shift_jis", "Shift_JIS", "会議"),
    ],
)
def test_given_the_charset_of_the_answer_when_the_text_is_in_it_then_it_is_read_by_it(
    encoding: str, charset: str, title: str
) -> None:
    contents = read(calendar(title).encode(encoding), charset)

    assert (titles(contents), contents.notes) == ([title], frozenset())


@pytest.mark.parametrize(
    "charset",
    [
        None,
        "",
        "utf-8",
        "us-ascii",
        "utf-7",
        "boh",
        "zip",
        "base64",
        "unicode_escape",
        "idna",
        "rot13",
        "x" * 9_000,
        "\0",
        "è",
    ],
)
def test_given_bytes_of_no_charset_that_is_named_when_read_then_they_are_windows_and_it_is_noted(
    charset: str | None,
) -> None:
    contents = read(calendar(TITLE).encode("cp1252"), charset)

    assert (titles(contents), contents.notes) == ([TITLE], frozenset({Note.ENCODING}))


def test_given_events_of_several_encodings_when_read_then_each_line_is_read_by_its_own() -> None:
    text = calendar(TITLE).encode().replace(b"BEGIN:VEVENT", event(LATIN).encode("latin-1") + b"BEGIN:VEVENT", 1)

    assert titles(read(text)) == [LATIN, TITLE]
    assert titles(read(text, "iso-8859-1")) == [LATIN, TITLE]


def test_given_texts_put_together_when_each_has_its_mark_then_each_is_read() -> None:
    text = calendar("uno").encode("utf-8-sig") + calendar("due.").encode("utf-8-sig")

    assert titles(read(text)) == ["uno", "due."]


def test_given_letters_that_windows_has_not_when_read_then_they_alone_are_lost() -> None:
    assert titles(read(calendar("a-b").encode().replace(b"-", b"\x81"))) == ["a�b"]


@given(
    title=st.binary(max_size=40), charset=st.sampled_from([None, "utf-8", "latin-1", "big5", "utf-16", "hz", "utf-7"])
)
def test_given_any_bytes_when_read_then_the_event_is_told(title: bytes, charset: str | None) -> None:
    safe = title.translate(None, b"\r\n\0")

    assert len(read(calendar("x").encode().replace(b"x", safe), charset).events) == 1


@given(text=st.binary(max_size=200))
def test_given_any_bytes_after_a_mark_when_read_then_they_end(text: bytes) -> None:
    for mark in (b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", b"\xff\xfe\0\0", b"B\0E\0"):
        with pytest.raises(BrokenCalendar):
            read(mark + text)
