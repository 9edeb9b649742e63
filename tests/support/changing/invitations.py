"""What is asked of the people who are expected at a booking, by pages and by the API."""

from orchestrator.audit.acts import ActKind
from tests.support.changing.world import Call, Calls, World
from tests.support.page_forms import hidden
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


def on_page(action: str, **fields: str) -> Call:
    """Fills in a form of the pages of the list, as an administrator; *action* may name {carla}."""

    async def send(world: World) -> int:
        booking, carla = await expecting(world)
        if action.endswith("again"):
            await asked(world, "POST", f"bookings/{booking}/invitations", {})
        browser, here = await world.browser("administrator"), f"/bookings/{booking}/people"
        path = here + action.format(carla=carla)
        page = f"{here}/{carla}" if "{carla}" in action else here
        return (await browser.send(page, fields, path)).status

    return send


async def paste_on_page(world: World) -> int:
    booking, _ = await expecting(world)
    browser, path = await world.browser("administrator"), f"/bookings/{booking}/people/paste"
    shown = await browser.send(path, {"text": "Dina <dina@x.example>", "language": "it"})
    return (await browser.post(path, hidden(await shown.text(), path))).status


PAGES = "/bookings/{booking}/people"
PEOPLE = "/api/v1/bookings/{booking}/people"
CALLS: Calls = {
    ("POST", PEOPLE): (add, ActKind.PEOPLE_LISTED),
    ("DELETE", f"{PEOPLE}/{{person}}"): (remove, ActKind.PERSON_UNLISTED),
    ("POST", "/api/v1/bookings/{booking}/invitations"): (invite, ActKind.PEOPLE_INVITED),
    ("POST", f"{PEOPLE}/{{person}}/invitation"): (invite_again, ActKind.INVITED_AGAIN),
    ("POST", PAGES): (on_page("", email="dina@x.example", language="it"), ActKind.PEOPLE_LISTED),
    ("POST", f"{PAGES}/paste"): (paste_on_page, ActKind.PEOPLE_LISTED),
    ("POST", f"{PAGES}/invite"): (on_page("/invite"), ActKind.PEOPLE_INVITED),
    ("POST", f"{PAGES}/{{person}}"): (on_page("/{carla}", name="Carla Bo", language="it"), ActKind.PERSON_CHANGED),
    ("POST", f"{PAGES}/{{person}}/again"): (on_page("/{carla}/again"), ActKind.INVITED_AGAIN),
    ("POST", f"{PAGES}/{{person}}/remove"): (on_page("/{carla}/remove"), ActKind.PERSON_UNLISTED),
}
