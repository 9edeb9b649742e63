"""Confidential bookings: every byte that leaves the orchestrator for the room, and every log, is searched."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from schedules.store.database import open_database
from schedules.store.tables import OccurrenceRow
from tests.support.house import SITE, House, house_standing, is_ready
from tests.support.tcp_line import tcp_line

TITLE, ORGANISER = "Colloquio Zibellina", "Sportello Quisquilia"
CALENDAR = """
[[calendars]]
id = "sportelli"
path = "sportelli.ics"
"""
WORDS = ("Colloquio", "Zibellina", "Sportello", "Quisquilia", "Ascolto", "Farfallina", "Pimpinella", "riservato")
"""Nothing but the titles, organisers and the preset of the two bookings says these."""


async def test_given_confidential_bookings_when_one_has_passed_then_nothing_of_them_was_told_to_the_room(
    tmp_path: Path,
) -> None:
    (tmp_path / "sportelli.ics").write_text(calendar_of_tomorrow())
    async with house_standing(tmp_path, site=SITE + CALENDAR) as house, tcp_line(house.port) as line:
        await house.add_agent(through=f"http://127.0.0.1:{line.port}")
        await house.until(is_ready("idle"))
        async with house.tablet() as tablet:
            booked = await house.book(starts_in_s=2.5, title=TITLE, organiser=ORGANISER, confidential=True)
            live = await tablet.until(is_ready("live"))
            clash = await house.book(starts_in_s=0.1, title="Assemblea pubblica")
            refused = await tablet.press("extend", until=(datetime.now(UTC) + timedelta(days=2)).isoformat())
            ended = await tablet.press("end")
            after = await tablet.until(is_ready("idle"))
            metrics = await house.client.get("/metrics")
        await house.agent.end()
        told = {
            "the agent's line": bytes(line.told),
            "the agent's disk": b"".join(
                path.read_bytes() for path in (tmp_path / "agent-1").rglob("*") if path.is_file()
            ),
            "the agent's log": house.agent.said.encode(),
            "the orchestrator's log": house.orchestrator.said.encode(),
            "the tablet": tablet.text.encode(),
            "the answers": clash.content + refused.content + ended.content,
            "the metrics": metrics.content,
        }
        uids = await stored_uids(house)

    assert (booked.status_code, live["current"]["title"], after["next"]["title"]) == (201, "Occupato", "Occupato")
    assert house.projector.heard.count("%1POWR 1") == 1
    assert (clash.status_code, refused.status_code, ended.status_code) == (409, 409, 201)
    assert [booking["title"] for booking in refused.json()["error"]["details"]["blocking"]] == ["Occupato"]
    assert b'"phase":"live"' in told["the agent's line"]
    assert len(uids) == 2
    found = [(word, place) for place, said in told.items() for word in (*WORDS, *uids) if word.encode() in said]
    assert found == []


def calendar_of_tomorrow() -> str:
    """A calendar with one private event that takes the room."""
    start = datetime.now(UTC) + timedelta(days=1)
    lines = (
        *("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//prova//IT", "BEGIN:VEVENT", "UID:pimpinella-77@esempio.it"),
        *("CLASS:PRIVATE", "SUMMARY:Ascolto Farfallina", "ORGANIZER;CN=Pimpinella:mailto:pimpinella@esempio.it"),
        *(f"DTSTAMP:{start:%Y%m%dT%H%M%SZ}", f"DTSTART:{start:%Y%m%dT%H%M%SZ}", "DURATION:PT1H", "LOCATION:Sala 1"),
        *("END:VEVENT", "END:VCALENDAR", ""),
    )
    return "\r\n".join(lines)


async def stored_uids(house: House) -> list[str]:
    """The UIDs of all bookings, from the database itself."""
    database = open_database(f"sqlite:///{house.folder / 'server' / 'regia.db'}")
    try:
        return list(await database.read(lambda db: db.scalars(select(OccurrenceRow.uid)).all()))
    finally:
        database.close()
