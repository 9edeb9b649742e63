"""`regia plan` finds the calendars of a room file beside that file, wherever the person stands."""

import json
from datetime import UTC, date, datetime
from importlib import resources
from pathlib import Path

import pytest

from config.rooms import Calendar, Installation, Site
from config.sentences import WORDS
from config.site_file import load_texts
from config.wishes import VOCABULARY
from orchestrator.commands.plan import today
from orchestrator.preview import preview
from schedules.bookings import Phase
from tests.peers.commands import regia_here

SAMPLE = Path(str(resources.files("config"))) / "sample"


def test_given_a_room_file_in_another_folder_when_planned_then_its_calendar_is_found_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    command = ("plan", SAMPLE / "officine.toml", "--json")
    window = ("--from", "2026-11-02", "--to", "2026-12-07")

    planned = regia_here(capsys, *command, *window)

    assert planned.code == 0, planned.err
    phases = {segment["phase"] for segment in json.loads(planned.out)["segments"]}
    assert {"idle", "preparing", "live"} <= phases


@pytest.mark.parametrize(("zone", "day"), [("Europe/Rome", 22), ("UTC", 21), ("America/New_York", 21)])
def test_given_no_first_day_when_it_is_past_midnight_at_the_site_then_the_new_day_is_today(zone: str, day: int) -> None:
    installation = Installation(sites=(Site(id="qui", name="Qui", timezone=zone),))

    assert today(installation, datetime(2026, 10, 21, 22, 30, tzinfo=UTC)) == date(2026, 10, day)


LONGEST = """
[[sites]]
id = "qui"
name = "Qui"
timezone = "UTC"
default_preset = "riunione"
[[rooms]]
id = "sala"
name = "Sala"
closing = "24h"
devices.proiettore = { driver = "pjlink", host = "h", warm_up = "24h", keep_on = "24h" }
[presets.riunione]
title = "Riunione"
preparing.proiettore = { power = "on" }
closing.proiettore = { power = "on" }
[idle]
proiettore = { power = "off" }
"""


@pytest.mark.parametrize("last", [date(2026, 11, 12), date(2026, 11, 30)])
def test_given_the_longest_times_when_a_day_is_planned_then_it_is_as_in_a_longer_plan(last: date) -> None:
    """The projector closes until 23:59 and is to warm up a day later: it stays on."""
    events = ("DTSTART:20261110T200000Z\nDTEND:20261110T235900Z", "DTSTART:20261114T000000Z\nDURATION:PT1H")
    blocks = (f"BEGIN:VEVENT\nUID:{at}\n{event}\nLOCATION:Sala\nEND:VEVENT" for at, event in enumerate(events))
    text = "\n".join(["BEGIN:VCALENDAR", *blocks, "END:VCALENDAR"]).encode()
    installation = load_texts((("sito.toml", LONGEST),)).installation
    assert installation is not None

    segments = preview(installation, [(Calendar(id="c"), text)], date(2026, 11, 11), last).segments

    minute = next(one for one in segments if one.end > datetime(2026, 11, 11, 23, 59, tzinfo=UTC))
    assert (minute.phase, minute.wishes["proiettore"]["power"]) == (Phase.IDLE, "on")


SITES = """
[[sites]]
id = "lisboa"
name = "Lisboa"
timezone = "Europe/Lisbon"
[[sites]]
id = "auckland"
name = "Auckland"
timezone = "Pacific/Auckland"
[[rooms]]
id = "sala"
name = "Sala"
site = "lisboa"
[[rooms]]
id = "harbour"
name = "Harbour"
site = "auckland"
"""
CALENDAR = """BEGIN:VCALENDAR
BEGIN:VEVENT
UID:far
DTSTART:20261111T100000
DTEND:20261111T110000
LOCATION:Harbour
END:VEVENT
BEGIN:VEVENT
UID:nowhere
DTSTART:20261111T100000
DTEND:20261111T110000
LOCATION:Pier
END:VEVENT
BEGIN:VEVENT
UID:secret
CLASS:PRIVATE
DTSTART;TZID=Maria Rossi:20261111T100000
END:VEVENT
END:VCALENDAR
"""


def test_given_several_sites_when_a_calendar_of_none_is_given_then_each_reads_it_by_its_clock(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "sites.toml").write_text(SITES)
    (tmp_path / "given.ics").write_text(CALENDAR)
    command = ("plan", tmp_path / "sites.toml", "--calendar", tmp_path / "given.ics", "--json")
    window = ("--from", "2026-11-10", "--to", "2026-11-13")

    planned = regia_here(capsys, *command, *window)

    assert planned.code == 0, planned.err
    answer = json.loads(planned.out)
    live = [(one["room"], one["start"]) for one in answer["segments"] if one["phase"] == "live"]
    assert live == [("harbour", "2026-11-10T21:00:00Z")]
    assert [one["uid"] for one in answer["unplaced"]] == ["nowhere"]
    assert [one["reason"] for one in answer["quarantined"]] == ["cannot be read"]
    assert "Rossi" not in planned.out


@pytest.mark.parametrize(
    ("language", "spoken", "foreign"),
    [
        ("it", ("acceso", "ingresso hdmi1", "scena Attesa", "registrazione no"), ("power", "input", "recording")),
        ("en", ("proiettore: on", "input hdmi1", "scene Attesa", "recording off"), ("acceso", "ingresso", "sì")),
    ],
)
def test_given_a_language_when_planned_then_the_wishes_are_in_it_too(
    language: str,
    spoken: tuple[str, ...],
    foreign: tuple[str, ...],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("COLUMNS", "300")
    window = ("--from", "2026-11-02", "--to", "2026-11-06")

    planned = regia_here(capsys, "plan", SAMPLE / "officine.toml", *window, "--language", language)

    assert [words for words in spoken if words not in planned.out] == []
    assert [words for words in foreign if words in planned.out] == []


def test_given_a_narrow_terminal_when_planned_then_no_title_is_cut(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    window = ("--from", "2026-11-02", "--to", "2026-11-06")

    planned = regia_here(capsys, "plan", SAMPLE / "officine.toml", *window)

    titles = "".join(cells[3].strip() for line in planned.out.splitlines() if len(cells := line.split("│")) == 5)
    assert "alfabetizzazione" in titles
    assert "…" not in planned.out


def test_given_square_brackets_in_names_when_planned_then_they_are_shown_as_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "300")
    text = (SAMPLE / "officine.toml").read_text(encoding="utf-8")
    text = text.replace('name = "Sala Conferenze 1"', 'name = "Sala [blu] 1"').replace('"Attesa"', '"[bold]Attesa"')
    text = text.replace('["Sala 1", ', '["Sala 1", "Sala Conferenze 1", ')
    (tmp_path / "officine.toml").write_text(text, encoding="utf-8")
    window = ("--from", "2026-11-02", "--to", "2026-11-06", "--calendar", SAMPLE / "officine.ics")

    planned = regia_here(capsys, "plan", tmp_path / "officine.toml", *window, "--language", "it")

    assert "Sala [blu] 1" in planned.out
    assert "scena [bold]Attesa" in planned.out


def test_given_all_that_may_be_wished_when_spoken_then_there_is_a_word_for_it() -> None:
    assert {name for wishable in VOCABULARY.values() for name in wishable} - WORDS.keys() == set()
