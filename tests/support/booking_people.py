"""A town of two sites with people of two organisations, who book at its service."""

from collections.abc import Mapping
from typing import Any

from schedules.store.database import Database
from tests.orchestrator.conftest import SITE
from tests.support.people import SignedIn, sign_in
from tests.support.town import Json, Town, hour

NINE, TEN = hour("09:00"), hour("10:00")
TWO_SITES = SITE.replace('id = "sala-2"', 'id = "sala-2"\nsite = "biblioteca"').replace(
    'id = "sala-1"', 'id = "sala-1"\nsite = "casa"'
) + (
    '[[sites]]\nid = "biblioteca"\nname = "Biblioteca"\ntimezone = "Europe/Rome"\n'
    '[[rooms]]\nid = "sala-3"\nname = "Sala 3"\nsite = "casa"\n'
    '[[calendars]]\nid = "sale"\npath = "sale.ics"\nsite = "casa"\norganisation = "scuola"\n'
)
BOOKING = {"title": "Collegio", "start": NINE.isoformat(), "end": TEN.isoformat(), "room": "sala-1"}


class People:
    """Those who are signed in at the town's service."""

    def __init__(self, town: Town, database: Database) -> None:
        self.town, self.database = town, database
        self.known: dict[str, SignedIn] = {}

    async def headers(self, who: str) -> Mapping[str, str]:
        if who == "admin token":
            return await self.town.as_("admin")
        if who not in self.known:
            self.known[who] = await sign_in(self.database, who, self.town.now)
        return self.known[who].headers

    async def ask(self, who: str, method: str, path: str, headers: Mapping[str, str] | None = None, **more: Any) -> Any:
        shown = {**await self.headers(who), "Accept-Language": "en", **(headers or {})}
        return await self.town.client.request(method, f"/api/v1/{path}", headers=shown, **more)

    async def book(self, who: str, status: int = 201, **more: Any) -> Json:
        answer = await self.ask(who, "POST", "bookings", json={**BOOKING, **more})
        assert answer.status == status, await answer.text()
        told: Json = await answer.json()
        return told

    async def see(self, who: str, booking: str) -> Json | int:
        answer = await self.ask(who, "GET", f"bookings/{booking}")
        told: Json = await answer.json()
        return told if answer.status == 200 else int(answer.status)

    async def listed(self, who: str, **query: str) -> list[Json]:
        window = {"from": hour("00:00").isoformat(), "to": hour("00:00", 7).isoformat(), **query}
        answer = await self.ask(who, "GET", "bookings", params=window)
        assert answer.status == 200, await answer.text()
        found: list[Json] = (await answer.json())["bookings"]
        return found


async def code_of(answer: Any) -> tuple[int, str]:
    """Status and code of a refusal."""
    return answer.status, (await answer.json())["error"]["code"]
