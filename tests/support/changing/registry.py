"""What is asked of the minutes of a sitting, by pages and by the API."""

import io
from datetime import timedelta

from aiohttp import FormData

from orchestrator.audit.acts import ActKind
from tests.support.changing.world import Call, Calls, World
from tests.support.council_house import Clock
from tests.support.held_council import BEGINS, SITTING, Council, council
from tests.support.page_forms import Browser, hidden
from tests.support.people import SCHOOL

HERE = f"/councils/sittings/{SITTING}/minutes"
LATER = timedelta(minutes=11)
MINUTES = "/councils/sittings/{sitting}/minutes"


async def secretary(world: World) -> Browser:
    """In whose browser the minutes of a sitting that was held are kept."""
    school = await council(world.database)
    await school.held()
    return Browser(world.client, await school.officer(now=world.now))


def on_page(action: str, **fields: str) -> Call:
    """Fills in a form of the page of the minutes."""

    async def send(world: World) -> int:
        return (await (await secretary(world)).send(HERE, fields, f"{HERE}/{action}")).status

    return send


async def restore(world: World) -> int:
    browser = await secretary(world)
    await browser.send(HERE, {"text": "Uno."}, f"{HERE}/notes/plan")
    await browser.send(HERE, {"text": "Due."}, f"{HERE}/notes/plan")
    world.town.now += LATER  # who goes on writing at once is no act of its own
    return (await browser.send(f"{HERE}/notes/plan", {"number": "1"}, f"{HERE}/notes/plan/restore")).status


def signed(data: bytes, fields: dict[str, str]) -> FormData:
    """The form of the signed file as browsers send it."""
    form = FormData(default_to_multipart=True)
    for name, value in fields.items():
        form.add_field(name, value)
    form.add_field("file", io.BytesIO(data), filename="verbale.jpg", content_type="image/jpeg")
    return form


async def sign(world: World) -> int:
    return await _sign(world, await secretary(world))


async def _sign(world: World, browser: Browser) -> int:
    page = await browser.text(HERE)
    fields = {**hidden(page, f"{HERE}/print"), "protocol": "1/2026"}
    data = signed(b"\xff\xd8\xff a scan", fields)
    answer = await world.client.post(f"{HERE}/signed", data=data, headers=browser.shown, allow_redirects=False)
    return answer.status


async def approve(world: World) -> int:
    browser = await secretary(world)
    assert await _sign(world, browser) == 303
    school = Council(world.database, Clock())
    live = await school.opened("s2", BEGINS + LATER)
    await school.votes(live, "v1", "minutes", "Si approva il verbale n. 1.")
    return (await browser.send(HERE, {}, f"{HERE}/approve")).status


async def head(world: World) -> int:
    path = f"/organisations/{SCHOOL}/minutes-heading"
    return (await (await world.browser("manager")).send(path, {"lines": "Liceo"})).status


CALLS: Calls = {
    ("POST", f"{MINUTES}/notes/{{item}}"): (on_page("notes/plan", text="Si discute."), ActKind.MINUTES_NOTED),
    ("POST", f"{MINUTES}/notes/{{item}}/restore"): (restore, ActKind.MINUTES_NOTED),
    ("POST", f"{MINUTES}/print"): (on_page("print"), ActKind.MINUTES_PRINTED),
    ("POST", f"{MINUTES}/signed"): (sign, ActKind.MINUTES_SIGNED),
    ("POST", f"{MINUTES}/approve"): (approve, ActKind.MINUTES_APPROVED),
    ("POST", "/organisations/{organisation}/minutes-heading"): (head, ActKind.HEADING_CHANGED),
}
