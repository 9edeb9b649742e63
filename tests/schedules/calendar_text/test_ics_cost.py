"""What a calendar costs grows with its length and no faster, whatever its events are; counted in calls, not in seconds."""

import pytest

from schedules.calendar_text.contentlines import MAX_COMPONENTS, MAX_LINE, MAX_LINES, BrokenCalendar
from schedules.calendar_text.ics import MAX_OF_ONE_UID, MAX_ONWARDS
from tests.support.costly_calendars import KINDS, calendar_of, calls, placed

FEW, TEN_TIMES = 60, 600


@pytest.mark.parametrize("kind", KINDS)
def test_ten_times_as_many_events_cost_no_more_than_twelve_times_as_much(kind: str) -> None:
    assert calls(calendar_of(kind, TEN_TIMES)) <= 12 * calls(calendar_of(kind, FEW))


def test_events_without_a_uid_do_not_make_each_other_confidential() -> None:
    secret = b"BEGIN:VEVENT\r\nDTSTART:x\r\nSUMMARY:Colloqui\r\nCLASS:PRIVATE\r\nEND:VEVENT"
    text = calendar_of("without UID", 1).replace(b"END:VCALENDAR", secret + b"\r\nEND:VCALENDAR")

    answer = placed(text)

    told = [event.confidential for event in answer.quarantined] + [
        occurrence.confidential for occurrence in answer.occurrences
    ]
    assert sorted(told) == [False, True]


def test_events_of_one_uid_beyond_the_most_are_told_and_the_others_count() -> None:
    text = calendar_of("changes", MAX_OF_ONE_UID + 2)

    refused = placed(text).quarantined

    assert [answer.reason for answer in refused] == [f"more than {MAX_OF_ONE_UID} events have its UID"] * 2


def test_changes_onwards_beyond_the_most_are_told_and_the_others_count() -> None:
    answer = placed(calendar_of("changes onwards", MAX_ONWARDS + 3))

    assert [event.reason for event in answer.quarantined] == [f"more than {MAX_ONWARDS} changes of all that follow"] * 2
    assert answer.occurrences


def test_a_line_too_long_costs_its_event_alone_and_descriptions_and_attachments_nothing() -> None:
    endless = b"SUMMARY:" + b"a" * (MAX_LINE + 1)
    text = calendar_of("unknown zones", 0).replace(
        b"END:VCALENDAR",
        b"\r\n".join(
            [
                *(b"BEGIN:VEVENT", b"UID:long", endless, b"DTSTART:20261005T080000Z", b"DURATION:PT1H", b"END:VEVENT"),
                *(b"BEGIN:VEVENT", b"UID:good", b"DTSTART:20261005T080000Z", b"DURATION:PT1H", b"LOCATION:Sala 1"),
                *(b"DESCRIPTION:" + endless, b"ATTACH;VALUE=BINARY:" + endless, b"END:VEVENT", b"END:VCALENDAR"),
            ]
        ),
    )

    answer = placed(text)

    assert [(event.uid, event.reason) for event in answer.quarantined] == [("long", "has a line of more than 64 KiB")]
    assert [occurrence.key.uid for occurrence in answer.occurrences] == ["good"]


@pytest.mark.parametrize(
    ("line", "most", "what"),
    [(b"X:\n", MAX_LINES, "lines"), (b"BEGIN:VALARM\nEND:VALARM\n", MAX_COMPONENTS, "components")],
)
def test_a_calendar_of_too_many_parts_is_refused_whole(line: bytes, most: int, what: str) -> None:
    with pytest.raises(BrokenCalendar, match=f"it has more than {most} {what}"):
        placed(b"BEGIN:VCALENDAR\n" + line * (most + 1) + b"END:VCALENDAR\n")
