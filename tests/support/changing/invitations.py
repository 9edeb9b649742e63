"""What is asked of the people who are expected at a booking, by pages and by the API."""

from orchestrator.audit.acts import ActKind
from tests.support.changing.world import Calls, World
from tests.support.town import Json, hour

CARLA = {"people": [{"email": "carla@x.example", "name": "Carla"}]}


async def asked(world: World, method: str, path: str, body: object = None) -> tuple[int, Json]:
    """By the API, with the administration's token."""
    headers = await world.town.as_("admin")
    answer = await world.client.request(method, f"/api/v1/{path}", json=body, headers=headers)
    return answer.status, (await answer.json() if answer.content_type == "application/json" else {})


async def expecting(world: World) -> tuple[str, str]:
    """A booking with Carla on its list, and her id there."""
    booking = (await world.town.book(hour("09:00"), hour("10:00")))["id"]
    _, told = await asked(world, "POST", f"bookings/{booking}/people", CARLA)
    return booking, told["people"][0]["id"]


async def add(world: World) -> int:
    booking = (await world.town.book(hour("09:00"), hour("10:00")))["id"]
    return (await asked(world, "POST", f"bookings/{booking}/people", CARLA))[0]


async def remove(world: World) -> int:
    booking, carla = await expecting(world)
    return (await asked(world, "DELETE", f"bookings/{booking}/people/{carla}"))[0]


async def invite(world: World) -> int:
    booking, _ = await expecting(world)
    return (await asked(world, "POST", f"bookings/{booking}/invitations", {}))[0]


async def invite_again(world: World) -> int:
    booking, carla = await expecting(world)
    await asked(world, "POST", f"bookings/{booking}/invitations", {})
    return (await asked(world, "POST", f"bookings/{booking}/people/{carla}/invitation"))[0]


PEOPLE = "/api/v1/bookings/{booking}/people"
CALLS: Calls = {
    ("POST", PEOPLE): (add, ActKind.PEOPLE_LISTED),
    ("DELETE", f"{PEOPLE}/{{person}}"): (remove, ActKind.PERSON_UNLISTED),
    ("POST", "/api/v1/bookings/{booking}/invitations"): (invite, ActKind.PEOPLE_INVITED),
    ("POST", f"{PEOPLE}/{{person}}/invitation"): (invite_again, ActKind.INVITED_AGAIN),
}
