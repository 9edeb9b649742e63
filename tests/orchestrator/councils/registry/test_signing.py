"""The signed file of minutes comes in, and a later sitting approves them."""

import asyncio
import io
from datetime import timedelta
from uuid import uuid4

import pytest
from aiohttp import ClientResponse, FormData

from orchestrator.councils.at_work.keys import SITTINGS
from orchestrator.councils.export.archive import unpacked
from orchestrator.councils.export.verifying import verified
from orchestrator.councils.registry.held import read_held
from orchestrator.councils.registry.signed import MOST_BYTES, ending_of
from orchestrator.councils.sitting.acts import Closed
from orchestrator.councils.sitting.state import Status
from schedules.store.database import Database
from tests.orchestrator.conftest import Start
from tests.support.held_council import BEGINS, SITTING, Council, council
from tests.support.page_forms import Browser, Values
from tests.support.people import SCHOOL, sign_in
from tests.support.waiting import WITHIN_S

HERE = f"/councils/sittings/{SITTING}/minutes"
SIGNED = f"{HERE}/signed"
CMS = b"\x30\x82\x01\x00" + bytes.fromhex("06092a864886f70d010702") + b"\xa0\x82"
SCAN = b"\xff\xd8\xff\xe0 a scan"


@pytest.fixture
async def school(database: Database) -> Council:
    return await council(database)


async def secretary(start: Start, school: Council) -> Browser:
    return Browser(await start(clock=school.clock), await school.officer())


async def uploaded(
    browser: Browser, data: bytes | None, fields: Values | None = None, opened: str = ""
) -> ClientResponse:
    """Fill in the form of the signed file on the page, as it was *opened*, and send it as browsers do."""
    page = opened or await browser.text(HERE)
    form = FormData(default_to_multipart=True)
    hidden = page.partition(f'action="{SIGNED}" enctype="multipart/form-data"')[2].partition("</form>")[0]
    values = dict(part.split('" value="')[0:2] for part in hidden.split('type="hidden" name="')[1:])
    for name, value in {**{name: value.partition('"')[0] for name, value in values.items()}, **(fields or {})}.items():
        form.add_field(name, value)
    if data is not None:
        form.add_field("file", io.BytesIO(data), filename="verbale firmato.pdf", content_type="application/pdf")
    return await browser.client.post(SIGNED, data=form, headers=browser.shown, allow_redirects=False)


async def printed(browser: Browser) -> bytes:
    """The file that is to be signed."""
    await browser.send(HERE, {}, f"{HERE}/print")
    path = (await browser.text(HERE)).partition(f'href="{HERE}/prints/')[2].partition('"')[0]
    return await (await browser.get(f"{HERE}/prints/{path}")).read()


async def test_minutes_given_the_signed_print_when_it_comes_in_then_they_are_fixed_and_the_export_holds_it(
    start: Start, school: Council
) -> None:
    await school.held()
    browser = await secretary(start, school)
    await browser.send(HERE, {"text": "Si discute."}, f"{HERE}/notes/plan")
    to_sign = await printed(browser)
    signed = to_sign + b"\n% a signature\n%%EOF\n"

    answer = await uploaded(browser, signed, {"protocol": "1234/2026", "protocol_day": "2026-10-07"})
    page = await browser.text(HERE)
    manager = Browser(browser.client, await sign_in(school.database, "manager"))
    await manager.send(f"/organisations/{SCHOOL}/minutes-heading", {"lines": "Altra scuola"})
    archive = unpacked(await (await browser.get(f"/councils/sittings/{SITTING}/export.zip")).read())

    assert answer.status == 303, await answer.text()
    assert "Contiene, byte per byte, un file preparato qui." in page
    assert "1234/2026" in page
    assert "mercoledì 7 ottobre 2026" in page
    assert "Da qui in poi lo cambia soltanto una deliberazione della seduta successiva." in page
    assert "<textarea" not in page
    assert "Si discute." in page
    assert (await browser.post(f"{HERE}/notes/plan", {"form_id": "x"})).status == 422
    assert await (await browser.get(SIGNED)).read() == signed
    assert await (await browser.get(f"{HERE}.pdf")).read() == to_sign
    assert "Altra scuola" not in await browser.text(HERE)
    assert archive.signed == ("verbale-1-2026-27.pdf", signed)
    assert verified(archive, None).findings == ()
    assert (await uploaded(browser, signed)).status == 422


async def test_signed_file_given_a_page_that_follows_the_sitting_when_it_comes_in_then_that_page_is_told(
    start: Start, school: Council
) -> None:
    await school.held()
    browser = await secretary(start, school)
    live = await browser.client.app[SITTINGS].live(SITTING)
    follows = asyncio.create_task(live.changed_from((await live.look()).number))

    answer = await uploaded(browser, SCAN)

    assert answer.status == 303
    assert (await asyncio.wait_for(follows, WITHIN_S)).status is Status.SIGNED


async def test_signed_file_given_what_may_not_be_one_when_it_comes_in_then_it_is_said_and_nothing_is_signed(
    start: Start, school: Council
) -> None:
    await school.held()
    browser = await secretary(start, school)
    manager = Browser(browser.client, await sign_in(school.database, "manager"))
    wrong: dict[str, tuple[Browser, bytes | None, Values]] = {
        "Scegli il file firmato.": (browser, None, {}),
        "Non è un PDF": (browser, b"MZ a program", {}),
        "Il file è troppo grande": (browser, b"%PDF-" + bytes(MOST_BYTES), {}),
        "La data non è scritta": (browser, SCAN, {"protocol_day": "mai"}),
        "È troppo lungo": (browser, SCAN, {"protocol": "1" * 61}),
        "Il verbale è cambiato da quando": (browser, SCAN, {"revision": "0" * 64}),
        "lo carica chi ha verbalizzato": (manager, SCAN, {}),
    }

    for told, sent in wrong.items():
        answer = await uploaded(*sent)
        assert (answer.status, told in await answer.text()) == (422, True), told
    assert (await school.database.read(read_held, SITTING)).sitting.status is Status.CLOSED
    assert (await browser.get(SIGNED)).status == 404


async def test_signed_file_given_a_scan_when_it_comes_in_then_the_page_says_that_it_is_none_of_the_prints(
    start: Start, school: Council
) -> None:
    await school.held()
    browser = await secretary(start, school)
    await printed(browser)

    form = {"form_id": str(uuid4())}
    page = await browser.text(HERE)
    answers = [(await uploaded(browser, data, form, page)).status for data in (SCAN, b"%PDF-1.7 another")]

    assert answers == [303, 422]
    assert await (await browser.get(SIGNED)).read() == SCAN
    assert "Non contiene nessuno dei file preparati qui" in await browser.text(HERE)


def test_file_given_its_beginning_when_looked_at_then_it_is_one_of_four_kinds_or_none() -> None:
    known = {ending: ending_of(data) for ending, data in {"p7m": CMS, "pdf": b"%PDF-1.7", "jpg": SCAN}.items()}

    assert known == {"p7m": "p7m", "pdf": "pdf", "jpg": "jpg"}
    assert ending_of(b"\x89PNG\r\n\x1a\n") == "png"
    assert [ending_of(data) for data in (b"", b"PK\x03\x04", b"\x30\x82\x01\x00 no object", b"<html>")] == [None] * 4


async def test_minutes_given_a_later_sitting_that_votes_for_them_when_it_is_noted_then_they_are_approved(
    start: Start, school: Council
) -> None:
    await school.held()
    browser = await secretary(start, school)
    form = await browser.opened(HERE, f"{HERE}/print")
    await uploaded(browser, SCAN)
    early = await browser.post(f"{HERE}/approve", form)
    live = await school.opened("s2", BEGINS + timedelta(days=30))
    before = await browser.text(HERE)
    await school.votes(live, "v1", "minutes", "Si approva il verbale n. 1.")
    await school.does(live, Closed())

    page = await browser.text(HERE)
    await browser.send(HERE, {}, f"{HERE}/approve")
    held = await school.database.read(read_held, SITTING)

    assert early.status == 303
    assert "Segna il verbale come approvato" not in before
    assert "Si approva il verbale n. 1." in page
    assert held.sitting.status is Status.APPROVED
    assert held.sitting.events[-1].about == ("s2",)
    assert "Approvato." in await browser.text(HERE)
    assert "Verbale n. 2 del 2026/27" in await browser.text(HERE.replace(SITTING, "s2"))
