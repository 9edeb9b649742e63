"""The file of a DOCX: whose it is, what its styles look like, what stands on each page, and always the same bytes."""

import io
import zipfile
from datetime import UTC

import docx
from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph

from orchestrator.councils.minutes.characters import writable
from orchestrator.councils.minutes.paper import Paper

_ACCENT = RGBColor(0x0B, 0x3F, 0x7A)
_SIZES = {
    "Title": 19,
    "Subtitle": 11,
    "Heading 2": 13,
    "Heading 3": 11,
    "Heading 4": 10,
    "List Bullet": 10,
    "List Paragraph": 10,
}
_BOLD = {"Title", "Heading 2", "Heading 3", "Heading 4"}
_TYPEFACE = "Arial"
"""Whoever writes on has it; ours they have not."""
_STILL = (1980, 1, 1, 0, 0, 0)
_LONGEST = 255
"""Letters of a property."""


def new_document(paper: Paper) -> Document:
    """An empty document with the paper's properties, styles, header and foot."""
    document = docx.Document()
    properties = document.core_properties
    properties.title, properties.author = _property(paper.title), _property(paper.author)
    properties.language, properties.comments, properties.last_modified_by = "it-IT", "", ""
    properties.created = properties.modified = paper.at.astimezone(UTC).replace(tzinfo=None)
    for key, relation in [*document.part.package.rels.items()]:
        if relation.reltype.endswith("/thumbnail"):  # of the library's template
            del document.part.package.rels[key]
    _dress(document)
    _frame(document.sections[0], paper)
    return document


def file_of(document: Document) -> bytes:
    """The document's bytes, with the same time on each part."""
    saved, made = io.BytesIO(), io.BytesIO()
    document.save(saved)
    with zipfile.ZipFile(saved) as parts, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for part in parts.infolist():
            target.writestr(zipfile.ZipInfo(part.filename, _STILL), parts.read(part), zipfile.ZIP_DEFLATED)
    return made.getvalue()


def _property(text: str) -> str:
    return writable(text)[:_LONGEST]


def _dress(document: Document) -> None:
    for name, size in {"Normal": 10, **_SIZES}.items():
        style = document.styles[name]
        if isinstance(style, ParagraphStyle):
            style.font.name, style.font.size = _TYPEFACE, Pt(size)
            style.font.bold, style.font.italic = name in _BOLD, False
            style.font.color.rgb = _ACCENT if name == "Heading 2" else RGBColor(0x16, 0x19, 0x1D)
            fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
            for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
                fonts.attrib.pop(qn(theme), None)
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "it-IT")


def _frame(section: Section, paper: Paper) -> None:
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(22)
    section.top_margin = section.bottom_margin = Mm(24)
    head = section.header.paragraphs[0]
    head.add_run(writable(paper.running)).font.size = Pt(8)
    if paper.stamp:
        stamp = head.add_run(f"  –  {writable(paper.stamp)}")
        stamp.bold, stamp.font.size = True, Pt(8)
    foot = section.footer.paragraphs[0]
    for label, code in paper.foot:
        foot.add_run(writable(f"{label} {code}")).font.size = Pt(6)
        foot.add_run().add_break()
    section.footer_distance = section.header_distance = Mm(10)
    _field(foot, "pagina ", "PAGE")
    _field(foot, " di ", "NUMPAGES")


def _field(paragraph: Paragraph, before: str, code: str) -> None:
    """A number that the word processor reckons."""
    paragraph.add_run(before).font.size = Pt(8)
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), code)
    run = paragraph.add_run("1")
    run.font.size = Pt(8)
    field.append(run._r)  # noqa: SLF001 - the library has no fields
    paragraph._p.append(field)  # noqa: SLF001
