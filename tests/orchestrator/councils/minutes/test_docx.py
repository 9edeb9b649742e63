"""Papers as DOCX, read back as a word processor reads them: styles, header rows, language, and the text."""

import io
import re
import zipfile
from datetime import UTC

import pytest
from docx import Document
from docx.document import Document as Read
from docx.oxml.ns import qn

from orchestrator.councils.minutes.canonical import digest
from orchestrator.councils.minutes.characters import writable
from orchestrator.councils.minutes.docx import docx
from orchestrator.councils.minutes.minutes_paper import minutes_paper
from orchestrator.councils.minutes.stage import Stage
from tests.support.hostile_text import HOSTILE, everywhere
from tests.support.sample_sitting import SITTING, abridged


@pytest.fixture(scope="module")
def written() -> bytes:
    """The sample's minutes, to be signed."""
    return docx(minutes_paper(SITTING, Stage.TO_SIGN))


def test_minutes_given_as_docx_when_written_twice_then_the_bytes_are_the_same(written: bytes) -> None:
    assert docx(minutes_paper(SITTING, Stage.TO_SIGN)) == written


def test_minutes_given_as_docx_when_read_then_headings_header_rows_language_and_title_are_those_of_a_word_processor(
    written: bytes,
) -> None:
    document = Document(io.BytesIO(written))
    styles = [paragraph.style.name for paragraph in document.paragraphs if paragraph.style is not None]

    assert styles.count("Title") == 1
    assert {"Heading 2", "Heading 3", "Heading 4", "List Bullet", "List Paragraph"} <= set(styles)
    assert len(document.tables) >= 8
    assert all(table.rows[0]._tr.get_or_add_trPr().find(qn("w:tblHeader")) is not None for table in document.tables)
    assert {language.get(qn("w:val")) for language in document.styles.element.iter(qn("w:lang"))} == {"it-IT"}
    assert document.core_properties.language == "it-IT"
    assert document.core_properties.title == "Verbale n. 3 – Collegio dei docenti"
    assert SITTING.closed is not None
    assert document.core_properties.created == SITTING.closed.astimezone(UTC)


def test_minutes_given_as_docx_when_read_then_they_say_what_the_pdf_says(written: bytes) -> None:
    document = Document(io.BytesIO(written))
    text = _text(document)

    for member in SITTING.roll:
        assert member.name in text
    for vote in (vote for item in SITTING.items for vote in item.votes):
        assert vote.arithmetic in text
        assert vote.text in text
    assert "Ricalcolato. Trimestre e pentamestre 40" in text
    assert "Interruzione del servizio" in text
    foot = document.sections[0].footer.paragraphs[0]
    assert f"Contenuto {digest(SITTING)}" in foot.text
    assert f"Atti {SITTING.head}" in foot.text
    assert re.findall(r'w:instr="(\w+)"', foot._p.xml) == ["PAGE", "NUMPAGES"]


def test_table_given_columns_with_and_without_a_width_when_written_then_all_of_them_fill_the_page(
    written: bytes,
) -> None:
    for table in Document(io.BytesIO(written)).tables:
        widths = [int(column.get(qn("w:w"))) for column in table._tbl.tblGrid.iter(qn("w:gridCol"))]

        assert abs(sum(widths) - 166 * 56.7) < 10
        assert min(widths) > 300


def test_minutes_given_that_they_are_a_draft_when_written_then_each_page_says_so_at_its_head(written: bytes) -> None:
    draft = Document(io.BytesIO(docx(minutes_paper(SITTING, Stage.DRAFT))))

    assert draft.sections[0].header.paragraphs[0].text.endswith("BOZZA")
    assert "BOZZA" not in Document(io.BytesIO(written)).sections[0].header.paragraphs[0].text


def test_minutes_given_hostile_text_in_every_field_when_written_then_it_is_text_and_nothing_else() -> None:
    made = docx(minutes_paper(everywhere(abridged(SITTING), HOSTILE), Stage.DRAFT))
    document = Document(io.BytesIO(made))

    assert _text(document).count(writable(HOSTILE)) > 60
    assert "[U+202E]atarig[U+202C] [U+0000][U+0007][U+001B][2J" in _text(document)
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        assert not [name for name in parts.namelist() if "thumbnail" in name]
        assert not [name for name in parts.namelist() if b'TargetMode="External"' in parts.read(name)]


def _text(document: Read) -> str:
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join((*(paragraph.text for paragraph in document.paragraphs), *cells))
