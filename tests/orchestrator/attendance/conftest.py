"""A meeting of a booking, and what Jitsi tells of it."""

import json
from dataclasses import dataclass
from datetime import timedelta

import pytest

from orchestrator.access.tokens import make_token, program_grant
from orchestrator.conferences.names import spoken_name
from orchestrator.web.keys import FACTS
from schedules.store.database import Database
from tests.support.booking_people import People
from tests.support.page_forms import Browser
from tests.support.people import sign_in
from tests.support.town import Town, hour

NINE, TEN = hour("09:00"), hour("10:00")
START, END = int(NINE.timestamp()), int(TEN.timestamp())
HARMFUL = '=HYPERLINK("http://x")<script>alert(1)</script>'


@dataclass
class Meeting:
    """A booking of the organiser's from nine to ten, and what Jitsi tells of it."""

    town: Town
    database: Database
    booking: str

    @property
    def here(self) -> str:
        return f"/bookings/{self.booking}/presence"

    async def tell(self, path: str, **said: object) -> None:
        grant = program_grant(["events:write"], None, None, "meet")
        headers = {"Authorization": f"Bearer {await self.database.write(make_token, grant, NINE)}"}
        name = spoken_name(self.town.client.app[FACTS].conferences_key, self.booking, 0)
        body = json.dumps({"room_name": name, "is_breakout": False, **said})
        async with self.town.client.post(f"/jitsi/events/meet/events/{path}", data=body, headers=headers) as answer:
            assert answer.status == 201

    async def browser(self, who: str) -> Browser:
        return Browser(self.town.client, await sign_in(self.database, who, self.town.now))


def occupant(nick: str, user: str, name: str, joined: int, left: int | None = None) -> dict[str, object]:
    told: dict[str, object] = {
        "occupant_jid": f"x@conference.meet/{nick}",
        "joined_at": joined,
        "id": user,
        "name": name,
    }
    return told if left is None else {**told, "left_at": left}


@pytest.fixture
async def meeting(town: Town, database: Database) -> Meeting:
    await town.at(hour("08:00"))
    told = await People(town, database).book("organiser", title="Collegio", start=NINE.isoformat(), end=TEN.isoformat())
    await town.at(TEN + timedelta(minutes=5))
    return Meeting(town, database, str(told["id"]))


async def held(meeting: Meeting) -> None:
    """Anna is there for the whole hour but a break of half a minute, Bruno with a harmful name from five past on."""
    anna = [occupant("a1", "anna", "Anna", START, START + 1_800), occupant("a2", "anna", "Anna", START + 1_830, END)]
    bruno = occupant("b1", "bruno", HARMFUL, START + 307, END)
    await meeting.tell("room/created", created_at=START)
    await meeting.tell("occupant/left", occupant=anna[0])
    await meeting.tell("room/destroyed", created_at=START, destroyed_at=END, all_occupants=[*anna, bruno])
