"""Room files: one or several TOML texts that together describe an installation."""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from types import MappingProxyType
from typing import Any

from config.rooms import Calendar, Installation
from config.site_file.checks import check
from config.site_file.documents import Document, Joined, NotRead, Place, Source, join, parse, read_source
from config.site_file.doubts import doubts
from config.site_file.lines import KeyPath
from config.site_file.mistakes import Finding, Findings, Mistake, words
from config.site_file.owners import owners
from config.site_file.pictures import NoPicture, Picture, read_picture
from config.site_file.refusals import refusals
from config.words.sentences import Language

Texts = tuple[tuple[str, str], ...]
"""Name and content of each file, sorted, so that the order in which they are named does not matter."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What room files say: an installation, or else at least one mistake."""

    installation: Installation | None
    mistakes: tuple[Mistake, ...]
    """By file and line."""
    texts: Texts
    """The texts of the files that could be read."""
    calendar_paths: Mapping[str, Path] = field(default_factory=dict)
    """The file of each calendar that has one, by the calendar's id; empty if loaded from stored texts."""
    warnings: tuple[Mistake, ...] = ()
    """What should be looked at again in files that are right."""
    folders: Mapping[str, Path] = field(default_factory=dict)
    """The folder of each file, by the file's name."""
    pictures: Mapping[str, Picture] = field(default_factory=dict)
    """The pictures behind the big screens' words, by the site's id, as far as they could be read."""


def load_site(paths: Sequence[Path], language: Language = "it") -> Loaded:
    """Read room files, in whatever order, and list every mistake in them."""
    sources, mistakes = [], []
    for path in paths:
        try:
            sources.append(read_source(path))
        except NotRead as error:
            mistakes.append(_unread(str(path), error, language))
    return _load(sources, mistakes, language)


def load_texts(
    texts: Texts,
    language: Language = "it",
    folders: Mapping[str, Path] = MappingProxyType({}),
    *,
    organisations: Sequence[str] | None = None,
) -> Loaded:
    """Read stored texts and list every mistake in them; opens no file but pictures.

    *folders* are those in which files of these names were last, for the pictures beside them. *organisations* are the ids
    of those there are; None where nobody knows.
    """
    elsewhere = next(iter(folders.values()), None)  # a new file is most likely beside another
    sources = [Source(name, name, text, folders.get(name, elsewhere)) for name, text in texts]
    return _load(sources, [], language, organisations)


def digest(texts: Texts) -> str:
    """What the texts are stored under: a SHA-256 in hex, whatever the folder and the order of the files."""
    return hashlib.sha256(json.dumps(sorted(texts)).encode()).hexdigest()


def calendar_path(calendar: Calendar, folder: Path) -> Path | None:
    """The file of *calendar*, whose path is relative to *folder*, where its room file is; None if it has no file."""
    return folder.absolute() / calendar.path if calendar.path else None


def _load(
    sources: Sequence[Source], mistakes: list[Mistake], language: Language, organisations: Sequence[str] | None = None
) -> Loaded:
    """Load *sources*; *mistakes* tells of the files that could not be read."""
    documents = []
    texts = tuple(sorted((source.name, source.text) for source in sources))
    for source in sorted(sources, key=lambda source: (source.name, source.text)):
        try:
            documents.append(parse(source))
        except NotRead as error:
            mistakes.append(_unread(source.file, error, language))
    whole = not mistakes
    joined = join(documents)
    mistakes += _told(_findings(documents, joined, whole=whole), language)
    if organisations is not None:
        mistakes += _told(_placed(documents, joined, owners(joined.table, tuple(organisations))), language)
    if mistakes:
        return Loaded(None, _in_order(mistakes), texts)
    installation = Installation.model_validate(joined.table)
    pictures, without = _pictures(installation, joined)
    warnings = _in_order(_told(_placed(documents, joined, chain(doubts(installation), without)), language))
    folders = {source.name: source.folder for source in sources if source.folder is not None}
    return Loaded(installation, (), texts, _calendar_paths(installation, joined), warnings, folders, pictures)


def _findings(documents: Sequence[Document], joined: Joined, *, whole: bool) -> Iterator[tuple[Place, Finding]]:
    """Everything that is wrong, and where; *whole* as in `check`."""
    for document in documents:
        for finding in refusals(document.table):
            yield Place(document, finding.path), finding
    if documents:
        for name, there, here in joined.twice:
            yield here, Finding(here.path, "twice", {"name": name, "other": str(there)})
        yield from _placed(documents, joined, check(joined.table, whole=whole))


def _placed(documents: Sequence[Document], joined: Joined, findings: Findings) -> Iterator[tuple[Place, Finding]]:
    """Each finding of the joined table, with the place where it is written."""
    for finding in findings:
        other = joined.place(finding.other)
        here = joined.place(finding.path) or Place(documents[0], finding.path)  # of what no file has
        yield here, finding.told_of(str(other)) if other else finding


def _told(findings: Iterable[tuple[Place, Finding]], language: Language) -> Iterator[Mistake]:
    for place, finding in findings:
        message, hint = words(finding, language)
        yield Mistake(place.file, place.line, _shown(place.path, place.document.table), message, hint)


def _in_order(mistakes: Iterable[Mistake]) -> tuple[Mistake, ...]:
    return tuple(sorted(dict.fromkeys(mistakes), key=_reading_order))


def _reading_order(mistake: Mistake) -> tuple[str, int, str, str]:
    return mistake.file, mistake.line or 0, mistake.path, mistake.message


def _unread(file: str, error: NotRead, language: Language) -> Mistake:
    message, hint = words(Finding((), error.code, error.params), language)
    return Mistake(file, error.line, "", message, hint)


def _shown(path: KeyPath, value: Any) -> str:
    """*path* for people: members of a list by their id where they have one, keys as TOML writes them."""
    shown = ""
    for step in path:
        value = value[step] if _holds(value, step) else None
        named = value.get("id") if isinstance(step, int) and isinstance(value, dict) else None
        if isinstance(step, int) and not isinstance(named, str):
            shown += f"[{step}]"
        else:
            shown += f".{_key(str(step if named is None else named))}"
    return shown.removeprefix(".")


def _holds(value: Any, step: str | int) -> bool:
    if isinstance(value, list):
        return isinstance(step, int) and step < len(value)
    return isinstance(value, dict) and step in value


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else json.dumps(name, ensure_ascii=False)


def _pictures(installation: Installation, joined: Joined) -> tuple[Mapping[str, Picture], Sequence[Finding]]:
    """The pictures beside the files, and a finding for each that cannot be read; none where a file's folder is unknown."""
    found, without = dict[str, Picture](), list[Finding]()
    for number, site in enumerate(installation.sites):
        folder = joined.places["sites", number].document.source.folder
        if site.background is None or folder is None:
            continue
        try:
            found[site.id] = read_picture(folder / site.background)
        except NoPicture as error:
            without.append(Finding(("sites", number, "background"), error.code, error.params))
    return found, without


def _calendar_paths(installation: Installation, joined: Joined) -> Mapping[str, Path]:
    paths = {}
    for number, calendar in enumerate(installation.calendars):
        place = joined.places["calendars", number]
        path = calendar_path(calendar, place.document.source.folder) if place.document.source.folder else None
        if path:
            paths[calendar.id] = path
    return paths
