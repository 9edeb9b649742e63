"""Whose a room is, and what may be pressed in it, as its panel is told."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.support.town import Town, event, hour
from tests.support.wired_agent import agent_at, ready, until

NINE, TEN = hour("09:00"), hour("10:00")


@pytest.mark.parametrize(
    ("now", "occupancy", "last"),
    [
        ("08:44", "free", "09:00"),
        ("08:45", "soon", "09:00"),
        ("08:55", "soon", "09:00"),  # preparing
        ("09:00", "occupied", "10:00"),
        ("10:00", "free", "12:00"),  # closing
        ("10:20", "free", "12:00"),
        ("11:50", "free", "12:00"),  # a closure is no booking
        ("12:00", "closed", "13:00"),
        ("13:00", "free", None),
    ],
)
async def test_occupancy_given_a_day_when_looked_at_then_it_is_whose_the_room_is(
    town: Town, now: str, occupancy: str, last: str | None
) -> None:
    await town.calendar_says(event("chiuso", hour("12:00"), hour("13:00"), "CATEGORIES:CHIUSURA"))
    await town.book(NINE, TEN)

    await town.at(hour(now))

    seen = await town.room()
    assert (seen["occupancy"], seen["verdict"]) == (occupancy, "unknown")  # without an agent, too
    assert (seen["occupancy_until"] or "")[11:16] == (last or "")


async def test_occupancy_given_a_hold_with_a_reason_when_looked_at_then_the_room_is_closed_and_says_why(
    town: Town,
) -> None:
    await town.pressed("hold", role="admin", reason="Si cambia la lampada")

    seen = await town.room()

    assert (seen["occupancy"], seen["occupancy_until"], seen["primary"]) == ("closed", None, None)
    assert notes(seen) == ["La tiene un tecnico: Si cambia la lampada"]
    assert seen["refusals"]["start"] == "La sala è chiusa o riservata ai tecnici."
    await town.pressed("release", role="admin")
    assert notes(await town.room()) == []


async def test_notes_given_long_titles_and_reasons_when_looked_at_then_each_is_still_a_line_or_two(town: Town) -> None:
    await town.book(NINE, TEN, title="Formazione a distanza dei docenti neoassunti, secondo incontro")
    await town.calendar_says(
        event("b", hour("09:30"), hour("11:00"), title="Assemblea ordinaria dei soci della cooperativa Il Melograno")
    )
    await town.pressed("hold", role="admin", reason="Il tecnico cambia la lampada del proiettore. " * 5)

    held, overlap = notes(await town.room())

    assert held.startswith("La tiene un tecnico: Il tecnico cambia la lampada")
    assert overlap == "Si sovrappongono, 11:30 – 12:00: «Formazione a…», «Assemblea ordinaria…». Vale la prima."
    assert max(len(held), len(overlap)) <= 110


async def test_primary_given_a_free_room_when_looked_at_then_it_may_be_used_for_as_long_as_fits(town: Town) -> None:
    await town.at(hour("08:20"))
    await town.book(NINE, TEN)

    seen = await town.room()

    assert offer(seen["primary"]) == ("use", "Usa la sala ora", None, [15, 30])
    assert seen["refusals"]["use"] == "Alle 11:00 comincia «Consiglio»."
    assert seen["secondary"] == []


async def test_primary_given_a_booking_soon_when_looked_at_then_it_starts_that_and_the_room_may_be_used_before(
    town: Town,
) -> None:
    booked = await town.book(NINE, TEN)
    await town.at(hour("08:40.5"))

    seen = await town.room()

    assert offer(seen["primary"]) == ("start", "Inizia «Consiglio»", booked["id"], [])
    assert [offer(one) for one in seen["secondary"]] == [("use", "Usa la sala ora", None, [15])]
    await town.at(hour("08:52"))
    assert (await town.room())["secondary"] == []


async def test_primary_given_a_confidential_booking_when_it_may_be_started_then_it_is_not_named(town: Town) -> None:
    await town.book(NINE, TEN, confidential=True, title="Segreto")
    await town.at(hour("08:50"))

    assert (await town.room())["primary"]["label"] == "Inizia"


async def test_primary_given_an_early_end_when_looked_at_then_the_room_may_be_used_and_reopening_is_second(
    meeting: Town,
) -> None:
    await meeting.at(hour("09:20"))
    await meeting.pressed("end")

    seen = await meeting.room()

    assert offer(seen["primary"]) == ("use", "Usa la sala ora", None, [15, 30, 60])
    assert [(offer["kind"], offer["label"]) for offer in seen["secondary"]] == [("reopen", "Riapri «Consiglio»")]
    await meeting.pressed("start", until=hour("09:35"))
    assert await meeting.live() == ("Riunione", "09:35")


async def test_primary_given_a_live_booking_when_nobody_has_started_it_then_it_starts_that_once(meeting: Town) -> None:
    seen = await meeting.room()
    assert seen["primary"]["label"] == "Inizia «Consiglio»"

    await meeting.pressed("start", booking=seen["primary"]["booking"])

    assert (await meeting.room())["primary"] is None


@pytest.mark.parametrize("kind", ["open", "rejoin"])
async def test_meeting_given_a_room_without_one_when_opened_or_entered_again_then_it_is_refused(
    meeting: Town, kind: str
) -> None:
    error = await meeting.refused(kind)

    assert error["code"] == "no_meeting"
    assert error["message"] == "Sul grande schermo di questa sala adesso non c’è una riunione."
    assert (await meeting.room())["actions"][kind] is False


async def test_meeting_given_nothing_live_when_opened_then_it_is_refused(town: Town) -> None:
    assert (await town.refused("open"))["code"] == "not_live"


@pytest.mark.parametrize(
    ("others", "words"),
    [
        ((), "Poi la sala si spegne."),
        (((TEN, hour("11:00"), "Consulta"),), "Poi, alle 12:00, comincia «Consulta»."),
        (((hour("12:00"), hour("13:00"), "Consulta"),), "Poi la sala si spegne; alle 14:00 comincia «Consulta»."),
        (((hour("09:00", day=1), hour("10:00", day=1), "Consulta"),), "Poi la sala si spegne."),
    ],
)
async def test_end_given_what_follows_when_it_is_not_pressed_yet_then_that_is_said(
    meeting: Town, others: tuple[Any, ...], words: str
) -> None:
    for start, end, title in others:
        await meeting.book(start, end, title=title)

    assert (await meeting.room())["after_end"] == words


async def test_notes_given_a_live_meeting_when_its_calendar_moves_its_end_then_that_is_said_until_it_is_over(
    town: Town,
) -> None:
    await town.calendar_says(event("a", NINE, TEN, title="Consiglio"))
    await town.at(NINE)
    await town.at(hour("09:20"))
    assert notes(await town.room()) == []

    await town.calendar_says(event("a", NINE, hour("09:38"), title="Consiglio"))
    assert notes(await town.room()) == ["Il calendario ora la fa finire alle 11:38."]

    await town.calendar_says(event("a", NINE, TEN, title="Consiglio"))
    assert notes(await town.room()) == []

    await town.calendar_says()
    assert notes(await town.room()) == ["Tolta dal calendario, ma continua fino alla fine."]
    await town.at(TEN)
    assert notes(await town.room()) == []


@pytest.mark.parametrize(
    ("stage", "verdict", "on_air"),
    [
        ({"joined": True, "microphone": "ok", "camera": "ok"}, "ready", "Microfono e camera aperti"),
        ({"joined": True, "microphone": "ok", "camera": "muted"}, "ready", "Microfono aperto"),
        ({"joined": True, "microphone": "denied", "camera": "ok"}, "limited", "Camera aperta"),
        ({"joined": True, "microphone": "muted", "camera": "muted"}, "ready", None),
        ({"joined": False, "microphone": "ok", "camera": "ok"}, "preparing", None),
    ],
)
async def test_on_air_given_an_open_microphone_or_camera_when_seen_then_it_is_said(
    town_with_stage: Town, stage: Mapping[str, Any], verdict: str, on_air: str | None
) -> None:
    town = town_with_stage
    await town.book(hour("06:00"), TEN)
    async with agent_at(town, "sala-1") as agent:
        plan = await ready(agent)
        seen = {"driver": "stage", "desired": {"shown": "live"}, "observed": {"shown": "live", **stage}}
        await agent.say(agent.state(plan, verdict=verdict, devices={"palco": {**seen, "verdict": "ok"}}))

        told = await until(town, lambda room: bool(room["devices"]["palco"]["observed"]))

    assert told["on_air"] == on_air


@pytest.mark.parametrize(
    ("stage", "pressed", "kind", "label"),
    [
        ({"joined": True, "microphone": "muted", "camera": "muted"}, (), "start", "Inizia «Consiglio»"),
        ({"joined": True, "microphone": "muted", "camera": "muted"}, ("start",), "open", "Apri microfono e camera"),
        ({"joined": True, "microphone": "ok", "camera": "ok"}, ("start",), None, None),
        ({"joined": False, "meeting": "lobby"}, ("start",), None, None),
        ({"joined": False, "meeting": "put_out"}, ("start",), "rejoin", "Rientra"),
        ({"joined": False, "meeting": "ended"}, (), "rejoin", "Rientra"),
        ({"joined": False, "meeting": "left"}, ("start",), "rejoin", "Rientra"),
        ({"joined": False, "meeting": "refused", "reason": "notAllowed"}, ("start",), None, None),
    ],
)
async def test_primary_given_a_meeting_on_the_stage_when_live_then_it_is_what_there_is_to_do(
    town_with_stage: Town, stage: Mapping[str, Any], pressed: tuple[str, ...], kind: str | None, label: str | None
) -> None:
    town = town_with_stage
    await town.book(hour("06:00"), TEN)
    for answer in pressed:
        await town.pressed(answer)
    async with agent_at(town, "sala-1") as agent:
        plan = await ready(agent)
        seen = {"driver": "stage", "desired": {"shown": "live"}, "observed": {"shown": "live", **stage}}
        await agent.say(agent.state(plan, devices={"palco": {**seen, "verdict": "ok"}}))

        told = await until(town, lambda room: bool(room["devices"]["palco"]["observed"]))

    primary = told["primary"] or {"kind": None, "label": None}
    assert (primary["kind"], primary["label"]) == (kind, label)
    assert (told["actions"]["open"], told["actions"]["rejoin"]) == (True, True)
    assert (await town.press("rejoin")).status == 201
    assert (await town.press("open")).status == 201


async def test_note_given_a_meeting_that_is_opened_by_hand_when_live_then_it_is_told_and_costs_nothing(
    town_with_stage: Town,
) -> None:
    town = town_with_stage
    await town.book(hour("06:00"), TEN)
    async with agent_at(town, "sala-1") as agent:
        plan = await ready(agent)
        seen = {"driver": "stage", "observed": {"shown": "live", "meeting": "by_hand"}, "verdict": "ok"}
        await agent.say(agent.state(plan, devices={"palco": seen}))

        told = await until(town, lambda room: bool(room["devices"]["palco"]["observed"]))

    assert (told["verdict"], told["trouble"]) == ("ready", "Tutto a posto")
    assert notes(told) == ["La riunione si apre a mano, da un portatile o dal telefono."]


@pytest.mark.parametrize(
    ("reading", "label"),
    [
        ({"desired": {"power": "on"}, "left_alone": ["power"]}, "Riaccendi la regia video"),
        ({"desired": {"power": "off"}, "left_alone": ["power"]}, "Spegni la regia video"),
        ({"desired": {"scene": "A"}, "left_alone": ["scene"]}, "Rimetti la regia video com’era"),
        ({"desired": {"scene": "A"}, "waits_for_person": True}, "Riprova"),
    ],
)
async def test_put_back_given_a_hand_on_a_device_when_offered_then_it_names_what_it_does(
    town: Town, reading: Mapping[str, Any], label: str
) -> None:
    async with agent_at(town, "sala-1") as agent:
        plan = await ready(agent)
        await agent.say(agent.state(plan, devices={"regia-video": {"driver": "obs", **reading}}))

        told = await until(
            town, lambda room: bool(room["devices"]["regia-video"]["desired"]) and room["actions"]["put_back"]
        )

    assert [offer["label"] for offer in told["secondary"]] == [label]


def offer(one: Mapping[str, Any]) -> tuple[str, str, str | None, list[int]]:
    return one["kind"], one["label"], one["booking"], one["minutes"]


def notes(seen: Mapping[str, Any]) -> list[str]:
    """Without that of the calendar, whose file is not there."""
    return [note for note in seen["notes"] if "non si legge" not in note]
