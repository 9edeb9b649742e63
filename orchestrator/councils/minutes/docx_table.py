"""Tables of a DOCX as XML: the library takes seconds for the cells of ninety people, and knows no header rows."""

from collections.abc import Mapping, Sequence
from itertools import repeat
from xml.sax.saxutils import escape

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.oxml.xmlchemy import BaseOxmlElement

from orchestrator.councils.minutes.characters import writable
from orchestrator.councils.minutes.paper import Column, RowHeight, Side

_HEIGHTS: Mapping[RowHeight, str] = {
    RowHeight.TEXT: "<w:cantSplit/>",
    RowHeight.MARK: '<w:cantSplit/><w:trHeight w:val="380" w:hRule="atLeast"/>',
    RowHeight.SIGNATURE: '<w:cantSplit/><w:trHeight w:val="540" w:hRule="atLeast"/>',
}
_SIDES: Mapping[Side, str] = {Side.LEFT: "left", Side.CENTRE: "center", Side.RIGHT: "right"}
_TWIPS = 56.7
"""Of which a millimetre has so many."""
_TEXT_MM = 166
"""Between the margins."""
_LINES = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="B9BEC4"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
_PROPERTIES = (
    f'<w:tblPr><w:tblW w:w="{_TEXT_MM * _TWIPS:.0f}" w:type="dxa"/><w:tblBorders>{_LINES}</w:tblBorders><w:tblLayout w:type="fixed"/>'
    '<w:tblCellMar><w:left w:w="50" w:type="dxa"/><w:right w:w="50" w:type="dxa"/></w:tblCellMar>'
    '<w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/></w:tblPr>'
)


def table_xml(columns: Sequence[Column], rows: Sequence[Sequence[str]], height: RowHeight) -> BaseOxmlElement:
    """A ``w:tbl`` whose first row is repeated on each page."""
    widths = _widths(columns)
    grid = "".join(f'<w:gridCol w:w="{width:.0f}"/>' for width in widths)
    titles = _row(columns, widths, [column.title for column in columns], ("<w:cantSplit/><w:tblHeader/>", "<w:b/>"))
    body = "".join(_row(columns, widths, texts, (_HEIGHTS[height], "")) for texts in rows)
    return parse_xml(f"<w:tbl {nsdecls('w')}>{_PROPERTIES}<w:tblGrid>{grid}</w:tblGrid>{titles}{body}</w:tbl>")


def _widths(columns: Sequence[Column]) -> Sequence[float]:
    """In twentieths of a point; columns without a width of their own share what is left."""
    left = _TEXT_MM - sum(column.width or 0 for column in columns)
    share = max(left, 20) / max(1, sum(column.width is None for column in columns))
    return [(share if column.width is None else column.width) * _TWIPS for column in columns]


def _row(columns: Sequence[Column], widths: Sequence[float], texts: Sequence[str], how: tuple[str, str]) -> str:
    row, run = how
    return f"<w:tr><w:trPr>{row}</w:trPr>{''.join(map(_cell, columns, widths, texts, repeat(run)))}</w:tr>"


def _cell(column: Column, width: float, text: str, run: str) -> str:
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width:.0f}" w:type="dxa"/></w:tcPr>'
        f'<w:p><w:pPr><w:spacing w:before="20" w:after="20"/><w:jc w:val="{_SIDES[column.side]}"/></w:pPr><w:r><w:rPr>{run}<w:sz w:val="16"/></w:rPr>'
        f'<w:t xml:space="preserve">{escape(writable(text))}</w:t></w:r></w:p></w:tc>'
    )
