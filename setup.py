"""Builds the package with its typeface: two weights of Atkinson Hyperlegible, subset, as WOFF2 beside the pages.

They are made whenever the package is built, also in place by `make setup`. Without them pages are set in the system's type.
"""

import shutil
from importlib import resources
from pathlib import Path

from fontTools import subset
from setuptools import setup
from setuptools.command.build_py import build_py

PAGES = Path(__file__).parent / "room_agents" / "pages"
TYPEFACE = resources.files("fontpkg_atkinson_hyperlegible")
WEIGHTS = {"Regular": "atkinson-400.woff2", "Bold": "atkinson-700.woff2"}
LICENCE = "atkinson-license.txt"
"""The Open Font License asks to go wherever the letters go."""
CHARACTERS = (
    *range(0x20, 0x7F),  # Basic Latin
    *range(0xA0, 0x180),  # Latin-1 and Latin Extended-A, for people's names
    *range(0x300, 0x329),  # accents that follow their letter
    *map(ord, "ȘșȚț"),  # Romanian
    *map(ord, "‘’‚“”„–—…•−€"),
)
FEATURES = ["kern", "tnum", "ccmp", "locl", "mark"]
"""Figures of one width, so that no clock trembles; and letters with accents put together."""


class WithTypeface(build_py):
    """The package's files, and the typeface before all of them."""

    def run(self) -> None:
        """Make the typeface, then what is usual."""
        for style, name in WEIGHTS.items():
            _make(style, PAGES / name)
        with resources.as_file(TYPEFACE / "LICENSE") as licence:
            shutil.copyfile(licence, PAGES / LICENCE)
        super().run()


def _make(style: str, target: Path) -> None:
    """The subset of one weight; the same bytes each time, since browsers keep files by what is in them."""
    options = subset.Options(flavor="woff2", layout_features=FEATURES, hinting=False, recalc_timestamp=False)
    with resources.as_file(TYPEFACE / "files" / f"AtkinsonHyperlegible-{style}.ttf") as source:
        font = subset.load_font(source, options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=CHARACTERS)
    subsetter.subset(font)
    subset.save_font(font, target, options)


setup(cmdclass={"build_py": WithTypeface})
