"""How a room differs from its site: its own default preset, and its own parts laid over a preset's."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.rooms import Installation, Preset, Room, RoomPreset, Site, WishTable
from config.site_file.loading import load_texts

PHASES = ("preparing", "live", "closing")
WISHES = st.dictionaries(
    st.sampled_from(["a", "b"]), st.dictionaries(st.sampled_from(["power", "input"]), st.sampled_from(["x", "y"]))
)
NAMES = st.lists(st.sampled_from(["a", "b"]), unique=True).map(tuple)
PARTS = {"needs": NAMES, "scenes": NAMES, **dict.fromkeys(PHASES, WISHES)}
SCHOOL = """
[[sites]]
id = "scuola"
name = "Scuola"
timezone = "Europe/Rome"
default_preset = "riunione"
confidential_preset = "riservato"

[[rooms]]
id = "aula"
name = "Aula Magna"
[rooms.devices]
proiettore = { driver = "pjlink", host = "192.168.1.21" }
video = { driver = "obs", host = "127.0.0.1" }

[[rooms]]
id = "biblioteca"
name = "Biblioteca"
# here
[rooms.devices]
palco = { driver = "stage" }

[presets.riunione]
title = "Riunione"
needs = ["proiettore", "video"]
[presets.lettura]
title = "Lettura"
[presets.riservato]
title = "Occupato"
confidential = true
"""


def flat(wishes: WishTable) -> dict[tuple[str, str], object]:
    """The wishes one by one."""
    return {(device, name): value for device, wished in wishes.items() for name, value in wished.items()}


@given(st.fixed_dictionaries(PARTS), st.fixed_dictionaries({}, optional=PARTS))
def test_preset_given_parts_of_a_room_when_laid_over_then_lists_replace_and_attributes_add(
    preset: dict[str, Any], own: dict[str, Any]
) -> None:
    site = Installation(
        presets={"p": Preset(title="P", **preset), "q": Preset(title="Q")},
        rooms=(Room(id="r", name="R", presets={"p": RoomPreset(**own)}), Room(id="s", name="S")),
    )

    mine = site.presets_of(site.rooms[0])["p"]

    assert (mine.needs, mine.scenes) == (own.get("needs", preset["needs"]), own.get("scenes", preset["scenes"]))
    for phase in PHASES:
        assert flat(getattr(mine, phase)) == {**flat(preset[phase]), **flat(own.get(phase, {}))}
    assert site.presets_of(site.rooms[0])["q"] == site.presets["q"]
    assert site.presets_of(site.rooms[1]) == site.presets


def test_room_given_a_default_of_its_own_when_asked_then_it_goes_before_the_sites() -> None:
    site = Installation(
        sites=(Site(id="s", name="S", timezone="Europe/Rome", default_preset="riunione"),),
        rooms=(Room(id="a", name="A"), Room(id="b", name="B", default_preset="lettura")),
    )

    assert [site.default_preset(room) for room in site.rooms] == ["riunione", "lettura"]


def warned(text: str) -> list[tuple[str, str]]:
    """Path and message of each warning about files that are right."""
    loaded = load_texts((("scuola.toml", text),), "en")
    assert loaded.mistakes == ()
    return [(warning.path, warning.message) for warning in loaded.warnings]


def test_room_given_a_preset_that_needs_what_it_lacks_when_checked_then_it_is_named_with_all_of_it() -> None:
    told = warned(SCHOOL)

    assert [path for path, _ in told] == ["rooms.biblioteca"]
    assert "“Biblioteca” lacks proiettore, video, which the preset “riunione” needs" in told[0][1]


@pytest.mark.parametrize(
    "own",
    [
        'default_preset = "lettura"',
        "[rooms.presets.riunione]\nneeds = []",
        '[rooms.presets.riunione]\nneeds = ["palco"]',
    ],
)
def test_room_given_a_way_of_its_own_when_checked_then_nothing_is_lacking(own: str) -> None:
    assert warned(SCHOOL.replace("# here", own)) == []


@pytest.mark.parametrize(
    ("changed", "by", "lacking"),
    [
        ('title = "Lettura"', 'title = "Lettura"\nneeds = ["video"]', []),
        ('title = "Lettura"', 'title = "Lettura"\nneeds = ["video"]\ncategories = ["LETTURA"]', ["lettura"]),
        ('title = "Lettura"', 'title = "Lettura"\nneeds = ["video"]\ntitles = ["lettura*"]', ["lettura"]),
        ("confidential = true", 'confidential = true\nneeds = ["video"]', ["riservato"]),
        ("# here", 'default_preset = "lettura"\n[rooms.presets.lettura]\nneeds = ["palco"]', []),
    ],
)
def test_room_given_a_preset_when_its_bookings_can_take_it_then_what_it_needs_is_looked_for(
    changed: str, by: str, lacking: list[str]
) -> None:
    usual = warned(SCHOOL) if changed != "# here" else []
    told = set(warned(SCHOOL.replace(changed, by))) - set(usual)

    assert sorted(message.split("“")[2].partition("”")[0] for _, message in told) == lacking


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("https://meet.jit.si", True),
        ("https://MEET.JIT.SI/casa", True),
        ("https://beta.meet.jit.si", True),
        ("https://meet.jit.si.example", False),
        ("https://meet.officine.example", False),
    ],
)
def test_deployment_given_the_public_server_when_checked_then_it_is_told_that_it_ends_after_five_minutes(
    url: str, *, told: bool
) -> None:
    found = [
        message for path, message in warned(f'{SCHOOL}\n[[jitsi]]\nid = "m"\nurl = "{url}"') if path == "jitsi.m.url"
    ]

    assert [("five minutes" in message) for message in found] == [True] * told


COUNCIL = 'title = "Riunione"\nscenes = ["Aula", "Voto"]\ncouncil = { vote = "Voto", item = "Aula" }'


@pytest.mark.parametrize(
    ("own", "mistakes"),
    [
        ("", []),
        ('[rooms.presets.riunione]\nscenes = ["Aula"]', ["rooms.aula.presets.riunione.scenes"]),
        ('[rooms.presets.riunione]\nscenes = ["Aula"]\ncouncil = { vote = "Aula" }', []),
        ('[rooms.presets.riunione]\ncouncil = { vote = "Altro" }', ["rooms.aula.presets.riunione.council.vote"]),
    ],
)
def test_council_given_a_room_with_scenes_of_its_own_when_checked_then_it_shows_only_what_that_room_offers(
    own: str, mistakes: list[str]
) -> None:
    text = SCHOOL.replace('title = "Riunione"', COUNCIL).replace(
        '[[rooms]]\nid = "biblioteca"', f'{own}\n[[rooms]]\nid = "biblioteca"'
    )

    assert [found.path for found in load_texts((("scuola.toml", text),), "en").mistakes] == mistakes
