"""The typeface of the pages, as the set-up made it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

ROOT = Path(__file__).parents[3]
PAGES = ROOT / "room_agents" / "pages"
WEIGHTS = ("atkinson-400.woff2", "atkinson-700.woff2")
FOR_TERMINALS = {ROOT / "orchestrator" / "commands", ROOT / "orchestrator" / "demo"}
"""Folders whose words are printed, and set in no typeface of ours."""


@pytest.mark.parametrize("weight", WEIGHTS)
def test_typeface_given_a_weight_when_the_package_was_built_then_it_is_small(weight: str) -> None:
    assert 5_000 < (PAGES / weight).stat().st_size < 20_000


@pytest.mark.parametrize("weight", WEIGHTS)
def test_typeface_given_our_sentences_when_they_are_set_then_no_glyph_is_missing(weight: str) -> None:
    font = TTFont(PAGES / weight)
    written = {char for sentence in _sentences() for char in sentence if char.isprintable()}

    assert {"à", "«", "’", "–"} <= written
    assert {char for char in written if ord(char) not in font.getBestCmap()} == set()


@pytest.mark.parametrize("weight", WEIGHTS)
def test_typeface_given_peoples_names_when_they_are_set_then_no_glyph_is_missing(weight: str) -> None:
    names = "Ștefan Țăran, Đorđe Šarčević, Łucja Wójcik, Ştefan Ţiriac, Şükrü Özoğlu, Žofie Dvořáková, Győző, Ørsted, Ģirts Kļaviņš"

    assert {char for char in names if ord(char) not in TTFont(PAGES / weight).getBestCmap()} == set()


@pytest.mark.parametrize("weight", WEIGHTS)
def test_typeface_given_a_clock_when_it_moves_on_then_its_figures_are_of_one_width(weight: str) -> None:
    font = TTFont(PAGES / weight)
    table = font["GSUB"].table
    lookups = [
        index
        for one in table.FeatureList.FeatureRecord
        if one.FeatureTag == "tnum"
        for index in one.Feature.LookupListIndex
    ]
    swapped = {
        key: new
        for index in lookups
        for part in table.LookupList.Lookup[index].SubTable
        for key, new in part.mapping.items()
    }
    figures = [font.getBestCmap()[ord(figure)] for figure in "0123456789"]

    assert len({font["hmtx"][swapped.get(figure, figure)][0] for figure in figures}) == 1


def test_typeface_given_the_letters_when_they_are_passed_on_then_their_licence_is_beside_them() -> None:
    text = (PAGES / "atkinson-license.txt").read_text()

    assert "Braille Institute" in text
    assert "SIL OPEN FONT LICENSE" in text
    assert "Reserved Font Name" not in text.partition("-----")[0]


def _sentences() -> Iterator[str]:
    """What the tables of words hold, and everything else that is written in their modules."""
    yield from (path.read_text() for path in PAGES.glob("*texts.js"))
    for path in (
        path for folder in ("config", "orchestrator", "room_agents") for path in (ROOT / folder).rglob("*.py")
    ):
        if FOR_TERMINALS.isdisjoint(path.parents):
            tree = ast.parse(path.read_text())
            yield from (
                node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)
            )
