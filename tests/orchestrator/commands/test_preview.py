"""The sample calendar's plan from 19 October to 2 November 2026, worked out by hand, as `regia plan` tells it."""

import itertools
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.support.commands import regia, regia_here

HERE = Path(__file__).parent
SITE = HERE / "data" / "due-sale.toml"
CALENDAR = Path(__file__).parents[3] / "config" / "sample" / "officine.ics"
COURSE, COUNCIL, NIGHT = "formazione-digitale", "collegio-ic-pignataro", "notte-ricerca"
SECRETS = ("G.M.", "gruppo di ascolto", "Sportello", "sportello-psicologico", "floating-donna")

# Rome is two hours ahead of UTC until 25 October at 01:00 UTC, then one.
PROBES: tuple[tuple[str, str, str, str | None], ...] = (
    # Tuesday's course: 16:00-18:00 in Rome, ten minutes of lead, five of closing
    ("2026-10-20T13:49:59Z", "sala-1", "idle", None),
    ("2026-10-20T13:50:00Z", "sala-1", "preparing", COURSE),
    ("2026-10-20T14:00:00Z", "sala-1", "live", COURSE),
    ("2026-10-20T15:59:59Z", "sala-1", "live", COURSE),
    ("2026-10-20T16:00:00Z", "sala-1", "closing", None),
    ("2026-10-20T16:05:00Z", "sala-1", "idle", None),
    # Thursday's was moved to the other hall an hour later; its projector warms up for 14 minutes and two are added
    ("2026-10-22T14:30:00Z", "sala-1", "idle", None),
    ("2026-10-22T14:43:59Z", "sala-2", "idle", None),
    ("2026-10-22T14:44:00Z", "sala-2", "preparing", COURSE),
    ("2026-10-22T15:00:00Z", "sala-2", "live", COURSE),
    # adjoining: from live to live
    ("2026-10-24T10:59:59Z", "sala-1", "live", "convegno-smartworking"),
    ("2026-10-24T11:00:00Z", "sala-1", "live", "assemblea-sindacale"),
    # 22:00 to 04:00 over the night that has an hour more
    ("2026-10-24T20:00:00Z", "sala-2", "live", NIGHT),
    ("2026-10-25T02:59:59Z", "sala-2", "live", NIGHT),
    ("2026-10-25T03:00:00Z", "sala-2", "closing", None),
    # transparent events take no room; two rooms in one LOCATION
    ("2026-10-26T10:00:00Z", "sala-1", "idle", None),
    ("2026-10-26T14:00:00Z", "sala-1", "live", COUNCIL),
    ("2026-10-26T14:00:00Z", "sala-2", "live", COUNCIL),
    # written in UTC, and in the way of the course: the course gets what is left
    ("2026-10-27T15:30:00Z", "sala-1", "live", "avvocati-udienza"),
    ("2026-10-27T16:00:00Z", "sala-1", "live", COURSE),
    # private (45 minutes), a Windows zone, cancelled, tentative
    ("2026-10-28T08:10:00Z", "sala-2", "live", None),
    ("2026-10-28T08:45:00Z", "sala-2", "closing", None),
    ("2026-10-28T09:30:00Z", "sala-1", "live", "outlook-caf"),
    ("2026-10-28T14:30:00Z", "sala-1", "idle", None),
    ("2026-10-28T16:30:00Z", "sala-2", "idle", None),
    # EXDATE
    ("2026-10-29T09:30:00Z", "sala-1", "live", "con-link"),
    ("2026-10-29T15:30:00Z", "sala-1", "idle", None),
    # the last Friday; a floating time
    ("2026-10-30T10:30:00Z", "sala-2", "live", "cda-consorzio"),
    ("2026-10-30T16:30:00Z", "sala-1", "live", None),
    # closed all day, in all rooms, by the site's clock
    ("2026-10-31T22:59:59Z", "sala-1", "idle", None),
    ("2026-10-31T23:00:00Z", "sala-1", "blocked", None),
    ("2026-11-01T12:00:00Z", "sala-2", "blocked", None),
    ("2026-11-01T23:00:00Z", "sala-1", "idle", None),
)


def planned(capsys: pytest.CaptureFixture[str], *more: str, calendar: Path = CALENDAR) -> dict[str, Any]:
    window = ("--from", "2026-10-19", "--to", "2026-11-03", "--json")
    done = regia_here(capsys, "plan", SITE, "--calendar", calendar, *window, *more)
    assert done.code == 0, done.err
    answer: dict[str, Any] = json.loads(done.out)
    return answer


@pytest.fixture
def answer(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    return planned(capsys)


def segment_at(answer: Mapping[str, Any], instant: str, room: str) -> Mapping[str, Any]:
    (here,) = [
        segment
        for segment in answer["segments"]
        if segment["room"] == room and segment["start"] <= instant < segment["end"]
    ]
    found: Mapping[str, Any] = here
    return found


def test_given_the_sample_when_planned_then_each_instant_is_as_worked_out_by_hand(answer: dict[str, Any]) -> None:
    for instant, room, phase, uid in PROBES:
        segment = segment_at(answer, instant, room)

        assert (instant, room, segment["phase"]) == (instant, room, phase)
        assert uid is None or segment["booking"]["uid"].startswith(uid), instant


def test_given_the_sample_when_planned_then_the_segments_of_each_room_touch(answer: dict[str, Any]) -> None:
    for room in ("sala-1", "sala-2"):
        mine = [segment for segment in answer["segments"] if segment["room"] == room]
        assert mine[0]["start"] == "2026-10-18T22:00:00Z"
        assert mine[-1]["end"] == "2026-11-02T23:00:00Z"
        assert all(one["end"] == two["start"] for one, two in itertools.pairwise(mine))


def test_given_the_sample_when_planned_then_what_takes_no_room_is_listed(answer: dict[str, Any]) -> None:
    assert [(conflict["room"], conflict["start"], conflict["end"]) for conflict in answer["conflicts"]] == [
        ("sala-1", "2026-10-27T15:00:00Z", "2026-10-27T16:00:00Z")
    ]
    assert [uid.split("@")[0] for uid in answer["conflicts"][0]["uids"]] == ["avvocati-udienza", COURSE]
    assert [event["uid"].split("@")[0] for event in answer["unplaced"]] == ["sconosciuta"]
    assert sorted((event["uid"].split("@")[0], event["reason"]) for event in answer["ignored"]) == [
        ("annullato", "cancelled"),
        ("provvisorio", "tentative"),
        ("trasparente", "transparent"),
    ]
    assert answer["quarantined"] == []


def test_given_the_council_when_live_then_its_wishes_lie_over_those_of_idle(answer: dict[str, Any]) -> None:
    assert segment_at(answer, "2026-10-26T14:00:00Z", "sala-1")["desired"] == {
        "proiettore": {"power": "on"},
        "video": {"scene": "Collegio"},
    }


def test_given_confidential_events_when_planned_then_they_are_told_by_opaque_ids_alone(answer: dict[str, Any]) -> None:
    booking = segment_at(answer, "2026-10-28T08:10:00Z", "sala-2")["booking"]
    text = json.dumps(answer, ensure_ascii=False)

    assert booking["title"] == "Occupato"
    assert [word for word in SECRETS if word in text] == []
    weekly = {
        segment["booking"]["uid"]
        for segment in answer["segments"]
        if (segment["booking"] or {}).get("title") == "Occupato"
    }
    assert len(weekly) == 3  # two dates of one series and another event: nothing joins the two dates


def test_given_the_same_files_when_planned_again_then_the_answer_is_the_same(
    answer: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    assert planned(capsys) == answer


def test_given_another_text_of_the_calendar_when_planned_then_opaque_ids_are_others(
    answer: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "other.ics"
    other.write_bytes(CALENDAR.read_bytes().replace(b"END:VCALENDAR", b"X-OTHER:1\r\nEND:VCALENDAR"))

    def opaque(answer: Mapping[str, Any]) -> set[str]:
        booked = [segment["booking"] for segment in answer["segments"] if segment["booking"]]
        return {one["uid"] for one in booked if one["title"] == "Occupato"}

    assert opaque(planned(capsys, calendar=other)).isdisjoint(opaque(answer))


def test_given_the_person_at_the_keyboard_when_they_ask_then_confidential_events_are_revealed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    booking = segment_at(planned(capsys, "--reveal"), "2026-10-28T08:10:00Z", "sala-2")["booking"]

    assert booking["uid"] == "sportello-psicologico@officine.example"
    assert "G.M." in booking["title"]


def test_given_no_json_when_planned_then_a_readable_timeline_is_printed_and_keeps_secrets() -> None:
    done = regia("plan", SITE, "--calendar", CALENDAR, "--from", "2026-10-26", "--to", "2026-11-02")

    assert done.code == 0
    assert "26/10/2026" in done.out
    assert "15:00-18:00" in done.out
    assert [word for word in SECRETS if word in done.out] == []


@pytest.mark.parametrize(
    ("environment", "more", "words"),
    [
        ("it_IT.UTF-8", (), ("in corso", "prenotazione", "senza sala", "annullato")),
        ("en_GB.UTF-8", (), ("live", "booking", "no room", "cancelled")),
        ("it_IT.UTF-8", ("--language", "en"), ("live", "booking", "no room", "cancelled")),
    ],
)
def test_given_a_language_when_a_timeline_is_printed_then_it_is_in_that_one(
    environment: str, more: tuple[str, ...], words: tuple[str, ...]
) -> None:
    window = ("--from", "2026-10-19", "--to", "2026-11-03")
    done = regia("plan", SITE, "--calendar", CALENDAR, *window, *more, LC_ALL=environment, COLUMNS="160")

    assert done.code == 0, done.err
    assert [word for word in words if word not in done.out] == []


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (("--calendar", "nowhere.ics"), 1, "nowhere.ics"),
        (("--calendar", str(CALENDAR), str(SITE)), 1, str(SITE)),
        (("--calendar", str(CALENDAR), "--calendar", str(SITE)), 1, str(SITE)),
        (("--calendar",), 2, "--calendar"),
        (("--from", "2026-10-20", "--to", "2026-10-20"), 2, "--to"),
        (("--from", "0001-01-01", "--to", "0001-01-03"), 2, "1970"),
        (("--to", "9999-12-31"), 2, "2200"),
        (("--from", "9999-12-31"), 2, "2200"),
    ],
)
def test_given_wrong_input_when_planned_then_a_sentence_says_so(
    arguments: tuple[str, ...], code: int, sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    done = regia_here(capsys, "plan", SITE, *arguments)

    assert done.code == code
    assert sentence in done.err
