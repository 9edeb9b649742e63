"""Rooms and presets of events: by name, by category, by title, and never more than the reader may know."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest

from config.rooms import Calendar, Installation, Preset, Room, Site
from schedules.bookings import Key, Occurrence
from schedules.events import CalendarContents, Event, Ignored, Quarantined, Unplaced
from schedules.placing.places import place

START = datetime(2026, 10, 20, 14, tzinfo=UTC)
SALE, STUDI, ALTROVE = (
    Calendar(id="sale"),
    Calendar(id="studi", site="qui", copy_of="sale"),
    Calendar(id="altrove", site="altrove"),
)
INSTALLATION = Installation(
    sites=(
        Site(id="qui", name="Qui", timezone="Europe/Rome", default_preset="riunione", confidential_preset="riservato"),
        Site(id="altrove", name="Altrove", timezone="Europe/Rome", default_preset="riunione"),
    ),
    calendars=(SALE.model_copy(update={"site": "qui"}), STUDI, ALTROVE),
    rooms=(
        Room(
            id="sala-1",
            name="Sala Conferenze 1",
            site="qui",
            aliases=("Sala 1", "Aula magna", "Caffè", "foyer@officine.example"),
        ),
        Room(id="sala-2", name="Sala Conferenze 2", site="qui", aliases=("Sala 2", "Foyer/Bar")),
        Room(id="lontana", name="Sala 1", site="altrove"),
    ),
    presets={
        "collegio": Preset(title="Collegio", categories=("COLLEGIO",), titles=("Collegio dei docenti*",)),
        "sportello": Preset(title="Sportello", categories=("Sportello",), titles=("colloquio*",), confidential=True),
        "docenti": Preset(title="Docenti", titles=("*docenti*",)),
        "riunione": Preset(title="Riunione"),
        "riservato": Preset(title="Occupato", confidential=True),
    },
)
SALE = INSTALLATION.calendars[0]
EVENT = Event(Key("sale", "a", START), START, START + timedelta(hours=1), "Incontro", location="Sala 1")


def placed(event: Event, calendar: Calendar = SALE) -> Occurrence:
    (occurrence,) = place([(calendar, CalendarContents((event,)))], INSTALLATION).occurrences
    return occurrence


@pytest.mark.parametrize(
    ("location", "rooms"),
    [
        ("Sala Conferenze 1", ["sala-1"]),
        ("  sala   CONFERENZE 1 ", ["sala-1"]),
        ("SALA-2", ["sala-2"]),
        ("AULA MAGNA", ["sala-1"]),
        ("caffe\u0300", ["sala-1"]),
        ("Sala 2; Sala 1", ["sala-1", "sala-2"]),
        ("Sala 1, Sala 2", ["sala-1", "sala-2"]),
        ("Sala 1/Sala 2", ["sala-1", "sala-2"]),
        ("Sala 1 + Sala 2", ["sala-1", "sala-2"]),
        ("Sala 1\nSala 2", ["sala-1", "sala-2"]),
        ("Sala 1; Aula magna; via Roma 3", ["sala-1"]),
        ("foyer/bar", ["sala-2"]),
        ("Sala 10", []),
        ("Sala 1 (primo piano)", ["sala-1"]),
        ("Sala 1 bis", []),
        ("", []),
    ],
)
def test_given_a_location_when_placed_then_the_rooms_it_names_are_taken(location: str, rooms: list[str]) -> None:
    answer = place([(SALE, CalendarContents((replace(EVENT, location=location),)))], INSTALLATION)

    assert [room for occurrence in answer.occurrences for room in occurrence.rooms] == rooms
    assert [(event.key.uid, event.location) for event in answer.unplaced] == ([] if rooms else [("a", location)])


DI_UNA = Calendar(id="di-una", room="sala-2")


@pytest.mark.parametrize(
    "change",
    [{}, {"location": ""}, {"location": "Piazza"}, {"location": "https://meet.example/abc"},
     {"location": "", "resources": ("Sala 1",)}, {"location": "Aula magna, Liceo, Cassino"}],
)  # fmt: skip
def test_event_of_a_calendar_of_one_room_when_placed_then_it_is_there_wherever_it_says(change: dict[str, Any]) -> None:
    occurrence = placed(replace(EVENT, **change), DI_UNA)
    closure = placed(replace(EVENT, categories=("CHIUSURA",), **change), DI_UNA)

    assert (occurrence.rooms, occurrence.preset, occurrence.confidential) == (("sala-2",), "riunione", False)
    assert (closure.rooms, closure.closure) == (("sala-2",), True)


@pytest.mark.parametrize("title", ["Busy", "occupato", "  ", "Private appointment"])
def test_event_of_a_calendar_of_one_room_when_it_only_says_busy_then_it_is_confidential(title: str) -> None:
    bare = placed(replace(EVENT, summary=title), DI_UNA)
    classed = placed(replace(EVENT, summary=title, categories=("COLLEGIO",)), DI_UNA)
    of_all = placed(replace(EVENT, summary=title))

    assert (bare.rooms, bare.preset, bare.confidential) == (("sala-2",), "riservato", True)
    assert (classed.preset, classed.confidential, of_all.confidential) == ("collegio", False, False)


@pytest.mark.parametrize("change", [{}, {"categories": ("CHIUSURA",)}])
def test_event_that_names_another_house_too_when_the_site_has_an_address_then_it_is_told_as_doubtful(
    change: dict[str, Any]
) -> None:  # fmt: skip
    here = INSTALLATION.sites[0].model_copy(update={"address": "Via Roma 3, 03040 Pignataro Interamna"})
    installation = INSTALLATION.model_copy(update={"sites": (here, INSTALLATION.sites[1])})
    elsewhere = replace(EVENT, location="Aula magna, Liceo scientifico, Cassino", **change)

    answer = place([(SALE, CalendarContents((elsewhere,)))], installation)

    assert [(event.location, event.elsewhere) for event in answer.unplaced] == [(elsewhere.location, "liceo")]
    assert (answer.occurrences, answer.ignored) == ((), ())


def test_given_a_series_without_a_room_when_placed_then_it_is_told_once_with_its_first_date() -> None:
    nowhere = [
        replace(EVENT, key=Key("sale", uid, START + timedelta(days=day)), location="Piazza")
        for day in range(3)
        for uid in ("a", "b")
    ]

    answer = place([(SALE, CalendarContents(tuple(nowhere)))], INSTALLATION)

    assert [event.key for event in answer.unplaced] == [Key("sale", "a", START), Key("sale", "b", START)]


def test_given_resources_when_placed_then_their_rooms_are_taken_too() -> None:
    assert placed(replace(EVENT, location="altro", resources=("Proiettore", "sala 2"))).rooms == ("sala-2",)


@pytest.mark.parametrize("address", ["sala-1@officine.example", "Foyer@officine.example"])
def test_given_the_address_of_a_room_when_placed_then_all_of_it_or_what_stands_before_the_at_sign_is_its_name(
    address: str,
) -> None:
    assert placed(replace(EVENT, location="", resources=(address,))).rooms == ("sala-1",)


def test_given_a_name_of_two_sites_when_placed_then_the_calendar_s_site_decides() -> None:
    assert (placed(EVENT).rooms, placed(EVENT, ALTROVE).rooms) == (("sala-1",), ("lontana",))


@pytest.mark.parametrize(
    ("change", "rooms"),
    [({"location": ""}, ["sala-1", "sala-2"]), ({"location": "Sala 2"}, ["sala-2"]), ({"location": "Piazza"}, []),
     ({"location": "", "resources": ("Furgone",)}, ["sala-1", "sala-2"]),
     ({"location": "", "resources": ("Furgone", "Sala 2")}, ["sala-2"]),
     ({"location": "Piazza", "resources": ("Sala 2",)}, ["sala-2"])],
)  # fmt: skip
def test_given_a_closure_when_placed_then_no_place_means_all_rooms_and_an_unknown_one_none(
    change: dict[str, Any], rooms: list[str]
) -> None:
    closure = replace(EVENT, categories=("chiusura",), **change)

    answer = place([(SALE, CalendarContents((closure,)))], INSTALLATION)

    assert [room for occurrence in answer.occurrences for room in occurrence.rooms] == rooms
    assert all(occurrence.closure and occurrence.preset is None for occurrence in answer.occurrences)
    assert len(answer.unplaced) == (not rooms)


@pytest.mark.parametrize(
    ("change", "reason"),
    [({"status": "CANCELLED", "transparent": True}, "cancelled"), ({"transparent": True}, "transparent"),
     ({"status": "TENTATIVE"}, "tentative"), ({"status": "TENTATIVE", "location": "Piazza"}, "tentative")],
)  # fmt: skip
def test_given_what_takes_no_room_when_placed_then_it_is_ignored_with_the_reason(
    change: dict[str, Any], reason: str
) -> None:
    answer = place([(SALE, CalendarContents((replace(EVENT, **change),)))], INSTALLATION)

    assert [(event.reason, event.start) for event in answer.ignored] == [(reason, START)]
    assert (answer.occurrences, answer.unplaced) == ((), ())


@pytest.mark.parametrize(
    ("change", "preset", "confidential"),
    [
        ({}, "riunione", False),
        ({"categories": ("Altro", "collegio", "X")}, "collegio", False),
        ({"categories": ("Altro",), "summary": "Collegio  dei DOCENTI di ottobre"}, "collegio", False),
        ({"summary": "Formazione docenti"}, "docenti", False),
        ({"categories": ("SPORTELLO",)}, "riservato", True),
        ({"categories": ("COLLEGIO", "SPORTELLO")}, "riservato", True),
        ({"summary": "Colloquio G.M."}, "riservato", True),
        ({"categories": ("COLLEGIO",), "summary": "Colloquio"}, "collegio", False),
        ({"public": False}, "riservato", True),
        ({"public": False, "categories": ("COLLEGIO",)}, "riservato", True),
        ({"public": False, "summary": "Collegio dei docenti"}, "riservato", True),
    ],
)
def test_given_an_event_when_placed_then_category_title_default_decide_unless_it_is_confidential(
    change: dict[str, Any], preset: str, confidential: bool  # noqa: FBT001
) -> None:  # fmt: skip
    occurrence = placed(replace(EVENT, **change))

    assert (occurrence.preset, occurrence.confidential) == (preset, confidential)
    assert occurrence.title == change.get("summary", "Incontro")


def test_given_a_site_without_a_confidential_preset_when_placed_then_a_confidential_event_has_none() -> None:
    assert placed(replace(EVENT, public=False), ALTROVE).preset is None


def test_given_confidential_events_that_take_no_room_when_placed_then_each_says_so() -> None:
    nowhere = replace(EVENT, location="Piazza", categories=("SPORTELLO",))
    cancelled = replace(EVENT, status="CANCELLED", summary="Colloquio G.M.")
    unread = (
        Quarantined("b", "no DTSTART", categories=("sportello",)),
        Quarantined("c", "no DTSTART", title="Colloquio G.M."),
        Quarantined("d", "no DTSTART", title="Incontro"),
        Quarantined("e", "has no END:VEVENT", title="Incontro", partial=True),
    )

    answer = place([(SALE, CalendarContents((nowhere, cancelled), unread))], INSTALLATION)

    events: list[Unplaced | Ignored | Quarantined] = [*answer.unplaced, *answer.ignored, *answer.quarantined]
    assert [event.confidential for event in events] == [
        True,
        True,
        True,
        True,
        False,
        False,
    ]
    assert [event.title for event in answer.quarantined] == ["", "", "Incontro", ""]


def test_given_one_occurrence_in_two_calendars_when_placed_then_the_newest_has_the_room_in_any_order() -> None:
    old = replace(EVENT, sequence=1, stamp=START, location="Sala 1; Sala 2", summary="old")
    new = replace(EVENT, key=Key("studi", "a", START), sequence=2, stamp=START - timedelta(days=1), summary="new")
    told = [(SALE, CalendarContents((old,))), (STUDI, CalendarContents((new,)))]

    answers = {
        tuple((occurrence.title, occurrence.rooms) for occurrence in place(order, INSTALLATION).occurrences)
        for order in permutations(told)
    }

    assert answers == {(("old", ("sala-2",)), ("new", ("sala-1",)))}


@pytest.mark.parametrize(("later", "kept"), [(timedelta(0), "first"), (timedelta(seconds=1), "second")])
def test_given_equal_sequences_when_placed_then_stamp_then_the_calendar_s_place_decides(
    later: timedelta, kept: str
) -> None:
    first = replace(EVENT, stamp=START, summary="first")
    second = replace(EVENT, key=Key("studi", "a", START), stamp=START + later, summary="second")
    told = [(STUDI, CalendarContents((second,))), (SALE, CalendarContents((first,)))]

    answer = place(told, INSTALLATION)

    assert [occurrence.title for occurrence in answer.occurrences] == [kept]


def test_given_a_single_event_moved_in_one_of_two_calendars_when_placed_then_only_the_newest_stays() -> None:
    moved = replace(EVENT.key, calendar="studi", recurrence=START + timedelta(hours=2))
    old = replace(EVENT, single=True)
    new = replace(EVENT, key=moved, start=moved.recurrence, end=START + timedelta(hours=3), sequence=1, single=True)

    answer = place([(SALE, CalendarContents((old,))), (STUDI, CalendarContents((new,)))], INSTALLATION)

    assert [occurrence.key for occurrence in answer.occurrences] == [moved]


def test_given_another_occurrence_of_the_same_series_when_placed_then_both_stay() -> None:
    other = replace(EVENT, key=Key("studi", "a", START + timedelta(days=7)))

    answer = place([(SALE, CalendarContents((EVENT,))), (STUDI, CalendarContents((other,)))], INSTALLATION)

    assert len(answer.occurrences) == 2
    assert all(occurrence.holds for occurrence in answer.occurrences)


@pytest.mark.parametrize(
    ("location", "preset"),
    [("Sala 1", "lettura"), ("Sala 2", "riunione"), ("Sala 1; Sala 2", "riunione"), ("Sala 1; Sala 3", "lettura")],
)
def test_booking_given_rooms_with_defaults_of_their_own_when_placed_then_it_takes_the_one_they_agree_on(
    location: str, preset: str
) -> None:
    own = [room.model_copy(update={"default_preset": "lettura"}) for room in INSTALLATION.rooms[:1]]
    third = own[0].model_copy(update={"id": "sala-3", "name": "Sala 3", "aliases": ()})
    site = INSTALLATION.model_copy(
        update={
            "rooms": (*own, third, *INSTALLATION.rooms[1:]),
            "presets": {**INSTALLATION.presets, "lettura": Preset(title="Lettura")},
        }
    )
    (occurrence,) = place([(SALE, CalendarContents((replace(EVENT, location=location),)))], site).occurrences
    (hidden,) = place([(SALE, CalendarContents((replace(EVENT, location=location, public=False),)))], site).occurrences
    (decided,) = place([(SALE, CalendarContents((replace(EVENT, categories=("COLLEGIO",)),)))], site).occurrences

    assert (occurrence.preset, hidden.preset, decided.preset) == (preset, "riservato", "collegio")


@pytest.mark.parametrize(
    ("location", "resources", "declined", "rooms"),
    [
        ("", ("Sala 2",), ("Sala Conferenze 1",), ["sala-2"]),
        ("Sala 1", (), ("Sala Conferenze 1", "sala-1@officine.example"), []),
        ("Sala 1; Sala 2", (), ("foyer@officine.example",), ["sala-2"]),
        ("Sala 1", (), ("Sala di un altro", "altra@officine.example"), ["sala-1"]),
        ("", (), ("Sala 1",), []),
    ],
)
def test_given_a_room_that_declined_when_placed_then_it_is_not_taken_and_an_event_without_another_is_told(
    location: str, resources: tuple[str, ...], declined: tuple[str, ...], rooms: list[str]
) -> None:
    event = replace(EVENT, location=location, resources=resources, declined=declined)

    answer = place([(SALE, CalendarContents((event,)))], INSTALLATION)

    assert [list(occurrence.rooms) for occurrence in answer.occurrences] == ([rooms] if rooms else [])
    assert [one.reason for one in answer.ignored] == ([] if rooms else ["declined"])
    assert answer.unplaced == ()


def test_given_a_calendar_of_one_room_when_the_only_room_asked_has_declined_by_another_name_then_it_is_not_taken() -> (
    None
):
    alone, beside = (
        place([(DI_UNA, CalendarContents((replace(EVENT, resources=came, declined=("c_188@resource.example",)),)))], INSTALLATION)
        for came in ((), ("c_199@resource.example",))
    )  # fmt: skip

    assert ([event.reason for event in alone.ignored], alone.occurrences) == (["declined"], ())
    assert [occurrence.rooms for occurrence in beside.occurrences] == [("sala-2",)]


def test_given_a_calendar_of_one_room_when_that_room_declined_then_it_is_not_taken() -> None:
    event = replace(EVENT, location="", declined=("Sala Conferenze 1",))

    answer = place([(SALE.model_copy(update={"room": "sala-1"}), CalendarContents((event,)))], INSTALLATION)

    assert (answer.occurrences, [one.reason for one in answer.ignored]) == ((), ["declined"])
