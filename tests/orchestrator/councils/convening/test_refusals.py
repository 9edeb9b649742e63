"""What forbids drafting, convening, changing and cancelling a sitting: told by pages and by the API, and nothing is half done."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from orchestrator.councils.convening.tables import SittingMailRow
from orchestrator.councils.dossiers.link_store import sitting_links
from orchestrator.councils.dossiers.links import SittingLinkKind
from orchestrator.councils.dossiers.store import find_dossier
from orchestrator.councils.log.store import log_of
from orchestrator.councils.sitting.acts import Closed, ItemClosed
from orchestrator.web.keys import CLOCK
from schedules.store.database import Database
from schedules.store.tables import OccurrenceRow
from schedules.store.transaction import Transaction
from tests.orchestrator.conftest import Start
from tests.support.convened_council import Council, convened_council
from tests.support.members import Chamber
from tests.support.page_forms import hidden
from tests.support.people import SCHOOL

Json = dict[str, Any]


@pytest.fixture
async def council(start: Start) -> Council:
    """One that is convened for eleven days from now, in the first hall."""
    client = await start()
    return await convened_council(client, begins=begins_in(client.app[CLOCK](), 11))


def begins_in(now: datetime, days: int) -> datetime:
    return (now + timedelta(days=days)).replace(hour=14, minute=0, second=0, microsecond=0)


async def ask(council: Council, method: str, path: str, body: Any = None, language: str = "it") -> tuple[int, Json]:
    """By the API, as the school's manager."""
    whole = f"/api/v1/organisations/{SCHOOL}/councils/{council.organ}/sittings{path}"
    headers = {**council.manager.who.headers, "Accept-Language": language}
    answer = await council.manager.client.request(method, whole, json=body, headers=headers)
    told: Json = await answer.json()
    return answer.status, told


def wanted(council: Council, days: int = 12, **more: Any) -> Json:
    """The body of a sitting that could be convened."""
    begins = begins_in(council.manager.client.app[CLOCK](), days)
    said = {"begins": begins.isoformat(), "ends": (begins + timedelta(hours=2)).isoformat(), "rooms": ["sala-1"]}
    return {**said, "agenda": [{"text": "Piano", "kind": "motion"}], **more}


async def drafted(council: Council, **more: Any) -> Json:
    status, made = await ask(council, "POST", "", wanted(council, **more))
    assert status == 201, made
    return made


def stored(db: Transaction, sitting: str) -> tuple[object, ...]:
    """All that convening, changing or cancelling it may leave behind."""
    dossier = find_dossier(db, sitting)
    lines = log_of(db, sitting).lines if dossier is not None and dossier.convened_at is not None else ()
    bookings = db.scalar(select(func.count()).select_from(OccurrenceRow))
    mails = db.scalar(select(func.count()).select_from(SittingMailRow))
    return dossier, lines, sitting_links(db, sitting, SittingLinkKind.MEMBER), bookings, mails


Asked = tuple[str, str, Json]
"""Method, path below the sittings of the organ, and body."""


async def convened(council: Council, **more: Any) -> Json:
    made = await drafted(council, **more)
    status, told = await ask(council, "POST", f"/{made['id']}/convene", {"revision": made["revision"]})
    assert status == 200, told
    return told


async def hall_taken(council: Council, days: int = 12) -> None:
    await convened(council, days=days)


async def convening(council: Council, **more: Any) -> Asked:
    made = await drafted(council, **more)
    return "POST", f"/{made['id']}/convene", {"revision": made["revision"]}


async def convening_stale(council: Council) -> Asked:
    made = await drafted(council)
    await ask(council, "PUT", f"/{made['id']}", {**wanted(council, note="Portare il piano."), "revision": 1})
    return "POST", f"/{made['id']}/convene", {"revision": 1}


async def convening_taken(council: Council) -> Asked:
    asked = await convening(council)
    await hall_taken(council)
    return asked


async def convening_twice(council: Council) -> Asked:
    told = await convened(council)
    return "POST", f"/{told['id']}/convene", {"revision": told["revision"]}


async def convening_late(council: Council) -> Asked:
    return await convening(council, days=2)


async def convening_past(council: Council) -> Asked:
    return await convening(council, days=-3, rooms=[], place="Aula magna", late_reason="Ieri.")


async def convening_nothing(council: Council) -> Asked:
    return await convening(council, agenda=[])


async def convening_nowhere(council: Council) -> Asked:
    return await convening(council, rooms=[])


async def anew(council: Council, **more: Any) -> Asked:
    told = await convened(council)
    return "PUT", f"/{told['id']}", {**wanted(council, **more), "revision": told["revision"]}


async def anew_stale(council: Council) -> Asked:
    method, path, body = await anew(council)
    return method, path, {**body, "revision": 1}


async def anew_taken(council: Council) -> Asked:
    await hall_taken(council, 13)
    return await anew(council, days=13)


async def anew_late(council: Council) -> Asked:
    return await anew(council, days=2)


async def anew_nothing(council: Council) -> Asked:
    return await anew(council, agenda=[])


async def anew_cancelled(council: Council) -> Asked:
    told = await convened(council)
    _, told = await ask(council, "POST", f"/{told['id']}/cancel", {"revision": told["revision"], "reason": "Neve."})
    return "PUT", f"/{told['id']}", {**wanted(council), "revision": told["revision"]}


async def cancelling_stale(council: Council) -> Asked:
    told = await convened(council)
    return "POST", f"/{told['id']}/cancel", {"revision": 1, "reason": "Neve."}


async def cancelling_a_draft(council: Council) -> Asked:
    made = await drafted(council)
    return "POST", f"/{made['id']}/cancel", {"revision": made["revision"], "reason": "Neve."}


async def cancelling_twice(council: Council) -> Asked:
    told = await convened(council)
    body = {"revision": told["revision"], "reason": "Neve."}
    _, told = await ask(council, "POST", f"/{told['id']}/cancel", body)
    return "POST", f"/{told['id']}/cancel", {**body, "revision": told["revision"]}


async def cancelling_an_open_one(council: Council) -> Asked:
    await Chamber(council.manager.client, council).opened_in_hall(0, 1, 2, 3, 4)
    _, told = await ask(council, "GET", f"/{council.sitting}")
    return "POST", f"/{council.sitting}/cancel", {"revision": told["revision"], "reason": "Neve."}


async def drafting_too_many(council: Council) -> Asked:
    for _ in range(20):
        await drafted(council)
    return "POST", "", wanted(council)


CHANGED = ("changed", "Nel frattempo qualcun altro l’ha cambiato", "Somebody else has changed it meanwhile")
BEGUN = ("sitting_begun", "La seduta non è più in preparazione", "The sitting is not being prepared any more")
ELSEWHERE = ("sitting_elsewhere", "La seduta adesso è a un altro punto", "The sitting is at another point now")
CLASH = ("clash", "La sala è già occupata in quell’orario.", "The room is already taken at that time.")
LATE = (
    "not_convened",
    "La convocazione arriva meno di 5 giorni prima",
    "The convocation comes less than 5 days before",
)
NOTHING = ("not_convened", "L’ordine del giorno è vuoto", "The agenda is empty")
REFUSED = {
    convening_stale: CHANGED,
    convening_taken: CLASH,
    convening_twice: BEGUN,
    convening_late: LATE,
    convening_past: ("not_convened", "È un’ora già passata", "That time is over"),
    convening_nothing: NOTHING,
    convening_nowhere: ("not_convened", "Scegli una sala, o scrivi il luogo.", "Choose a hall, or write the place."),
    anew_stale: CHANGED,
    anew_taken: CLASH,
    anew_late: LATE,
    anew_nothing: NOTHING,
    anew_cancelled: BEGUN,
    cancelling_stale: CHANGED,
    cancelling_a_draft: ELSEWHERE,
    cancelling_twice: ELSEWHERE,
    cancelling_an_open_one: ELSEWHERE,
    drafting_too_many: ("too_many_drafts", "L’organo ha già 20 sedute", "The council has 20 drafts"),
}


@pytest.mark.parametrize("prepare", REFUSED, ids=lambda prepare: prepare.__name__)
async def test_api_given_what_forbids_it_when_asked_then_409_says_why_in_both_languages_and_nothing_is_stored(
    council: Council, database: Database, prepare: Any
) -> None:
    code, italian, english = REFUSED[prepare]
    method, path, body = await prepare(council)
    sitting = path.split("/")[1] if path else council.sitting
    before = await database.read(stored, sitting)

    seen = [await ask(council, method, path, body, language) for language in ("it", "en")]

    assert [(status, told["error"]["code"]) for status, told in seen] == [(409, code)] * 2
    assert [
        told["error"]["message"].startswith(words) for (_, told), words in zip(seen, (italian, english), strict=True)
    ] == [True, True]
    assert await database.read(stored, sitting) == before


async def test_draft_given_several_who_convene_it_at_once_when_one_has_then_it_is_convened_once(
    council: Council, database: Database
) -> None:
    made = await drafted(council)
    asked = "POST", f"/{made['id']}/convene", {"revision": made["revision"]}

    answers = await asyncio.gather(*(ask(council, *asked) for _ in range(4)))
    dossier = await database.read(find_dossier, made["id"])

    assert sorted(status for status, _ in answers) == [200, 409, 409, 409]
    assert dossier is not None
    assert len(dossier.bookings) == 1
    assert len(await database.read(sitting_links, made["id"], SittingLinkKind.MEMBER)) == 7


async def test_cancelling_given_a_reason_that_is_too_long_when_sent_then_it_is_told_beside_it_and_kept(
    council: Council,
) -> None:
    here = f"/councils/sittings/{council.sitting}"

    answer = await council.manager.send(here, {"reason": "Neve. " * 100}, f"{here}/cancel")
    page = await answer.text()

    assert answer.status == 422
    assert 'id="error-reason"' in page
    assert "È troppo lungo: al massimo 500 caratteri." in page
    assert "Neve. " * 99 in page
    assert '<details class="confirm" open>' in page
    assert ": convocata" in page


@pytest.mark.parametrize("action", ["cancel", "move", "send-again", "codes.pdf"])
async def test_draft_given_what_only_a_convened_sitting_takes_when_sent_by_a_page_then_409_says_so(
    council: Council, action: str
) -> None:
    made = await drafted(council)
    here = f"/councils/sittings/{made['id']}"
    fields = hidden(await council.manager.text(here), f"{here}/drop")

    answer = await council.manager.post(f"{here}/{action}", {**fields, "reason": "Neve."})

    assert answer.status == 409
    assert "La seduta adesso è a un altro punto" in await answer.text()
    assert ": in preparazione" in await council.manager.text(here)


async def test_sitting_that_is_over_when_its_forms_are_sent_late_then_409_says_so_and_nothing_is_done(
    council: Council, database: Database
) -> None:
    here, chamber = f"/councils/sittings/{council.sitting}", Chamber(council.manager.client, council)
    fields = hidden(await council.manager.text(here), f"{here}/cancel")
    await chamber.opened_in_hall(0, 1, 2, 3, 4)
    await chamber.does(ItemClosed("plan"), Closed())
    before = await database.read(stored, council.sitting)

    late = {
        action: (await council.manager.post(f"{here}/{action}", {**fields, "reason": "Neve."})).status
        for action in ("cancel", "convene", "drop", "change", "move", "send-again", "codes.pdf")
    }

    assert late == dict.fromkeys(late, 409)
    assert await database.read(stored, council.sitting) == before
