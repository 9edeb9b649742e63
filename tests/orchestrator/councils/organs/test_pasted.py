"""Members of an organ as people paste them, line by line."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.councils.organs.days import NotADay, day_of
from orchestrator.councils.organs.organ import Holder, Seat
from orchestrator.councils.organs.pasted import LONGEST_TEXT, MOST_LINES, Mistake, TooManyLines, read_pasted
from orchestrator.councils.organs.pasting import Fate, digest_of, merged, rows_of
from schedules.plain import plain
from tests.support.hostile_text import HOSTILE

SHEET = """Cognome;Nome;E-mail;Codice;Di diritto;Dal;Al
Neri;Ada;ada@scuola.example;D1;no;1/9/2026;
Bo;Bea;;D2;x;2026-09-01;31 agosto 2027
Rossi;Carla;carla@scuola.example;;;;
"""


def told(text: str) -> list[tuple[str, str, str]]:
    return [(line.name, line.mail, line.code) for line in read_pasted(text)]


def test_sheet_given_a_header_when_read_then_each_column_is_what_it_says() -> None:
    ada, bea, carla = read_pasted(SHEET)

    assert (ada.name, ada.mail, ada.code, ada.ex_officio, ada.since, ada.until) == (
        "Neri Ada",
        "ada@scuola.example",
        "D1",
        False,
        date(2026, 9, 1),
        None,
    )
    assert (bea.name, bea.mail, bea.ex_officio, bea.until) == ("Bo Bea", "", True, date(2027, 8, 31))
    assert (carla.code, carla.since, carla.mistake) == ("", None, None)


@pytest.mark.parametrize("mark", ["\t", ";", ","])
def test_lines_given_no_header_when_read_then_cells_are_what_they_look_like(mark: str) -> None:
    text = mark.join(("Ada Neri", "ada@scuola.example", "D1", "di diritto", "1.9.26", "2027-08-31"))

    (line,) = read_pasted(text)

    assert (line.name, line.mail, line.code) == ("Ada Neri", "ada@scuola.example", "D1")
    assert (line.ex_officio, line.since, line.until) == (True, date(2026, 9, 1), date(2027, 8, 31))


def test_lines_given_as_mail_programs_and_people_write_them_when_read_then_names_and_addresses_are_found() -> None:
    text = 'Ada Neri <ada@scuola.example>\nBea Bo\nCarla Sì carla@scuola.example\n"Rossi, Dino";dino@scuola.example\n'

    assert told(text) == [
        ("Ada Neri", "ada@scuola.example", ""),
        ("Bea Bo", "", ""),
        ("Carla Sì", "carla@scuola.example", ""),
        ("Rossi, Dino", "dino@scuola.example", ""),
    ]


@pytest.mark.parametrize(
    ("text", "mistake", "like"),
    [
        ("ada@scuola.example", Mistake.NO_NAME, 0),
        ("Ada;ada@", Mistake.NOT_AN_ADDRESS, 0),
        ("Ada;a@x.example;b@x.example", Mistake.SEVERAL, 0),
        ("A" * 81, Mistake.LONG_NAME, 0),
        ("Ada;" + "1" * 41, Mistake.LONG_CODE, 0),
        ("nome;dal\nAda;domani", Mistake.NOT_A_DAY, 0),
        ("nome;dal;al\nAda;2/9/2026;1/9/2026", Mistake.BACKWARDS, 0),
        ("Ada;D1\nBea;d1", Mistake.REPEATED, 1),
        ("Ada;a@x.example\nBea;A@x.example", Mistake.REPEATED, 1),
        ("Ada Neri\nNeri Ada", Mistake.NAMESAKE, 1),
        ("Ada Neri;D1\nAda Neri;ada@x.example", Mistake.NAMESAKE, 1),
        ("Ada Neri;a@x.example\nAda Neri;D2", Mistake.NAMESAKE, 1),
    ],
)
def test_line_given_something_wrong_when_read_then_it_says_what(text: str, mistake: Mistake, like: int) -> None:
    line = read_pasted(text)[-1]

    assert (line.mistake, line.like) == (mistake, like)


def test_namesakes_given_a_code_each_when_read_then_they_are_two() -> None:
    assert [line.mistake for line in read_pasted("Ada Neri;D1\nAda Neri;D2")] == [None, None]


@pytest.mark.parametrize(
    "text", ["31/2/2026", "1/13/2026", "1-9/2026", "2026", "1 foo 2026", "9" * 100, "1/9/0026", ""]
)
def test_day_given_what_is_none_when_read_then_it_is_refused(text: str) -> None:
    with pytest.raises(NotADay):
        day_of(text)


def test_paste_given_more_than_is_read_at_once_when_read_then_it_is_refused() -> None:
    whole = "\n".join(f"Nome {'abcdefghij'[n % 10]}{'klmnopqrst'[n // 10 % 10]};D{n}" for n in range(MOST_LINES))

    lines = read_pasted(whole)

    assert [line.mistake for line in lines] == [None] * MOST_LINES
    for text in (f"{whole}\nAda;X1", "a" * (LONGEST_TEXT + 1)):
        with pytest.raises(TooManyLines):
            read_pasted(text)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_text_given_in_a_line_when_read_then_it_is_one_line_of_text(hostile: str) -> None:
    for line in read_pasted(f"nome;codice\n{hostile};D1"):
        assert "\n" not in line.name + line.code + line.text
        assert plain(line.name, 1_000) == line.name


@given(st.text())
def test_any_text_given_when_read_then_each_line_is_good_or_says_what_is_wrong(text: str) -> None:
    lines = read_pasted(text)

    assert all(line.name or line.mistake for line in lines)
    good = [line for line in lines if line.mistake is None]
    assert [row.fate for row in rows_of(good, [])] == [Fate.NEW] * len(good)


ADA = Seat("s1", "D1", ex_officio=False, holders=(Holder("p1", "Ada Neri", "ada@scuola.example"),))
BEA = Seat("s2", "", ex_officio=False, holders=(Holder("p2", "Bea Bo"),))


@pytest.mark.parametrize(
    ("text", "fate", "seat"),
    [
        ("Ada Neri;ada@scuola.example;D1", Fate.THERE, "s1"),
        ("Ada Neri;D1", Fate.THERE, "s1"),
        ("Ada Neri Bo;D1", Fate.CHANGED, "s1"),
        ("Ada Neri;ADA@scuola.example;D9", Fate.CHANGED, "s1"),
        ("Bea Bo;bea@scuola.example;D2", Fate.CHANGED, "s2"),
        ("Ada Neri;D7", Fate.NEW, None),
        ("Carla", Fate.NEW, None),
    ],
)
def test_line_given_seats_when_looked_at_then_it_is_told_what_becomes_of_it(
    text: str, fate: Fate, seat: str | None
) -> None:
    (row,) = rows_of(read_pasted(text), [ADA, BEA])

    assert (row.fate, row.seat and row.seat.id) == (fate, seat)


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ("Ada Neri;altra@scuola.example", Mistake.NAMESAKE),
        ("Bea Bo;D1", Mistake.REPEATED),
        ("Ada Neri;D1\nAda N.;ada@scuola.example", Mistake.REPEATED),
        ("nome;codice;al\nAda Neri;D1;1/8/2026", Mistake.BACKWARDS),
    ],
)
def test_line_given_seats_that_it_cannot_be_told_from_when_looked_at_then_it_says_so(
    text: str, mistake: Mistake
) -> None:
    ada = replace(ADA, holders=(replace(ADA.member, since=date(2026, 9, 1)),))

    row = rows_of(read_pasted(text), [ada, BEA])[-1]

    assert (row.fate, row.line.mistake) == (Fate.MISTAKE, mistake)


def test_preview_given_what_was_shown_when_the_organ_has_changed_then_its_digest_is_another() -> None:
    rows = rows_of(read_pasted("Carla"), [ADA])

    assert digest_of(1, rows) != digest_of(2, rows)
    assert digest_of(1, rows_of(read_pasted("Ada Neri;D1"), [ADA])) == digest_of(
        2, rows_of(read_pasted("Ada Neri;D1"), [ADA])
    )


def test_seat_given_a_line_when_merged_then_what_the_line_does_not_say_stays() -> None:
    (line,) = read_pasted("Ada Neri Bo;D1;1/9/2026")

    after = merged(ADA, line)

    assert after.member == Holder("p1", "Ada Neri Bo", "ada@scuola.example", date(2026, 9, 1))
    assert (after.code, after.ex_officio) == ("D1", False)
