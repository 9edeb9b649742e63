"""What is written on the big screen can be read, whatever picture an operator puts behind it. Computed, and seen in Chromium."""

import re
from typing import Literal

import pytest
from playwright.async_api import Browser, expect

from tests.room_agents.pages.stage_states import STATES
from tests.room_agents.pages.staging import stage
from tests.room_agents.pages.test_stage_words import NO_MEETING
from tests.support.panel_server import PAGES

Colour = tuple[float, float, float]
WHITE, BLACK = (255.0, 255.0, 255.0), (0.0, 0.0, 0.0)


def tokens() -> dict[str, Colour]:
    """The colours of the dark theme."""
    text = (PAGES / "tokens.css").read_text()
    light = text[text.index(":root {") : text.index("}", text.index(":root {"))]
    dark = text[text.index('[data-theme="dark"]') :]
    found = re.findall(r"--([\w-]+): #(\w{6});", light + dark[: dark.index("}")])
    return {name: tuple(float(int(value[at : at + 2], 16)) for at in (0, 2, 4)) for name, value in found}  # type: ignore[misc]


def scrim() -> tuple[Colour, float]:
    """What lies between picture and words, and how much of it."""
    red, green, blue, alpha = re.search(
        r"--scrim: rgb\((\d+) (\d+) (\d+) / (\.\d+)\)", (PAGES / "stage.css").read_text()
    ).groups()  # type: ignore[union-attr]
    return (float(red), float(green), float(blue)), float(alpha)


def over(picture: Colour) -> Colour:
    """The scrim over *picture*."""
    colour, alpha = scrim()
    red, green, blue = (alpha * mine + (1 - alpha) * theirs for mine, theirs in zip(colour, picture, strict=True))
    return red, green, blue


def luminance(colour: Colour) -> float:
    """WCAG 2, relative luminance."""
    parts = [one / 255 for one in colour]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Colour, other: Colour) -> float:
    """WCAG 2, contrast ratio."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("picture", [WHITE, BLACK], ids=["white", "black"])
def test_stage_words_keep_seven_to_one_over_a_picture(picture: Colour) -> None:
    assert contrast(tokens()["text"], over(picture)) >= 7


@pytest.mark.parametrize(
    ("written", "below"),
    [
        ("text", "ground"),
        ("text", "raised"),
        ("quiet", "ground"),
        ("quiet", "raised"),
        ("on-soon", "soon"),
        ("on-occupied", "occupied"),
        ("warn", "ground"),
        ("ok", "ground"),
        ("on-accent", "accent"),
    ],
)
def test_stage_words_keep_seven_to_one_on_ground_and_cards(written: str, below: str) -> None:
    assert contrast(tokens()[written], tokens()[below]) >= 7


@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.parametrize("fill", ["#fff", "#000"])
async def test_stage_given_a_picture_when_shown_then_what_stands_on_it_is_written_in_text_and_cards_are_opaque(
    browser: Browser, fill: str
) -> None:
    view = STATES["preparing"]("it", NO_MEETING).model_dump(mode="json") | {"clock_confirmed": False}
    picture = (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><rect width='9' height='9' fill='{fill}'/></svg>"
    )
    async with stage(browser, view) as (server, tab):
        server.background = picture.encode()
        await server.tell(background="5f" * 32)
        await expect(tab.page.locator("#background")).to_be_visible()
        written = await tab.page.evaluate(
            "() => ['house', 'name', 'corner', 'title', 'label', 'figure', 'under', 'offline'].map((id) => getComputedStyle(document.getElementById(id)).color)"
        )
        cards = await tab.page.evaluate(
            "() => [...document.querySelectorAll('.card')].map((card) => getComputedStyle(card).backgroundColor)"
        )
        below = await tab.page.evaluate("() => getComputedStyle(document.getElementById('scrim')).backgroundColor")

    red, green, blue = (int(token) for token in tokens()["text"])
    assert set(written) == {f"rgb({red}, {green}, {blue})"}
    assert {card.startswith("rgb(") for card in cards} == {True}
    assert below == "rgba(17, 21, 26, 0.78)"


@pytest.mark.asyncio(loop_scope="session")
async def test_stage_given_a_picture_that_does_not_come_then_all_else_stands(browser: Browser) -> None:
    view = STATES["idle_background"]("it", NO_MEETING).model_dump(mode="json")
    async with stage(browser, view) as (_, tab):
        await expect(tab.page.locator("#background")).to_be_hidden()
        await expect(tab.page.locator("#scrim")).to_be_hidden()
        await expect(tab.page.locator("#figure")).to_have_text("08:41")


@pytest.mark.asyncio(loop_scope="session")
async def test_stage_given_forced_colours_when_shown_then_no_picture_is_behind_and_cards_have_an_outline(
    browser: Browser,
) -> None:
    view = STATES["idle_background"]("it", NO_MEETING).model_dump(mode="json")
    async with stage(browser, view | {"background": None}, forced_colors="active") as (server, tab):
        server.background = b"<svg xmlns='http://www.w3.org/2000/svg'/>"
        async with tab.page.expect_response("**/background?*"):
            await server.tell(background=view["background"])
        await expect(tab.page.locator("#background")).to_be_hidden()
        borders = await tab.page.evaluate(
            "() => [...document.querySelectorAll('.card')].filter((one) => one.checkVisibility())"
            ".map((one) => getComputedStyle(one)).map((style) => [style.borderTopStyle, style.borderTopColor === style.color])"
        )

    assert borders == [["solid", True]] * 3


@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.parametrize(("motion", "lasts"), [("reduce", {"0s"}), ("no-preference", {"0.4s"})])
async def test_stage_given_little_motion_wished_when_the_last_minutes_come_then_nothing_moves(
    browser: Browser, motion: Literal["reduce", "no-preference"], lasts: set[str]
) -> None:
    view = STATES["live_plain"]("it", NO_MEETING).model_dump(mode="json")
    async with stage(browser, view, reduced_motion=motion) as (_, tab):
        found = await tab.page.evaluate("() => getComputedStyle(document.getElementById('strip')).transitionDuration")

    assert set(found.split(", ")) == lasts
