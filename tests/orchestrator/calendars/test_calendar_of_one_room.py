"""A calendar of one room, and a hall of another house, from the file to what people are shown."""

import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from config.site_file.loading import Loaded, load_site
from orchestrator.calendars.masking import Masking
from orchestrator.commands.preview import CalendarText, as_json, preview
from tests.orchestrator.conftest import SITE
from tests.support.credentials import bearer
from tests.support.town import Client, calendar, event
from tests.support.waiting import wait_for

CALENDARS = """
[[calendars]]
id = "di-due"
path = "di-due.ics"
room = "sala-2"
[[calendars]]
id = "di-tutti"
path = "di-tutti.ics"
[[calendars]]
id = "mai-letto"
path = "non-c-e.ics"
room = "sala-1"
[presets.riservato]
title = "Occupato"
confidential = true
"""
HOUSE = 'name = "Casa"\naddress = "Via Roma 3, 03040 Pignataro Interamna"\nconfidential_preset = "riservato"'
NOW = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
START, END = NOW + timedelta(days=1), NOW + timedelta(days=1, hours=1)
BUSY = f"""BEGIN:VFREEBUSY
UID:zibellina
ORGANIZER;CN=Zibellina:mailto:zibellina@officine.example
FREEBUSY:{START + timedelta(hours=3):%Y%m%dT%H%M%SZ}/PT1H
FREEBUSY;FBTYPE=BUSY-TENTATIVE:{START + timedelta(hours=6):%Y%m%dT%H%M%SZ}/PT1H
END:VFREEBUSY""".replace("\n", "\r\n")
Json = dict[str, Any]


@pytest.fixture
def site(tmp_path: Path) -> Loaded:
    """Two rooms; a calendar of the second, one of both, and one that cannot be read."""
    (tmp_path / "sito.toml").write_text(SITE.replace('name = "Casa"', HOUSE) + CALENDARS, encoding="utf-8")
    (tmp_path / "di-due.ics").write_bytes(
        calendar(
            event("solo-occupato", START, END, room="", title="Busy"),
            event("riunione", START + timedelta(hours=1), END + timedelta(hours=1), room="https://meet.example/abc"),
            BUSY,
        )
    )
    (tmp_path / "di-tutti.ics").write_bytes(
        calendar(
            event("altrove", START, END, room="Sala 1\\, Liceo scientifico\\, Cassino", title="Saggio"),
            event("qui", START, END, room="Sala 1 (60 posti)\\, Via Roma 3", title="Prova"),
        )
    )
    return load_site([tmp_path / "sito.toml"])


async def test_calendar_of_one_room_given_busy_times_when_the_service_reads_it_then_its_room_is_occupied_without_a_word(
    start: Callable[..., Awaitable[Client]], token: Callable[[str], Awaitable[str]]
) -> None:
    client, admin = await start(), bearer(await token("admin"))

    async def get(path: str, headers: dict[str, str], **query: str) -> Json:
        answer = await client.get(f"/api/v1/{path}", params=query, headers=headers)
        assert answer.status == 200, await answer.text()
        told: Json = await answer.json()
        return told

    async def booked() -> list[tuple[str, str]]:
        window = {"from": START.isoformat(), "to": (START + timedelta(days=1)).isoformat()}
        listed = (await get("bookings", admin, **window))["bookings"]
        return sorted((room, one["title"]) for one in listed for room in one["rooms"])

    async def all_read() -> bool:
        notes = [
            calendar["notes"]
            for calendar in (await get("calendars", admin))["calendars"]
            if calendar["id"] != "mai-letto"
        ]
        return len(await booked()) == 4 and len(notes) == 2 and all(notes)

    await wait_for(all_read)
    calendars = {calendar["id"]: calendar for calendar in (await get("calendars", admin))["calendars"]}
    panels = [await get(f"rooms/{room}", bearer(await token(f"panel:{room}"))) for room in ("sala-1", "sala-2")]

    assert await booked() == [("sala-1", "Prova"), ("sala-2", "Evento"), ("sala-2", "Occupato"), ("sala-2", "Occupato")]
    assert [(event["title"], event["reason"]) for event in calendars["di-due"]["notes"]["ignored"]] == [
        ("Occupato", None)
    ]
    assert [
        (event["uid"], event["reason"], event["elsewhere"]) for event in calendars["di-tutti"]["notes"]["unplaced"]
    ] == [("altrove", "doubtful", "liceo")]
    assert [[*panel["calendars_failing_since"]] for panel in panels] == [["mai-letto"], []]
    assert "zibellina" not in json.dumps([calendars, panels]).lower()


def test_calendar_of_one_room_given_the_same_files_when_planned_beforehand_then_the_plan_says_the_same(
    site: Loaded, tmp_path: Path
) -> None:
    installation = site.installation
    assert installation is not None
    texts = [
        CalendarText(calendar, (tmp_path / f"{calendar.id}.ics").read_bytes())
        for calendar in installation.calendars[:2]
    ]

    days = START.date(), START.date() + timedelta(days=3)
    found = as_json(preview(installation, texts, *days), Masking(b"key"), "it")

    live = sorted(
        (segment["room"], segment["booking"]["title"]) for segment in found["segments"] if segment["phase"] == "live"
    )
    assert live == [("sala-1", "Prova"), ("sala-2", "Evento"), ("sala-2", "Occupato"), ("sala-2", "Occupato")]
    assert [event["elsewhere"] for event in found["unplaced"]] == ["liceo"]
    assert "zibellina" not in json.dumps(found).lower()
