"""What is asked of the office of a sitting on its pages."""

from datetime import timedelta
from uuid import uuid4

from aiohttp import FormData

from orchestrator.audit.acts import ActKind
from orchestrator.councils.at_work.keys import SITTINGS
from orchestrator.councils.dossiers.store import find_dossier
from orchestrator.councils.log.live import Done, Wanted
from orchestrator.councils.sitting.acts import Adjourned, Body, Entered, Opened, RollCallBegun, RollCallEnded
from orchestrator.councils.sitting.seats import Source
from tests.support.changed_rolls import member_added, substituted
from tests.support.changing.world import Call, Calls, World
from tests.support.convened_council import SECRETARY, Council, convened_council
from tests.support.page_forms import hidden
from tests.support.people import SCHOOL

SITTING = "/councils/sittings/{sitting}"
MEMBER = f"{SITTING}/members/{{seat}}"


async def draft(world: World) -> int:
    council = await convened_council(world.client)
    new, day = f"/councils/organs/{council.organ}/sittings/new", (world.now + timedelta(days=11)).date()
    form = {"day": day.isoformat(), "since": "15", "until": "17", "place": "Aula magna"}
    return (await council.manager.send(new, form)).status


async def drafted(council: Council) -> str:
    """The path of a draft that has the agenda of the convened sitting."""
    here = f"/councils/sittings/{council.sitting}"
    answer = await council.manager.post(f"{here}/alike", await _form(council, here))
    return answer.headers["Location"]


async def change(world: World) -> int:
    council = await convened_council(world.client, rooms=())
    here, day = await drafted(council), (world.now + timedelta(days=11)).date()
    form = {"day": day.isoformat(), "since": "15", "until": "17", "place": "Aula magna"}
    return (await council.manager.send(f"{here}/change", form)).status


async def convene(world: World) -> int:
    council = await convened_council(world.client, rooms=())
    return (await council.manager.send(f"{await drafted(council)}/convene", {"late_reason": "Urgente."})).status


async def drop(world: World) -> int:
    council = await convened_council(world.client)
    here = await drafted(council)
    return (await council.manager.send(here, {}, f"{here}/drop")).status


async def alike(world: World) -> int:
    await drafted(await convened_council(world.client))
    return 303


async def move(world: World) -> int:
    """The sitting was opened, and adjourned to the day after."""
    council = await convened_council(world.client)
    dossier = await world.database.read(find_dossier, council.sitting)
    assert dossier is not None
    live = await world.client.app[SITTINGS].live(council.sitting)
    chair, secretary = council.persons[0], council.persons[SECRETARY]
    steps: tuple[tuple[str, Body], ...] = (
        (secretary, RollCallBegun()),
        *((secretary, Entered(seat, Source.CALLED)) for seat in council.seats[:5]),
        (secretary, RollCallEnded()),
        (chair, Opened()),
        (chair, Adjourned(dossier.begins + timedelta(days=1), "È tardi.")),
    )
    for person, body in steps:
        seen = (await live.look()).number
        assert isinstance(await live.act(Wanted(str(uuid4()), body, person, "test", seen)), Done)
    here = f"/councils/sittings/{council.sitting}"
    return (await council.manager.send(here, {}, f"{here}/move")).status


async def take_roll(world: World) -> int:
    """A substitute came since it was convened."""
    council = await convened_council(world.client)
    await world.database.write(substituted, council.organ, 6)
    here = f"/councils/sittings/{council.sitting}"
    return (await council.manager.send(here, {}, f"{here}/roll")).status


async def take_roll_by_api(world: World) -> int:
    path, body = await drafted_by_api(world)
    told = await asked(world, "POST", f"{path}/convene", {"revision": body["revision"]})
    organ = path.split("/councils/")[1].partition("/")[0]
    await world.database.write(member_added, organ)
    await asked(world, "POST", f"{path}/roll", {"revision": told["revision"], "reason": "Supplente."})
    return 200


async def add_document(world: World) -> int:
    return (await _document(world))[0]


async def remove_document(world: World) -> int:
    _, council, page = await _document(world)
    here = f"/councils/sittings/{council.sitting}/documents/"
    action = page.partition(f'action="{here}')[2].partition('"')[0]
    return (await council.manager.post(here + action, hidden(page, here + action))).status


async def _document(world: World) -> tuple[int, Council, str]:
    council = await convened_council(world.client)
    here = f"/councils/sittings/{council.sitting}"
    data = FormData({**await _form(council, here), "item": "plan"})
    data.add_field("file", b"%PDF-1.7", filename="piano.pdf", content_type="application/pdf")
    shown = council.manager.shown
    answer = await world.client.post(f"{here}/documents", data=data, headers=shown, allow_redirects=False)
    return answer.status, council, await council.manager.text(here)


def on_page(action: str, **fields: str) -> Call:
    """Sends a form of the page of a convened sitting."""

    async def send(world: World) -> int:
        council = await convened_council(world.client)
        here = f"/councils/sittings/{council.sitting}"
        return (await council.manager.post(f"{here}/{action}", {**await _form(council, here), **fields})).status

    return send


def of_member(action: str) -> Call:
    """Sends a form of the page of one of its members."""

    async def send(world: World) -> int:
        council = await convened_council(world.client)
        here = f"/councils/sittings/{council.sitting}/members/{council.seats[4]}"
        return (await council.manager.send(here, {}, f"{here}/{action}")).status

    return send


async def _form(council: Council, here: str) -> dict[str, str]:
    return hidden(await council.manager.text(here), f"{here}/cancel")


async def asked(world: World, method: str, path: str, body: dict[str, object]) -> dict[str, object]:
    """By the API, as the school's manager."""
    browser = await world.browser("manager")
    answer = await world.ask(browser, method, path, body)
    assert answer.status < 400, await answer.text()
    told: dict[str, object] = await answer.json()
    return told


async def drafted_by_api(world: World) -> tuple[str, dict[str, object]]:
    """The path of a sitting that is drafted, and how it is."""
    council = await convened_council(world.client, rooms=())
    path = f"/organisations/{SCHOOL}/councils/{council.organ}/sittings"
    begins = world.now + timedelta(days=11)
    body: dict[str, object] = {
        "begins": begins.isoformat(),
        "ends": (begins + timedelta(hours=2)).isoformat(),
        "place": "Aula magna",
        "agenda": [{"text": "Piano", "kind": "motion"}],
    }
    made = await asked(world, "POST", path, body)
    return f"{path}/{made['id']}", {**body, "revision": made["revision"]}


async def draft_by_api(world: World) -> int:
    await drafted_by_api(world)
    return 201


async def change_by_api(world: World) -> int:
    path, body = await drafted_by_api(world)
    await asked(world, "PUT", path, {**body, "note": "Portare il piano."})
    return 200


async def convene_by_api(world: World) -> int:
    path, body = await drafted_by_api(world)
    told = await asked(world, "POST", f"{path}/convene", {"revision": body["revision"]})
    assert (told["status"], told["notice_days"]) == ("convened", 11)
    return 200


async def cancel_by_api(world: World) -> int:
    path, body = await drafted_by_api(world)
    told = await asked(world, "POST", f"{path}/convene", {"revision": body["revision"]})
    await asked(world, "POST", f"{path}/cancel", {"revision": told["revision"], "reason": "Neve."})
    return 200


API = "/api/v1/organisations/{organisation}/councils/{organ}/sittings"
CALLS: Calls = {
    ("POST", API): (draft_by_api, ActKind.SITTING_DRAFTED),
    ("PUT", f"{API}/{{sitting}}"): (change_by_api, ActKind.SITTING_CHANGED),
    ("POST", f"{API}/{{sitting}}/convene"): (convene_by_api, ActKind.SITTING_CONVENED),
    ("POST", f"{API}/{{sitting}}/cancel"): (cancel_by_api, ActKind.SITTING_CANCELLED),
    ("POST", f"{API}/{{sitting}}/roll"): (take_roll_by_api, ActKind.SITTING_ROLL_TAKEN),
    ("POST", "/councils/organs/{organ}/sittings/new"): (draft, ActKind.SITTING_DRAFTED),
    ("POST", f"{SITTING}/change"): (change, ActKind.SITTING_CHANGED),
    ("POST", f"{SITTING}/convene"): (convene, ActKind.SITTING_CONVENED),
    ("POST", f"{SITTING}/cancel"): (on_page("cancel", reason="Neve."), ActKind.SITTING_CANCELLED),
    ("POST", f"{SITTING}/drop"): (drop, ActKind.SITTING_DROPPED),
    ("POST", f"{SITTING}/alike"): (alike, ActKind.SITTING_DRAFTED),
    ("POST", f"{SITTING}/move"): (move, ActKind.SITTING_MOVED),
    ("POST", f"{SITTING}/roll"): (take_roll, ActKind.SITTING_ROLL_TAKEN),
    ("POST", f"{SITTING}/documents"): (add_document, ActKind.SITTING_DOCUMENT_ADDED),
    ("POST", f"{SITTING}/documents/{{document}}/remove"): (remove_document, ActKind.SITTING_DOCUMENT_REMOVED),
    ("POST", f"{SITTING}/send-again"): (on_page("send-again"), ActKind.SITTING_SENT_AGAIN),
    ("POST", f"{SITTING}/codes.pdf"): (on_page("codes.pdf"), ActKind.SITTING_CODES_SHOWN),
    ("POST", f"{MEMBER}/send-again"): (of_member("send-again"), ActKind.SITTING_SENT_AGAIN),
    ("POST", f"{MEMBER}/renew"): (of_member("renew"), ActKind.SITTING_LINK_RENEWED),
    ("POST", f"{MEMBER}/revoke"): (of_member("revoke"), ActKind.SITTING_LINK_REVOKED),
    ("POST", f"{MEMBER}/show"): (of_member("show"), ActKind.SITTING_CODES_SHOWN),
    ("POST", f"{MEMBER}/code"): (of_member("code"), ActKind.SITTING_CODE_RENEWED),
}
"""How each of its routes that change something is called, and which act that is."""
