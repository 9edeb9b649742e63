"""What verifying an export found, as sentences."""

from collections.abc import Mapping

from config.words.sentences import Language
from orchestrator.councils.export.verifying import Defect, Finding

Words = Mapping[Language, str]
LONGEST_NAME = 200

SENTENCES: Mapping[Defect, Words] = {
    Defect.FRAME: {
        "it": "Le regole e l’elenco dei componenti non si leggono.",
        "en": "The rules and the roll cannot be read.",
    },
    Defect.UNREADABLE: {"it": "L’atto {where} non si legge.", "en": "Act {where} cannot be read."},
    Defect.FORM: {
        "it": "L’atto {where} è scritto in un’altra forma: qualcuno l’ha riscritto.",
        "en": "Act {where} is written in another form: somebody wrote it anew.",
    },
    Defect.BROKEN: {
        "it": "La catena si rompe all’atto {where}: questo atto, o quello prima, è stato cambiato, tolto o spostato.",
        "en": "The chain breaks at act {where}: it, or the one before it, was changed, taken out or moved.",
    },
    Defect.UNLAWFUL: {
        "it": "L’atto {where} non poteva avvenire in quel momento: le regole lo vietano.",
        "en": "Act {where} could not happen there: the rules forbid it.",
    },
    Defect.HEAD: {
        "it": "L’impronta conservata non è quella dell’ultimo atto, il {where}: gli atti non sono quelli della seduta.",
        "en": "The hash that was kept is not that of the last act, number {where}: these are not the acts of the sitting.",
    },
    Defect.NO_URN: {
        "it": "Del voto segreto «{where}» mancano le schede.",
        "en": "The papers of the secret vote “{where}” are missing.",
    },
    Defect.KEY: {
        "it": "La chiave del voto segreto «{where}» non si legge.",
        "en": "The key of the secret vote “{where}” cannot be read.",
    },
    Defect.SIGNATURE: {
        "it": "Nel voto segreto «{where}» c’è una ricevuta che la chiave del voto non ha firmato.",
        "en": "In the secret vote “{where}” there is a receipt that was not signed with the vote’s key.",
    },
    Defect.TWICE: {
        "it": "Nel voto segreto «{where}» una ricevuta c’è due volte.",
        "en": "In the secret vote “{where}” a receipt is there twice.",
    },
    Defect.COUNT: {
        "it": "Nel voto segreto «{where}» ricevute, voti e schede contate non sono altrettanti.",
        "en": "In the secret vote “{where}” receipts, votes and counted papers are not as many.",
    },
    Defect.TALLY: {
        "it": "I voti del voto segreto «{where}» danno un altro conteggio.",
        "en": "The votes of the secret vote “{where}” add up to something else.",
    },
    Defect.MINUTES: {"it": "Il verbale ({where}) è di altri atti.", "en": "The minutes ({where}) are of other acts."},
    Defect.FACTS: {
        "it": "Il verbale dice altro da ciò che risulta dagli atti e dalle note: {where}.",
        "en": "The minutes say something else than the acts and the notes do: {where}.",
    },
    Defect.DOCUMENT: {
        "it": "Il documento {where} non è quello che avevano i componenti.",
        "en": "The document {where} is not the one that members had.",
    },
    Defect.SIGNED: {
        "it": "Il file del verbale ({where}) non è quello firmato.",
        "en": "The file of the minutes ({where}) is not the one that was signed.",
    },
    Defect.PDF: {
        "it": "Il verbale stampato ({where}) non è quello che risulta dal suo contenuto.",
        "en": "The printed minutes ({where}) are not what their content makes.",
    },
    Defect.MISSING: {"it": "Manca una parte: {where}.", "en": "A part is missing: {where}."},
    Defect.FOREIGN: {
        "it": "C’è qualcosa che gli atti non conoscono: {where}.",
        "en": "There is something that the acts do not know: {where}.",
    },
}


def told(finding: Finding, language: Language) -> str:
    """The sentence of a finding, on one line whatever the file calls what differs: its names are anybody's."""
    return SENTENCES[finding.defect][language].format(where=_harmless(finding.where))


def _harmless(name: str) -> str:
    """The name as a terminal may be shown it."""
    shown = "".join(letter if letter.isprintable() else f"\\u{ord(letter):04x}" for letter in name[:LONGEST_NAME])
    return shown if len(name) <= LONGEST_NAME else f"{shown}…"
