"""What events say besides their times."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from schedules.calendar_text.details import MAX_PLACE
from schedules.calendar_text.ics import read_calendar
from schedules.events import Event


def read_all(text: str | bytes) -> tuple[Event, ...]:
    raw = text.encode() if isinstance(text, str) else text
    window = datetime(2026, 10, 1, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC)
    return read_calendar(raw, calendar="c", zone=ZoneInfo("Europe/Rome"), start=window[0], end=window[1]).events


def read(*lines: str) -> Event:
    told = ["UID:a", "DTSTART:20261005T080000Z", "DURATION:PT1H", *lines]
    (event,) = read_all("\r\n".join(["BEGIN:VCALENDAR", "BEGIN:VEVENT", *told, "END:VEVENT", "END:VCALENDAR", ""]))
    return event


def test_given_categories_on_lines_and_in_lists_when_read_then_all_are_told_in_order() -> None:
    assert read(r"CATEGORIES:UNO,DUE\, TRE", "CATEGORIES:  QUATTRO ,").categories == ("UNO", "DUE, TRE", "QUATTRO")


def test_given_a_location_with_escapes_when_read_then_breaks_part_it_and_escapes_are_gone() -> None:
    assert read(r"LOCATION:Sala 1\; Sala 2\, piano\nterra\\x").location == "Sala 1; Sala 2, piano\nterra\\x"


def test_given_a_location_with_a_very_long_address_when_read_then_the_room_behind_it_is_told() -> None:
    wrapped = "https://gateway.example/?url=" + "a" * 3_000

    assert read(f"LOCATION:Riunione di Microsoft Teams ({wrapped}), Sala 1").location.endswith(", Sala 1")
    assert len(read(f"LOCATION:{wrapped * 20}").location) == MAX_PLACE


def test_given_resources_and_attending_rooms_when_read_then_both_are_told_and_people_are_not() -> None:
    event = read(
        "RESOURCES:Sala 1,Proiettore",
        'ATTENDEE;CUTYPE=ROOM;CN="Sala, 2":mailto:sala2@officine.example',
        "ATTENDEE;CUTYPE=RESOURCE:mailto:aula@officine.example",
        "ATTENDEE;CN=Anna Rossi:mailto:anna@officine.example",
    )

    assert event.resources == ("Sala 1", "Proiettore", "Sala, 2", "sala2@officine.example", "aula@officine.example")


@pytest.mark.parametrize(
    ("lines", "resources", "declined"),
    [
        (
            ["ATTENDEE;CUTYPE=ROOM;PARTSTAT=DECLINED;CN=Sala 1:mailto:sala-1@x.example"],
            (),
            ("Sala 1", "sala-1@x.example"),
        ),
        (["ATTENDEE;cutype=resource;partstat=declined:MAILTO:s@x.example"], (), ("s@x.example",)),
        (["ATTENDEE;CUTYPE=ROOM;PARTSTAT=NEEDS-ACTION;CN=Sala 1:mailto:s@x.example"], ("Sala 1", "s@x.example"), ()),
        (["ATTENDEE;PARTSTAT=DECLINED;CN=Anna:mailto:anna@x.example"], (), ()),
        (
            ["ATTENDEE;ROLE=NON-PARTICIPANT;PARTSTAT=DECLINED;CN=Sala 1:mailto:s@x.example"],
            (),
            ("Sala 1", "s@x.example"),
        ),
        (["ATTENDEE;ROLE=NON-PARTICIPANT;PARTSTAT=ACCEPTED;CN=Sala 1:mailto:s@x.example"], (), ()),
        (
            [
                "ATTENDEE;CUTYPE=ROOM;PARTSTAT=DECLINED;CN=Sala 1:mailto:s@x.example",
                "ATTENDEE;CUTYPE=ROOM;PARTSTAT=ACCEPTED;CN=Sala 1:mailto:s@x.example",  # asked again
            ],
            ("Sala 1", "s@x.example"),
            (),
        ),
    ],
)
def test_given_rooms_that_were_asked_when_read_then_those_that_said_no_are_told_apart(
    lines: list[str], resources: tuple[str, ...], declined: tuple[str, ...]
) -> None:
    found = read(*lines)

    assert (found.resources, found.declined) == (resources, declined)


@pytest.mark.parametrize(
    ("lines", "public"),
    [
        ([], True),
        (["CLASS:PUBLIC"], True),
        (["class:public"], True),
        (["CLASS:PRIVATE"], False),
        (["CLASS:X-RISERVATISSIMO"], False),
        (["CLASS;broken"], False),
        (["CLASS:PUBLIC", "CLASS:PRIVATE"], False),
    ],
)
def test_given_a_class_when_read_then_only_public_is_public(lines: list[str], public: bool) -> None:  # noqa: FBT001
    assert read(*lines).public is public


def test_given_a_private_series_when_its_override_names_no_class_then_it_stays_private() -> None:
    master = "UID:a\nDTSTART:20261005T080000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=3\nCLASS:PRIVATE"
    moved = "UID:a\nRECURRENCE-ID:20261006T080000Z\nDTSTART:20261006T090000Z\nDURATION:PT1H"
    named = "UID:a\nRECURRENCE-ID:20261007T080000Z\nDTSTART:20261007T090000Z\nDURATION:PT1H\nCLASS:PUBLIC"
    blocks = "\n".join(f"BEGIN:VEVENT\n{lines}\nEND:VEVENT" for lines in (moved, master, named))

    assert [event.public for event in read_all(f"BEGIN:VCALENDAR\n{blocks}\nEND:VCALENDAR")] == [False, False, True]


@pytest.mark.parametrize(
    ("lines", "status", "transparent"),
    [
        ([], "CONFIRMED", False),
        (["STATUS:tentative"], "TENTATIVE", False),
        (["TRANSP:TRANSPARENT"], "CONFIRMED", True),
        (["X-MICROSOFT-CDO-BUSYSTATUS:FREE"], "CONFIRMED", True),
        (["X-MICROSOFT-CDO-BUSYSTATUS:FREE", "TRANSP:OPAQUE"], "CONFIRMED", False),
        (["X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE"], "TENTATIVE", False),
        (["X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE", "STATUS:CONFIRMED"], "CONFIRMED", False),
    ],
)
def test_given_a_status_when_read_then_outlook_speaks_only_where_the_standard_is_silent(
    lines: list[str],
    status: str,
    transparent: bool,  # noqa: FBT001
) -> None:
    event = read(*lines)

    assert (event.status, event.transparent) == (status, transparent)


@pytest.mark.parametrize(
    ("lines", "link"),
    [
        (["URL:https://officine.example/pagina"], None),
        (["CONFERENCE;VALUE=URI:http://a.example/x"], None),
        (["CONFERENCE;VALUE=URI:javascript:alert(1)"], None),
        (["CONFERENCE;VALUE=URI:https://a.example/<script>"], None),
        (["CONFERENCE;VALUE=URI:https://banca.example@male.example/"], None),
        ([f"CONFERENCE;VALUE=URI:https://a.example/{'x' * 2000}"], None),
        (
            [
                "CONFERENCE;VALUE=URI;FEATURE=CHAT:https://chat.example/",
                "CONFERENCE;FEATURE=AUDIO,VIDEO:https://meet.example/a;b?c,d",
            ],
            "https://meet.example/a;b?c,d",
        ),
        (["X-GOOGLE-CONFERENCE:https://meet.google.example/abc"], "https://meet.google.example/abc"),
        (["X-MICROSOFT-SKYPETEAMSMEETINGURL:https://teams.example/1", "CONFERENCE:tel:+39"], "https://teams.example/1"),
    ],
)
def test_given_links_when_read_then_only_an_https_conference_is_taken(lines: list[str], link: str | None) -> None:
    assert read(*lines).link == link


@pytest.mark.parametrize(
    ("line", "organiser"),
    [
        ("ORGANIZER;CN=Scuola:mailto:a@b.example", "Scuola"),
        ("ORGANIZER;CN=\"Rossi^n^'Anna^'\":mailto:a@b.example", 'Rossi "Anna"'),
        ("ORGANIZER:MAILTO:a@b.example", "a@b.example"),
        ("ORGANIZER:", None),
    ],
)
def test_given_an_organizer_when_read_then_name_or_address_is_told(line: str, organiser: str | None) -> None:
    assert read(line).organiser == organiser


def test_given_a_hostile_title_when_read_then_it_is_one_bounded_visible_line() -> None:
    title = read("SUMMARY:Riunione\\n\x07 \u202egpj.exe" + "à" * 400).summary

    assert title == "Riunione gpj.exe" + "à" * 284
    assert read("SUMMARY:👩\u200d🏫 Collegio").summary == "👩\u200d🏫 Collegio"


def test_given_an_alarm_inside_when_read_then_its_lines_are_not_the_event_s() -> None:
    event = read(
        "BEGIN:VALARM", "UID:b", "SUMMARY:Sveglia", "CLASS:PRIVATE", "DURATION:PT9H", "END:VALARM", "SUMMARY:Riunione"
    )

    assert (event.key.uid, event.summary, event.public, event.end.hour) == ("a", "Riunione", True, 9)


@pytest.mark.parametrize("line_break", ["\r\n", "\n", "\r", "\r\r\n"])
def test_given_any_line_break_and_folds_inside_characters_when_read_then_text_is_whole(line_break: str) -> None:
    lines = ["BEGIN:VCALENDAR", "BEGIN:VEVENT", "UID:a", "DTSTART:20261005T080000Z", "DURATION:PT1H"]
    head = line_break.join([*lines, "SUMMARY:citt"]).encode()
    folded = "à".encode()[:1] + f"{line_break} ".encode() + "à".encode()[1:]

    (event,) = read_all(b"\xef\xbb\xbf" + head + folded + line_break.join(["", "END:VEVENT", "END:VCALENDAR"]).encode())

    assert event.summary == "città"
