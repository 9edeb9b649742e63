"""The pages on which a school keeps its organs, as a browser without scripts sends them."""

import re
from html import unescape
from io import BytesIO

import pytest
from aiohttp import ClientResponse, FormData

from schedules.store.database import Database
from tests.orchestrator.conftest import Start
from tests.support.hostile_text import HOSTILE
from tests.support.page_forms import Browser, hidden
from tests.support.people import SCHOOL, sign_in

COUNCILS = f"/organisations/{SCHOOL}/councils"
ROLL = "Ada Neri; ada@scuola.example; D1\nBea Bo; D2; di diritto\nAda Neri; altra@scuola.example"
RULES = {"notice_days": "8", "grace_s": "60", "closing_s": "15", "few_ballots": "5"}


def said(page: str) -> str:
    """What a page says, without its marks."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


@pytest.fixture
async def manager(start: Start, database: Database) -> Browser:
    client = await start()
    return Browser(client, await sign_in(database, "manager"))


async def made(manager: Browser, preset: str = "collegio") -> str:
    """The path of an organ."""
    answer = await manager.send(COUNCILS, {"preset": preset, "title": ""})
    assert answer.status == 303, await answer.text()
    return answer.headers["Location"]


async def filled(manager: Browser, text: str = "Ada Neri; ada@scuola.example; D1\nBea Bo; D2; di diritto") -> str:
    here = await made(manager)
    shown = await manager.send(f"{here}/paste", {"text": text})
    assert (await manager.post(f"{here}/paste", hidden(await shown.text(), f"{here}/paste"))).status == 303
    return here


async def test_organs_given_none_when_one_is_made_twice_by_one_form_then_there_is_one_with_its_rules(
    manager: Browser,
) -> None:
    before = said(await manager.text(COUNCILS))
    form = {**await manager.opened(COUNCILS), "preset": "collegio", "title": ""}

    first, second = await manager.post(COUNCILS, form), await manager.post(COUNCILS, form)
    wrong = await manager.send(COUNCILS, {"preset": "altro", "title": "x" * 121})
    here = first.headers["Location"]
    page = said(await manager.text(here))

    assert "Ancora nessun organo." in before
    assert second.headers["Location"] == here
    assert (await manager.text(COUNCILS)).count(f'href="{here}"') == 1
    assert (wrong.status, "2 cose da correggere" in await wrong.text()) == (422, True)
    assert "La seduta è valida se è presente più della metà dei componenti in carica." in page
    assert "D.Lgs. 297/1994, art. 37 c. 2 Fissata dalla legge: non si cambia." in page
    assert "Ha aggiunto un organo collegiale" in page


async def test_roll_given_pasted_lines_when_looked_at_and_saved_then_good_ones_are_on_it_once(manager: Browser) -> None:
    here = await made(manager)
    path = f"{here}/paste"

    shown = await manager.send(path, {"text": ROLL})
    text = await shown.text()
    form = hidden(text, path)
    first, second = await manager.post(path, form), await manager.post(path, form)
    page = said(await manager.text(here))

    assert shown.status == 200
    assert "Salva 2 righe" in text
    assert "Si chiama come la riga 1: dai un codice a tutte e due." in text
    assert (first.status, second.status) == (303, 303)
    assert "2 componenti in carica oggi" in page
    assert "Bea Bo D2 – di diritto" in page
    assert "altra@scuola.example" not in page
    assert (await manager.send(path, {"text": " "})).status == 422
    assert (await manager.send(path, {"text": "Ada\n" * 5_001})).status == 422


async def test_preview_given_a_change_by_somebody_else_when_it_is_saved_then_it_is_shown_again(
    manager: Browser,
) -> None:
    here = await made(manager)
    path = f"{here}/paste"
    form = hidden(await (await manager.send(path, {"text": "Carla"})).text(), path)
    other = hidden(await (await manager.send(path, {"text": "Dina"})).text(), path)

    await manager.post(path, other)
    answer = await manager.post(path, form)

    assert (answer.status, "Salva questa riga" in await answer.text()) == (200, True)
    assert "Carla" not in await manager.text(here)


async def test_officers_given_names_and_an_address_when_named_then_the_page_says_who_they_are(manager: Browser) -> None:
    here = await filled(manager)
    path = f"{here}/change"
    fields = {"title": "Collegio", "chair": "neri ada", "deputy": "D2", "secretary": "ufficio@scuola.example"}
    stale = await manager.opened(path)

    done = await manager.send(path, fields)
    page = said(await manager.text(here))
    again = await manager.post(path, {**stale, **fields})
    wrong = await manager.send(path, {**fields, "title": "", "chair": "Nessuno", "deputy": "\n".join(["D2"] * 11)})

    assert (done.status, again.status, wrong.status) == (303, 422, 422)
    assert "Presiede Ada Neri Fa le veci Bea Bo Segretario ufficio@scuola.example" in page
    assert "Nel frattempo qualcun altro ha cambiato questi dati" in await again.text()
    assert "4 cose da correggere" not in await wrong.text()
    assert "3 cose da correggere" in await wrong.text()
    assert 'value="Ada Neri"' in await manager.text(path)


async def test_rules_given_a_form_when_changed_then_another_version_says_what_it_changed(manager: Browser) -> None:
    here = await made(manager)
    path = f"{here}/rules"
    form = await manager.text(path)

    done = await manager.send(path, RULES)
    page = said(await manager.text(here))
    distance = {**RULES, "distance": "1"}
    baseless = await manager.send(path, distance)
    based = await manager.send(path, {**distance, "basis": "regolamento, art. 3"})
    wrong = await manager.send(
        path, {**RULES, "basis": "regolamento", "notice_days": "mai", "secrecy": "9", "quorum": "2"}
    )

    assert 'name="quorum"' not in form
    assert "Ci si può astenere." in form
    assert (done.status, baseless.status, based.status, wrong.status) == (303, 422, 303, 422)
    assert "La convocazione arriva almeno 8 giorni prima." in page
    assert ": Preavviso" in page
    assert "Per votare a distanza scrivi su che cosa si fonda" in await baseless.text()
    assert "Si partecipa e si vota anche a distanza: regolamento, art. 3." in said(await manager.text(here))
    assert "2 cose da correggere" in await wrong.text()


@pytest.mark.parametrize(
    "preset", ["istituto", "classe", "scrutinio", "dipartimento", "sindacale", "ordine", "assemblea"]
)
async def test_rules_given_each_preset_when_its_form_is_sent_as_it_is_then_nothing_changes_or_a_basis_is_asked_for(
    manager: Browser, preset: str
) -> None:
    here = await made(manager, preset)
    form = await manager.text(f"{here}/rules")
    chosen = {
        name: re.findall(r'<option value="(\d+)" selected', rest)
        for name, rest in re.findall(r'<select id="[^"]+" name="(\w+)"(.*?)</select>', form, re.DOTALL)
    }
    numbers = dict(re.findall(r'name="(notice_days|grace_s|closing_s|few_ballots)" type="text" value="(\d+)"', form))

    answer = await manager.send(f"{here}/rules", {**{name: those[0] for name, those in chosen.items()}, **numbers})

    assert answer.status == (303 if preset in {"classe", "scrutinio"} else 422), await answer.text()
    if answer.status == 422:
        assert "Si vota anche a distanza, ma manca" in said(await manager.text(here))
    else:
        assert await manager.text(here)
    assert "2: " not in said(await manager.text(here))


async def test_seat_given_a_change_a_substitute_and_its_removal_when_sent_then_the_roll_says_so(
    manager: Browser,
) -> None:
    here = await filled(manager)
    seat = re.findall(r'href="([^"]+/members/[^"]+)"', await manager.text(here))[0]
    fields = {"name": "Ada Neri", "email": "", "code": "D1", "since": "2020-09-01", "until": ""}
    eva = {"substitute_name": "Eva Gallo", "substitute_since": "2020-01-01", "substitute_until": "2199-12-31"}

    done = await manager.send(seat, fields)
    taken = await manager.send(seat, {**fields, "code": "d2"})
    backwards = await manager.send(seat, {**fields, "until": "2019-01-01"})
    nobody = await manager.send(seat, {"substitute_name": ""}, f"{seat}/substitutes")
    stood_in = await manager.send(seat, eva, f"{seat}/substitutes")
    page = said(await manager.text(here))
    removed = await manager.send(seat, {}, f"{seat}/remove")

    assert (done.status, stood_in.status, removed.status) == (303, 303, 303)
    assert (taken.status, backwards.status, nobody.status) == (422, 422, 422)
    assert "Ada Neri D1 – sostituito da Eva Gallo" in page
    assert "3 cose da correggere" in await nobody.text()
    assert "Eva Gallo" not in said(await manager.text(here))
    assert (await manager.get(seat)).status == 404


async def test_hostile_text_given_in_every_field_when_shown_then_it_is_only_text(manager: Browser) -> None:
    here = await made(manager)
    path = f"{here}/paste"
    lines = "nome;codice\n" + "\n".join(
        f'"{text.replace(chr(34), chr(34) * 2)} x";D{n}' for n, text in enumerate(HOSTILE)
    )

    shown = await (await manager.send(path, {"text": lines})).text()
    await manager.post(path, hidden(shown, path))
    await manager.send(f"{here}/change", {"title": "<script>alert(1)</script>"})

    for page in (shown, await manager.text(here), await manager.text(COUNCILS)):
        assert "<script>alert" not in page


async def test_pages_given_english_when_read_then_they_are_in_english(manager: Browser) -> None:
    here = await filled(manager)
    manager.shown["Cookie"] += "; regia_language=en"

    pages = [said(await manager.text(path)) for path in (COUNCILS, here, f"{here}/rules", f"{here}/change")]

    assert "Councils" in pages[0]
    assert "Fixed by law: it cannot be changed." in pages[1]
    assert "Fixed by law" in pages[2]
    assert "Chair" in pages[3]


async def test_menu_given_a_manager_and_a_viewer_when_shown_then_the_manager_alone_has_the_entry(
    manager: Browser, database: Database
) -> None:
    viewer = Browser(manager.client, await sign_in(database, "viewer"))

    assert 'href="/councils"' in await manager.text(COUNCILS)
    assert (await manager.get("/councils")).headers["Location"] == COUNCILS
    assert 'href="/councils"' not in await viewer.text("/account")
    assert "Non fai parte di nessun organo" in await viewer.text("/councils")


FILE = "COGNOME;NOME;E-MAIL ISTITUZIONALE;MATRICOLA\r\nNicolò;Añez;nicolo@scuola.example;D1\r\nRossi;Zoë;;D2\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
async def test_roll_given_a_file_as_spreadsheets_save_it_when_read_then_it_is_looked_at_like_pasted_lines(
    manager: Browser, encoding: str
) -> None:
    here = await made(manager)

    async def sent(content: bytes) -> ClientResponse:
        data = FormData(await manager.opened(f"{here}/paste"))
        data.add_field("file", BytesIO(content), filename="docenti.csv", content_type="text/csv")
        return await manager.client.post(f"{here}/paste", data=data, headers=manager.shown, allow_redirects=False)

    shown = await sent(f"sep=;\r\n{FILE}".encode(encoding))
    page = await shown.text()
    put = await manager.post(f"{here}/paste", hidden(page, f"{here}/paste"))
    wrong = await sent(b"PK\x03\x04\x00\x00")

    assert "Nicolò Añez" in said(page)
    assert "nicolo@scuola.example" in said(page)
    assert put.status == 303
    assert "Rossi Zoë" in said(await manager.text(here))
    assert (wrong.status, "Scegli un file CSV" in await wrong.text()) == (422, True)
