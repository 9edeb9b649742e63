"""The text of a mail for readers without HTML, made of its HTML: of paragraphs, headings, links and breaks. Pure."""

import re
from html.parser import HTMLParser

_SILENT = frozenset({"head", "style", "title"})
_BLOCKS = frozenset({"p", "h1", "div", "hr", "body"})


def plain_text(html: str) -> str:
    """What *html* says, a paragraph between empty lines; a link's address follows its words on a line of its own."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.end_paragraph()
    return "\n\n".join(reader.paragraphs) + "\n"


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.paragraphs: list[str] = []
        self._said: list[str] = []
        self._link: str | None = None
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self.end_paragraph()
        elif tag == "br":
            self._said.append("\n")
        elif tag == "a":
            self._link = dict(attrs).get("href")
        self._silent += tag in _SILENT

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.end_paragraph()
        elif tag == "a" and self._link is not None:
            self._said.append(f"\n{self._link}\n")
            self._link = None
        self._silent -= tag in _SILENT

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._said.append(re.sub(r"\s+", " ", data))

    def end_paragraph(self) -> None:
        lines = [line.strip() for line in "".join(self._said).splitlines()]
        if text := "\n".join(line for line in lines if line):
            self.paragraphs.append(text)
        self._said = []
