"""What is asked of the organs of an organisation, by pages and by the API."""

import re

from orchestrator.audit.acts import ActKind
from tests.support.changing.world import HERE, Call, Calls, World
from tests.support.page_forms import hidden

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


async def make_on_page(world: World) -> int:
    browser = await world.browser("manager")
    return (await browser.send(f"{HERE}/councils", {"preset": "collegio", "title": ""})).status


def on_page(page: str, **fields: str) -> Call:
    """Fills in a form of the pages of an organ."""

    async def send(world: World) -> int:
        browser, path = await world.browser("manager"), f"{HERE}/councils/{await organ(world)}/{page}"
        return (await browser.send(path, fields)).status

    return send


def of_seat(action: str, **fields: str) -> Call:
    """Fills in a form of the page of Carla's seat."""

    async def send(world: World) -> int:
        browser, here = await world.browser("manager"), f"{HERE}/councils/{await organ(world)}"
        found = re.search('/members/[^"]+', await browser.text(here))
        assert found is not None
        return (await browser.send(here + found[0], fields, here + found[0] + action)).status

    return send


async def paste_on_page(world: World) -> int:
    browser, path = await world.browser("manager"), f"{HERE}/councils/{await organ(world)}/paste"
    shown = await browser.send(path, {"text": "Dina; dina@x.example"})
    return (await browser.post(path, hidden(await shown.text(), path))).status


RULES = {"notice_days": "8", "grace_s": "60", "closing_s": "15", "few_ballots": "5"}
SUBSTITUTE = {"substitute_name": "Eva", "substitute_since": "2026-11-02", "substitute_until": "2026-11-06"}
PAGES = "/organisations/{organisation}/councils"
ONE = f"{PAGES}/{{organ}}"
API = "/api/v1/organisations/{organisation}/councils"
CALLS: Calls = {
    ("POST", API): (make, ActKind.ORGAN_MADE),
    ("PATCH", f"{API}/{{organ}}"): (change, ActKind.ORGAN_CHANGED),
    ("POST", f"{API}/{{organ}}/members"): (put_members, ActKind.ORGAN_ROLL_CHANGED),
    ("PUT", f"{API}/{{organ}}/officers"): (put_officers, ActKind.ORGAN_CHANGED),
    ("POST", PAGES): (make_on_page, ActKind.ORGAN_MADE),
    ("POST", f"{ONE}/change"): (on_page("change", title="Collegio", chair="Carla"), ActKind.ORGAN_CHANGED),
    ("POST", f"{ONE}/rules"): (on_page("rules", **RULES), ActKind.ORGAN_RULES_CHANGED),
    ("POST", f"{ONE}/paste"): (paste_on_page, ActKind.ORGAN_ROLL_CHANGED),
    ("POST", f"{ONE}/members/{{seat}}"): (of_seat("", name="Carla Bo", code="D1"), ActKind.ORGAN_ROLL_CHANGED),
    ("POST", f"{ONE}/members/{{seat}}/substitutes"): (
        of_seat("/substitutes", **SUBSTITUTE),
        ActKind.ORGAN_ROLL_CHANGED,
    ),
    ("POST", f"{ONE}/members/{{seat}}/remove"): (of_seat("/remove"), ActKind.ORGAN_ROLL_CHANGED),
}
