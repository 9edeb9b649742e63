"""The page of minutes, and the notes that are written in them, as a browser without scripts sends them."""

import re
from html import unescape

import pytest

from orchestrator.access.identity import Actor
from orchestrator.accounts.accounts import blank_account
from orchestrator.councils.dossiers.store import find_dossier
from orchestrator.councils.registry.notes import SHOWN, edits_of, newest_notes, write_note
from orchestrator.councils.sitting.acts import ItemOpened
from orchestrator.people.doer import Doer
from schedules.store.database import Database
from schedules.store.transaction import Transaction
from tests.orchestrator.conftest import Start
from tests.support.held_council import CHAIR_MAIL, PLAN_TEXT, SITTING, Council, council
from tests.support.hostile_text import HOSTILE
from tests.support.page_forms import Browser, hidden
from tests.support.people import sign_in

HERE = f"/councils/sittings/{SITTING}/minutes"
NOTE = f"{HERE}/notes/plan"
SCRIPTED = {"HX-Request": "true"}


def said(page: str) -> str:
    """What a page says, without its marks."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


@pytest.fixture
async def school(database: Database) -> Council:
    return await council(database)


async def secretary(start: Start, school: Council) -> Browser:
    return Browser(await start(clock=school.clock), await school.officer())


async def test_minutes_given_a_sitting_that_is_over_when_opened_then_they_say_all_of_it_under_their_number(
    start: Start, school: Council
) -> None:
    await school.held()
    browser = await secretary(start, school)

    page = said(await browser.text(HERE))

    assert "Verbale n. 1 del 2026/27" in page
    assert "Istituto comprensivo Alighieri" in page
    assert "in Sala 1, si apre la seduta: Collegio dei docenti" in page
    assert "Verbalizza Bea Segretaria" in page
    assert PLAN_TEXT in page
    assert "Delibera n. 1" in page
    assert "favorevoli 5, contrari 1; validi 6; necessari 4: approvata" in page
    assert "La seduta è finita: completa le note, poi prepara il file da firmare." in page


async def test_papers_of_an_organ_given_its_secretary_when_they_go_by_links_alone_then_each_leads_to_the_others(
    start: Start, school: Council
) -> None:
    await school.held()
    browser = await secretary(start, school)
    found, ahead = set[str](), ["/councils"]
    while ahead:
        path = ahead.pop()
        found.add(path)
        answer = await browser.get(path)
        assert answer.status == 200, path
        page = (await answer.text()).partition("<main")[2] if answer.content_type == "text/html" else ""
        links = {
            unescape(link).partition("?")[0].partition("#")[0] for link in re.findall(r'href="(/councils[^"]*)"', page)
        }
        ahead += sorted(links - found - set(ahead))

    organ, sitting = "/councils/organs/collegio", f"/councils/sittings/{SITTING}"
    assert {f"{organ}/sittings", f"{organ}/resolutions", f"{organ}/hours", sitting, HERE, f"{HERE}.pdf"} <= found
    for page in (f"{organ}/resolutions", f"{organ}/hours", HERE):
        assert f'href="{organ}/sittings"' in await browser.text(page)


async def test_minutes_given_anybody_else_when_asked_for_then_there_is_nothing(start: Start, school: Council) -> None:
    await school.held()
    client = await start(clock=school.clock)

    for who in ("manager elsewhere", "organiser", "viewer", "desk", "technician", "administrator", "nobody"):
        browser = Browser(client, await sign_in(school.database, who))
        for path in (HERE, f"{HERE}.pdf", f"{HERE}.docx", NOTE, HERE.replace("/minutes", "/export.zip")):
            assert (await browser.get(path)).status == 404, (who, path)
    for mine in (await sign_in(school.database, "manager"), await school.officer(CHAIR_MAIL)):
        assert (await Browser(client, mine).get(HERE)).status == 200
    assert (await Browser(client, mine).get(HERE.replace(SITTING, "s9"))).status == 404


async def test_minutes_given_a_sitting_that_nobody_opened_when_opened_then_they_say_so(
    start: Start, school: Council
) -> None:
    await school.convened()
    browser = await secretary(start, school)

    assert "La seduta non è ancora aperta." in await browser.text(HERE)
    assert (await browser.get(f"{HERE}.pdf")).status == 404


async def test_note_given_a_running_sitting_when_written_then_it_stands_in_the_minutes_and_each_edit_is_kept(
    start: Start, school: Council
) -> None:
    live = await school.opened()
    await school.does(live, ItemOpened("plan"))
    browser = await secretary(start, school)

    first = await browser.send(HERE, {"text": "La prof.ssa Conti illustra.\r\nSi discute."}, NOTE)
    again = await browser.send(HERE, {"text": "La prof.ssa Conti illustra il piano."}, NOTE)
    edits = await browser.text(NOTE)
    restored = await browser.send(NOTE, {"number": "1"}, f"{NOTE}/restore")
    page = await browser.text(HERE)
    stored = await school.database.read(edits_of, SITTING, "plan")

    assert (first.status, first.headers["Location"]) == (303, f"{HERE}#note-plan")
    assert (again.status, restored.status) == (303, 303)
    assert [edit.text for edit in stored] == [
        "La prof.ssa Conti illustra.\nSi discute.",
        "La prof.ssa Conti illustra il piano.",
        "La prof.ssa Conti illustra.\nSi discute.",
    ]
    assert "Segretaria" in edits
    assert "Verbale senza numero" not in page
    assert "illustra.\nSi discute.</textarea>" in page
    assert (await browser.send(HERE, {"text": "x" * 20_001}, NOTE)).status == 422
    assert (await browser.post(f"{HERE}/notes/altro", hidden(page, NOTE))).status == 404


async def test_note_given_more_edits_than_are_shown_at_once_when_looked_at_then_each_is_reached_and_can_be_restored(
    start: Start, school: Council
) -> None:
    await school.held()
    browser, by = await secretary(start, school), Doer(Actor("account", "x", "127.0.0.1"), school.clock.now)

    def wrote(db: Transaction) -> None:
        dossier = find_dossier(db, SITTING)
        assert dossier is not None
        for number in range(SHOWN + 2):
            write_note(db, dossier, "plan", f"Nota numero {number + 1}.", number, by)

    await school.database.write(wrote)
    newest, older = await browser.text(NOTE), await browser.text(f"{NOTE}?before=3")
    restored = await browser.post(f"{NOTE}/restore", {**hidden(older, f"{NOTE}/restore"), "number": "1"})

    assert (newest.count("<blockquote>"), older.count("<blockquote>")) == (SHOWN, 2)
    assert f'href="{NOTE}?before=3"' in newest
    assert "Modifiche precedenti" not in older
    assert (newest.count("in vigore"), older.count("in vigore")) == (1, 0)
    assert restored.status == 303
    assert (await school.database.read(newest_notes, SITTING))["plan"].text == "Nota numero 1."


async def test_note_given_two_who_write_when_the_second_saves_then_they_see_what_the_first_wrote_and_choose(
    start: Start, school: Council
) -> None:
    await school.held()
    first = await secretary(start, school)
    second = Browser(first.client, await school.officer(CHAIR_MAIL))
    opened = await second.opened(HERE, NOTE)
    await first.send(HERE, {"text": HOSTILE}, NOTE)

    told = await second.post(NOTE, {**opened, "text": "Il mio testo."})
    page = await told.text()
    by_script = await second.client.post(
        NOTE, data={**opened, "text": "Il mio testo."}, headers={**second.shown, **SCRIPTED}
    )
    over = await second.post(NOTE, {**hidden(page, NOTE), "text": "Il mio testo.", "over": "1"})

    assert told.status == 409
    assert "Segretaria ha scritto altro" in said(page)
    assert "Il mio testo.</textarea>" in page
    assert HOSTILE not in page
    assert (by_script.status, "Segretaria ha scritto altro" in said(await by_script.text())) == (200, True)
    assert over.status == 303
    assert "Il mio testo.</textarea>" in await first.text(HERE)


async def test_note_given_a_script_that_saves_when_it_goes_on_then_it_is_told_the_edit_that_it_knows(
    start: Start, school: Council
) -> None:
    await school.held()
    browser = await secretary(start, school)
    fields, headers = await browser.opened(HERE, NOTE), {**browser.shown, **SCRIPTED}

    for number, text in enumerate(("Uno", "Uno due", "Uno due"), start=1):
        answer = await browser.client.post(NOTE, data={**fields, "text": text}, headers=headers)
        part = await answer.text()
        found = re.search(r'name="revision" value="(\d+)"', part)
        assert found is not None
        fields["revision"] = found[1]
        assert (answer.status, found[1]) == (200, str(min(number, 2)))
        assert "Salvata alle" in part


async def test_minutes_given_a_secretary_whose_account_is_blanked_when_read_then_their_name_stays_and_edits_are_nobodys(
    start: Start, school: Council
) -> None:
    await school.held()
    browser = await secretary(start, school)
    await browser.send(HERE, {"text": "Si discute."}, NOTE)

    await school.database.write(blank_account, browser.who.account, school.clock())
    manager = Browser(browser.client, await sign_in(school.database, "manager"))

    assert "Verbalizza Bea Segretaria" in said(await manager.text(HERE))
    assert "persona che non c’è più" in await manager.text(NOTE)
