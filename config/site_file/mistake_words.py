"""The words for every mistake of a room file: code, then language, then message and hint."""

from collections.abc import Mapping

from config.site_file.agreement_words import AGREEMENT_WORDS
from config.site_file.value_words import VALUE_WORDS
from config.words.sentences import Language

_FILE_WORDS: Mapping[str, Mapping[Language, tuple[str, str]]] = {
    "file_missing": {
        "it": ("il file non c’è", "Controlla il percorso."),
        "en": ("there is no such file", "Check the path."),
    },
    "file_special": {
        "it": ("non è un file", "Indica uno o più file .toml, non la loro cartella."),
        "en": ("this is not a file", "Name one or more .toml files, not their folder."),
    },
    "file_unreadable": {
        "it": ("il file non si può leggere ({detail})", "Controlla i permessi del file."),
        "en": ("the file cannot be read ({detail})", "Check the file's permissions."),
    },
    "file_big": {
        "it": ("il file è troppo grande: più di {limit} byte", "È proprio il file delle sale?"),
        "en": ("the file is too big: more than {limit} bytes", "Is this really the room file?"),
    },
    "file_not_text": {
        "it": ("il file non è un testo UTF-8", "Salvalo come testo, in UTF-8."),
        "en": ("the file is not UTF-8 text", "Save it as text, in UTF-8."),
    },
    "file_empty": {
        "it": ("il file è vuoto", "Parti dall’esempio, config/sample/officine.toml."),
        "en": ("the file is empty", "Start from the sample, config/sample/officine.toml."),
    },
    "toml": {
        "it": ("non è scritto in TOML ({detail})", "Guarda virgolette, parentesi e segni = qui e nella riga sopra."),
        "en": ("this is not TOML ({detail})", "Look at quotes, brackets and equals signs here and on the line above."),
    },
    "toml_deep": {
        "it": (
            "le parentesi sono annidate troppo a fondo",
            "È proprio il file delle sale? Chiudi le parentesi aperte.",
        ),
        "en": ("the brackets are nested too deeply", "Is this really the room file? Close the open brackets."),
    },
    "twice": {
        "it": ("«{name}» è già scritto in {other}", "Tienine uno solo."),
        "en": ("“{name}” is already written in {other}", "Keep only one of them."),
    },
}
_WARNING_WORDS: Mapping[str, Mapping[Language, tuple[str, str]]] = {
    "room_lacks": {
        "it": (
            "la sala «{room}» non ha {devices}, che la preparazione «{preset}» richiede: con quella non sarà mai pronta",
            "Aggiungi ciò che manca, oppure dai alla sala un altro default_preset o, in [rooms.presets.{preset}], i needs che ha.",
        ),
        "en": (
            "the room “{room}” lacks {devices}, which the preset “{preset}” needs: with it the room will never be ready",
            "Add what is missing, or give the room another default_preset or, in [rooms.presets.{preset}], the needs it has.",
        ),
    },
    "picture_missing": {
        "it": ("l’immagine «{name}» non c’è accanto a questo file", "Senza, il grande schermo resta senza sfondo."),
        "en": ("there is no picture “{name}” beside this file", "Without it the big screen has no background."),
    },
    "picture_unreadable": {
        "it": ("l’immagine «{name}» non si può leggere ({detail})", "Controlla i permessi del file."),
        "en": ("the picture “{name}” cannot be read ({detail})", "Check the file's permissions."),
    },
    "picture_big": {
        "it": ("l’immagine «{name}» è troppo grande: più di 2 MB", "Salvala più piccola; 3840 × 2160 punti bastano."),
        "en": ("the picture “{name}” is too big: more than 2 MB", "Save it smaller; 3840 × 2160 points are enough."),
    },
    "picture_kind": {
        "it": ("«{name}» non è un’immagine JPEG, PNG o WebP", "Salvala in uno di questi formati."),
        "en": ("“{name}” is no JPEG, PNG or WebP picture", "Save it in one of these formats."),
    },
    "jitsi_hosted": {
        "it": (
            "su meet.jit.si una conferenza incorporata finisce dopo cinque minuti",
            "Usa un server Jitsi tuo, o del tuo ente.",
        ),
        "en": (
            "on meet.jit.si an embedded meeting ends after five minutes",
            "Use a Jitsi server of your own, or of your institution.",
        ),
    },
}
WORDS: Mapping[str, Mapping[Language, tuple[str, str]]] = {
    **_FILE_WORDS,
    **VALUE_WORDS,
    **AGREEMENT_WORDS,
    **_WARNING_WORDS,
}
