"""The words for what is wrong with a device that is asked over HTTP (config.http_device)."""

from collections.abc import Mapping

from config.words.sentences import Language

HTTP_WORDS: Mapping[str, Mapping[Language, tuple[str, str]]] = {
    "http_path": {
        "it": (
            "{value} non è un percorso",
            "Comincia con / e non ha spazi; l’unico posto da riempire è {{value}}, come in /api/turn_{{value}}.",
        ),
        "en": (
            "{value} is no path",
            "It begins with / and has no spaces; the only thing to be filled in is {{value}}, as in /api/turn_{{value}}.",
        ),
    },
    "pointer": {
        "it": ("{value} non è un puntatore JSON", "Comincia con /, come /state o /attributes/source (RFC 6901)."),
        "en": ("{value} is no JSON Pointer", "It begins with /, like /state or /attributes/source (RFC 6901)."),
    },
    "http_name": {
        "it": (
            "un attributo non si può chiamare così",
            "Lettere minuscole, cifre e _; scene, recording, streaming e virtual_camera sono di OBS.",
        ),
        "en": (
            "an attribute cannot be called so",
            "Small letters, digits and _; scene, recording, streaming and virtual_camera are OBS’s.",
        ),
    },
    "http_power": {
        "it": ("power deve avere i valori on e off", "Scrivi values.on e values.off; in più solo warming e cooling."),
        "en": (
            "power must have the values on and off",
            "Write values.on and values.off; besides only warming, cooling.",
        ),
    },
    "http_label": {
        "it": (
            "all’attributo manca il nome nelle due lingue",
            'Scrivi label = {{ it = "le luci", en = "the lights" }}, con l’articolo.',
        ),
        "en": (
            "the attribute lacks its name in both languages",
            'Write label = {{ it = "le luci", en = "the lights" }}, with the article.',
        ),
    },
}
