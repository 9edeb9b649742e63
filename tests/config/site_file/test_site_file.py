"""Room files: the sample, several files, and files that are no room files at all."""

import os
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.devices import KINDS
from config.rooms import Installation
from config.scalars import format_duration, parse_duration
from config.site_file.checks import RESERVED_CALENDAR
from config.site_file.loading import digest, load_site, load_texts
from schedules.bookings import OWN_CALENDAR

Write = Callable[[str, str], Path]
SAMPLE = Path(__file__).parents[3] / "config" / "sample" / "officine.toml"
SITE = '[[sites]]\nid = "uno"\nname = "Uno"\ntimezone = "Europe/Rome"\n'
ROOM = '[[rooms]]\nid = "{id}"\nname = "{id}"\n[rooms.devices.video]\ndriver = "obs"\nhost = "127.0.0.1"\n'
PRESET = '[presets.p]\ntitle = "P"\n'
IDLE = '[idle]\nvideo = { scene = "Riposo" }\n'


def test_given_the_sample_when_loaded_then_it_is_right_and_complete() -> None:
    loaded = load_site([SAMPLE])

    assert loaded.mistakes == ()
    assert loaded.installation is not None
    assert [room.id for room in loaded.installation.rooms] == ["sala-1", "sala-2"]
    assert set(loaded.installation.presets) == {"collegio", "formazione", "convegno", "riunione", "riservato"}
    assert loaded.calendar_paths["sale"].read_text(encoding="utf-8").startswith("BEGIN:VCALENDAR")


def test_given_an_installation_when_written_as_json_and_read_then_it_is_the_same() -> None:
    installation = load_site([SAMPLE]).installation

    assert installation is not None
    assert Installation.model_validate_json(installation.model_dump_json()) == installation


@given(st.timedeltas(min_value=parse_duration("0s"), max_value=parse_duration("3650d")))
def test_given_any_duration_when_written_then_it_is_read_back(duration: object) -> None:
    value = parse_duration(duration)

    assert parse_duration(format_duration(value)) == value


def test_given_what_may_be_wished_when_compared_then_the_states_have_it() -> None:
    told = {driver: {field.name for field in fields(kind.state)} for driver, kind in KINDS.items()}

    assert [driver for driver, kind in KINDS.items() if set(kind.attributes) - told[driver]] == []
    assert RESERVED_CALENDAR == OWN_CALENDAR


# --- several files


def test_given_several_files_when_loaded_in_any_order_then_they_are_one_installation(write: Write) -> None:
    first = write("a/1-site.toml", SITE + ROOM.format(id="sala-1") + IDLE)
    second = write("b/2-rooms.toml", ROOM.format(id="sala-2") + PRESET + '[[calendars]]\nid = "c"\npath = "x/c.ics"')

    one, other = load_site([first, second]), load_site([second, first])

    assert one == other
    assert one.installation is not None
    assert [room.id for room in one.installation.rooms] == ["sala-1", "sala-2"]
    assert one.calendar_paths == {"c": second.parent / "x" / "c.ics"}


def test_given_texts_when_loaded_then_they_say_what_the_files_said(write: Write) -> None:
    files = [write("one.toml", SITE + ROOM.format(id="sala-1")), write("two.toml", PRESET)]
    copies = [write("moved/two.toml", PRESET), write("moved/one.toml", SITE + ROOM.format(id="sala-1"))]

    loaded = load_site(files)

    assert load_texts(loaded.texts).installation == loaded.installation is not None
    assert digest(loaded.texts) == digest(load_site(copies).texts) == digest(loaded.texts[::-1])
    assert digest(loaded.texts) != digest(load_site(files[:1]).texts)


@pytest.mark.parametrize(("table", "path"), [(PRESET, "presets.p"), (IDLE, "idle.video")])
def test_given_one_table_in_two_files_when_loaded_then_both_are_named(write: Write, table: str, path: str) -> None:
    first = write("1.toml", SITE + ROOM.format(id="sala-1") + table)
    second = write("2.toml", "# a comment\n" + table)

    (mistake,) = load_site([first, second]).mistakes

    assert (mistake.file, mistake.path) == (str(second), path)
    assert f"{first}:1" in mistake.message


def test_given_one_room_id_in_two_files_when_loaded_then_both_are_named(write: Write) -> None:
    first = write("1.toml", SITE + ROOM.format(id="sala-1"))
    second = write("2.toml", ROOM.format(id="sala-1").replace('name = "sala-1"', 'name = "Altra"'))

    (mistake,) = load_site([first, second]).mistakes

    assert (mistake.file, mistake.line, mistake.path) == (str(second), 2, "rooms.sala-1.id")
    assert f"{first}:6" in mistake.message


def test_given_an_empty_list_in_one_file_when_another_has_rooms_then_they_are_joined(write: Write) -> None:
    first = write("1.toml", "rooms = []\n" + SITE)
    second = write("2.toml", ROOM.format(id="sala-1"))

    loaded = load_site([first, second])

    assert loaded.mistakes == ()
    assert loaded.installation is not None
    assert len(loaded.installation.rooms) == 1


def test_given_a_file_that_cannot_be_read_when_loaded_then_the_others_do_not_seem_to_lack_things(write: Write) -> None:
    half = write("half.toml", SITE.replace("Rome", "Roma") + PRESET.replace('"P"', "3"))
    broken = write("broken.toml", "[[rooms]\n")

    told = [(Path(mistake.file).name, mistake.path) for mistake in load_site([half, broken]).mistakes]

    assert told == [("broken.toml", ""), ("half.toml", "sites.uno.timezone"), ("half.toml", "presets.p.title")]


def test_given_a_file_that_cannot_be_read_when_the_others_clash_then_that_is_told_as_well(write: Write) -> None:
    lead = ROOM.format(id="sala-1").replace("[rooms.", 'lead = "25h"\n[rooms.')
    first, second = write("1.toml", lead + PRESET), write("2.toml", ROOM.format(id="sala-1") + PRESET)
    broken = write("broken.toml", "[[rooms]\n")

    told = {(Path(mistake.file).name, mistake.path) for mistake in load_site([first, second, broken]).mistakes}

    assert told == {
        ("broken.toml", ""),
        ("1.toml", "rooms.sala-1.lead"),
        ("2.toml", "rooms.sala-1.id"),
        ("2.toml", "rooms.sala-1.name"),
        ("2.toml", "presets.p"),
    }


# --- what is no room file


@pytest.mark.parametrize(
    ("content", "line", "word"),
    [
        (b"", 1, "vuoto"),
        (b"  \n# only a comment\n", 1, "vuoto"),
        (b'[[sites]]\nid = "a\n', 2, "TOML"),
        (b"a = 1\na = 2\n", 2, "TOML"),
        (b'a = """\n\n\n', 1, "TOML"),
        (b"a = [1,\n2,\n", 2, "TOML"),
        (b"a = " + b"9" * 5000, 1, "TOML"),
        (b"a = " + b"[" * 20000, 1, "annidate"),
        (b"\x7fELF\x00\x01", 1, "TOML"),
        (b"ok = 1\n\xff\xfe", 2, "UTF-8"),
        (b"#" * 2_000_000, None, "grande"),
    ],
)
def test_given_rubbish_when_loaded_then_one_sentence_says_so(
    tmp_path: Path, content: bytes, line: int | None, word: str
) -> None:
    path = tmp_path / "room.toml"
    path.write_bytes(content)

    (mistake,) = load_site([path]).mistakes

    assert (mistake.file, mistake.line, word in mistake.message) == (str(path), line, True), mistake


def test_given_no_file_or_a_folder_or_a_pipe_when_loaded_then_it_says_so(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")

    mistakes = load_site([tmp_path / "nothing.toml", tmp_path, tmp_path / "pipe", Path("a\0b")], "en").mistakes

    assert {mistake.file: mistake.message for mistake in mistakes} == {
        str(tmp_path / "nothing.toml"): "there is no such file",
        str(tmp_path): "this is not a file",
        str(tmp_path / "pipe"): "this is not a file",
        "a\0b": "there is no such file",
    }


def test_given_a_mark_of_windows_editors_when_loaded_then_it_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "room.toml"
    path.write_bytes(b"\xef\xbb\xbf" + SAMPLE.read_bytes().replace(b"\n", b"\r\n"))

    assert load_site([path]).mistakes == ()


VALUES = ("3", "1.5", "true", '""', '"x"', "[]", "[1]", '["a"]', "{}", "{ power = [] }", "[{}]", "1979-05-27", "-1")


@given(st.data())
def test_given_the_sample_with_anything_in_it_when_loaded_then_it_is_told_and_never_raised(data: st.DataObject) -> None:
    lines = SAMPLE.read_text(encoding="utf-8").splitlines()
    number = data.draw(st.sampled_from([number for number, line in enumerate(lines) if " = " in line]))
    key = lines[number].split(" = ")[0]
    lines[number] = data.draw(st.sampled_from([f"{key} = {value}" for value in VALUES] + ["", f'"new key" = {key!r}']))

    loaded = load_texts((("officine.toml", "\n".join(lines)),))

    assert (loaded.installation is None) == bool(loaded.mistakes)
    assert all(mistake.line for mistake in loaded.mistakes)


def test_calendar_of_one_room_given_several_sites_when_it_names_none_then_it_is_of_the_room_s_and_books_that_alone() -> (
    None
):
    sites = "".join(
        f'[[sites]]\nid = "{one}"\nname = "{one}"\ntimezone = "Europe/Rome"\n' for one in ("qui", "altrove")
    )
    rooms = "".join(
        f'[[rooms]]\nid = "{room}"\nname = "{room}"\nsite = "{site}"\n'
        for room, site in (("sala-1", "qui"), ("sala-2", "altrove"), ("sala-3", "altrove"))
    )
    calendars = (
        '[[calendars]]\nid = "di-due"\npath = "a.ics"\nroom = "sala-2"\n'
        '[[calendars]]\nid = "tutti"\npath = "b.ics"\nsite = "altrove"\n'
    )

    loaded = load_texts((("sito.toml", sites + rooms + calendars),))

    assert loaded.mistakes == ()
    assert loaded.installation is not None
    assert loaded.installation.site_of(loaded.installation.calendars[0]).id == "altrove"
    assert {
        room.id: [one.id for one in loaded.installation.calendars_of(room)] for room in loaded.installation.rooms
    } == {
        "sala-1": [],
        "sala-2": ["di-due", "tutti"],
        "sala-3": ["tutti"],
    }
