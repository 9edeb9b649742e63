"""What is asked of the people who are expected at a booking, by pages and by the API."""

import re

from orchestrator.audit.acts import ActKind
from tests.support.changing.world import HERE, Call, Calls, World
from tests.support.page_forms import hidden
from tests.support.people import SCHOOL
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


async def change(world: World) -> int:
    booking, carla = await expecting(world)
    return (await asked(world, "PATCH", f"bookings/{booking}/people/{carla}", {"moderator": True}))[0]


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


async def add_list(world: World) -> int:
    made = (await world.town.book(hour("09:00"), hour("10:00"), organisation=SCHOOL))["id"]
    chosen, browser, here = await listing(world), await world.browser("administrator"), f"/bookings/{made}/people"
    return (await browser.send(here, {"list": chosen}, f"{here}/list")).status


async def listing(world: World) -> str:
    """The id of a list of the school's, with Carla on it."""
    browser = await world.browser("manager")
    made = await world.ask(browser, "POST", f"{HERE}/lists", {"name": "Docenti", **CARLA})
    return str((await made.json())["id"])


async def make_list(world: World) -> int:
    browser = await world.browser("manager")
    return (await world.ask(browser, "POST", f"{HERE}/lists", {"name": "Docenti", **CARLA})).status


async def delete_list(world: World) -> int:
    browser, made = await world.browser("manager"), await listing(world)
    return (await world.ask(browser, "DELETE", f"{HERE}/lists/{made}")).status


async def make_list_on_page(world: World) -> int:
    browser = await world.browser("manager")
    return (await browser.send(f"{HERE}/lists", {"name": "Docenti", "text": "carla@x.example"})).status


def list_on_page(action: str, **fields: str) -> Call:
    """Fills in a form of the page of a list; *action* may name {carla}."""

    async def send(world: World) -> int:
        browser, here = await world.browser("manager"), f"{HERE}/lists/{await listing(world)}"
        found = re.search("/people/([^/]+)/remove", await browser.text(here))
        assert found is not None
        return (
            await browser.post(here + action.format(carla=found[1]), {**await browser.opened(here), **fields})
        ).status

    return send


OF_SCHOOL = "/organisations/{organisation}/lists"
PAGES = "/bookings/{booking}/people"
PEOPLE = "/api/v1/bookings/{booking}/people"
CALLS: Calls = {
    ("POST", PEOPLE): (add, ActKind.PEOPLE_LISTED),
    ("PATCH", f"{PEOPLE}/{{person}}"): (change, ActKind.PERSON_CHANGED),
    ("DELETE", f"{PEOPLE}/{{person}}"): (remove, ActKind.PERSON_UNLISTED),
    ("POST", "/api/v1/bookings/{booking}/invitations"): (invite, ActKind.PEOPLE_INVITED),
    ("POST", f"{PEOPLE}/{{person}}/invitation"): (invite_again, ActKind.INVITED_AGAIN),
    ("POST", PAGES): (on_page("", email="dina@x.example", language="it"), ActKind.PEOPLE_LISTED),
    ("POST", f"{PAGES}/paste"): (paste_on_page, ActKind.PEOPLE_LISTED),
    ("POST", f"{PAGES}/list"): (add_list, ActKind.PEOPLE_LISTED),
    ("POST", "/api/v1/organisations/{organisation}/lists"): (make_list, ActKind.LIST_MADE),
    ("DELETE", "/api/v1/organisations/{organisation}/lists/{list}"): (delete_list, ActKind.LIST_DELETED),
    ("POST", OF_SCHOOL): (make_list_on_page, ActKind.LIST_MADE),
    ("POST", f"{OF_SCHOOL}/{{list}}"): (list_on_page("", text="dina@x.example"), ActKind.LIST_CHANGED),
    ("POST", f"{OF_SCHOOL}/{{list}}/people/{{person}}/remove"): (
        list_on_page("/people/{carla}/remove"),
        ActKind.LIST_CHANGED,
    ),
    ("POST", f"{OF_SCHOOL}/{{list}}/delete"): (list_on_page("/delete"), ActKind.LIST_DELETED),
    ("POST", f"{PAGES}/invite"): (on_page("/invite"), ActKind.PEOPLE_INVITED),
    ("POST", f"{PAGES}/{{person}}"): (on_page("/{carla}", name="Carla Bo", language="it"), ActKind.PERSON_CHANGED),
    ("POST", f"{PAGES}/{{person}}/again"): (on_page("/{carla}/again"), ActKind.INVITED_AGAIN),
    ("POST", f"{PAGES}/{{person}}/remove"): (on_page("/{carla}/remove"), ActKind.PERSON_UNLISTED),
}
