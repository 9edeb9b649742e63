"""A room file with one of every mistake: each is found, on its line, with its path, in both languages."""

import re
from pathlib import Path

import pytest

from config.rooms import Installation
from config.site_file.documents import Source, join, parse
from config.site_file.loading import load_site, load_texts
from config.site_file.mistake_words import WORDS
from config.site_file.mistakes import Finding, Mistake, words
from config.words.sentences import LANGUAGES
from integrations.drivers.pjlink import encode_input

FILE = Path(__file__).with_name("every_mistake.toml")
TEXT = FILE.read_text(encoding="utf-8")
EXPECTED = [
    (number, *match.groups())
    for number, line in enumerate(TEXT.splitlines(), 1)
    if (match := re.search(r"#! (.*): (\w+)$", line))
]
"""Line, path and code, as the file's own comments say."""


def pattern_of(code: str) -> re.Pattern[str]:
    """What the Italian message of *code* looks like, whatever it quotes."""
    fixed = re.split(r"\{\w+\}", WORDS[code]["it"][0])
    return re.compile(".*".join(map(re.escape, fixed)))


@pytest.mark.parametrize(("line", "path", "code"), EXPECTED)
def test_given_every_mistake_when_loaded_then_this_one_is_told_on_its_line(line: int, path: str, code: str) -> None:
    found = [mistake for mistake in load_site([FILE]).mistakes if (mistake.line, mistake.path) == (line, path)]

    assert any(pattern_of(code).fullmatch(mistake.message) for mistake in found), found


def test_given_every_mistake_when_loaded_then_nothing_else_is_told() -> None:
    found = load_site([FILE])

    told = {(mistake.line, mistake.path) for mistake in found.mistakes}
    assert told - {(line, path) for line, path, _ in EXPECTED} == set()
    assert found.installation is None
    assert list(found.mistakes) == sorted(found.mistakes, key=lambda mistake: mistake.line or 0)


def test_given_secrets_in_clear_when_told_then_they_are_not_repeated() -> None:
    told = repr(load_site([FILE]).mistakes) + repr(load_site([FILE], "en").mistakes)

    assert 'rooms."Sala 1".devices.proiettore.password' in told
    assert not [value for value in ("hunter2", "s3cr3t-value", "private-x7", "271828") if value in told]


@pytest.mark.parametrize(
    ("path", "near"),
    [
        ("sites.due.default_preset", "riunione"),
        ('rooms."Sala 1".devices.proiettore.warmup', "warm_up"),
        ('rooms."Sala 1".devices.video.driver', "obs"),
        ("presets.riunione.needs[0]", "proiettore"),
        ("presets.riunione.jitsi", "meet"),
        ("presets.riunione.prepairing", "preparing"),
        ("idle.proiettor", "proiettore"),
    ],
)
def test_given_a_near_name_when_told_then_the_hint_says_it(path: str, near: str) -> None:
    hints = [mistake.hint for mistake in load_site([FILE]).mistakes if mistake.path == path]

    assert any(f"Forse {near}?" in hint for hint in hints), hints


def test_given_one_id_in_rooms_of_several_kinds_when_wished_then_each_kind_is_asked() -> None:
    """The projector of sala-2 is an Apple TV: both refuse power = "warming", and it alone an input."""
    on_input = [mistake.message for mistake in load_site([FILE]).mistakes if mistake.path == "idle.proiettore.input"]

    assert len(on_input) == 2
    assert any("appletv" in message for message in on_input)


@pytest.mark.parametrize("code", WORDS)
def test_given_any_mistake_when_worded_then_both_languages_fill_the_same_blanks(code: str) -> None:
    blanks = [set(re.findall(r"(?<!\{)\{(\w+)\}", " ".join(WORDS[code][language]))) for language in LANGUAGES]
    params = dict.fromkeys(blanks[0], "x")

    assert blanks[0] == blanks[1]
    assert all(words(Finding((), code, params), language)[0] for language in LANGUAGES)


@pytest.mark.parametrize("code", ["toml_deep", "unknown_device", "unknown_preset"])
def test_given_nothing_near_or_known_when_told_then_there_is_a_hint_all_the_same(code: str) -> None:
    assert all(words(Finding((), code, {"name": "x"}), language)[1] for language in LANGUAGES)


GOOD = """
[[sites]]
id = "uno"
name = "Uno"
timezone = "Europe/Rome"
[[rooms]]
id = "sala"
name = "Sala"
devices.video = { driver = "obs", host = "127.0.0.1" }
"""


def only(text: str) -> Mistake:
    (mistake,) = load_texts((("room.toml", GOOD + text),), "en").mistakes
    return mistake


@pytest.mark.parametrize(
    ("text", "path", "word"),
    [
        ('[presets.p]\ntitle = "P"\nlive.video = { input = "hdmi1" }', "presets.p.live.video.input", "input"),
        ('[presets.p]\ntitle = "P"\nlive.video = { recording = "yes" }', "presets.p.live.video.recording", "yes"),
        ('[presets.p]\ntitle = "P"\nlive.video = { recording = 1 }', "presets.p.live.video.recording", "true or false"),
        ('[presets.p]\ntitle = "P"\nlive.video = { scene = true }', "presets.p.live.video.scene", "true"),
        ('[presets.p]\ntitle = "P"\nlive.video = { scene = "" }', "presets.p.live.video.scene", "empty"),
        ('[presets.p]\ntitle = "P"\nlive = { video = { scene = [] } }', "presets.p.live.video.scene", "[…]"),
        (
            '[presets.p]\ntitle = "P"\nconfidential = true\nlive.video = { streaming = true }',
            "presets.p.live.video.streaming",
            "confidential",
        ),
        ('[[rooms]]\nid = "b"\nname = "B"\naliases = ["SALA"]', "rooms.b.aliases[0]", "“sala”"),
        (
            '[[rooms]]\nid = "b"\nname = "B"\naliases = ["Caff\u00e8 1", "Caffe\u0300  1"]\n[[rooms]]\nid = "c"\nname = "caffe\u0300 1"',
            "rooms.c.name",
            "“b”",
        ),
        (
            '[presets.p]\ntitle = "P"\ncategories = ["Attivit\u00e0 A"]\n[presets.q]\ntitle = "Q"\ncategories = ["attivita\u0300  a"]',
            "presets.q.categories[0]",
            "“p”",
        ),
        ('[[rooms]]\nid = "b"\nname = "B"\nlead = "99999999999999d"', "rooms.b.lead", "duration"),
        ('[[rooms]]\nname = "B"', "rooms[1].id", "missing"),
        ('[rooms.devices.tv]\ndriver = "appletv"\nhost = "h"', "rooms.sala.devices.tv.credentials", "missing"),
        ('[[jitsi]]\nid = "m"\nurl = "http://localhost.evil.example"', "jitsi.m.url", "encrypted"),
        ('[[jitsi]]\nid = "m"\nurl = "https://meet.example:70000"', "jitsi.m.url", "http"),
        ('[[calendars]]\nid = "c"\nurl = "https://[sale/a.ics"', "calendars.c.url", "http"),
        ('[[rooms]]\nid = "b"\nname = "B"\npin = 271828', "rooms.b.pin", "…"),
        ('[[rooms]]\nid = "b"\nname = "B"\nend_needs_pin = true', "rooms.b.end_needs_pin", "pin"),
        ("[jitsi]\nx = 1", "jitsi", "list of tables"),
        ("[presets]\np = 3", "presets.p", "table"),
    ],
)
def test_given_a_good_file_when_one_thing_is_wrong_then_only_that_is_told(text: str, path: str, word: str) -> None:
    mistake = only(text)

    assert (mistake.path, word in mistake.message + mistake.hint) == (path, True), mistake


PROJECTOR = '[rooms.devices.proiettore]\ndriver = "pjlink"\nhost = "h"\n[idle]\nproiettore = {{ input = "{}" }}\n'


@pytest.mark.parametrize(
    "name", ["foo1", "hdmi99x", "hdmi", "hdmi0", "hdmi 1", "hdmi-1", "1", "v\u0131deo1", "hdmi\u212a"]
)
def test_given_an_input_that_no_projector_has_when_loaded_then_it_is_told_with_those_there_are(name: str) -> None:
    mistake = only(PROJECTOR.format(name))

    assert (mistake.path, mistake.message) == ("idle.proiettore.input", f"“{name}” is no input")
    assert "hdmi (or digital)" in mistake.hint


@pytest.mark.parametrize(
    "name", ["hdmi1", "HDMI1", "digital2", "rgbA", "video9", "Storage1", "network1", "internalz", "31", "3a"]
)
def test_given_an_input_that_the_driver_understands_when_loaded_then_it_is_right(name: str) -> None:
    assert load_texts((("room.toml", GOOD + PROJECTOR.format(name)),)).mistakes == ()
    assert encode_input(name)


@pytest.mark.parametrize("zone", ["localtime", "posix/Europe/Rome", "right/UTC", "/etc/localtime", "Europe/Roma", ""])
def test_given_a_zone_that_is_no_iana_name_when_loaded_then_it_is_a_mistake(zone: str) -> None:
    (mistake,) = load_texts((("room.toml", GOOD.replace("Europe/Rome", zone)),)).mistakes

    assert (mistake.path, mistake.hint) == ("sites.uno.timezone", "Scrivi per esempio Europe/Rome.")


@pytest.mark.parametrize(
    "text",
    [
        '[[jitsi]]\nid = "m"\nurl = "http://127.0.0.1:8000"',
        '[[jitsi]]\nid = "m"\nurl = "http://127.0.0.2:8000"',
        '[[rooms]]\nid = "b"\nname = "B"\nclosing = "0s"\nlead = "0s"\nearly = "0s"',
        '[presets.p]\ntitle = "P"\nneeds = ["video"]\nscenes = ["A"]\nlive.video = { scene = "A", streaming = true }',
        '[presets.p]\ntitle = "P"\ncategories = ["A", "a"]',
        '[[sites]]\nid = "due"\nname = "Due"\ntimezone = "UTC"\n[[rooms]]\nid = "b"\nname = "sala"\nsite = "due"',
    ],
)
def test_given_a_good_file_when_something_unusual_but_right_is_added_then_it_is_right(text: str) -> None:
    base = GOOD.replace('name = "Sala"', 'name = "Sala"\nsite = "uno"')

    assert load_texts((("room.toml", base + text),)).mistakes == ()


def test_given_one_site_twice_when_loaded_then_rooms_need_not_name_it() -> None:
    site = '[[sites]]\nid = "uno"\nname = "Uno"\ntimezone = "Europe/Rome"'

    assert only(site).path == "sites.uno.id"


def test_given_files_without_sites_and_rooms_when_loaded_then_both_are_missed() -> None:
    mistakes = load_texts((("room.toml", '[presets.p]\ntitle = "P"'),)).mistakes

    assert [(mistake.file, mistake.path) for mistake in mistakes] == [("room.toml", "rooms"), ("room.toml", "sites")]


def test_given_an_installation_when_joined_then_the_models_take_it_unchanged() -> None:
    joined = join([parse(Source("a", "a", GOOD))])

    assert Installation.model_validate(joined.table) == load_texts((("a", GOOD),)).installation
