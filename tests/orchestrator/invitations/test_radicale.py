"""What the invited get is taken by a real calendar server (Radicale), which tells it again as it was meant."""

import asyncio
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
import icalendar
import pytest

from orchestrator.invitations.event import Meeting, Method, Party, itip, uid_of
from tests.support.waiting import wait_for

NINE, TEN = datetime(2026, 10, 20, 9, tzinfo=UTC), datetime(2026, 10, 20, 10, tzinfo=UTC)
STAMP = datetime(2026, 10, 1, 8, tzinfo=UTC)
MEETING = Meeting(
    "3f2a9c01",
    "Collegio; «docenti», a\\b",
    NINE,
    TEN,
    ZoneInfo("Europe/Rome"),
    "Sala 1, Officine Municipali, Via Roma 3",
    "Per entrare: https://regia.example/m/abc\nIl collegamento è solo tuo.",
    "https://regia.example/m/abc",
)
SENDER, ADA = Party("sale@comune.example", 'Officine "Municipali"'), Party("ada@scuola.example", "Ada, Neri; prof.")
REPORT = """<?xml version="1.0"?><c:calendar-query xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav">
<d:prop><c:calendar-data/></d:prop><c:filter><c:comp-filter name="VCALENDAR"><c:comp-filter name="VEVENT">
<c:time-range start="20261020T{start}Z" end="20261020T{end}Z"/></c:comp-filter></c:comp-filter></c:filter>
</c:calendar-query>"""


@pytest.fixture
async def calendar(tmp_path: Path, unused_tcp_port: int) -> AsyncIterator[httpx.AsyncClient]:
    """Ada's calendar at a server of her own."""
    options = ["--hosts", f"127.0.0.1:{unused_tcp_port}", "--auth-type", "none"]
    options += ["--storage-filesystem-folder", str(tmp_path / "calendars"), "--logging-level", "warning"]
    server = await asyncio.create_subprocess_exec(sys.executable, "-m", "radicale", "--config", "", *options)
    try:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{unused_tcp_port}", trust_env=False) as client:

            async def answers() -> bool:
                try:
                    return (await client.get("/.web/")).status_code < 500
                except httpx.TransportError:
                    return False

            await wait_for(answers)
            assert (await client.request("MKCOL", "/ada/")).status_code == 201
            assert (await client.request("MKCALENDAR", "/ada/impegni/")).status_code == 201
            yield client
    finally:
        server.terminate()
        await server.wait()


def entered(text: str) -> str:
    """As a mail program enters what it was sent: a calendar holds no methods (RFC 4791 4.1)."""
    calendar = icalendar.Calendar.from_ical(text)
    del calendar["METHOD"]
    return bytes(calendar.to_ical()).decode()


async def put(calendar: httpx.AsyncClient, method: Method, meeting: Meeting, sequence: int) -> int:
    content = entered(itip(method, meeting, sequence, SENDER, ADA, STAMP))
    headers = {"Content-Type": "text/calendar; charset=utf-8"}
    answer = await calendar.put(f"/ada/impegni/{meeting.booking}.ics", content=content, headers=headers)
    return answer.status_code


async def found(calendar: httpx.AsyncClient, start: str, end: str) -> bool:
    """Whether the server itself, by its own reckoning of zones, has something in that time (UTC)."""
    answer = await calendar.request("REPORT", "/ada/impegni/", content=REPORT.format(start=start, end=end))
    assert answer.status_code == 207, answer.text
    return uid_of(MEETING.booking) in answer.text


async def test_event_given_to_radicale_when_updated_and_cancelled_then_it_is_the_same_event_at_its_hour(
    calendar: httpx.AsyncClient,
) -> None:
    first = await put(calendar, Method.REQUEST, MEETING, 0)
    at_nine = await found(calendar, "090000", "100000"), await found(calendar, "100000", "120000")
    stored = await calendar.get(f"/ada/impegni/{MEETING.booking}.ics")
    (event,) = icalendar.Calendar.from_ical(stored.text).walk("VEVENT")
    moved = replace(MEETING, start=TEN, end=TEN.replace(hour=11))
    second = await put(calendar, Method.REQUEST, moved, 1)
    at_ten = await found(calendar, "090000", "100000"), await found(calendar, "100000", "120000")
    third = await put(calendar, Method.CANCEL, moved, 2)
    off = (await calendar.get(f"/ada/impegni/{MEETING.booking}.ics")).text

    assert (first, second, third) == (201, 204, 204)
    assert (at_nine, at_ten) == ((True, False), (False, True))
    assert str(event["SUMMARY"]) == MEETING.summary
    assert str(event["LOCATION"]) == MEETING.location
    assert str(event["DESCRIPTION"]) == MEETING.description
    assert str(event["URL"]) == MEETING.link
    assert event["ATTENDEE"].params["CN"] == ADA.name
    assert event["ORGANIZER"].params["CN"] == "Officine ’Municipali’"
    assert "STATUS:CANCELLED" in off
    assert "SEQUENCE:2" in off
