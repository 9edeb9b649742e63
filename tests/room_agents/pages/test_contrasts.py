"""Contrasts, as tests of pages compute them: of any way to write a colour, and of colours that let others through."""

import pytest
from playwright.async_api import Browser

from tests.support.chromium import tab_open
from tests.support.faults import poor_contrasts

pytestmark = pytest.mark.asyncio(loop_scope="session")
WORDS = """<body style="background: white; color: black"><p>Si legge</p><p class="far" style="color: #666">Da lontano</p>
<p style="color: #888">Grigio</p><p style="color: rgb(0 0 0 / 40%)">Sbiadito</p>
<div style="background: rgb(0 0 0 / 90%)"><b style="color: color-mix(in oklab, black, #333)">Su scuro</b></div>
<p style="color: #888" hidden>Nascosto</p>"""


async def test_contrasts_given_words_of_any_colour_when_computed_then_those_that_are_hard_to_read_are_told(
    browser: Browser,
) -> None:
    async with tab_open(browser) as tab:
        await tab.page.set_content(WORDS)

        plain, far = await poor_contrasts(tab.page), await poor_contrasts(tab.page, ".far")
        await tab.page.emulate_media(forced_colors="active")
        forced = await poor_contrasts(tab.page)

    assert [fault.partition(":")[0] for fault in plain] == ["3.5", "2.8", "1.1"]
    assert [fault.partition(":")[0] for fault in far] == ["5.7", "3.5", "2.8", "1.1"]
    assert forced == []
