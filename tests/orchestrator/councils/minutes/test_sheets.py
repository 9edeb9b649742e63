"""The notice and the sheets of a day without power: who is on them, what may be written where, and that they can be set."""

from dataclasses import replace

import pytest

from orchestrator.councils.minutes.characters import shown
from orchestrator.councils.minutes.docx import docx
from orchestrator.councils.minutes.notice import notice_paper
from orchestrator.councils.minutes.paper import Paper, RowHeight, Table
from orchestrator.councils.minutes.pdf import wanted
from orchestrator.councils.minutes.sheets import open_vote_sheet, roll_sheet, secret_vote_sheet, signature_sheet
from orchestrator.councils.minutes.typesetting import typeset
from tests.support.hostile_text import HOSTILE, everywhere
from tests.support.pdf_text import packed, pdf_text
from tests.support.sample_sitting import CALL, ROLL

OPTIONS = ("Favorevole", "Contrario", "Astenuto")
ABOUT = "Piano annuale delle attività"
SHEETS = {
    "signatures": signature_sheet(CALL, ROLL),
    "roll": roll_sheet(CALL, ROLL),
    "open vote": open_vote_sheet(CALL, ROLL, ABOUT, OPTIONS),
    "secret vote": secret_vote_sheet(CALL, ROLL, ABOUT, OPTIONS),
}


@pytest.mark.parametrize("sheet", SHEETS.values(), ids=SHEETS)
def test_sheet_given_a_roll_when_printed_then_each_member_has_one_row_to_write_in(sheet: Paper) -> None:
    names, *_ = _tables(sheet)
    text = pdf_text(typeset(wanted(sheet)))

    assert [row[0] for row in names.rows] == [str(member.seat) for member in ROLL]
    assert {cell for row in names.rows for cell in row[2:]} == {""}
    assert names.height is not RowHeight.TEXT
    for row in names.rows:
        assert packed(row[0] + row[1]) in text
    assert packed("Collegio dei docenti, lunedì 30 novembre 2026, ore 16:30") in text
    assert "Chipresiede" in text


def test_secret_vote_given_its_sheet_when_looked_at_then_no_option_stands_beside_a_name() -> None:
    names, counts = _tables(SHEETS["secret vote"])

    assert [column.title for column in names.columns] == ["N.", "Componente", "Scheda consegnata"]
    assert [row[0] for row in counts.rows] == [*OPTIONS, "Schede consegnate", "Schede votate", "Bianche", "Nulle"]


def test_open_vote_given_many_options_when_its_sheet_is_made_then_the_names_keep_room() -> None:
    names, _ = _tables(open_vote_sheet(CALL, ROLL, ABOUT, tuple(f"Sede {number}" for number in range(12))))

    assert sum(column.width or 0 for column in names.columns) <= 110


def test_convocation_given_its_notice_when_printed_then_it_says_when_where_and_what_for() -> None:
    text = pdf_text(typeset(wanted(notice_paper(CALL))))

    for said in (
        "Avviso di convocazione",
        "Lunedì 30 novembre 2026",
        "16:30; chiusura prevista 18:30",
        "Aula magna, via Galvani 12",
        "Seconda convocazione martedì 1° dicembre 2026, ore 16:30",
        "Giovedì 26 novembre 2026",
        "Dirigente scolastica",
        CALL.chair.name,
        CALL.protocol,
        *(f"{entry.number}. {entry.title}" for entry in CALL.agenda),
    ):
        assert packed(said) in text


def test_convocation_given_the_least_there_can_be_when_printed_then_it_is_a_notice_all_the_same() -> None:
    least = replace(CALL, heading=(), agenda=(), protocol="", second=None, distance="", requested_by=(), notes=())

    assert "AvvisodiconvocazioneCollegiodeidocenti" in pdf_text(typeset(wanted(notice_paper(least))))


def test_papers_given_hostile_text_in_every_field_when_made_then_it_is_text_and_nothing_else() -> None:
    call, roll = everywhere((CALL, ROLL[:4]), HOSTILE)
    papers = (
        notice_paper(call),
        signature_sheet(call, roll),
        roll_sheet(call, roll),
        open_vote_sheet(call, roll, HOSTILE, (HOSTILE, "no")),
        secret_vote_sheet(call, roll, HOSTILE, (HOSTILE, "no")),
    )

    for paper in papers:
        assert docx(paper).startswith(b"PK")
        assert packed(shown(HOSTILE[:100])) in pdf_text(typeset(wanted(paper)))


def _tables(paper: Paper) -> list[Table]:
    return [block for block in paper.blocks if isinstance(block, Table)]
