"""Whose meeting a booking has: the preset's deployment, the event's own link, and what is told of each."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from config.rooms import Preset, Room
from orchestrator.conferences.meeting import Conferences, Deployment, MeetingPresses
from orchestrator.conferences.names import Naming
from room_agents.plan import Conference
from schedules.bookings import Key, Occurrence

NINE = datetime(2026, 10, 19, 9, tzinfo=UTC)
BOOKED = Occurrence(Key("sale", "a", NINE), NINE, NINE + timedelta(hours=1), "Collegio", ("sala-1",), "collegio")
NAMED = Naming("b1", "sale/a")
ROOM = Room.model_validate({"id": "sala-1", "name": "Sala 1"})
OURS = Deployment("https://meet.example", "regia", "x" * 32, password="env:REGIA_SECRET_MEETING")
OPEN = Deployment("https://aperto.example/v")


def meeting(address: str | None = None, *, pressed: MeetingPresses | None = None, **preset: Any) -> Conference | None:
    known = Conferences(b"k" * 32, {"meet": OURS, "aperto": OPEN})
    chosen = Preset.model_validate({"title": "Collegio", **preset})
    return known.of(replace(BOOKED, link=address), NAMED, chosen, ROOM, None, pressed or MeetingPresses())


@pytest.mark.parametrize(
    ("link", "preset", "deployment", "name", "shown"),
    [
        (None, {}, None, None, None),
        (None, {"jitsi": "meet"}, OURS.url, "ours", ""),
        (None, {"jitsi": "aperto"}, OPEN.url, "ours", "theirs"),
        (None, {"jitsi": "another"}, None, None, None),
        ("https://teams.example/x", {"jitsi": "meet"}, OURS.url, "ours", ""),
        ("https://teams.example/x", {"jitsi": "meet", "link": "event"}, None, None, "https://teams.example/x"),
        ("https://teams.example/x", {}, None, None, "https://teams.example/x"),
        ("http://teams.example/x", {}, None, None, None),
        ("https://meet.example/Collegio", {}, OURS.url, "collegio", ""),
        ("https://meet.example/Collegio", {"jitsi": "aperto", "link": "event"}, OURS.url, "collegio", ""),
        ("https://aperto.example/v/Aula", {}, OPEN.url, "aula", "https://aperto.example/v/Aula"),
        ("https://meet.example/caff%C3%A8", {}, None, None, "https://meet.example/caff%C3%A8"),
        ("https://meet.example/scuola/aula", {}, None, None, "https://meet.example/scuola/aula"),
        ("https://aperto.example/Aula", {}, None, None, "https://aperto.example/Aula"),
    ],
)
def test_given_a_preset_and_a_link_when_a_booking_meets_then_the_right_one_of_them_counts(
    link: str | None, preset: dict[str, Any], deployment: str | None, name: str | None, shown: str | None
) -> None:
    found = meeting(link, **preset)

    if deployment is None and shown is None:
        assert found is None
        return
    assert found is not None
    assert found.deployment == deployment
    assert (found.name == name) if name != "ours" else (found.name == NAMED.of_booking(b"k" * 32))
    assert (found.token is not None) is (deployment == OURS.url)
    assert found.link == (f"{OPEN.url}/{found.name}" if shown == "theirs" else shown)
    assert found.password == (OURS.password if deployment == OURS.url else None)


def test_given_a_confidential_booking_when_it_has_a_link_then_it_has_no_meeting() -> None:
    known = Conferences(b"k" * 32, {"meet": OURS})
    preset = Preset.model_validate({"title": "Sportello", "jitsi": "meet", "link": "event"})

    assert known.of(replace(BOOKED, link="https://x.example", confidential=True), NAMED, preset, ROOM) is None


@pytest.mark.parametrize(
    ("open_", "pressed_at", "opened_at"),
    [("press", None, None), ("press", 5, 5), ("auto", None, 0), ("auto", 5, 5), ("auto", -20, 0)],
)
def test_given_a_preset_when_it_opens_by_itself_then_the_start_counts_as_a_press(
    open_: str, pressed_at: int | None, opened_at: int | None
) -> None:
    def minutes(at: int | None) -> datetime | None:
        return None if at is None else NINE + timedelta(minutes=at)

    found = meeting(pressed=MeetingPresses(minutes(pressed_at), minutes(7)), jitsi="meet", open=open_)

    assert found is not None
    assert (found.opened_at, found.rejoin_at) == (minutes(opened_at), minutes(7))


def test_given_an_end_that_nobody_foresees_when_a_token_is_made_then_it_is_made() -> None:
    endless = replace(BOOKED, end=datetime.max.replace(tzinfo=UTC))
    preset = Preset.model_validate({"title": "Collegio", "jitsi": "meet"})

    assert Conferences(b"k" * 32, {"meet": OURS}).of(endless, NAMED, preset, ROOM) is not None
