"""`regia council verify`: recompute the export of a sitting, and say what differs."""

import os
import sys
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from config.site_file.mistakes import language_of
from config.words.sentences import Language
from orchestrator.commands.stopping import stop
from orchestrator.councils.export.archive import NoArchive, unpacked
from orchestrator.councils.export.verifying import Verified, verified
from orchestrator.councils.export.words import told

_WHOLE = {
    "it": "Tutto torna: {acts} atti, l’ultimo con impronta {head}.",
    "en": "Everything agrees: {acts} acts, the last with the hash {head}.",
}
_UNHELD = {
    "it": "Senza un’impronta conservata altrove (--head) non si può sapere se gli atti sono stati riscritti tutti.",
    "en": "Without a hash that was kept elsewhere (--head) nobody can tell whether all acts were written anew.",
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
        archive = unpacked(file.read_bytes())
    except NoArchive:
        stop(_NO_ARCHIVE[language].format(file=file))
    except OSError as error:
        stop(_UNREAD[language].format(file=file, why=error.strerror))
    found = verified(archive, head.strip().lower() if head else None)
    sys.stdout.writelines(f"{line}\n" for line in report(found, language, held=head is not None))
    if found.findings:
        raise SystemExit(1)


def report(found: Verified, language: Language, *, held: bool) -> list[str]:
    """What was found, a sentence a line; *held* is whether there was a hash to compare with."""
    if found.findings:
        return [told(finding, language) for finding in found.findings]
    acts = found.sitting.number if found.sitting else 0
    whole = _WHOLE[language].format(acts=acts, head=found.head)
    return [whole] if held else [whole, _UNHELD[language]]
