"""What `regia org export` and `regia org delete` say, in both languages. Pure but for the terminal's language."""

import os
from collections.abc import Mapping
from typing import NoReturn

from config.site_file.mistakes import language_of
from config.words.sentences import Language
from orchestrator.commands.stopping import stop

WORDS: Mapping[str, Mapping[Language, str]] = {
    "nowhere": {
        "it": "Non c’è nessuna organizzazione {organisation!r}: `regia org list` mostra quali ci sono.",
        "en": "There is no organisation {organisation!r}: `regia org list` shows which there are.",
    },
    "unwritten": {"it": "{file} non si può scrivere: {why}.", "en": "{file} cannot be written: {why}."},
    "not_set": {
        "it": "Il verbale della seduta {sitting} non si riesce a comporre: {why}.",
        "en": "The minutes of the sitting {sitting} cannot be set: {why}.",
    },
    "exported": {
        "it": "{file}: sedute finite {sittings}, righe {rows}. SHA-256 {sha256}",
        "en": "{file}: sittings that are over {sittings}, rows {rows}. SHA-256 {sha256}",
    },
    "would_go": {
        "it": "Di {name} si cancellerebbe questo (aggiungi --yes per farlo):",
        "en": "Of {name} this would be deleted (add --yes to do it):",
    },
    "deleted": {"it": "Di {name} è cancellato questo:", "en": "Of {name} this is deleted:"},
    "mails": {"it": "messaggi di posta", "en": "mails"},
    "certified": {
        "it": "Lo certifica {file}, SHA-256 {sha256}. Conservalo con l’esportazione: dice con quale impronta finiva ogni seduta.",
        "en": "{file} certifies it, SHA-256 {sha256}. Keep it with the export: it says with which hash each sitting ended.",
    },
    "goes_on": {
        "it": "Non è cancellato niente: una seduta è in corso ({sittings}). Riprova quando è finita.",
        "en": "Nothing was deleted: a sitting is under way ({sittings}). Try again when it is over.",
    },
}


def told(sentence: str, /, **details: object) -> str:
    """A sentence, in the terminal's language."""
    return WORDS[sentence][language_of(os.environ)].format(**details)


def refuse(sentence: str, /, **details: object) -> NoReturn:
    """End the command with a sentence."""
    stop(told(sentence, **details))
