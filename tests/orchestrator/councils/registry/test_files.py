"""Minutes as files: drafts, prints to be signed, and the export that verifies itself."""

import hashlib
import io
import json
import zipfile
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from docx import Document

from orchestrator.councils.ballots.signing import Signers
from orchestrator.councils.export.archive import Archive, unpacked
from orchestrator.councils.export.printing import Print, compared
from orchestrator.councils.export.verifying import Defect, Finding, verified
from orchestrator.councils.minutes.canonical import canonical, read_minutes
from orchestrator.councils.sitting.acts import Closed
from schedules.store.database import Database
from tests.orchestrator.conftest import Start
from tests.support.held_council import PLAN_TEXT, SITTING, Council, council
from tests.support.page_forms import Browser
from tests.support.pdf_text import packed as joined
from tests.support.pdf_text import pdf_text

HERE = f"/councils/sittings/{SITTING}/minutes"
EXPORT = f"/councils/sittings/{SITTING}/export.zip"
NOTE = "La prof.ssa Conti illustra il piano."


@pytest.fixture
async def school(database: Database) -> Council:
    return await council(database)


@pytest.fixture
async def signers() -> AsyncIterator[Signers]:
    signers = Signers(1)
    yield signers
    await signers.close()


async def secretary(start: Start, school: Council) -> Browser:
    return Browser(await start(clock=school.clock), await school.officer())


async def test_files_given_a_sitting_with_a_note_when_taken_then_pdf_and_word_file_are_drafts_that_say_it(
    start: Start, school: Council
) -> None:
    await school.held()
    browser = await secretary(start, school)
    await browser.send(HERE, {"text": NOTE}, f"{HERE}/notes/plan")

    pdf, word = await browser.get(f"{HERE}.pdf"), await browser.get(f"{HERE}.docx")
    told = pdf_text(await pdf.read())
    written = "\n".join(paragraph.text for paragraph in Document(io.BytesIO(await word.read())).paragraphs)

    assert pdf.headers["Content-Disposition"] == 'attachment; filename="verbale-1-2026-10-05.pdf"'
    assert pdf.headers["Cache-Control"] == "no-store"
    assert joined("BOZZA") in joined(told)
    assert joined(NOTE) in joined(told)
    assert NOTE in written
    assert PLAN_TEXT in written


async def test_print_given_a_text_that_changes_after_when_looked_at_then_it_is_the_same_file_and_said_to_be_old(
    start: Start, school: Council
) -> None:
    await school.held()
    browser = await secretary(start, school)

    made = await browser.send(HERE, {}, f"{HERE}/print")
    page = await browser.text(HERE)
    path = page.partition(f'href="{HERE}/prints/')[2].partition('"')[0]
    file = await (await browser.get(f"{HERE}/prints/{path}")).read()
    await browser.send(HERE, {"text": NOTE}, f"{HERE}/notes/plan")
    later = await browser.text(HERE)

    assert made.status == 303
    assert "è quello di ora" in page
    assert hashlib.sha256(file).hexdigest() == path.removesuffix(".pdf")
    assert joined("BOZZA") not in joined(pdf_text(file))
    assert "il verbale è cambiato dopo" in later
    assert await (await browser.get(f"{HERE}/prints/{path}")).read() == file
    assert (await browser.get(f"{HERE}/prints/{'0' * 64}.pdf")).status == 404


async def test_export_given_a_sitting_with_a_secret_vote_when_verified_then_it_agrees_and_what_was_changed_is_named(
    start: Start, school: Council, signers: Signers
) -> None:
    live = await school.opened()
    await school.votes(live, "v1", "plan", PLAN_TEXT)
    await school.elects(live, signers)
    browser = await secretary(start, school)
    early = await browser.get(EXPORT)
    await school.does(live, Closed())
    await browser.send(HERE, {"text": NOTE}, f"{HERE}/notes/plan")

    data = await (await browser.get(EXPORT)).read()
    archive = unpacked(data)
    minutes = read_minutes(archive.minutes or b"")
    about = json.loads(archive.about or b"")
    changed = replace(minutes, quorum="7 in carica; nessuno presente")
    unsaid = about | {"notes": {"plan": ["Altro."]}, "heading": ["Altra scuola"]}

    assert early.status == 409
    assert verified(archive, minutes.head).findings == ()
    assert sorted(archive.urns["v2"].choices) == ['["Ada"]', '["Ada"]']
    assert {"about.json", "minutes.json", "minutes.pdf"} <= set(zipfile.ZipFile(io.BytesIO(data)).namelist())
    assert found(replace(archive, minutes=canonical(changed))) == ["quorum"]
    assert found(replace(archive, about=json.dumps(unsaid).encode())) == ["heading", "items.3"]
    assert found(replace(archive, about=b"{}")) == ["about.json"]
    assert verified(replace(archive, documents={"ab": b"x"}), None).findings == (
        Finding(Defect.FOREIGN, "documents/ab"),
    )
    assert await compared(archive) is Print.SAME


def found(archive: Archive) -> list[str]:
    """Where the minutes say something else than the acts."""
    return [each.where for each in verified(archive, None).findings if each.defect is Defect.FACTS]
