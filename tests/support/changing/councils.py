"""What is asked of the organs of an organisation, by pages and by the API."""

from orchestrator.audit.acts import ActKind
from tests.support.changing.world import HERE, Calls, World

COLLEGIO = {"title": "Collegio dei docenti", "preset": "collegio"}


async def asked(world: World, method: str, path: str, body: dict[str, object]) -> int:
    """By the API, as the school's manager."""
    browser = await world.browser("manager")
    return (await world.ask(browser, method, f"{HERE}/councils{path}", body)).status


async def organ(world: World) -> str:
    """The id of an organ of the school's, with Carla on its roll."""
    browser = await world.browser("manager")
    made = await (await world.ask(browser, "POST", f"{HERE}/councils", COLLEGIO)).json()
    carla = {"revision": 1, "members": [{"name": "Carla", "email": "carla@x.example", "code": "D1"}]}
    await world.ask(browser, "POST", f"{HERE}/councils/{made['id']}/members", carla)
    return str(made["id"])


async def make(world: World) -> int:
    return await asked(world, "POST", "", dict(COLLEGIO))


async def change(world: World) -> int:
    return await asked(world, "PATCH", f"/{await organ(world)}", {"revision": 2, "title": "Collegio"})


async def put_members(world: World) -> int:
    body: dict[str, object] = {"revision": 2, "members": [{"name": "Dina"}]}
    return await asked(world, "POST", f"/{await organ(world)}/members", body)


async def put_officers(world: World) -> int:
    body: dict[str, object] = {"revision": 2, "officers": [{"office": "chair", "email": "carla@x.example"}]}
    return await asked(world, "PUT", f"/{await organ(world)}/officers", body)


API = "/api/v1/organisations/{organisation}/councils"
CALLS: Calls = {
    ("POST", API): (make, ActKind.ORGAN_MADE),
    ("PATCH", f"{API}/{{organ}}"): (change, ActKind.ORGAN_CHANGED),
    ("POST", f"{API}/{{organ}}/members"): (put_members, ActKind.ORGAN_ROLL_CHANGED),
    ("PUT", f"{API}/{{organ}}/officers"): (put_officers, ActKind.ORGAN_CHANGED),
}
