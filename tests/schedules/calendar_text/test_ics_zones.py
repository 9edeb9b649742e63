"""Time zones by every name that calendars have been seen to write, and by the definitions of several objects in one text."""

import unicodedata
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from config.zones import iana_zone
from schedules.calendar_text.ics import read_calendar
from schedules.calendar_text.zone_names import exact_zone, likely_zone
from schedules.calendar_text.zone_tables import CALLED
from schedules.events import CalendarContents, Note

ROME = ZoneInfo("Europe/Rome")


def read(*lines: str) -> CalendarContents:
    window = datetime(2027, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC)
    return read_calendar("\r\n".join(lines).encode(), calendar="c", zone=ROME, start=window[0], end=window[1])


def event(start: str, *lines: str, uid: str = "a") -> list[str]:
    return ["BEGIN:VEVENT", f"UID:{uid}", f"DTSTART{start}", "DURATION:PT1H", *lines, "END:VEVENT"]


def definition(name: str, offset: str) -> list[str]:
    return [
        *("BEGIN:VTIMEZONE", f"TZID:{name}", "BEGIN:STANDARD", "DTSTART:19700101T000000"),
        *(f"TZOFFSETFROM:{offset}", f"TZOFFSETTO:{offset}", "END:STANDARD", "END:VTIMEZONE"),
    ]


def told(*lines: str) -> list[str]:
    contents = read("BEGIN:VCALENDAR", *lines, "END:VCALENDAR")
    assert contents.quarantined == ()
    return [f"{event.start:%m-%d %H:%M}" for event in contents.events]


@pytest.mark.parametrize(
    "name",
    [
        *("Europe/Rome", "europe/rome", "Europe/Zurich", "EUROPE/PARIS", "W. Europe Standard Time", "CET"),
        *("Romance Standard Time", "central european standard time", "Central Europe Standard Time"),
        *("W. Europe Standard Time 1", "W. Europe Standard Time1", "Romance Standard Time 12", "Europe/Rome 2"),
        *("W. Europe Standard Time (1)", "Europe/Rome-1", "Europe/Rome_1", "W. Europe Daylight Time"),
        "(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna",
        "(UTC+01:00) Amsterdam, Berlin, Bern, Rom, Stockholm, Wien",
        "(UTC+01:00) Amsterdam, Berlino, Berna, Roma, Stoccolma, Vienna",
        "(GMT+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna",
        "(GMT+01.00) Amsterdam / Berlin / Bern / Rome / Stockholm / Vienna",
        r"(UTC+01:00) Amsterdam\, Berlin\, Bern\, Rome\, Stockholm\, Vienna",
        "Amsterdam, Berlin, Bern, Rom, Stockholm, Wien",
        "Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna 1",
        "(UTC+01:00) Brussels, Copenhagen, Madrid, Paris",
        "(UTC+01:00) Bruxelles, Copenaghen, Madrid, Parigi",
        "(UTC+01:00) Belgrade, Bratislava, Budapest, Ljubljana, Prague",
        "(UTC+01:00) Belgrado, Bratislava, Budapest, Lubiana, Praga",
        "(UTC+01:00) Sarajevo, Skopje, Warsaw, Zagreb",
        *("(GMT+01:00) Central European Time - Rome", "GMT+01:00 Roma", "UTC+1 - Madrid", "(GMT+01:00) Rome, Italy"),
        *("(UTC+01:00)", "(UTC+01:00) Dovunque sia", "Ora solare Europa occidentale", "Mitteleuropäische Zeit"),
        *("Zurich", "Zürich", "Roma", "ROME", "Rome, Italy", "Milano", "Paris", "Wien", "Berlin", "'Roma'"),
        *("Munich", "Bari", "Barcelona", "Geneva", "Italia", "Bolzano", "Bari, Italia", "L'Aquila", "Milano (Italia)"),
        *("Central European Time", "Central European Summer Time", "CEST", "MEZ", "Europe de l’Ouest, Paris"),
        *("/mozilla.org/20050126_1/Europe/Rome", "/freeassociation.sourceforge.net/Tzfile/Europe/Rome"),
        *("/freeassociation.sourceforge.net/Europe/Rome", "/citadel.org/20190914_1/Europe/Berlin"),
        *("/softwarestudio.org/Olson_20011030_5/Europe/Vienna", "http://tzurl.org/zoneinfo-outlook/Europe/Rome"),
        *("Europe/Rome (CET)", "Rome (GMT+1)", "GMT +0100 (Standard) / GMT +0200 (Daylight)", "Europe/Rome-(Standard)"),
        *("Europe-Rome", "Europe Rome", "Rome Standard Time", "Rome time", "Fuso orario di Roma", "[UTC+01:00] Rome"),
        *("W.Europe Standard Time", "CEST (UTC+2)", "Central Europe", "Customized Time Zone 1"),
        *("tzone://Microsoft/W. Europe Standard Time", "tzone://Microsoft/Custom", "Customized Time Zone"),
    ],
)
def test_given_a_name_of_middle_europe_when_nothing_defines_it_then_its_summer_and_winter_are_known(name: str) -> None:
    for written in (f'"{name}"', name):  # the quotes are often forgotten
        summer, winter = (event(f";TZID={written}:2027{day}T090000", uid=day) for day in ("0706", "0316"))

        assert told(*summer, *winter) == ["03-16 08:00", "07-06 07:00"]


@pytest.mark.parametrize(
    ("name", "summer"),
    [
        ("tzone://Microsoft/Utc", 9),
        ("(UTC) Coordinated Universal Time", 9),
        ("Coordinated Universal Time", 9),
        ("UTC", 9),
        ("utc", 9),
        ("Z", 9),
        ("(UTC+00:00) Dublin, Edinburgh, Lisbon, London", 8),
        ("(GMT) Greenwich Mean Time : Dublin, Edinburgh, Lisbon, London", 8),
        ("(UTC) Dublino, Edimburgo, Lisbona, Londra", 8),
        ("GMT Standard Time", 8),
        ("GMT Standard Time 1", 8),
        ("UTC-04:00 La Paz", 13),
        ("(UTC-08:00) Pacific Time (US & Canada) 1", 16),
        ("(UTC+02:00) Athens, Bucharest", 6),
        ("(UTC+02:00) Helsinki, Kyiv, Riga, Sofia, Tallinn, Vilnius", 6),
        ("(UTC+02:00) Atene, Bucarest", 6),
        ("(UTC+02:00) Cairo", 6),
        ("(UTC+03:00) Moscow, St. Petersburg", 6),
        ("(UTC-05:00) Eastern Time (US & Canada)", 13),
        ("Eastern Time (US & Canada)", 13),
        ("Eastern Daylight Time", 13),
        ("(UTC-07:00) Chihuahua, La Paz, Mazatlan", 16),  # this La Paz is not Bolivia's
        ("(UTC-08:00) Pacific Time (US & Canada)", 16),
        ("Mexico Standard Time 2", 16),
        ("New York", 13),
        ("US/Eastern", 13),
        ("UTC+02:00", 7),
        ("GMT+0200", 7),
        ("UTC-02", 11),
        ("Etc/GMT-2", 7),
        ("(UTC+05:30) Chennai, Kolkata, Mumbai, New Delhi", 3),
        ("(UTC+09:00) Osaka, Sapporo, Tokyo", 0),
    ],
)
def test_given_a_name_from_elsewhere_when_nothing_defines_it_then_its_summer_is_known(name: str, summer: int) -> None:
    (begins,) = told(*event(f';TZID="{name}":20270706T090000'))

    assert begins.startswith(f"07-06 {summer:02}:")


@pytest.mark.parametrize(
    "name",
    ["Boh/Nulla", "localtime", "posix/Nulla", "../../etc/passwd", "(UTC+04:00) Dovunque", "UTC+99", "1", "-", "(",
     "Sala 1", "x" * 4_000, "Factory", "Australia/North/West", ", , ,", "()"],
)  # fmt: skip
def test_given_a_name_that_means_no_zone_when_looked_up_then_there_is_none(name: str) -> None:
    assert exact_zone(name) is None
    assert likely_zone(name, ROME) is None


def test_given_one_name_in_two_objects_when_each_defines_it_then_each_has_its_own() -> None:
    two = [
        *(
            "BEGIN:VCALENDAR",
            *definition("Mia", "+0500"),
            *event(";TZID=Mia:20270316T090000", uid="a"),
            "END:VCALENDAR",
        ),
        *(
            "BEGIN:VCALENDAR",
            *definition("Mia", "-0300"),
            *event(";TZID=Mia:20270316T090000", uid="b"),
            "END:VCALENDAR",
        ),
        *("BEGIN:VCALENDAR", *event(";TZID=Mia:20270316T090000", uid="c"), "END:VCALENDAR"),
    ]

    contents = read(*two)

    assert contents.quarantined == ()
    assert {event.key.uid: event.start.hour for event in contents.events} == {"a": 4, "b": 12, "c": 4}


@pytest.mark.parametrize("name", ["Customized Time Zone", "Rome", "W. Europe Standard Time 1", "(UTC+01:00) Rome"])
def test_given_a_likely_name_when_the_text_defines_it_then_the_definition_counts(name: str) -> None:
    assert told(*definition(name, "+0500"), *event(f';TZID="{name}":20270316T090000')) == ["03-16 04:00"]


@pytest.mark.parametrize("defined", ["Mia, sempre", r"Mia\, sempre", '"Mia, sempre"', r'"Mia\, sempre"'])
@pytest.mark.parametrize("named", ['"Mia, sempre"', r'"Mia\, sempre"', "Mia, sempre", "'Mia, sempre'"])
def test_given_a_zone_that_is_quoted_or_escaped_when_the_other_is_not_then_the_definition_is_found(
    defined: str, named: str
) -> None:
    assert told(*definition(defined, "+0500"), *event(f";TZID={named}:20270316T090000")) == ["03-16 04:00"]


def test_given_a_zone_without_quotes_when_a_list_is_told_in_it_then_each_of_the_list_is_read() -> None:
    name = "(UTC+01:00) Amsterdam, Berlin, Bern"
    lessons = event(f";TZID={name}:20270706T090000", "RRULE:FREQ=DAILY;COUNT=4", f"EXDATE;TZID={name}:20270707T090000,20270708T090000")  # fmt: skip

    assert told(*lessons) == ["07-06 07:00", "07-09 07:00"]


@pytest.mark.parametrize(
    ("name", "notes"),
    [
        ("tzone://Microsoft/Custom", frozenset({Note.ZONE})),
        ("customized time zone", frozenset({Note.ZONE})),
        ("Zurich", frozenset()),
    ],
)
def test_given_a_zone_of_the_writer_s_own_when_nothing_defines_it_then_the_site_s_is_taken_and_noted(
    name: str, notes: frozenset[Note]
) -> None:
    contents = read("BEGIN:VCALENDAR", *event(f';TZID="{name}":20270706T090000'), "END:VCALENDAR")

    assert ([event.start.hour for event in contents.events], contents.notes) == ([7], notes)


def test_given_a_zone_of_the_writer_s_own_when_the_object_tells_the_writer_s_then_that_is_taken() -> None:
    abroad = event(";TZID=Customized Time Zone:20270706T090000")

    contents = read("BEGIN:VCALENDAR", *abroad, "X-WR-TIMEZONE:America/New_York", "END:VCALENDAR")

    assert ([event.start.hour for event in contents.events], contents.notes) == ([13], frozenset())


def test_the_tables_of_names_lead_to_zones_and_are_written_as_they_are_compared() -> None:
    words = [word for told in CALLED.values() for word in told]

    assert [name for name in CALLED if iana_zone(name) is None] == []
    assert [
        word for word in words if unicodedata.normalize("NFKD", word.casefold()).isascii() and word == word.casefold()
    ] == words
    assert len(words) == len({*words})
