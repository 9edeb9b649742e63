"""The process that sets one paper: JSON on its standard input, PDF on its standard output.

`python -m orchestrator.councils.minutes.typesetting`. It knows no network, reads no typeface of the machine, and prints
no text that it did not get as data. Its standard error says what was wrong where it exits with 1.
"""

import json
import sys
from importlib import resources

import fontpkg_atkinson_hyperlegible
import typst


def typeset(wanted: bytes) -> bytes:
    """The PDF of a paper as `wanted` of pdf.py tells it. Raises typst.TypstError.

    It declares PDF/A-2a (ISO 19005-2, archiving) and PDF/UA-1 (ISO 14289-1, accessibility); typst refuses what it knows
    to break them.
    """
    told = json.loads(wanted)
    template = resources.files(__package__).joinpath("paper.typ").read_bytes()
    with resources.as_file(resources.files(fontpkg_atkinson_hyperlegible) / "files") as typefaces:
        made = typst.compile(
            template,
            font_paths=typst.Fonts(include_system_fonts=False, font_paths=[typefaces]),
            sys_inputs={"paper": json.dumps(told["paper"])},
            pdf_standards=["a-2a", "ua-1"],
            timestamp=told["at"],
        )
    if not isinstance(made, bytes):
        raise TypeError("typst gave no PDF")
    return made


def main() -> None:
    """Set what stands on standard input."""
    try:
        pdf = typeset(sys.stdin.buffer.read())
    except typst.TypstError as error:
        sys.exit(error.message)
    sys.stdout.buffer.write(pdf)


if __name__ == "__main__":
    main()
