"""The words of pages in both languages: Italian stands in the templates, English in `en.po` of each folder that has some.

gettext's format, read when the first page in English is drawn, so that no step of a build lies between a sentence and
what people see.
"""

import functools
from collections.abc import Callable, Iterator
from importlib import resources
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

from config.words.sentences import Language

CATALOGUE = "en.po"
Say = Callable[[str], str]
"""A sentence in the language of whoever reads, by its Italian."""


@functools.cache
def translations(language: Language) -> NullTranslations:
    """The sentences of that language by their Italian. Raises ValueError where two folders differ about one."""
    if language == "it":
        return NullTranslations()
    written = BytesIO()
    write_mo(written, _together(language))
    written.seek(0)
    return Translations(written)


def catalogues() -> Iterator[tuple[Path, Catalog]]:
    """Each folder that has sentences, with what they are in English."""
    for path in sorted(Path(str(resources.files("orchestrator"))).rglob(CATALOGUE)):
        with path.open("rb") as file:
            yield path.parent, read_po(file, locale="en", abort_invalid=True)


def _together(language: Language) -> Catalog:
    whole = Catalog(locale=language)
    for folder, catalogue in catalogues():
        for message in catalogue:
            if not message.id:
                continue
            known = whole.get(message.id, message.context)
            if known is not None and known.string != message.string:
                raise ValueError(f"{folder.name} says {message.id!r} in other words than another folder")
            whole[message.id] = message
    return whole
