"""A running service with a clock that tests move, and those who use it: an administrator, panels and calendars."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestClient

from orchestrator.calendars.reading import AHEAD, BEHIND
from orchestrator.calendars.store import record_notes
from orchestrator.hub.timekeeper import tick
from orchestrator.site.keys import SITE
from orchestrator.web.keys import DATABASE, FACTS
from schedules.calendar_text.ics import read_calendar
from schedules.events import Placed
from schedules.placing.places import place
from schedules.store.sites import active_rooms
from schedules.store.sync import record
from tests.support.credentials import bearer

DAY = datetime(2026, 10, 20, tzinfo=UTC)
"""A Tuesday; tests speak of its hours, in UTC."""
Json = dict[str, Any]
Client = TestClient[web.Request, web.Application]
"""What asks the service."""


def hour(text: str, day: int = 0) -> datetime:
    """``"09:30"`` of the day, or of *day* days later."""
    hours, minutes = text.split(":")
    return DAY + timedelta(days=day, hours=int(hours), minutes=float(minutes))


def event(uid: str, start: datetime, end: datetime, *lines: str, room: str = "Sala 1", title: str = "Evento") -> str:
    """A VEVENT."""
    return "\r\n".join(
        (
            "BEGIN:VEVENT",
            f"UID:{uid}",
            "DTSTAMP:20261001T080000Z",
            f"DTSTART:{start:%Y%m%dT%H%M%SZ}",
            f"DTEND:{end:%Y%m%dT%H%M%SZ}",
            f"SUMMARY:{title}",
            *([f"LOCATION:{room}"] if room else []),
            *lines,
            "END:VEVENT",
        )
    )


def calendar(*events: str) -> bytes:
    """A whole calendar."""
    text = "\r\n".join(("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//prove//IT", *events, "END:VCALENDAR", ""))
    return text.encode()


class Town:
    """The service as its users meet it. *now* stands still until a test moves it."""

    def __init__(self, make_token: Callable[[str], Awaitable[str]]) -> None:
        self.now = hour("06:00")
        self._make_token = make_token
        self._client: Client | None = None
        self._shown: dict[str, Mapping[str, str]] = {}

    def serve(self, client: Client) -> None:
        """This is the service."""
        self._client = client

    @property
    def client(self) -> Client:
        assert self._client is not None
        return self._client

    async def at(self, moment: datetime) -> None:
        """Let it be *moment*, and what is due then be done."""
        self.now = moment
        rooms = await self.client.app[DATABASE].read(active_rooms)
        await self.client.app[DATABASE].write(tick, rooms, moment)

    async def as_(self, role: str) -> Mapping[str, str]:
        """The headers of somebody with that role."""
        if role not in self._shown:
            self._shown[role] = bearer(await self._make_token(role))
        return self._shown[role]

    async def post_booking(
        self, start: datetime, end: datetime, room: str | None = "sala-1", **more: Any
    ) -> ClientResponse:
        body = {"title": "Consiglio", "start": start.isoformat(), "end": end.isoformat(), **more}
        if room is not None:
            body["room"] = room
        return await self.client.post("/api/v1/bookings", json=body, headers=await self.as_("admin"))

    async def book(self, start: datetime, end: datetime, room: str | None = "sala-1", **more: Any) -> Json:
        """A booking that must succeed."""
        answer = await self.post_booking(start, end, room, **more)
        assert answer.status == 201, await answer.text()
        booked: Json = await answer.json()
        return booked

    async def cancel(self, booking: str) -> ClientResponse:
        return await self.client.delete(f"/api/v1/bookings/{booking}", headers=await self.as_("admin"))

    async def bookings(self, room: str | None = "sala-1", *, since: datetime = DAY, days: int = 7) -> list[Json]:
        query = {"from": since.isoformat(), "to": (since + timedelta(days=days)).isoformat()}
        if room is not None:
            query["room"] = room
        listed: list[Json] = []
        while True:
            answer = await self.client.get("/api/v1/bookings", params=query, headers=await self.as_("admin"))
            assert answer.status == 200, await answer.text()
            page = await answer.json()
            listed += page["bookings"]
            if page["next"] is None:
                return listed
            query["next"] = page["next"]

    async def times(self, room: str = "sala-1") -> list[tuple[str, str, bool]]:
        """Start, end and whether it holds, of each booking in the room; hours and minutes."""
        return [
            (booking["start"][11:16], booking["end"][11:16], booking["holding"])
            for booking in await self.bookings(room)
        ]

    async def room(self, room: str = "sala-1", role: str = "admin") -> Json:
        answer = await self.client.get(f"/api/v1/rooms/{room}", headers=await self.as_(role))
        assert answer.status == 200, await answer.text()
        seen: Json = await answer.json()
        return seen

    async def live(self, room: str = "sala-1") -> tuple[str, str] | None:
        """Title and end of what is live in the room; None for nothing."""
        seen = await self.room(room)
        return (seen["current"]["title"], seen["segment_end"][11:16]) if seen["phase"] == "live" else None

    async def revision(self, room: str = "sala-1") -> int:
        wished: int = (await self.room(room))["plan"]["wished"]
        return wished

    async def press(self, kind: str, room: str = "sala-1", role: str | None = None, **more: Any) -> ClientResponse:
        body = {"id": str(uuid4()), "kind": kind, **more}
        body = {name: value.isoformat() if isinstance(value, datetime) else value for name, value in body.items()}
        headers = await self.as_(role or f"panel:{room}")
        return await self.client.post(f"/api/v1/rooms/{room}/overrides", json=body, headers=headers)

    async def pressed(self, kind: str, room: str = "sala-1", role: str | None = None, **more: Any) -> Json:
        """A press that must be taken."""
        answer = await self.press(kind, room, role, **more)
        assert answer.status == 201, await answer.text()
        stored: Json = await answer.json()
        return stored

    async def refused(self, kind: str, room: str = "sala-1", role: str | None = None, **more: Any) -> Json:
        """A press that must be refused; gives the error."""
        answer = await self.press(kind, room, role, **more)
        assert answer.status == 409, await answer.text()
        error: Json = (await answer.json())["error"]
        return error

    async def details(self, room: str = "sala-1", role: str | None = None, **body: Any) -> ClientResponse:
        """Ask for what technicians want to know."""
        headers = await self.as_(role or f"panel:{room}")
        return await self.client.post(f"/api/v1/rooms/{room}/details", json=body, headers=headers)

    async def problems(self, room: str = "sala-1") -> list[Json]:
        """What was said to be wrong in the room that day."""
        query = {"from": DAY.isoformat(), "to": (DAY + timedelta(days=1)).isoformat()}
        path, headers = f"/api/v1/rooms/{room}/problems", await self.as_("admin")
        answer = await self.client.get(path, params=query, headers=headers)
        assert answer.status == 200, await answer.text()
        listed: list[Json] = (await answer.json())["problems"]
        return listed

    async def calendar_says(self, *events: str, name: str = "sale") -> Sequence[str]:
        """The calendar is read now and holds *events*; gives the rooms whose plans changed."""
        app, placed = self.client.app, self.placed(*events, name=name)
        key, until = app[FACTS].ids_key, self.now + AHEAD
        changed = await app[DATABASE].write(record, key, [name], placed.occurrences, until, self.now)
        await app[DATABASE].write(record_notes, key, [name], placed)
        return changed

    def placed(self, *events: str, name: str = "sale") -> Placed:
        """What a calendar says that holds *events*."""
        installation = self.client.app[SITE].installation
        source = next(known for known in installation.calendars if known.id == name)
        zone = ZoneInfo(installation.site_of(source).timezone)
        start, end = self.now - BEHIND, self.now + AHEAD
        contents = read_calendar(calendar(*events), calendar=name, zone=zone, start=start, end=end)
        return place([(source, contents)], installation)
