"""What the big screen is told: house, today's list, the next meeting, what is missing. From plans, by pure functions."""

from typing import Any

import pytest

from config.words.sentences import Language
from room_agents.plan import Conference, Plan, WireHouse, WireWifi
from room_agents.qr import wifi_text
from room_agents.stage_today import next_meeting, rest_of_today
from tests.room_agents.pages.stage_states import (
    COUNCIL,
    COURSE,
    DAY,
    DEAD,
    DESK,
    HALL,
    INPUT,
    LINK,
    ON,
    ONLINE,
    SCENE,
    TOMORROW,
    UNION,
    WARMING,
    WIFI,
    at,
    plan,
    view,
)


def titles(plan: Plan, time: str) -> list[str]:
    return [one.title for one in rest_of_today(plan, at(time))]


def test_today_lists_what_is_not_over_until_midnight_and_masks_as_the_plan_does() -> None:
    day = plan(*DAY)

    assert titles(day, "08:41") == [COUNCIL.title, COURSE.title, "Occupato", UNION.title]
    assert titles(day, "11:29") == [COUNCIL.title, COURSE.title, "Occupato", UNION.title]
    assert titles(day, "11:30") == [COURSE.title, "Occupato", UNION.title]
    assert titles(day, "17:30") == []
    assert [one.confidential for one in rest_of_today(day, at("08:41"))] == [False, False, True, False]


def test_today_ends_at_the_rooms_own_midnight() -> None:
    night = plan(COUNCIL, TOMORROW)

    assert titles(night, "23:59") == []
    assert [one.title for one in rest_of_today(night, at("00:00", day=20))] == [TOMORROW.title]


def test_today_names_a_closure_and_not_a_hold() -> None:
    closed = plan(UNION, closed=(at("08:00"), at("15:00")))
    held = closed.model_copy(
        update={
            "segments": tuple(
                segment.model_copy(update={"held": True}) if segment.phase == "blocked" else segment
                for segment in closed.segments
            )
        }
    )

    first = rest_of_today(closed, at("09:00"))[0]
    assert (first.closed, first.start, first.end) == (True, at("08:00"), at("15:00"))
    assert titles(held, "09:00") == [UNION.title]


def test_next_meeting_is_the_first_of_today_with_a_link_that_lets_people_in() -> None:
    with_tokens = Conference(deployment="https://meet.example", name="x", token="t", link="")
    later = {COUNCIL.id: with_tokens, UNION.id: Conference(link=LINK)}

    found = next_meeting(plan(*DAY, meetings=later), at("08:00"))

    assert found is not None
    assert (found.title, found.link, found.in_hall) == (UNION.title, LINK, False)
    of_hall = next_meeting(
        plan(*DAY, meetings={COUNCIL.id: with_tokens.model_copy(update={"hall": HALL})}), at("08:00")
    )
    assert of_hall is not None
    assert (of_hall.title, of_hall.link, of_hall.in_hall) == (COUNCIL.title, HALL, True)
    assert next_meeting(plan(*DAY, meetings=ONLINE), at("10:00")) is None
    assert next_meeting(plan(*DAY, meetings={TOMORROW.id: Conference(link=LINK)}), at("08:00")) is None


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        ("it", ("Il proiettore non risponde", "Si accende il televisore", "Ancora: regia video")),
        ("en", ("The projector does not answer", "The television is turning on", "Still to come: video mixer")),
    ],
)
def test_missing_is_told_in_plain_words_while_preparing_alone(language: Language, lines: tuple[str, ...]) -> None:
    devices: dict[str, Any] = {"proiettore": DEAD, "televisore": WARMING, "regia_video": SCENE, "palco": INPUT}
    devices["palco"] = INPUT.model_copy(update={"driver": "stage"})

    preparing = view(plan(*DAY), at("09:55"), language, "preparing", **devices)
    live = view(plan(*DAY), at("10:05"), language, "not_ready", **devices)
    ready = view(plan(*DAY), at("09:55"), language, "ready", proiettore=ON)

    assert preparing.missing == lines
    assert live.missing == ready.missing == ()


def test_ready_at_is_told_where_it_is_too_late_alone() -> None:
    late, early = at("10:01"), at("09:59")

    assert view(plan(*DAY), at("09:58"), "it", "preparing", ready_at=late, proiettore=WARMING).ready_at == late
    assert view(plan(*DAY), at("09:58"), "it", "preparing", ready_at=early, proiettore=WARMING).ready_at is None
    assert view(plan(*DAY), at("10:05"), "it", "preparing", ready_at=late, proiettore=WARMING).ready_at is None


def test_until_is_not_told_of_a_phase_that_lasts_as_long_as_the_plan() -> None:
    assert view(plan(COUNCIL), at("10:05"), "it").until == COUNCIL.end
    assert view(plan(DESK), at("20:00"), "it").until is None


def test_a_plan_from_before_shows_the_room_alone() -> None:
    old = Plan.model_validate_json(plan(*DAY).model_dump_json(exclude={"house"}))

    told = view(old, at("08:41"), "it")

    assert (told.house, told.wifi, told.background) == (None, None, None)
    assert told.room.name == "Sala Conferenze 1"


def test_the_house_is_told_with_its_network() -> None:
    told = view(plan(*DAY, house=WireHouse(name="Officine Municipali", wifi=WIFI)), at("08:41"), "it")

    assert (told.house, told.wifi) == ("Officine Municipali", WIFI)


@pytest.mark.parametrize(
    ("wifi", "text"),
    [
        (WireWifi(name="Ospiti", password="benvenuti"), "WIFI:T:WPA;S:Ospiti;P:benvenuti;;"),
        (WireWifi(name="Ospiti"), "WIFI:T:nopass;S:Ospiti;;"),
        (
            WireWifi(name='Bar; "Sole", 2', password="a:b\\c;d,e"),
            'WIFI:T:WPA;S:Bar\\; \\"Sole\\"\\, 2;P:a\\:b\\\\c\\;d\\,e;;',
        ),
    ],
)
def test_wifi_code_is_written_with_the_escapes_that_telephones_know(wifi: WireWifi, text: str) -> None:
    assert wifi_text(wifi) == text
