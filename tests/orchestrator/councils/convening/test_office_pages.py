"""The office of a sitting on pages, as a browser without scripts sends them: from the draft to the convocation."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from html import unescape
from io import BytesIO

import pytest
from aiohttp import ClientResponse, FormData
from pytest_aiohttp import AiohttpClient
from sqlalchemy import select

from config.site_file.loading import load_texts
from orchestrator.access.identity import Actor
from orchestrator.app import make_app
from orchestrator.councils.convening.agenda_form import typed_rows
from orchestrator.councils.convening.documents import LARGEST
from orchestrator.councils.dossiers.link_store import sitting_links
from orchestrator.councils.dossiers.links import SittingLinkKind, secret_of
from orchestrator.councils.dossiers.store import dossiers_of, find_dossier
from orchestrator.councils.identity.pin_store import pins_of
from orchestrator.councils.log.live import LiveSitting
from orchestrator.councils.organs.organ import Office, Officer
from orchestrator.councils.organs.store import find_organ, set_officers
from orchestrator.councils.sitting.state import Status
from orchestrator.outbox.keys import SENDING
from orchestrator.outbox.sealed import opened
from orchestrator.outbox.tables import OutboxRow
from orchestrator.people.doer import Doer
from orchestrator.web.keys import CLOCK
from schedules.store.database import Database
from schedules.store.sealing import key_file
from schedules.store.transaction import Transaction
from tests.orchestrator.conftest import SITE, Start
from tests.support.convened_council import Council, convened_council
from tests.support.hostile_text import HOSTILE
from tests.support.page_forms import Browser, hidden
from tests.support.people import SCHOOL, sign_in


def said(page: str) -> str:
    """What a page says, without its marks."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


@pytest.fixture
async def council(start: Start) -> Council:
    return await convened_council(await start())


def fields_of(page: str, action: str) -> dict[str, str | Sequence[str]]:
    """All fields of the form to *action*, as a browser would send them back."""
    form = page.partition(f'method="post" action="{action}"')[2].partition("</form>")[0]
    told: dict[str, list[str]] = {}
    for tag in re.findall(r"<input [^>]*>|<textarea[^>]*>[^<]*</textarea>|<select[^>]*>.*?</select>", form, re.DOTALL):
        name = re.search(r' name="([^"]+)"', tag)
        if name is None or ('type="checkbox"' in tag and " checked" not in tag) or 'type="file"' in tag:
            continue
        value = re.search(r' value="([^"]*)"', tag)
        if tag.startswith("<textarea"):
            text = tag.partition(">")[2].removesuffix("</textarea>").removeprefix("\n")
        elif tag.startswith("<select"):
            chosen = re.search(r'<option value="([^"]*)" selected', tag)
            text = chosen[1] if chosen else ""
        else:
            text = value[1] if value else ""
        told.setdefault(unescape(name[1]), []).append(unescape(text))
    return dict(told)


async def filled(browser: Browser, path: str, **more: str | Sequence[str]) -> dict[str, str | Sequence[str]]:
    return {**fields_of(await browser.text(path), path), **more}


async def drafted(council: Council, browser: Browser, **more: str | Sequence[str]) -> str:
    """The path of a draft of a sitting in its second room, eleven days from now."""
    new = f"/councils/organs/{council.organ}/sittings/new"
    now = council.chair.client.app[CLOCK]()
    day = (now + timedelta(days=11)).date().isoformat()
    form = await filled(browser, new, day=day, room="sala-2")
    texts = ["Approvazione del verbale", "Piano annuale", "Varie ed eventuali"]
    answer = await browser.post(new, {**form, "item_text": texts, **more})
    assert answer.status == 303, said(await answer.text())
    return answer.headers["Location"]


async def test_office_given_a_chair_who_is_no_manager_when_looked_at_then_it_is_theirs_and_nobody_elses(
    council: Council, database: Database
) -> None:
    paths = (f"/councils/organs/{council.organ}/sittings", f"/councils/sittings/{council.sitting}")
    elsewhere = Browser(council.chair.client, await sign_in(database, "manager elsewhere"))
    desk = Browser(council.chair.client, await sign_in(database, "desk"))

    for path in paths:
        seen = [
            (await who.get(path)).status for who in (council.chair, council.secretary, council.deputy, council.manager)
        ]
        hidden_from = [(await who.get(path)).status for who in (council.member, elsewhere, desk)]

        assert (seen, hidden_from) == ([200] * 4, [404] * 3)


async def test_draft_given_a_house_where_it_is_tomorrow_when_begun_then_the_day_it_proposes_is_in_time(
    start: Start, database: Database
) -> None:
    now = datetime(2026, 11, 30, 23, 30, tzinfo=UTC)  # half past midnight in Rome
    council = await convened_council(await start(clock=lambda: now))
    new = f"/councils/organs/{council.organ}/sittings/new"

    form = await filled(council.secretary, new)

    notice = (await database.read(find_organ, SCHOOL, council.organ)).rules.notice_days
    assert form["day"] == [(date(2026, 12, 1) + timedelta(days=notice + 1)).isoformat()]


async def test_draft_given_the_buttons_of_the_agenda_when_pressed_then_items_move_and_nothing_is_kept(
    council: Council, database: Database
) -> None:
    new = f"/councils/organs/{council.organ}/sittings/new"
    form = await filled(council.secretary, new)
    first = form["item_text"]

    added = await council.secretary.post(new, {**form, "item_text": ["Primo", "Secondo", "Varie"], "do": "add"})
    form = fields_of(await added.text(), new)
    up = await council.secretary.post(new, {**form, "do": "up-1"})
    form = fields_of(await up.text(), new)
    removed = await council.secretary.post(new, {**form, "do": "remove-0"})
    rows = typed_rows({name: list(value) for name, value in fields_of(await removed.text(), new).items()})

    assert list(first) == ["Approvazione del verbale della seduta precedente", "", "Varie ed eventuali"]
    assert (added.status, up.status, removed.status) == (200, 200, 200)
    assert form["item_text"] == ["Secondo", "Primo", "Varie", ""]
    assert [row.text for row in rows] == ["Primo", "Varie", ""]
    assert len(await database.read(dossiers_of, council.organ)) == 1


async def test_draft_given_wrong_fields_when_sent_then_each_is_told_and_what_was_typed_stays(council: Council) -> None:
    new = f"/councils/organs/{council.organ}/sittings/new"
    form = await filled(council.secretary, new, day="boh", since="25", item_text=["x" * 401, "Piano <b>", ""])

    answer = await council.secretary.post(new, form)
    page = await answer.text()

    assert answer.status == 422
    assert "Scrivi il giorno, come 27/11/2026." in said(page)
    assert "Scrivi l’ora, come 15:00." in said(page)
    assert "Il punto 1 è troppo lungo" in said(page)
    assert "Piano &lt;b&gt;" in page


@pytest.mark.parametrize(
    ("typed", "field", "told"),
    [
        ({"day": "31/2/2027"}, "day", "Scrivi il giorno, come 27/11/2026."),
        ({"day": "0001-01-01"}, "day", "Scrivi il giorno, come 27/11/2026."),
        ({"day": "2027-03-28", "since": "2:30", "until": "4:00"}, "since", "quest’ora non c’è"),
        ({"day": "2027-03-28", "since": "1:30", "until": "2:30"}, "until", "quest’ora non c’è"),
        ({"since": "17:00", "until": "15:00"}, "until", "La fine deve essere dopo l’inizio."),
        ({"since": "0:00", "until": "24:00"}, "until", "Una seduta dura al massimo 16 ore"),
        ({"note": "x" * 2001}, "note", "È troppo lungo: al massimo 2000 caratteri."),
        ({"item_by": ["", "y" * 81, ""]}, "item_by-1", "Il nome di chi relaziona sul punto 2 è troppo lungo"),
        ({"item_kind": ["minutes", "boh", "discussion"]}, "item_kind-1", "Scegli che cosa si fa al punto 2."),
    ],
)
async def test_draft_given_one_wrong_field_when_sent_then_it_is_told_beside_it_and_kept(
    council: Council, database: Database, typed: dict[str, str | list[str]], field: str, told: str
) -> None:
    new = f"/councils/organs/{council.organ}/sittings/new"
    whole = {"item_text": ["Verbale", "Piano", "Varie"]}
    form = await filled(council.secretary, new, **{**whole, **typed})

    answer = await council.secretary.post(new, form)
    page = await answer.text()

    assert answer.status == 422
    beside = page.partition(f'id="error-{field}"')[2].partition("</p>")[0]
    assert told in said(f"<p {beside}")
    assert 'aria-invalid="true"' in page.partition(f'id="field-{field}"')[2].partition(">")[0]
    assert f'href="#field-{field}"' in page
    sent = {name: [those] if isinstance(those, str) else list(those) for name, those in form.items()}
    again = fields_of(page, new)
    assert {name: again[name] for name in typed if name != "item_kind"} == {
        name: sent[name] for name in typed if name != "item_kind"
    }
    assert len(await database.read(dossiers_of, council.organ)) == 1


async def test_draft_given_an_oversized_agenda_when_sent_then_it_is_told_and_no_item_is_lost(council: Council) -> None:
    new = f"/councils/organs/{council.organ}/sittings/new"
    texts = [f"Punto {number}" for number in range(1, 42)]
    rows = {"item_text": texts, "item_id": [f"i{number}" for number in range(41)], "item_kind": ["motion"] * 41}
    form = await filled(council.secretary, new, **rows, item_by=[""] * 41)

    answer = await council.secretary.post(new, form)
    page = await answer.text()

    assert answer.status == 422
    assert "Sono troppi punti: al massimo 40." in said(page)
    assert fields_of(page, new)["item_text"] == texts


async def test_sitting_given_hostile_text_in_every_field_when_convened_then_pages_escape_it_and_papers_are_set(
    council: Council,
) -> None:
    hostile = HOSTILE.replace("\x00", "")
    more = {
        "item_text": [hostile, "Piano", "Varie"],
        "item_by": [hostile[:60], "", ""],
        "note": hostile,
        "place": hostile[:90],
    }
    here = await drafted(council, council.manager, **more)
    assert (await council.manager.send(f"{here}/convene", {})).status == 303
    page = await council.manager.text(here)
    notice = await council.manager.get(f"{here}/papers/notice.pdf")

    assert "<b>&amp;" not in page
    assert (notice.status, (await notice.read())[:5]) == (200, b"%PDF-")


async def test_sitting_given_a_manager_when_convened_twice_by_one_form_then_halls_links_and_codes_are_there_once(
    council: Council, database: Database
) -> None:
    here = await drafted(council, council.manager)
    before = said(await council.manager.text(here))
    look = await council.manager.text(f"{here}/convene")
    form = hidden(look, f"{here}/convene")

    first, second = [await council.manager.post(f"{here}/convene", form) for _ in range(2)]
    after = await council.manager.text(here)
    dossier = await database.read(find_dossier, here.rpartition("/")[2])

    assert "in preparazione" in before
    assert "Il preavviso è di 11 giorni (10 liberi" in said(look)
    assert (first.status, second.status) == (303, 303)
    assert ": convocata" in said(after)
    assert dossier is not None
    assert len(dossier.bookings) == 1
    assert "non spedita" in said(after)
    assert "Sala 2" in said(await council.manager.text(f"/bookings/{dossier.bookings[0]}"))


async def test_convocation_given_late_notice_or_a_taken_hall_when_sent_then_it_says_so_and_stays_a_draft(
    council: Council,
) -> None:
    now = council.manager.client.app[CLOCK]()
    late = await drafted(council, council.manager, day=(now + timedelta(days=2)).date().isoformat())
    taken = await drafted(council, council.manager)
    await council.manager.send(f"{taken}/convene", {})
    clash = await drafted(council, council.manager)

    refused = await council.manager.send(f"{late}/convene", {})
    clashes = await council.manager.send(f"{clash}/convene", {})
    told = await council.manager.send(f"{late}/convene", {"late_reason": "Urgenza: scade un bando."})
    page = said(await council.manager.text(late))

    assert (refused.status, clashes.status, told.status) == (422, 422, 303)
    assert "Una sala è già presa a quell’ora" in said(await clashes.text())
    assert "in preparazione" in said(await council.manager.text(clash))
    assert "Urgenza: scade un bando." in page


async def test_halls_given_a_chair_who_may_not_book_when_convened_then_it_is_told_and_a_place_in_words_does(
    council: Council,
) -> None:
    with_hall = await drafted(council, council.chair)
    without = await drafted(council, council.chair, room=[], place="Aula magna, via Dante 3")

    refused = await council.chair.send(f"{with_hall}/convene", {})
    done = await council.chair.send(f"{without}/convene", {})

    assert (refused.status, done.status) == (422, 303)
    assert "Non puoi prendere o spostare sale" in said(await refused.text())
    assert "Aula magna, via Dante 3" in said(await council.chair.text(without))


async def test_convened_sitting_given_a_change_when_saved_then_it_is_convened_anew_and_its_booking_moves(
    council: Council, database: Database
) -> None:
    here = await drafted(council, council.manager)
    await council.manager.send(f"{here}/convene", {})
    before = await database.read(find_dossier, here.rpartition("/")[2])

    form = await filled(council.manager, f"{here}/change", since="16:00", until="18:00")
    stale = {**form, "place": "altro"}
    changed = await council.manager.post(f"{here}/change", form)
    overtaken = await council.manager.post(f"{here}/change", stale)
    after = await database.read(find_dossier, here.rpartition("/")[2])

    assert (changed.status, overtaken.status) == (303, 409)
    assert before is not None
    assert after is not None
    assert after.bookings == before.bookings
    assert after.begins == before.begins + timedelta(hours=1)
    assert "16:00–18:00" in said(await council.manager.text(f"/bookings/{after.bookings[0]}"))


async def test_convened_sitting_when_cancelled_then_its_halls_are_free_and_another_one_is_drafted_of_it(
    council: Council, database: Database
) -> None:
    here = f"/councils/sittings/{council.sitting}"
    dossier = await database.read(find_dossier, council.sitting)
    assert dossier is not None

    without = await council.manager.send(here, {}, f"{here}/cancel")
    done = await council.manager.send(here, {"reason": "Neve."}, f"{here}/cancel")
    page = await council.manager.text(here)
    alike = await council.manager.post(f"{here}/alike", hidden(page, f"{here}/alike"))

    assert (without.status, done.status, alike.status) == (422, 303, 303)
    assert ": annullata" in said(page)
    assert "annullata" in said(await council.manager.text(f"/bookings/{dossier.bookings[0]}")).lower()
    assert "in preparazione" in said(await council.manager.text(alike.headers["Location"]))


async def test_convened_sitting_given_other_officers_since_when_changed_and_cancelled_then_the_log_takes_both(
    council: Council, database: Database
) -> None:
    here = f"/councils/sittings/{council.sitting}"

    def others(db: Transaction) -> None:
        organ = find_organ(db, SCHOOL, council.organ)
        officers = [Officer(Office.CHAIR, council.persons[5]), Officer(Office.SECRETARY, council.persons[6])]
        set_officers(db, organ, officers, Doer(Actor("account", "x", "127.0.0.1"), council.chair.client.app[CLOCK]()))

    await database.write(others)
    change = await filled(council.manager, f"{here}/change", place="Aula magna")
    changed = await council.manager.post(f"{here}/change", change)
    cancelled = await council.manager.send(here, {"reason": "Neve."}, f"{here}/cancel")
    sitting = await LiveSitting(database, council.chair.client.app[CLOCK], council.sitting).look()

    assert (changed.status, cancelled.status) == (303, 303), said(await changed.text())
    assert (sitting.status, sitting.presiding) == (Status.CANCELLED, council.persons[5])


async def test_draft_given_a_form_with_the_id_of_another_sitting_when_sent_then_that_one_is_not_touched(
    council: Council, database: Database
) -> None:
    here, other = f"/councils/sittings/{council.sitting}", await drafted(council, council.manager)
    await council.manager.send(here, {"reason": "Neve."}, f"{here}/cancel")
    theirs = {**hidden(await council.manager.text(here), f"{here}/alike"), "form_id": other.rpartition("/")[2]}

    alike = [await council.manager.post(f"{here}/alike", theirs) for _ in range(2)]
    new = await drafted(council, council.manager, form_id=other.rpartition("/")[2])

    first, second = (answer.headers["Location"] for answer in alike)
    assert first == second
    assert len({first, new, here, other}) == 4
    assert len(await database.read(dossiers_of, council.organ)) == 4


async def test_links_and_codes_given_that_their_key_is_lost_when_looked_at_then_pages_answer_and_new_ones_are_good(
    start: Start, database: Database
) -> None:
    council = await convened_council(await start())
    key_file(database.path).unlink()
    client = await start()
    chair, secretary, member = (Browser(client, who.who) for who in (council.chair, council.secretary, council.member))
    office = f"/councils/sittings/{council.sitting}"
    here = f"{office}/members/{council.seats[3]}"

    home, live = await member.text("/"), await chair.text(f"{office}/live")
    shown = await secretary.send(here, {}, f"{here}/show")
    slips = await secretary.post(f"{office}/codes.pdf", hidden(await secretary.text(office), f"{office}/codes.pdf"))
    code = shown_code(await (await secretary.send(here, {}, f"{here}/code")).text())
    renewed = await secretary.send(here, {}, f"{here}/renew")
    again = await (await secretary.send(here, {}, f"{here}/show")).text()

    assert ("/c/" in home, "/c/screen/" in live) == (False, False)
    assert (shown.status, slips.status, renewed.status) == (200, 200, 303)
    assert 'class="code"' not in await shown.text()
    assert shown_code(again) == code
    assert "/c/" in await member.text("/")


async def test_draft_given_a_form_of_another_revision_when_thrown_away_then_it_stays_until_it_is_looked_at(
    council: Council, database: Database
) -> None:
    here = await drafted(council, council.secretary)
    page = await council.secretary.text(here)
    stale = {**hidden(page, f"{here}/drop"), "revision": "99"}

    kept = await council.secretary.post(f"{here}/drop", stale)
    gone = await council.secretary.send(here, {}, f"{here}/drop")

    assert (kept.status, gone.status) == (409, 303)
    assert await database.read(find_dossier, here.rpartition("/")[2]) is None


async def test_sitting_given_nobody_written_to_when_looked_at_then_it_counts_them_and_offers_to_send_again(
    council: Council,
) -> None:
    here = f"/councils/sittings/{council.sitting}"

    page = await council.secretary.text(here)
    sent = await council.secretary.send(here, {}, f"{here}/send-again")

    assert "0 spedite, 7 non spedite" in said(page).replace(" ,", ",")
    assert (sent.status, sent.headers["Location"]) == (303, here)


def shown_code(page: str) -> str:
    found = re.search(r'class="code">([0-9]{3}) ([0-9]{3})<', page)
    assert found is not None
    return found[1] + found[2]


async def test_member_given_codes_and_links_when_shown_renewed_and_revoked_then_the_office_sees_what_holds(
    council: Council,
) -> None:
    here = f"/councils/sittings/{council.sitting}/members/{council.seats[4]}"
    acts: Mapping[str, str] = {name: f"{here}/{name}" for name in ("show", "code", "renew", "revoke")}

    shown = await (await council.secretary.send(here, {}, acts["show"])).text()
    other = await (await council.secretary.send(here, {}, acts["code"])).text()
    renewed = await council.secretary.send(here, {}, acts["renew"])
    anew = await (await council.secretary.send(here, {}, acts["show"])).text()
    revoked = await council.secretary.send(here, {}, acts["revoke"])
    page = said(await council.secretary.text(here))
    history = said(await council.secretary.text(f"/councils/sittings/{council.sitting}"))

    assert council.paths[4] in shown
    assert shown_code(shown) == council.pins[4]
    assert shown_code(other) != council.pins[4]
    assert (renewed.status, revoked.status) == (303, 303)
    assert council.paths[4] not in anew
    assert "revocato: non apre più niente" in page
    assert "Ha aperto i codici di una seduta" in history
    assert council.pins[4] not in history


async def test_home_given_officers_and_members_when_they_look_then_their_sittings_are_there_and_nobody_elses(
    council: Council, database: Database
) -> None:
    viewer = Browser(council.chair.client, await sign_in(database, "viewer"))
    office, own = f"/councils/sittings/{council.sitting}", council.paths[3]

    chair, member, other = [await who.text("/") for who in (council.chair, council.member, viewer)]
    councils = [await who.text("/councils") for who in (council.chair, council.member)]

    assert (office in chair, council.paths[0] in chair) == (True, True)
    assert (office in member, own in member) == (False, True)
    assert (office in other, "/c/" in other) == (False, False)
    assert (office in councils[0], own in councils[1]) == (True, True)


MAIL = (
    '\n[service]\nurl = "https://regia.example"\n'
    '[mail]\nhost = "127.0.0.1"\nport = 1\nsecurity = "none"\nsender = "sale@comune.example"\n'
)


async def test_mails_given_a_convocation_when_it_is_sent_then_each_member_has_their_link_and_no_code(
    database: Database, aiohttp_client: AiohttpClient
) -> None:
    client = await aiohttp_client(make_app(database, load_texts((("sito.toml", SITE + MAIL),))))
    council = await convened_council(client)
    here = await drafted(council, council.manager)
    sitting = here.rpartition("/")[2]

    done = await council.manager.send(f"{here}/convene", {})
    keys = client.app[SENDING].keys
    rows = await database.read(lambda db: db.scalars(select(OutboxRow)).all())
    links = await database.read(sitting_links, sitting, SittingLinkKind.MEMBER)
    codes = await database.read(pins_of, keys, sitting)
    letters = {
        row.recipient: opened(keys, row.id, row.subject or b"", row.text or b"", row.html or b"", row.calendar)
        for row in rows
    }

    assert done.status == 303
    assert sorted(letters) == [f"docente{number}@scuola.example" for number in range(1, 8)]
    paths = {f"https://regia.example{secret_of(keys, link).path}" for link in links}
    for letter in letters.values():
        assert sum(path in letter.text for path in paths) == 1
        assert not any(code in letter.text + letter.html for code in codes.values())
        assert "METHOD:REQUEST" in (letter.calendar or "")
        assert "1. Approvazione del verbale (approvazione del verbale)" in letter.text
    assert "in attesa" in said(await council.manager.text(here))


async def test_documents_given_files_when_added_then_they_are_named_by_their_bytes_and_never_shown_as_pages(
    council: Council,
) -> None:
    here = f"/councils/sittings/{council.sitting}"

    async def added(name: str, content: bytes) -> ClientResponse:
        data = FormData(
            {**hidden(await council.secretary.text(here), f"{here}/cancel"), "item": "plan"}, quote_fields=False
        )
        data.add_field("file", BytesIO(content), filename=name, content_type="text/html")
        return await council.secretary.client.post(
            f"{here}/documents", data=data, headers=council.secretary.shown, allow_redirects=False
        )

    good = await added("../<Piano>.pdf", b"%PDF-1.7")
    wrong = [
        await added(*each) for each in (("a.html", b"<script>"), ("leer.pdf", b""), ("gross.pdf", bytes(LARGEST + 1)))
    ]
    page = await council.secretary.text(here)
    path = f"{here}/documents/{sha256(b'%PDF-1.7').hexdigest()}"
    file = await council.secretary.get(path)

    assert good.status == 303
    assert [answer.status for answer in wrong] == [422] * 3
    assert "al massimo 10 MB" in said(await wrong[2].text())
    assert "&lt;Piano&gt;.pdf" in page
    assert await file.read() == b"%PDF-1.7"
    assert file.headers["Content-Disposition"] == "attachment; filename*=UTF-8''%3CPiano%3E.pdf"
    assert (await council.member.get(path)).status == 404
    assert "I documenti non sono più quelli della convocazione." in said(page)
