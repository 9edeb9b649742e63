"""Minutes and registers by the keyboard alone: notes, the file to be signed, the signed one, and looking for a resolution."""

from pathlib import Path

from playwright.async_api import expect

from orchestrator.councils.dossiers.store import find_dossier
from orchestrator.councils.registry.signed import find_signed
from orchestrator.councils.sitting.state import Status
from schedules.store.database import Database
from tests.orchestrator.conftest import Start
from tests.support.chromium import chromium_running, tab_open
from tests.support.held_council import ORGAN, SITTING, council
from tests.support.keyboard import press, tab_to, types

MINUTES = f"/councils/sittings/{SITTING}/minutes"


async def test_minutes_given_a_keyboard_alone_when_noted_printed_and_signed_then_they_are_fixed_and_found_in_the_register(
    start: Start, database: Database, tmp_path: Path
) -> None:
    school = await council(database)
    await school.held()
    client = await start(clock=school.clock)
    url = str(client.make_url("/")).rstrip("/")
    scan = tmp_path / "verbale.jpg"
    scan.write_bytes(b"\xff\xd8\xff a scan")
    async with chromium_running() as browser, tab_open(browser) as tab:
        page = tab.page
        cookie = (await school.officer(now=school.clock())).cookie
        await page.context.add_cookies([{"name": "regia_account", "value": cookie, "url": url}])
        await page.goto(f"{url}{MINUTES}")

        await types(page, "Note", "Il dirigente illustra il piano.")
        await page.keyboard.press("Tab")
        await expect(page.locator(".note").first).to_contain_text("Salvata alle")

        await press(page, "Prepara il file da firmare")
        await expect(page.get_by_role("table", name="File da firmare")).to_be_visible()
        await types(page, "Numero di protocollo", "12/2026")
        await tab_to(page, "File firmato")
        async with page.expect_file_chooser() as chooser:
            await page.keyboard.press("Space")
        await (await chooser.value).set_files(scan)
        await press(page, "Carica il file firmato")
        await expect(page.get_by_role("heading", name="File firmato")).to_be_visible()
        await expect(page.locator("#sign")).to_contain_text("12/2026")

        await page.goto(f"{url}/councils/organs/{ORGAN}/resolutions")
        await types(page, "Parole", "piano")
        await page.keyboard.press("Enter")
        await page.wait_for_url("**q=piano**")
        await press(page, "n. 1")
        await page.wait_for_url(f"**{MINUTES}")
        assert [said for said in tab.console if "the server responded with a status" not in said] == []

    dossier, signed = await database.read(find_dossier, SITTING), await database.read(find_signed, SITTING)
    assert dossier is not None
    assert signed is not None
    assert (dossier.status, signed.protocol) == (Status.SIGNED, "12/2026")
