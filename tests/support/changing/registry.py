"""What is asked of the minutes of a sitting, by pages and by the API."""

from datetime import timedelta

from orchestrator.audit.acts import ActKind
from tests.support.changing.world import Call, Calls, World
from tests.support.held_council import SITTING, council
from tests.support.page_forms import Browser

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


CALLS: Calls = {
    ("POST", f"{MINUTES}/notes/{{item}}"): (on_page("notes/plan", text="Si discute."), ActKind.MINUTES_NOTED),
    ("POST", f"{MINUTES}/notes/{{item}}/restore"): (restore, ActKind.MINUTES_NOTED),
    ("POST", f"{MINUTES}/print"): (on_page("print"), ActKind.MINUTES_PRINTED),
}
