"""Whole days: which count, when they are live, and which were called off."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.contacts import Hours
from config.rooms import Calendar, Installation, Room, Site
from schedules.bookings import Key
from schedules.calendar_text.ics import read_calendar
from schedules.events import CalendarContents, Event, Placed
from schedules.placing.called_off import CANCELLED_TITLES, CalledOff
from schedules.placing.places import place
from schedules.placing.whole_days import MOST_DAYS, WholeDays
from tests.support.town import calendar

ROME = ZoneInfo("Europe/Rome")
OPEN = Site.model_validate({"id": "qui", "name": "Qui", "timezone": "Europe/Rome", "hours": "08:00-20:00"})
SALE = Calendar(id="sale")
DI_UNA = Calendar(id="di-una", room="sala-2")
DAYS = timedelta(days=1)
FREE = "TRANSP:TRANSPARENT"
DAY = ("DTSTART;VALUE=DATE:20270316", "DTEND;VALUE=DATE:20270317")
TIMED = ("DTSTART:20270316T090000Z", "DTEND:20270316T100000Z")


def placed(
    *lines: str, site: Site = OPEN, of: Calendar = SALE, title: str = "Convegno", where: str = "Sala 1"
) -> Placed:
    """What becomes of one event of those lines."""
    told = ["BEGIN:VEVENT", "UID:a", "DTSTAMP:20270101T080000Z", f"SUMMARY:{title}", f"LOCATION:{where}", *lines]
    text = calendar("\r\n".join([*told, "END:VEVENT"]))
    window = datetime(2027, 1, 1, tzinfo=UTC), datetime(2027, 12, 31, tzinfo=UTC)
    contents = read_calendar(text, calendar=of.id, zone=ROME, start=window[0], end=window[1])
    rooms = (Room(id="sala-1", name="Sala 1"), Room(id="sala-2", name="Sala 2"))
    return place([(of, contents)], Installation(sites=(site,), rooms=rooms, calendars=(SALE, DI_UNA)))


def live(found: Placed) -> list[tuple[str, str]]:
    """Start and end of each occurrence, by the clock on the wall."""
    return [
        (f"{occurrence.start.astimezone(ROME):%m-%dT%H:%M}", f"{occurrence.end.astimezone(ROME):%m-%dT%H:%M}")
        for occurrence in found.occurrences
    ]


def hours(text: str | None) -> Site:
    return Site.model_validate({"id": "qui", "name": "Qui", "timezone": "Europe/Rome", "hours": text})


@pytest.mark.parametrize(
    ("lines", "site", "times"),
    [
        pytest.param(DAY, OPEN, [("03-16T08:00", "03-16T20:00")], id="one day"),
        pytest.param(DAY, hours(None), [("03-16T00:00", "03-17T00:00")], id="no hours"),
        pytest.param(DAY, hours("00:00-24:00"), [("03-16T00:00", "03-17T00:00")], id="hours of all the day"),
        pytest.param(DAY, hours("18:00-02:00"), [("03-16T18:00", "03-17T02:00")], id="hours past midnight"),
        pytest.param(DAY[:1], OPEN, [("03-16T08:00", "03-16T20:00")], id="no DTEND"),
        pytest.param((DAY[0], "DTEND;VALUE=DATE:20270316"), OPEN, [("03-16T08:00", "03-16T20:00")], id="no length"),
        pytest.param((DAY[0], "DURATION:PT9H"), OPEN, [("03-16T08:00", "03-16T20:00")], id="hours as its length"),
        pytest.param((DAY[0], "DURATION:P2D"), hours(None), [("03-16T00:00", "03-18T00:00")], id="two days at once"),
        pytest.param(
            ("DTSTART;VALUE=DATE:20270327", "DTEND;VALUE=DATE:20270330"),
            OPEN,
            [(f"03-{day}T08:00", f"03-{day}T20:00") for day in (27, 28, 29)],
            id="three days, one of 23 hours",
        ),
        pytest.param(
            ("DTSTART;VALUE=DATE:20271030", "RRULE:FREQ=DAILY;COUNT=3"),
            OPEN,
            [("10-30T08:00", "10-30T20:00"), ("10-31T08:00", "10-31T20:00"), ("11-01T08:00", "11-01T20:00")],
            id="a series over a day of 25 hours",
        ),
        pytest.param(
            ("DTSTART;VALUE=DATE:20270328",),
            hours("02:15-02:45"),
            [("03-28T03:15", "03-28T03:45")],
            id="hours in the gap",
        ),
        pytest.param(
            ("DTSTART;VALUE=DATE:20270328",),
            hours("02:30-03:15"),
            [("03-28T03:30", "03-28T04:15")],
            id="half in the gap",
        ),
        pytest.param(
            ("DTSTART;TZID=Asia/Tokyo:20270316T000000", "DURATION:P1D", "X-MICROSOFT-CDO-ALLDAYEVENT:TRUE"),
            OPEN,
            [("03-16T08:00", "03-16T20:00")],
            id="midnights of Tokyo",
        ),
        pytest.param(
            ("DTSTART:20270316T000000", "DTEND:20270317T000000", "X-MICROSOFT-CDO-ALLDAYEVENT:TRUE"),
            OPEN,
            [("03-16T08:00", "03-16T20:00")],
            id="Outlook's midnights",
        ),
        pytest.param(
            ("DTSTART:20270316T000000", "DTEND:20270317T000000"), OPEN, [("03-16T00:00", "03-17T00:00")], id="timed"
        ),
        pytest.param(
            (*DAY, "CATEGORIES:CHIUSURA"), OPEN, [("03-16T00:00", "03-17T00:00")], id="a closure closes all day"
        ),
    ],
)
@pytest.mark.parametrize("mark", ["TRANSP:OPAQUE", FREE])
def test_whole_days_given_hours_when_placed_then_each_day_is_live_within_them(
    lines: tuple[str, ...], site: Site, times: list[tuple[str, str]], mark: str
) -> None:
    if mark == FREE and lines[0].startswith("DTSTART:") and len(lines) == 2:
        times = []

    found = placed(*lines, mark, site=site)

    assert live(found) == times
    assert {occurrence.yields for occurrence in found.occurrences} <= {
        mark == FREE and "CATEGORIES:CHIUSURA" not in lines
    }
    assert len({occurrence.key for occurrence in found.occurrences}) == len(times)


@pytest.mark.parametrize(
    ("lines", "more", "told"),
    [
        pytest.param((*DAY, FREE), {}, ["sala-1"], id="a room in LOCATION"),
        pytest.param(
            (*DAY, FREE, "ATTENDEE;CUTYPE=ROOM;CN=Sala 2:mailto:x@y.example"), {"where": ""}, ["sala-2"], id="a resource"
        ),
        pytest.param((*DAY, FREE), {"where": "", "title": "Compleanno di Anna"}, ["transparent"], id="a birthday"),
        pytest.param((*DAY, FREE), {"where": "Sala 9"}, ["no_room"], id="a room that there is not"),
        pytest.param((*DAY, FREE), {"where": "", "of": DI_UNA}, ["sala-2"], id="in a room's own calendar"),
        pytest.param((*DAY, FREE, "STATUS:CANCELLED"), {}, ["cancelled"], id="cancelled"),
        pytest.param((*DAY, FREE, "STATUS:TENTATIVE"), {}, ["tentative"], id="tentative"),
        pytest.param((*DAY, "X-MICROSOFT-CDO-BUSYSTATUS:FREE"), {}, ["sala-1"], id="free by Outlook's mark"),
        pytest.param((*TIMED, FREE), {}, ["transparent"], id="timed"),
        pytest.param((*TIMED, FREE, "CATEGORIES:CHIUSURA"), {}, ["sala-1"], id="a timed closure"),
        pytest.param((*DAY, FREE, "CATEGORIES:CHIUSURA"), {"where": ""}, ["sala-1", "sala-2"], id="a closure of all rooms"),
        pytest.param((*DAY, FREE), {"title": "Annullato: Convegno"}, ["called_off"], id="called off"),
        pytest.param((*DAY, FREE, "CATEGORIES:CHIUSURA"), {"title": "ANNULLATA - Chiusura"}, ["called_off"], id="a closure called off"),
        pytest.param((*TIMED,), {"title": "Annullato: Convegno"}, ["sala-1"], id="a busy one with such a title"),
        pytest.param((*TIMED, "X-MICROSOFT-CDO-BUSYSTATUS:FREE", "TRANSP:OPAQUE"), {"title": "Abgesagt: x"}, ["called_off"], id="busy status"),
        pytest.param((*TIMED, "X-MICROSOFT-CDO-INTENDEDSTATUS:FREE", "TRANSP:OPAQUE"), {"title": "Canceled: x"}, ["called_off"], id="intended status"),
    ],
)  # fmt: skip
def test_whole_days_given_a_mark_of_being_free_when_placed_then_what_names_a_room_counts_and_the_rest_is_told(
    lines: tuple[str, ...], more: dict[str, Any], told: list[str]
) -> None:
    found = placed(*lines, **more)

    rooms = [room for occurrence in found.occurrences for room in occurrence.rooms]
    reasons = [event.reason for event in found.ignored] + [event.reason for event in found.unplaced]
    assert rooms + reasons == told


def test_whole_days_given_titles_of_the_site_s_own_when_placed_then_they_count_in_place_of_the_usual_ones() -> None:
    site = OPEN.model_copy(update={"cancelled_titles": ("rimandato",)})

    assert [event.reason for event in placed(*DAY, FREE, title="RIMANDATO! Convegno", site=site).ignored] == [
        "called_off"
    ]
    assert live(placed(*DAY, FREE, title="Annullato: Convegno", site=site))


def test_whole_days_given_more_days_than_a_calendar_may_have_when_placed_then_the_event_is_told_and_the_rest_counts() -> (
    None
):
    start = datetime(2027, 3, 16, tzinfo=ROME).astimezone(UTC)
    long = Event(
        Key("sale", "a", start), start, start + timedelta(days=MOST_DAYS + 1), "Per sempre", "Sala 1", all_day=True
    )
    short = replace(long, key=Key("sale", "b", start), end=start + timedelta(days=1))
    installation = Installation(sites=(OPEN,), rooms=(Room(id="sala-1", name="Sala 1"),), calendars=(SALE,))

    found = place([(SALE, CalendarContents((long, short)))], installation)

    assert [(event.key.uid, event.reason) for event in found.ignored] == [("a", "too_many_days")]
    assert live(found) == [("03-16T08:00", "03-16T20:00")]


def test_whole_days_given_one_calendar_of_two_sites_when_placed_then_each_site_has_its_own_hours() -> None:
    sites = (OPEN, OPEN.model_copy(update={"id": "la", "hours": Hours(10 * 60, 18 * 60)}))
    rooms = (Room(id="sala-1", name="Sala 1", site="qui"), Room(id="sala-2", name="Sala 2", site="la"))
    start = datetime(2027, 3, 16, tzinfo=ROME).astimezone(UTC)
    event = Event(Key("sale", "a", start), start, start + DAYS, "Convegno", "Sala 1; Sala 2", all_day=True)
    told = [(SALE.model_copy(update={"site": site.id}), CalendarContents((event,))) for site in sites]

    found = place(told, Installation(sites=sites, rooms=rooms, calendars=(SALE,)))

    assert live(found) == [("03-16T08:00", "03-16T20:00"), ("03-16T10:00", "03-16T18:00")]


def test_whole_days_given_several_when_placed_then_each_is_known_by_its_own_midnight() -> None:
    found = placed("DTSTART;VALUE=DATE:20270327", "DTEND;VALUE=DATE:20270330")

    midnights = [occurrence.key.recurrence.astimezone(ROME) for occurrence in found.occurrences]
    assert [(midnight.date(), midnight.hour) for midnight in midnights] == [
        (date(2027, 3, day), 0) for day in (27, 28, 29)
    ]


@settings(max_examples=40)
@given(
    zone=st.sampled_from(["Europe/Rome", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo", "Asia/Kathmandu"]),
    first=st.dates(date(2011, 12, 20), date(2027, 12, 1)),
    days=st.integers(1, 7),
    opening=st.integers(0, 1439),
    closing=st.integers(0, 1440),
)
def test_whole_days_given_any_hours_of_any_place_when_made_then_each_day_is_one_stretch_and_none_overlap(
    zone: str, first: date, days: int, opening: int, closing: int
) -> None:
    place_zone = ZoneInfo(zone)
    start, end = (
        datetime(one.year, one.month, one.day, tzinfo=place_zone).astimezone(UTC)
        for one in (first, first + days * DAYS)
    )
    event = Event(Key("sale", "a", start), start, end, "Convegno", all_day=True)
    open_for = (closing - opening) % 1440
    if not open_for:
        return  # no such hours, or all day

    made = [*WholeDays(place_zone, Hours(opening, closing)).stretches(event)]

    assert len(made) == max((end.astimezone(place_zone).date() - start.astimezone(place_zone).date()).days, 1)
    assert made[0][0] == start
    assert len({recurrence for recurrence, _, _ in made}) == len(made)
    for _, since, until in made:
        assert timedelta() < until - since <= timedelta(minutes=open_for, hours=1)
    if opening < closing:
        assert all(one[2] <= other[1] for one, other in pairwise(made))


CALLED_OFF = [
    "Annullato: Riunione di zona", "ANNULLATA - Riunione", "Annullata", "annullato Riunione", "[Annullato] Riunione",
    "(ANNULLATO) Riunione", "*Annullato* Riunione", "Annullato – Riunione", "Annullamento: Riunione", "Annullamento",
    "Evento annullato: Riunione", "Canceled: Meeting", "Cancelled: Meeting", "CANCELLED Meeting", "Canceled event: x",
    "Abgesagt: Sitzung", "Absage: Sitzung", "ENTFÄLLT - Sitzung", "Fällt aus: Sitzung", "Annulé : Réunion", "Annulée: x",
    "ANNULE\N{COMBINING ACUTE ACCENT} : Réunion", "Cancelado: Reunión", "Anulado: Reunión", "❌ Annullato: Riunione", "  Disdetta: Corso",
]  # fmt: skip
GOES_ON = [
    "Annullamento matrimoni: seminario", "Annullatore di timbri", "Cancellation policy workshop", "Riunione annullati",
    "Cancelleria: consegna", "Absagen schreiben", "Annulation des contrats : cours", "Anulación de multas: curso", "",
    "Stornierungen in SAP", "Corso", "Canceledx", "Sospesa tra cielo e terra: mostra", "Disdetta dei contratti: corso",
]  # fmt: skip


@pytest.mark.parametrize("title", CALLED_OFF)
def test_titles_given_a_word_of_calling_off_when_looked_at_then_it_is_known(title: str) -> None:
    assert CalledOff(CANCELLED_TITLES).says(title)


@pytest.mark.parametrize("title", GOES_ON)
def test_titles_given_words_that_only_look_like_calling_off_when_looked_at_then_the_event_goes_on(title: str) -> None:
    assert not CalledOff(CANCELLED_TITLES).says(title)


def test_titles_given_an_empty_word_when_looked_at_then_nothing_begins_with_it() -> None:
    assert not CalledOff(["", ":"]).says("Riunione")
    assert not CalledOff([]).says("")
