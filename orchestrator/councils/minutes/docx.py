"""A paper as DOCX (ISO/IEC 29500), for people who go on writing: headings, tables and lists are those of a word processor."""

from collections.abc import Sequence
from functools import singledispatch

from docx.document import Document
from docx.enum.text import WD_BREAK
from docx.shared import Pt
from docx.text.paragraph import Paragraph as Written

from orchestrator.councils.minutes.characters import writable
from orchestrator.councils.minutes.docx_file import file_of, new_document
from orchestrator.councils.minutes.docx_table import table_xml
from orchestrator.councils.minutes.paper import (
    Ballot,
    Block,
    Bullets,
    Codes,
    Column,
    Facts,
    Heading,
    Note,
    Numbered,
    PageBreak,
    Paper,
    Paragraph,
    RowHeight,
    Signatures,
    Size,
    Table,
)

_SMALL = Pt(8)
_LINE = "_" * 34


def docx(paper: Paper) -> bytes:
    """The bytes of the DOCX; equal papers give equal bytes."""
    document = new_document(paper)
    for number, line in enumerate(paper.heading):
        written = document.add_paragraph()
        written.add_run(writable(line)).bold = number == 0 or None
        _tight(written)
    document.add_paragraph(writable(paper.title), "Title")
    document.add_paragraph(writable(paper.subtitle), "Subtitle")
    for block in paper.blocks:
        _write(block, document)
    return file_of(document)


@singledispatch
def _write(block: Block, _document: Document) -> None:
    """Put one block at the end of the document."""
    raise TypeError(f"a paper has no {type(block).__name__}")


@_write.register
def _(block: Heading, document: Document) -> None:
    document.add_heading(writable(block.text), block.level)


@_write.register
def _(block: Paragraph, document: Document) -> None:
    paragraph = document.add_paragraph()
    for span in block.spans:
        run = paragraph.add_run(writable(span.text))
        run.bold = span.strong or None
        if block.size is Size.SMALL:
            run.font.size = _SMALL


@_write.register
def _(block: Facts, document: Document) -> None:
    for label, value in block.rows:
        _labelled(document, f"{label}: ", value)


@_write.register
def _(block: Codes, document: Document) -> None:
    _write(Facts(block.rows), document)


@_write.register
def _(block: Numbered, document: Document) -> None:
    for number, entry in block.entries:
        _tight(document.add_paragraph(f"{writable(number)}.\t{writable(entry)}", "List Paragraph"))


@_write.register
def _(block: Bullets, document: Document) -> None:
    for entry in block.entries:
        document.add_paragraph(writable(entry), "List Bullet")


@_write.register
def _(block: Table, document: Document) -> None:
    _table(document, block.columns, block.rows, block.height)


@_write.register
def _(block: Note, document: Document) -> None:
    _labelled(document, f"{block.label}. ", block.text)


@_write.register
def _(block: Ballot, document: Document) -> None:
    document.add_heading(writable(block.title), 4)
    _labelled(document, "", block.about)
    document.add_paragraph(writable(block.text))
    if block.tallies:
        columns = tuple(Column(label) for label, _ in block.tallies)
        _table(document, columns, (tuple(votes for _, votes in block.tallies),), RowHeight.TEXT)
    for note in (block.outcome, *block.notes):
        _write(note, document)
    _write(Facts(block.lines), document)


@_write.register
def _(block: Signatures, document: Document) -> None:
    if block.said:
        document.add_paragraph(writable(block.said)).paragraph_format.keep_with_next = True
    for office, name in block.places:
        _labelled(document, f"{office}: ", f"{name}  {_LINE}")


@_write.register
def _(block: PageBreak, document: Document) -> None:  # noqa: ARG001 - it has nothing to say
    document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)


def _labelled(document: Document, label: str, text: str) -> None:
    paragraph = document.add_paragraph()
    paragraph.add_run(writable(label)).bold = True
    paragraph.add_run(writable(text))
    _tight(paragraph)


def _table(document: Document, columns: Sequence[Column], rows: Sequence[Sequence[str]], height: RowHeight) -> None:
    """Rows under a header that each page repeats."""
    table = document.add_table(rows=0, cols=len(columns))
    table._tbl.getparent().replace(table._tbl, table_xml(columns, rows, height))  # noqa: SLF001 - see docx_table.py
    document.add_paragraph()


def _tight(paragraph: Written) -> None:
    paragraph.paragraph_format.space_after = Pt(2)
