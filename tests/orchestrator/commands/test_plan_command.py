"""`regia plan` finds the calendars of a room file beside that file, wherever the person stands."""

import json
from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import resources
from pathlib import Path
from threading import Thread

import pytest

from config.devices import KINDS
from config.rooms import Calendar, Installation, Site
from config.site_file.loading import load_texts
from config.words.sentences import WORDS
from orchestrator.commands.plan import today
from orchestrator.commands.preview import CalendarText, preview
from schedules.bookings import Phase
from tests.support.commands import regia_here

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

    segments = preview(installation, [CalendarText(Calendar(id="c"), text)], date(2026, 11, 11), last).segments

    minute = next(segment for segment in segments if segment.end > datetime(2026, 11, 11, 23, 59, tzinfo=UTC))
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
    live = [(segment["room"], segment["start"]) for segment in answer["segments"] if segment["phase"] == "live"]
    assert live == [("harbour", "2026-11-10T21:00:00Z")]
    assert [event["uid"] for event in answer["unplaced"]] == ["nowhere"]
    assert [(event["title"], event["reason"], event["why"]) for event in answer["quarantined"]] == [
        ("Occupato", None, None)
    ]
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
    assert {name for kind in KINDS.values() for name in kind.attributes} - WORDS.keys() == set()


class Web:
    """A web server in a thread, as a command in the same process needs it: it answers with the calendars it was given."""

    def __init__(self, **calendars: bytes) -> None:
        self.calendars = calendars

    def __enter__(self) -> str:
        calendars = self.calendars

        class Answer(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                text = calendars.get(self.path.strip("/"))
                self.send_response(404 if text is None else 200)
                self.send_header("Content-Length", str(len(text or b"")))
                self.end_headers()
                self.wfile.write(text or b"")

            def log_message(self, *_: object) -> None:
                """Nobody reads it."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        self.thread = Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01})
        self.thread.start()
        return f"http://127.0.0.1:{self.server.server_port}"

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


FEEDS = """
[[sites]]
id = "qui"
name = "Qui"
timezone = "UTC"
[[rooms]]
id = "sala"
name = "Sala"
[[calendars]]
id = "primo"
url = "{web}/primo"
[[calendars]]
id = "secondo"
url = "{web}/secondo-x7k2"
[[calendars]]
id = "terzo"
path = "terzo.ics"
largest_mib = 1
"""
MEETING = (
    b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:a\r\nDTSTART:20261111T100000Z\r\nDTEND:20261111T110000Z\r\n"
    b"SUMMARY:Consiglio\r\nLOCATION:Sala\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)
WEEK = ("--from", "2026-11-10", "--to", "2026-11-13")


@pytest.mark.parametrize(
    ("language", "missing"), [("it", "le sue prenotazioni mancano"), ("en", "bookings are missing")]
)
def test_given_calendars_by_url_when_planned_then_they_are_read_and_those_that_cannot_be_are_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], language: str, missing: str
) -> None:
    with Web(primo=MEETING) as web:
        (tmp_path / "sito.toml").write_text(FEEDS.format(web=web))
        (tmp_path / "terzo.ics").write_bytes(MEETING + b" " * 1024**2)
        planned = regia_here(capsys, "plan", tmp_path / "sito.toml", *WEEK, "--language", language)
        as_json = regia_here(capsys, "plan", tmp_path / "sito.toml", *WEEK, "--json")

    assert (planned.code, as_json.code) == (1, 1)
    assert "Consiglio" in planned.out
    said = planned.err.splitlines()
    assert ["secondo" in said[0], "404" in said[0], "terzo.ics" in said[1], "1 MiB" in said[1]] == [True] * 4
    assert all(missing in line for line in said)
    assert "x7k2" not in planned.err + as_json.err + as_json.out
    told = json.loads(as_json.out)
    assert set(told["failed"]) == {"secondo", "terzo"}
    assert [segment["start"] for segment in told["segments"] if segment["phase"] == "live"] == ["2026-11-11T10:00:00Z"]


def test_given_no_calendar_that_can_be_read_when_planned_then_nothing_says_that_the_days_are_free(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with Web(primo=b"<html>") as web:
        (tmp_path / "sito.toml").write_text(FEEDS.format(web=web))
        planned = regia_here(capsys, "plan", tmp_path / "sito.toml", *WEEK, "--language", "en")

    assert (planned.code, planned.out) == (1, "")
    assert len(planned.err.splitlines()) == 3
