"""The words of the pages: both languages complete, every word used, none missing."""

import re

import pytest
from playwright.async_api import Browser

from tests.support.lent_tabs import tab_lent
from tests.support.panel_server import PAGES, panel_served

pytestmark = pytest.mark.asyncio(loop_scope="session")
READ = "async (file) => (await import(`/static/${file}`)).TEXTS"


async def texts(browser: Browser, file: str) -> dict[str, dict[str, str]]:
    async with panel_served({}) as server, tab_lent(browser) as tab:
        await tab.page.goto(f"{server.url}/panel/sala-1")
        read: dict[str, dict[str, str]] = await tab.page.evaluate(READ, file)
        return read


@pytest.mark.parametrize("file", ["texts.js", "stage_texts.js"])
async def test_given_two_languages_when_compared_then_they_have_the_same_words_and_the_same_holes(
    browser: Browser, file: str
) -> None:
    both = await texts(browser, file)

    assert list(both) == ["it", "en"]
    assert list(both["it"]) == list(both["en"])
    for key, italian in both["it"].items():
        holes = [sorted(re.findall(r"\{(\w+)\}", words)) for words in (italian, both["en"][key])]
        assert holes[0] == holes[1], key


async def test_given_all_words_of_the_panel_when_the_scripts_are_read_then_each_is_used_somewhere(
    browser: Browser,
) -> None:
    keys = set((await texts(browser, "texts.js"))["it"])
    scripts = "".join(
        path.read_text()
        for path in PAGES.glob("*.js")
        if not path.name.startswith("stage") and not path.name.endswith("texts.js")
    )
    saying = [line for line in scripts.splitlines() if re.search(r"\b(say|says|words)\(|\bkey: |\bCOLUMNS = ", line)]
    said = set(re.findall(r'"(\w+)"', "\n".join(saying)))
    refusals = ("forbidden", "no_such_room", "too_many_guesses", "token_over", "token_revoked", "token_unknown")
    built = {
        built for code in (*refusals, "unauthorised") for built in (code, f"{code}_title")
    }  # from what the line says

    unused = {
        key
        for key in keys - built - said
        if not key.startswith(("attribute_", "occupancy_", "problem_", "value_", "verdict_"))
    }

    assert unused == set()


async def test_given_all_words_of_the_big_screen_when_the_scripts_are_read_then_each_is_used_and_no_other(
    browser: Browser,
) -> None:
    keys = set((await texts(browser, "stage_texts.js"))["it"])
    scripts = "".join(path.read_text() for path in PAGES.glob("stage*.js") if path.name != "stage_texts.js")

    assert {key for key in keys if f'"{key}"' not in scripts} == set()
    assert set(re.findall(r'(?:say\([^,()]+, |words\()"(\w+)"', scripts)) <= keys
