"""A page by the keyboard alone: whatever is passed has to show that it has the focus."""

from playwright.async_api import Page, expect

MOST_TABS = 90
_AT = """() => { const at = document.activeElement, name = at.labels?.[0]?.innerText ?? at.innerText ?? "";
    return name.trim().split("\\n")[0]; }"""
_SEEN = """() => { const at = document.activeElement, box = at.getBoundingClientRect(), look = getComputedStyle(at);
    const ring = look.outlineStyle !== "none" && parseFloat(look.outlineWidth) > 0;
    return at === document.body || ((ring || look.boxShadow !== "none") && box.bottom > 0 && box.top < innerHeight); }"""


async def tab_to(page: Page, words: str) -> None:
    """Go on by the tabulator to what is called so; whatever is passed shows that it has the focus."""
    for _ in range(MOST_TABS):
        await page.keyboard.press("Tab")
        assert await page.evaluate(_SEEN), await page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
        if (await page.evaluate(_AT)).startswith(words):
            return
    raise AssertionError(f"{words} is not reached")


async def press(page: Page, words: str, key: str = "Enter", *, to: str = "") -> None:
    """Go to a button or a link, and press it; *to* is the heading of the page that it leads to."""
    await tab_to(page, words)
    await page.keyboard.press(key)
    if to:
        await expect(page.get_by_role("heading", level=1)).to_have_text(to)


async def types(page: Page, label: str, text: str) -> None:
    """Go to a field, and have it say just that."""
    await tab_to(page, label)
    await page.keyboard.press("Control+a")
    await page.keyboard.insert_text(text)
