"""Every state has its pictures, and the chief ones are in the documents."""

from itertools import product
from pathlib import Path

import pytest

from orchestrator.patterns.states import STATES
from tests.screens import house
from tests.screens.acts import ACTS as DONE
from tests.screens.camera import LARGEST_BYTES
from tests.screens.cases import ACTS, CHIEF, HIGH_CONTRAST, LANGUAGES, SIZES, THEMES, chief, sittings

DOCUMENTS = Path(__file__).parents[2] / "docs" / "screens"
README = Path(__file__).parents[2] / "README.md"


def test_pictures_given_the_states_when_they_are_taken_then_none_lacks_a_size_theme_or_language() -> None:
    taken = {
        (sitting.view, sitting.state, sitting.language, look.theme, (look.width, look.height))
        for sitting in sittings()
        if sitting.act is None
        for look in sitting.looks
    }
    wanted = {
        (view, state, language, theme, size)
        for view, state, language in product(SIZES, STATES, LANGUAGES)
        for theme, size in product(THEMES[view], SIZES[view])
        if view != "stage" or state != "no-screen"
    }

    assert wanted - taken == set()
    assert {(state, theme) for _, state, _, theme, _ in taken - wanted} == {(one, "forced") for one in HIGH_CONTRAST}


def test_pictures_given_two_looks_when_they_are_stored_then_each_has_a_file_of_its_own() -> None:
    files = [sitting.file(look) for sitting in sittings() for look in sitting.looks]

    assert len(files) == len(set(files)) > 1000


def test_pictures_given_what_opens_by_a_touch_when_it_is_listed_then_somebody_touches_it_in_a_state_there_is() -> None:
    assert set(ACTS) == set(DONE)
    assert set(ACTS.values()) <= set(STATES)


def test_documents_given_the_chief_pictures_when_they_are_looked_for_then_they_are_there_and_no_others() -> None:
    of_people = {f"{name}.webp" for name in house.CHIEF}

    assert {path.name for path in DOCUMENTS.iterdir()} == {name for name, _ in chief()} | of_people
    assert len(CHIEF) == 12


def test_pictures_given_the_pages_of_people_when_they_are_taken_then_each_has_every_look_and_the_chief_are_among_them() -> (
    None
):
    taken = {(picture.page, picture.width, picture.theme) for picture in house.pictures()}

    assert set(house.CHIEF.values()) <= taken
    assert len({picture.file for picture in house.pictures()}) == len(house.PAGES) * 4 * 2 * 2


@pytest.mark.parametrize("name", [name for name, _ in chief()])
def test_documents_given_a_chief_picture_when_it_is_kept_then_it_is_small_and_of_a_case(name: str) -> None:
    sitting = dict(chief())[name]
    looks = {
        look
        for one in sittings()
        if (one.view, one.state, one.language) == (sitting.view, sitting.state, sitting.language)
        for look in one.looks
    }

    assert 2_000 < (DOCUMENTS / name).stat().st_size < LARGEST_BYTES
    assert set(sitting.looks) <= looks


def test_readme_given_its_picture_when_it_is_shown_then_it_is_a_chief_one() -> None:
    assert any(f"(docs/screens/{name})" in README.read_text() for name, _ in chief())
