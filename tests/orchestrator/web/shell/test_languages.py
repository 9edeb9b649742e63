"""Every sentence of the pages stands in both languages, none is left over, and none hides from translation."""

import re
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.extract import extract_from_file
from jinja2 import Environment, nodes

from orchestrator.web.shell.catalogues import catalogues, translations
from orchestrator.web.shell.templates import options

SERVICE = Path(__file__).parents[4] / "orchestrator"
TEMPLATES = sorted(SERVICE.rglob("templates/*.html"))
READ_OUT = {"alt", "aria-label", "aria-description", "placeholder", "title", "summary", "data-label", "data-lost"}
"""Attributes whose values people are told."""
SAME = {"Italiano", "English"}
"""Each language is called so in all of them."""
ATTRIBUTES = re.compile(r'(?:^|(?<=\s))(?:required(?=\s|$)|[\w-]+="[^"\x00]*"?)')
"""What a macro writes into somebody else's tag."""
READ = {"trimmed": "true", "silent": "false", "extensions": "jinja2.ext.do"}
"""As templates are read; one that cannot be read is no template without sentences."""
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")


def sentences(folder: Path) -> set[str | tuple[str, ...]]:
    """What the templates and modules of that folder, and of none below that has its own catalogue, want in English."""
    kinds = {".html": "jinja2", ".py": "python"}
    files = [*folder.glob("templates/*.html"), *folder.glob("*.py")]
    told = {"_": None, "say": None, "gettext": None, "ngettext": (1, 2)}
    return {
        message
        for file in files
        for _, message, _, _ in extract_from_file(kinds[file.suffix], str(file), told, options=READ)
    }


def english() -> Mapping[Path, list[Message]]:
    return {folder: [message for message in catalogue if message.id] for folder, catalogue in catalogues()}


@pytest.mark.parametrize(
    "folder",
    sorted({path.parents[1] for path in TEMPLATES} | {folder for folder, _ in catalogues()}),
    ids=lambda path: path.name,
)
def test_sentences_given_a_folder_with_templates_when_its_english_is_read_then_all_are_there_and_no_other(
    folder: Path,
) -> None:
    known = {message.id for message in english().get(folder, [])}
    wanted = sentences(folder)

    assert sorted(map(str, wanted - known)) == [], "untranslated"
    assert sorted(map(str, known - wanted)) == [], "unused"


def test_sentences_given_the_english_when_it_is_read_then_each_is_whole_and_names_the_same_values() -> None:
    for message in (message for those in english().values() for message in those):
        ids = [message.id] if isinstance(message.id, str) else list(message.id)
        said = [message.string] if isinstance(message.string, str) else list(message.string or ())

        assert (all(said), message.fuzzy, len(said)) == (True, False, len(ids)), ids
        assert {*PLACEHOLDER.findall(ids[-1])} == {*PLACEHOLDER.findall(said[-1])}, ids


def test_words_given_one_and_several_when_they_are_counted_then_each_language_says_so_in_its_way() -> None:
    asked = ("Una cosa da correggere", "%(num)s cose da correggere")

    assert [translations("it").ngettext(*asked, number) for number in (1, 2)] == list(asked)
    assert translations("en").ngettext(*asked, 1) == "One thing to correct"


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: f"{path.parents[1].name}-{path.name}")
def test_template_given_its_text_when_it_is_read_then_no_words_stand_there_untranslated(template: Path) -> None:
    assert [words for words in bare_words(template.read_text()) if words not in SAME] == []


def test_template_given_words_without_translation_when_it_is_read_then_they_are_found() -> None:
    text = '{% if a %}<p title="Ciao">Bene {{ _("già") }}</p>{% endif %}<i class="sala">{{ x }}</i>{% macro m() %}<b>No</b>{% endmacro %}'

    assert sorted(bare_words(text)) == ["Bene", "Ciao", "No"]


def bare_words(text: str) -> Iterator[str]:
    """Words that a template writes as they are: between tags, and in attributes that are read out."""
    drawn = "".join(
        part.data if isinstance(part, nodes.TemplateData) else "\x00"
        for output in Environment(**options()).parse(text).find_all(nodes.Output)  # noqa: S701  the options say so
        for part in output.nodes
    )
    reader = _Reader()
    reader.feed(drawn)
    reader.close()
    return (words for words in (part.strip() for part in reader.found) if re.search(r"[^\W\d_]", words))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        for name, value in attrs:
            if name in READ_OUT and value:
                self.found += value.split("\x00")

    def handle_data(self, data: str) -> None:
        self.found += ATTRIBUTES.sub("", data).split("\x00")
