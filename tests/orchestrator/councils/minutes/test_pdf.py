"""Papers as PDF, read back by another library: what the file declares, and the text that is in it."""

import asyncio
import io
import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from orchestrator.councils.minutes.canonical import digest
from orchestrator.councils.minutes.characters import shown
from orchestrator.councils.minutes.minutes_paper import minutes_paper
from orchestrator.councils.minutes.paper import Ballot, Bullets, Codes, Heading, Note, Paper, Paragraph, Span
from orchestrator.councils.minutes.pdf import NotSet, Press, pdf, wanted
from orchestrator.councils.minutes.stage import Stage
from orchestrator.councils.minutes.typesetting import typeset
from tests.support.hostile_text import HOSTILE, everywhere
from tests.support.pdf_text import packed, pdf_text
from tests.support.sample_sitting import SITTING, abridged


@pytest.fixture(scope="module")
def written() -> bytes:
    """The sample's minutes, to be signed."""
    return _set(minutes_paper(SITTING, Stage.TO_SIGN))


async def test_minutes_given_a_process_of_their_own_when_set_twice_then_the_bytes_are_the_same(written: bytes) -> None:
    assert await pdf(minutes_paper(SITTING, Stage.TO_SIGN)) == written


def test_minutes_given_as_pdf_when_read_then_the_file_declares_what_archives_and_screen_readers_want(
    written: bytes,
) -> None:
    reader = PdfReader(io.BytesIO(written))
    root: Any = reader.trailer["/Root"]
    metadata = root["/Metadata"].get_data().decode()

    assert "<pdfaid:part>2</pdfaid:part>" in metadata
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in metadata
    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "it-IT"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert root["/OutputIntents"][0]["/S"] == "/GTS_PDFA1"
    assert reader.metadata is not None
    assert reader.metadata.title == "Verbale n. 3 – Collegio dei docenti"
    assert reader.metadata.author == "Istituto comprensivo «Maria Montessori»"
    assert reader.metadata.creation_date == SITTING.closed


def test_minutes_given_as_pdf_when_their_structure_is_read_then_it_has_an_outline_tables_with_headers_and_lists(
    written: bytes,
) -> None:
    root: Any = PdfReader(io.BytesIO(written)).trailer["/Root"]
    kinds = _structure(root["/StructTreeRoot"])

    assert {"/H1", "/H2", "/H3", "/H4", "/Table", "/TH", "/TD", "/L", "/LI", "/P"} <= set(kinds)
    assert kinds.count("/TH") >= 15
    assert kinds.count("/H1") == 1


def test_minutes_given_as_pdf_when_their_typefaces_are_read_then_all_of_them_lie_in_the_file(written: bytes) -> None:
    pages: Any = PdfReader(io.BytesIO(written)).pages
    fonts = [
        descendant.get_object()["/FontDescriptor"]
        for page in pages
        for font in page["/Resources"]["/Font"].values()
        for descendant in font.get_object()["/DescendantFonts"]
    ]

    assert {re.sub(r"^/[A-Z]{6}\+", "", font["/FontName"]) for font in fonts} == {
        "AtkinsonHyperlegible-Regular",
        "AtkinsonHyperlegible-Bold",
        "DejaVuSansMono",
    }
    assert all("/FontFile2" in font or "/FontFile3" in font for font in fonts)


def test_minutes_given_as_pdf_when_their_text_is_read_then_everything_that_happened_is_there(written: bytes) -> None:
    text = pdf_text(written)

    for member in SITTING.roll:
        assert packed(f"{member.seat} {member.name}") in text
    for said in (
        "assente giustificato (malattia)",
        "16:33–17:02 a distanza (collegamento caduto); dalle 17:06 a distanza",
        "in sostituzione di Rossi Carla",
        "scadenza regionale del 2 dicembre per le adesioni alla rete di scuole",
        "Risultato proclamato. Approvata",
        "Ricalcolato. Trimestre e pentamestre 40",
        "Proclamato con riserva. Due componenti sono usciti",
        "Votazione annullata. Numero legale mancato",
        "78 consegnate, 76 votate, delle quali 51 su carta in sala; 2 consegnate e non votate",
        f"Dissenso a verbale di {SITTING.items[7].votes[0].dissents[0].name}.",
        "Interruzione del servizio 17:21:10 17:23:52 ripresa dopo appello di conferma: presenti 82",
        "ing. Sara Neri (Comune, edilizia scolastica), dalle 16:58 alle 17:10",
        "812 18:41:30",
        "Ore 18:30, fino alle 19:30",
        "Resta da trattare il punto 12.",
        "Chi presiede Cattaneo",
        SITTING.items[2].documents[0].sha256,
    ):
        assert packed(said) in text
    for vote in (vote for item in SITTING.items for vote in item.votes):
        assert packed(vote.arithmetic) in text
        assert packed(vote.quorum) in text


def test_minutes_given_as_pdf_when_each_page_is_read_then_its_foot_has_both_digests_and_its_number(
    written: bytes,
) -> None:
    pages = PdfReader(io.BytesIO(written)).pages

    for number, page in enumerate(pages, start=1):
        text = packed(page.extract_text())
        assert f"Contenuto{digest(SITTING)}" in text
        assert f"Atti{SITTING.head}" in text
        assert f"pagina{number}di{len(pages)}" in text


def test_minutes_given_that_they_are_a_draft_when_set_then_each_page_says_so_and_otherwise_none(written: bytes) -> None:
    draft = PdfReader(io.BytesIO(_set(minutes_paper(abridged(SITTING), Stage.DRAFT))))

    assert all("BOZZA" in page.extract_text() for page in draft.pages)
    assert "bozza" not in pdf_text(written).lower()


def test_minutes_given_hostile_text_in_every_field_when_set_then_it_is_text_and_nothing_else() -> None:
    hostile = everywhere(abridged(SITTING), HOSTILE)

    text = pdf_text(_set(minutes_paper(hostile, Stage.DRAFT)))

    assert text.count(packed(shown(HOSTILE[:120]))) > 40
    assert packed("[U+202E]atarig[U+202C] [U+0000][U+0007][U+001B][2J[U+FFFE][U+E000] [U+1F600] [U+6F22]") in text
    assert "W" * 60 in text
    assert digest(hostile) in text


def test_title_given_ten_thousand_letters_when_set_then_it_breaks_and_stays_on_the_paper() -> None:
    item = replace(SITTING.items[4], title="Regolamento" * 1000)

    made = _set(minutes_paper(replace(abridged(SITTING), items=(item,)), Stage.TO_SIGN))

    assert pdf_text(made).count("Regolamento") >= 1980


def test_agenda_given_a_hundred_items_when_set_then_each_has_its_column_in_some_table() -> None:
    items = tuple(replace(SITTING.items[11], number=str(number)) for number in range(1, 101))
    short = abridged(SITTING)
    roll = tuple(replace(member, at_items=(member.at_items * 50)) for member in short.roll)

    text = pdf_text(_set(minutes_paper(replace(short, items=items, roll=roll), Stage.DRAFT)))

    assert "N.Componente979899100" in text


def test_letters_given_all_that_are_shown_as_they_are_when_set_then_the_typefaces_have_each_of_them() -> None:
    letters = [letter for letter in map(chr, range(0x3000)) if shown(f"a{letter}") == f"a{letter}"]
    text = " ".join(f"a{letter}" for letter in letters)
    blocks = (Paragraph((Span(text), Span(text, strong=True))), Codes((("Codice", text),)))

    made = _set(replace(minutes_paper(abridged(SITTING), Stage.TO_SIGN), blocks=blocks))

    assert len(letters) > 1500
    assert made.startswith(b"%PDF-1.7")


@given(st.text(max_size=80))
@settings(max_examples=30)
def test_text_given_anything_typed_when_set_then_there_is_a_pdf(text: str) -> None:
    paper = minutes_paper(abridged(SITTING), Stage.TO_SIGN)
    ballot = Ballot(text, text, text, ((text, text),), ((text, text),), Note(text, text))
    blocks = (
        Heading(2, text),
        Heading(3, "Punto"),
        Paragraph((Span(text),)),
        Bullets((text,)),
        Codes(((text, text),)),
        ballot,
    )

    assert _set(replace(paper, title=f"Carta {text}", subtitle=text, author=text, heading=(text, text), blocks=blocks))


async def test_papers_given_more_than_are_set_at_once_when_wanted_then_all_of_them_come_out() -> None:
    press = Press(at_once=1)
    paper = replace(minutes_paper(abridged(SITTING), Stage.TO_SIGN), blocks=())

    made = await asyncio.gather(*(press.pdf(paper) for _ in range(3)))

    assert {each[:8] for each in made} == {b"%PDF-1.7"}


async def test_paper_given_that_its_turn_does_not_come_when_wanted_then_it_is_given_up_and_the_press_goes_on() -> None:
    press = Press(at_once=1, turn_s=0.01)
    paper = replace(minutes_paper(abridged(SITTING), Stage.TO_SIGN), blocks=())

    first, second = await asyncio.gather(press.pdf(paper), press.pdf(paper), return_exceptions=True)

    assert isinstance(first, bytes)
    assert isinstance(second, NotSet)
    assert await press.pdf(paper) == first


async def test_paper_given_less_time_than_a_process_needs_to_begin_when_set_then_it_is_given_up() -> None:
    with pytest.raises(NotSet, match=r"longer than 0\.001 s"):
        await pdf(minutes_paper(SITTING, Stage.DRAFT), within_s=0.001)


async def test_paper_given_that_nothing_can_set_it_when_set_then_what_typst_says_is_told() -> None:
    with pytest.raises(NotSet, match=r"level|positive|greater"):
        await pdf(replace(minutes_paper(SITTING, Stage.DRAFT), blocks=(Heading(0, "x"),)))


def _set(paper: Paper) -> bytes:
    return typeset(wanted(paper))


def _structure(element: Any) -> list[str]:
    """The kinds of all elements of a structure tree."""
    if isinstance(element, list):
        return [kind for each in element for kind in _structure(each.get_object())]
    if not isinstance(element, dict):
        return []
    below = _structure(element["/K"].get_object()) if "/K" in element else []
    return [element["/S"], *below] if "/S" in element else below
