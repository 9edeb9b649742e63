"""`regia council verify`: recompute the export of a sitting, and say what differs."""

import asyncio
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from config.site_file.mistakes import language_of
from config.words.sentences import Language
from orchestrator.commands.stopping import stop
from orchestrator.councils.export.archive import MOST_BYTES, Archive, NoArchive, unpacked
from orchestrator.councils.export.printing import Print, compared
from orchestrator.councils.export.verifying import Defect, Finding, Verified, verified
from orchestrator.councils.export.words import told

_WHOLE = {
    "it": "Tutto torna: {acts} atti, l’ultimo con impronta {head}.",
    "en": "Everything agrees: {acts} acts, the last with the hash {head}.",
}
_UNHELD = {
    "it": "Senza un’impronta conservata altrove (--head) non si può sapere se gli atti sono stati riscritti tutti.",
    "en": "Without a hash that was kept elsewhere (--head) nobody can tell whether all acts were written anew.",
}
_LATER = {
    "it": "L’impronta è di un atto prima: degli ultimi {later}, venuti a seduta finita, non dice nulla.",
    "en": "The hash is that of an act before: of the last {later}, which came when the sitting was over, it says nothing.",
}
_REWORDED = {
    "it": "Il verbale lo ha scritto un’altra versione: può dire le stesse cose con altre parole. Verificalo con quella.",
    "en": "Another version wrote the minutes: it may say the same in other words. Verify them with that one.",
}
_UNPRINTED = {
    "it": "Il verbale stampato (minutes.pdf) non è stato confrontato: lo ha composto un’altra versione.",
    "en": "The printed minutes (minutes.pdf) were not compared: another version set them.",
}
_NO_ARCHIVE = {"it": "{file} non è l’esportazione di una seduta.", "en": "{file} is no export of a sitting."}
_UNREAD = {"it": "{file} non si può leggere: {why}.", "en": "{file} cannot be read: {why}."}


def verify(
    file: Annotated[Path, Parameter(help="The ZIP of a sitting.")],
    *,
    head: Annotated[
        str | None, Parameter(help="The hash of the acts that was kept elsewhere: in the minutes' foot, or by mail.")
    ] = None,
    language: Annotated[Language | None, Parameter(help="Of the report; the terminal's if left out.")] = None,
) -> None:
    """Follow the chain of acts, fold them again, count the ballots again; exit with 1 if anything differs."""
    language = language or language_of(os.environ)
    try:
        archive = _read(file)
    except NoArchive:
        stop(_NO_ARCHIVE[language].format(file=file))
    except OSError as error:
        stop(_UNREAD[language].format(file=file, why=error.strerror))
    found, printed = verified(archive, head.strip().lower() if head else None), asyncio.run(compared(archive))
    if printed is Print.OTHER:
        found = replace(found, findings=(*found.findings, Finding(Defect.PDF, "minutes.pdf")))
    sys.stdout.writelines(f"{line}\n" for line in report(found, printed, language, held=head is not None))
    if found.findings:
        raise SystemExit(1)


def report(found: Verified, printed: Print, language: Language, *, held: bool) -> list[str]:
    """What was found, a sentence a line; *held* is whether there was a hash to compare with."""
    if found.findings:
        words_alone = printed is Print.UNKNOWN and {finding.defect for finding in found.findings} == {Defect.FACTS}
        return [*(told(finding, language) for finding in found.findings), *[_REWORDED[language]] * words_alone]
    acts = found.sitting.number if found.sitting else 0
    told_lines = [_WHOLE[language].format(acts=acts, head=found.head)]
    told_lines += [_LATER[language].format(later=found.later)] * (found.later > 0)
    told_lines += [_UNPRINTED[language]] * (printed is Print.UNKNOWN)
    return told_lines if held else [*told_lines, _UNHELD[language]]


def _read(file: Path) -> Archive:
    """The export. Raises NoArchive, OSError."""
    with file.open("rb") as opened:
        data = opened.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise NoArchive
    return unpacked(data)
