"""What there are pictures of: every state in every size, theme and language, what opens by a touch, and the chief ones."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Literal

from orchestrator.patterns.states import STATES

View = Literal["panel", "door", "paper", "stage"]
VIEWS: tuple[View, ...] = ("panel", "door", "paper", "stage")
LANGUAGES = ("it", "en")
SIZES = {
    "panel": ((1024, 768), (1280, 800), (800, 480), (768, 1024), (390, 844)),
    "door": ((1024, 768),),
    "paper": ((800, 480),),
    "stage": ((1920, 1080), (3840, 2160)),
}
"""Of each view, the first one first."""
THEMES = {"panel": ("light", "dark"), "door": ("light", "dark"), "paper": ("light",), "stage": ("dark",)}
HIGH_CONTRAST = ("free", "soon", "live", "closed", "cut", "not-ready", "ending-refused", "booked-here")
"""States that are drawn with forced colours too."""
FORCED = "forced"


@dataclass(frozen=True, slots=True)
class Look:
    """How a page is looked at: all looks at one page are taken without loading it anew."""

    width: int
    height: int
    theme: str
    """light, dark, or forced: with the colours that a person chose."""

    def __str__(self) -> str:
        return f"{self.width}x{self.height}-{self.theme}"


@dataclass(frozen=True, slots=True)
class Sitting:
    """One page in one language, and every look at it. *act* is what a person does first, of tests.screens.acts."""

    view: View
    state: str
    language: str
    looks: tuple[Look, ...]
    act: str | None = None

    @property
    def name(self) -> str:
        """Of its pictures: its state, or what opened."""
        return self.act or self.state

    @property
    def address(self) -> str:
        """The page's path and query."""
        page = "stage" if self.view == "stage" else "panel"
        shown = f"&view={self.view}" if self.view in ("door", "paper") else ""
        return f"/{page}/{self.state}?lang={self.language}{shown}"

    def file(self, look: Look) -> str:
        """Where the picture of that look goes, below the folder of all."""
        view = "opened" if self.act else self.view
        return f"{view}/{look}-{self.language}/{self.name}.png"


ACTS = {  # what a person did, and in which state
    "details": "problem-told",
    "details-pin": "pin",
    "end-pin": "pin",
    "end-asked": "no-screen",
    "problem": "on-air",
    "booking": "free-until",
    "booked": "booked-here",
    "scenes": "long",
    "refused": "on-air",
    "resting": "free",
}
CHIEF: dict[str, tuple[View, str, int, int, str, str]] = {  # file in docs/screens: what it shows
    "panel-free": ("panel", "free-until", 1024, 768, "light", "it"),
    "panel-soon": ("panel", "soon", 1024, 768, "light", "it"),
    "panel-on-air": ("panel", "on-air", 1024, 768, "light", "it"),
    "panel-not-ready": ("panel", "not-ready", 1024, 768, "light", "it"),
    "panel-ending": ("panel", "ending-refused", 1024, 768, "dark", "it"),
    "panel-full-day": ("panel", "full-day", 1280, 800, "light", "it"),
    "panel-cut": ("panel", "cut", 800, 480, "light", "it"),
    "panel-phone": ("panel", "booked-here", 390, 844, "light", "it"),
    "door": ("door", "confidential", 1024, 768, "light", "it"),
    "stage-idle": ("stage", "free-until", 1920, 1080, "dark", "it"),
    "stage-preparing": ("stage", "soon", 1920, 1080, "dark", "it"),
    "stage-live": ("stage", "ending", 1920, 1080, "dark", "it"),
}
"""The twelve pictures that are kept in the repository; the README shows one of them."""


def sittings() -> Iterator[Sitting]:
    """All there are."""
    for view, language, state in product(VIEWS, LANGUAGES, STATES.values()):
        if view == "stage" and 'driver = "stage"' not in state.devices:
            continue
        looks = [Look(*size, theme) for theme, size in product(THEMES[view], SIZES[view])]
        if view == "panel" and language == "it" and state.name in HIGH_CONTRAST:
            looks.append(Look(1024, 768, FORCED))
        yield Sitting(view, state.name, language, tuple(looks))
    opened = tuple(Look(*size, theme) for theme, size in product(THEMES["panel"], SIZES["panel"]))
    for language, (act, name) in product(LANGUAGES, ACTS.items()):
        yield Sitting("panel", name, language, opened, act)


def chief() -> Iterator[tuple[str, Sitting]]:
    """The chief ones: their files' names, and a sitting for each."""
    for name, (view, state, width, height, theme, language) in CHIEF.items():
        yield f"{name}.webp", Sitting(view, state, language, (Look(width, height, theme),))
