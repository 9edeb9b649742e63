"""The office of a council by the keyboard alone: from a new organ to a convocation. The mouse is never used."""

from datetime import timedelta

from playwright.async_api import Page, expect

from orchestrator.councils.dossiers.store import dossiers_of
from orchestrator.councils.organs.store import organs_of
from orchestrator.councils.sitting.state import Status
from orchestrator.web.keys import CLOCK
from schedules.store.database import Database
from tests.orchestrator.conftest import Start
from tests.support.chromium import chromium_running, tab_open
from tests.support.keyboard import press, tab_to, types
from tests.support.people import SCHOOL, sign_in

ROLL = "Nome; Indirizzo; Codice\nAnna Preside; anna@x.example; A1\nBea Segretaria; bea@x.example; B1\nCarlo Docente; carlo@x.example; C1"


async def agenda(page: Page) -> list[str]:
    return [await each.input_value() for each in await page.locator("[name=item_text]").all()]


async def test_office_given_a_keyboard_alone_when_an_organ_is_made_and_its_sitting_convened_then_all_of_it_is_done(
    start: Start, database: Database
) -> None:
    client = await start()
    manager, url = await sign_in(database, "manager"), str(client.make_url("/")).rstrip("/")
    async with chromium_running() as browser, tab_open(browser) as tab:
        page = tab.page
        await page.context.add_cookies([{"name": "regia_account", "value": manager.cookie, "url": url}])
        await page.goto(f"{url}/organisations/{SCHOOL}/councils")
        await page.keyboard.press("Tab")
        await expect(page.get_by_role("link", name="Vai al contenuto")).to_be_focused()

        await tab_to(page, "Che organo è")
        await page.keyboard.press("ArrowDown")
        await page.keyboard.press("ArrowUp")
        await types(page, "Come si chiama", "Collegio dei docenti di prova")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("heading", level=1)).to_have_text("Collegio dei docenti di prova")

        await press(page, "Incolla un elenco", to="Incolla un elenco")
        await types(page, "I componenti, uno per riga", ROLL)
        await press(page, "Controlla le righe", to="Controlla le righe")
        await expect(page.locator("main")).to_contain_text("Entra in elenco")
        await press(page, "Salva 3 righe")
        await expect(page.locator("main")).to_contain_text("3 componenti in carica oggi")

        await press(page, "Cambia nome e chi presiede", to="Cambia nome e chi presiede")
        await types(page, "Presiede", "Anna Preside")
        await types(page, "Segretario", "Bea Segretaria")
        await page.keyboard.press("Enter")
        await expect(page.locator(".facts").first).to_contain_text("Bea Segretaria")

        await press(page, "Cambia le regole", to="Cambia le regole")
        await types(page, "Giorni di preavviso", "7")
        await press(page, "Salva le regole", "Space")
        await expect(page.locator("main")).to_contain_text("La convocazione arriva almeno 7 giorni prima.")

        await press(page, "Sedute")
        await page.wait_for_url("**/sittings")
        await press(page, "Nuova seduta", to="Nuova seduta")
        day = (client.app[CLOCK]() + timedelta(days=20)).date()
        await tab_to(page, "Giorno")
        await page.keyboard.type(f"{day:%m%d%Y}")
        await tab_to(page, "Sala 1")
        await page.keyboard.press("Space")
        await tab_to(page, "Di che cosa tratta")
        await page.keyboard.insert_text("Piano annuale")
        await press(page, "Aggiungi un punto")
        await expect(page.locator("#field-item_text-2")).to_be_focused()
        await page.keyboard.insert_text("Calendario")
        assert await agenda(page) == ["Piano annuale", "Varie ed eventuali", "Calendario"]
        await press(page, "Su")
        await expect(page.locator("[value=up-1]")).to_be_focused()
        await page.keyboard.press("Enter")
        await expect(page.locator("[value=down-0]")).to_be_focused()
        assert await agenda(page) == ["Calendario", "Piano annuale", "Varie ed eventuali"]
        await page.keyboard.press("Space")
        await expect(page.locator("[value=down-1]")).to_be_focused()
        assert await agenda(page) == ["Piano annuale", "Calendario", "Varie ed eventuali"]
        await press(page, "Salva")
        await expect(page.locator("main")).to_contain_text("Seduta in preparazione")

        await press(page, "Convoca", to="Convoca la seduta")
        await press(page, "Convoca")
        await expect(page.locator("main")).to_contain_text("Seduta convocata.")

        await press(page, "Annulla la seduta")
        await expect(page.get_by_role("dialog")).to_be_visible()
        await page.keyboard.press("Escape")
        await expect(page.get_by_role("dialog")).not_to_be_visible()
        await expect(page.get_by_role("button", name="Annulla la seduta")).to_be_focused()
        await tab_to(page, "Italiano")
        assert [said for said in tab.console if "the server responded with a status" not in said] == []

    (organ,) = await database.read(organs_of, SCHOOL)
    (sitting,) = await database.read(dossiers_of, organ.id)
    assert (sitting.status, sitting.rooms, sitting.begins.date()) == (Status.CONVENED, ("sala-1",), day)
    assert organ.rules.notice_days == 7
