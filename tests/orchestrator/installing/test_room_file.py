"""The first room file: right whatever was answered, without a warning, and with what was answered in it."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.names import folded
from config.site_file.loading import load_texts
from config.words.sentences import LANGUAGES, Language
from orchestrator.installing.answers import House, hall_names, house_name
from orchestrator.installing.room_file import ids_of, room_file

HOUSE = House("Officine Municipali", "Europe/Rome", ("Sala 1", "Aula magna"), "https://regia.comune.example")


letters = st.characters(exclude_categories=("C", "Z")) | st.just(" ")
names = st.text(letters, min_size=1, max_size=80).filter(str.strip).map(house_name)
halls = st.lists(names.filter(lambda name: "," not in name), min_size=1, max_size=6, unique_by=folded)


@given(house=names, rooms=halls, language=st.sampled_from(LANGUAGES))
def test_room_file_given_any_answers_when_checked_then_it_is_right_and_says_what_was_answered(
    house: str, rooms: list[str], language: Language
) -> None:
    text = room_file(House(house, "Europe/Rome", hall_names(",".join(rooms)), HOUSE.url), language)

    loaded = load_texts((("regia.toml", text),), language)

    assert (loaded.mistakes, loaded.warnings) == ((), ())
    assert loaded.installation is not None
    assert loaded.installation.service is not None
    assert loaded.installation.service.url == HOUSE.url
    assert [site.name for site in loaded.installation.sites] == [house]
    assert [room.name for room in loaded.installation.rooms] == rooms


@pytest.mark.parametrize(
    ("rooms", "ids"),
    [
        (["Sala 1", "Aula magna"], ["sala-1", "aula-magna"]),
        (["Sala Caff\u00e8", "\u5927"], ["sala-caffe", "sala-1"]),
        (["Sala 1", "sala-1"], ["sala-1-2", "sala-1"]),
        (["Sala 1!", "Sala 1?"], ["sala-1", "sala-1-2"]),
        (["a" * 80, "a" * 79], ["a" * 40, "a" * 40 + "-2"]),
    ],
)
def test_ids_given_names_when_made_then_each_is_of_one_hall_alone(rooms: list[str], ids: list[str]) -> None:
    assert list(ids_of(rooms, "sala")) == ids


@pytest.mark.parametrize("language", LANGUAGES)
def test_room_file_given_its_remarks_when_somebody_takes_them_off_then_it_is_still_right(language: Language) -> None:
    text = room_file(HOUSE, language)
    taken_off = re.sub(r"^# (?=\[|[a-z_]+ = )", "", text, flags=re.MULTILINE).replace(
        "https://\u2026", "https://x.example/a"
    )

    loaded = load_texts((("regia.toml", taken_off),), language)

    assert loaded.mistakes == ()
    assert loaded.installation is not None
    assert loaded.installation.mail is not None
    assert len(loaded.installation.calendars) == 1
    assert loaded.installation.rooms[0].devices
