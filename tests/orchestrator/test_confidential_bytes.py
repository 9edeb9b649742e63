"""Confidential bookings of every origin: every byte that leaves the service is searched for their words."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from uuid import uuid4

import pytest

from orchestrator.calendars.masking import utc
from tests.support.town import Town, event, hour
from tests.support.wired_agent import WiredAgent, agent_at

NINE, TEN = hour("09:00"), hour("10:00")
WORDS = ("Zibellina", "quisquilia", "pimpinella", "farfallina", "Sportello", "sportello", "Riservato", "riservato")
"""Titles, uids, organisers, links, places and presets of the confidential ones; nothing else says these."""
PRIVATE = ("ORGANIZER;CN=Pia Zibellina:mailto:quisquilia@example.org", "CONFERENCE:https://meet.example/pimpinella")


class Recorder:
    """All that was told, by where it went."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.told: dict[str, str] = {}

    async def ask(self, method: str, path: str, role: str, **more: object) -> int:
        """Ask for something and keep the whole answer, headers too."""
        headers = {**await self.town.as_(role), "Accept-Language": "en"}
        answer = await self.town.client.request(method, path, headers=headers, **more)  # type: ignore[arg-type]
        self.told[f"{role} {method} {path} {len(self.told)}"] = f"{dict(answer.headers)}{await answer.text()}"
        return answer.status

    @asynccontextmanager
    async def watching(self, room: str) -> AsyncIterator[None]:
        """Keep the room's events meanwhile."""
        heard: list[bytes] = []
        headers = await self.town.as_(f"panel:{room}")
        async with self.town.client.get(f"/api/v1/rooms/{room}/events", headers=headers) as stream:

            async def listen() -> None:
                async for line in stream.content:
                    heard.append(line)  # noqa: PERF401 - what came before the end counts

            task = asyncio.create_task(listen(), name="watching")
            yield
            await asyncio.sleep(0.3)
            task.cancel()
            await asyncio.wait([task])
        self.told["events"] = b"".join(heard).decode()

    def found(self) -> list[tuple[str, str]]:
        return [(word, place) for place, text in self.told.items() for word in WORDS if word in text]


@pytest.fixture
async def secretive(town: Town) -> Town:
    """Nine to three: confidential as asked, by category, by CLASS, by an override of a series; and what takes no room."""
    await town.book(NINE, TEN, title="Zibellina", organiser="quisquilia", confidential=True)
    await town.book(TEN, hour("11:00"), title="Zibellina", organiser="quisquilia", category="SPORTELLO")
    await town.calendar_says(
        event("farfallina-1", hour("11:00"), hour("12:00"), "CLASS:PRIVATE", *PRIVATE, title="Zibellina"),
        event("farfallina-2", hour("12:00"), hour("13:00"), "CLASS:CONFIDENTIAL", *PRIVATE, title="Collegio Zibellina"),
        event("farfallina-3", hour("13:00"), hour("14:00"), "CATEGORIES:Sportello", *PRIVATE, title="Zibellina"),
        event("farfallina-4", hour("14:00"), hour("15:00"), "CLASS:X-SCONOSCIUTA", *PRIVATE, title="Zibellina"),
        event("farfallina-5", hour("09:30"), hour("14:30"), "CLASS:PRIVATE", *PRIVATE, title="Zibellina"),
    )
    return town


async def all_day_long(said: Recorder, agent: WiredAgent, roles: Sequence[str]) -> None:
    """Look at the room and press each of its buttons from early morning on, as each of *roles*; be refused a booking."""
    clash = {"title": "Aperta", "room": "sala-1", "start": NINE.isoformat(), "end": hour("15:00").isoformat()}
    for now in ("06:00", "08:55", "09:00", "09:50", "10:00", "11:00", "12:30", "13:30", "14:30", "15:02"):
        await said.town.at(hour(now))
        await agent.say(agent.report(int(now[:2] + now[3:])))
        for role in roles:
            await said.ask("GET", "/api/v1/rooms/sala-1", role)
            await said.ask("GET", "/api/v1/rooms", role)
            assert await said.ask("POST", "/api/v1/rooms/sala-1/details", role, json={}) == 200
            for kind, more in (
                ("extend", {"until": hour("16:00").isoformat()}),
                ("scene", {"scene": "inesistente"}),
                ("start", {}),
                ("put_back", {}),
                ("book", {"start": NINE.isoformat(), "until": hour("15:00").isoformat()}),
                ("problem", {"about": "sound"}),
            ):
                press = {"id": str(uuid4()), "kind": kind, **more}
                await said.ask("POST", "/api/v1/rooms/sala-1/overrides", role, json=press)
        assert await said.ask("POST", "/api/v1/bookings", "admin", json=clash) == 409


async def test_given_confidential_bookings_when_everything_is_asked_then_nothing_that_leaves_says_a_word_of_them(
    secretive: Town, capfd: pytest.CaptureFixture[str]
) -> None:
    town, said = secretive, Recorder(secretive)
    async with agent_at(town, "sala-1") as agent, said.watching("sala-1"):
        await agent.hello()
        await all_day_long(said, agent, ("admin", "panel:sala-1"))
        window = {"from": hour("00:00").isoformat(), "to": hour("23:00").isoformat()}
        for path in ("/api/v1/bookings", "/api/v1/rooms/sala-1/reports", "/api/v1/rooms/sala-1/problems"):
            assert await said.ask("GET", path, "admin", params=window) == 200
        listed = await town.bookings()
        for booked in listed:
            await said.ask("DELETE", f"/api/v1/bookings/{booked['id']}", "admin")
        for path in ("/metrics", "/api/v1/calendars", "/api/v1/openapi.json", "/panel/sala-1"):
            assert await said.ask("GET", path, "admin") == 200
        await agent.drain()
        said.told["agent"] = "".join(agent.raw)
    said.told["logs"] = "".join(capfd.readouterr())

    assert [one["title"] for one in listed] == ["Riunione", *["Occupato"] * 7]  # the first was started at the panel
    assert "Occupato" in said.told["agent"]
    assert "Occupato" in said.told["events"]
    assert '"phase":"live"' in said.told["events"]
    assert said.found() == []


async def test_phones_given_bookings_that_anybody_may_know_when_everything_is_asked_then_the_list_of_bookings_alone_says_them(
    town: Town, capfd: pytest.CaptureFixture[str]
) -> None:
    said = Recorder(town)
    for start in range(9, 15):
        await town.book(hour(f"{start:02}:00"), hour(f"{start + 1:02}:00"), title="Zibellina", phone="0776 314159")
    async with agent_at(town, "sala-1") as agent, said.watching("sala-1"):
        await agent.hello()
        await all_day_long(said, agent, ("admin", "panel:sala-1"))
        window = {"from": hour("00:00").isoformat(), "to": hour("23:00").isoformat()}
        for path in ("/api/v1/rooms/sala-1/reports", "/api/v1/rooms/sala-1/problems", "/metrics", "/api/v1/calendars"):
            assert await said.ask("GET", path, "admin", params=window if "rooms" in path else None) == 200
        await agent.drain()
        said.told["agent"] = "".join(agent.raw)
    said.told["logs"] = "".join(capfd.readouterr())
    listed = [booking["phone"] for booking in await town.bookings()]

    assert [phone for phone in listed if phone] == ["0776 314159"] * 6
    assert {"agent", "events"} <= {place for word, place in said.found() if word == "Zibellina"}
    assert [place for place, text in said.told.items() if "314159" in text] == []


async def test_given_confidential_events_that_take_no_room_when_calendars_are_looked_at_then_they_say_nothing(
    town: Town,
) -> None:
    await town.calendar_says(
        event("farfallina-1", NINE, TEN, "CLASS:PRIVATE", *PRIVATE, title="Zibellina", room="Via Zibellina"),
        event("farfallina-2", NINE, TEN, "CLASS:PRIVATE", "STATUS:CANCELLED", title="Zibellina"),
        event("farfallina-3", NINE, NINE, "CLASS:PRIVATE", title="Zibellina"),
        event("farfallina-4", NINE, NINE, "CATEGORIES:SPORTELLO", title="Zibellina"),
        event("farfallina-5", NINE, TEN, "CLASS:PRIVATE", "RRULE:FREQ=QUISQUILIA;X=Zibellina", title="Zibellina"),
        event("cut", NINE, TEN, "CLASS:PUBLIC", title="Zibellina").removesuffix("END:VEVENT") + "X-CUT:",
        event("long", NINE, TEN, "CATEGORIES:Sportello" + ",x" * 40_000, title="Zibellina"),
    )

    admin = await town.as_("admin")
    answer = await town.client.get("/api/v1/calendars", headers=admin)
    details = await town.client.post("/api/v1/rooms/sala-1/details", headers=admin, json={})
    told = await answer.text()
    panel = await details.text()

    (shown,) = json.loads(told)["calendars"]
    assert [event["start"] for event in shown["notes"]["quarantined"]] == [utc(NINE)] * 5
    assert len(json.loads(panel)["unprepared"]) == 1 + 6  # and that the file is not there
    assert {kind: len(notes) for kind, notes in shown["notes"].items()} == {
        "unplaced": 1,
        "ignored": 1,
        "quarantined": 5,
        "assumed": 0,
    }
    assert [word for word in WORDS if word in told + panel] == []
