"""The words for what is wrong with one value of a room file alone, as its model refuses it (config.site_file.refusals)."""

from collections.abc import Mapping

from config.site_file.http_words import HTTP_WORDS
from config.words.sentences import Language

VALUE_WORDS: Mapping[str, Mapping[Language, tuple[str, str]]] = {
    **HTTP_WORDS,
    "missing": {
        "it": ("manca «{name}»", "Scrivi per esempio: {example}"),
        "en": ("“{name}” is missing", "Write for example: {example}"),
    },
    "unknown_key": {
        "it": ("qui non si conosce «{name}»", ""),
        "en": ("“{name}” is not known here", ""),
    },
    "not_text": {
        "it": ("{value} non è un testo", "Scrivilo tra virgolette."),
        "en": ("{value} is not a text", "Write it in quotes."),
    },
    "not_value": {
        "it": ("{value} non si può chiedere a un dispositivo", "Scrivi un testo tra virgolette, true o false."),
        "en": ("{value} cannot be wished of a device", "Write a text in quotes, true or false."),
    },
    "not_boolean": {
        "it": ("«{value}» non è un sì o un no", "Scrivi true o false, senza virgolette."),
        "en": ("“{value}” is not a yes or no", "Write true or false, without quotes."),
    },
    "not_integer": {
        "it": ("«{value}» non è un numero intero", "Scrivi solo le cifre, senza virgolette."),
        "en": ("“{value}” is not a whole number", "Write digits only, without quotes."),
    },
    "not_list": {
        "it": ("{value} non è una lista", 'Scrivi una lista, come ["Sala 1", "Aula magna"].'),
        "en": ("{value} is not a list", 'Write a list, like ["Sala 1", "Aula magna"].'),
    },
    "not_tables": {
        "it": ("«{name}» non è una lista di tabelle", "Scrivi [[{name}]], con due parentesi, per ciascuna."),
        "en": ("“{name}” is not a list of tables", "Write [[{name}]], with two brackets, for each."),
    },
    "not_table": {
        "it": ("{value} non è una tabella", 'Scrivi una tabella, come {{ power = "on" }}.'),
        "en": ("{value} is not a table", 'Write a table, like {{ power = "on" }}.'),
    },
    "too_small": {
        "it": ("{value} è troppo poco", "Scrivi almeno {limit}."),
        "en": ("{value} is too small", "Write at least {limit}."),
    },
    "too_big": {
        "it": ("{value} è troppo", "Scrivi al più {limit}."),
        "en": ("{value} is too much", "Write at most {limit}."),
    },
    "not_id": {
        "it": ("«{value}» non va bene come nome breve", "Usa lettere minuscole senza accenti, cifre e trattini."),
        "en": ("“{value}” will not do as an id", "Use small letters without accents, digits and hyphens."),
    },
    "not_url": {
        "it": ("«{value}» non è un indirizzo http(s)", "Scrivi per esempio https://meet.example."),
        "en": ("“{value}” is not an http(s) address", "Write for example https://meet.example."),
    },
    "service_url": {
        "it": (
            "«{value}» non va bene come indirizzo del servizio",
            "Scrivi https:// e il nome, come https://regia.comune.example (http:// solo per questo computer).",
        ),
        "en": (
            "“{value}” will not do as the service’s address",
            "Write https:// and the name, like https://regia.town.example (http:// only for this machine).",
        ),
    },
    "issuer": {
        "it": (
            "«{value}» non può essere l’issuer di un provider",
            "Scrivi https:// e l’indirizzo con cui si chiama da sé, senza ? né # (http:// solo per questo computer).",
        ),
        "en": (
            "“{value}” cannot be a provider’s issuer",
            "Write https:// and the address it calls itself by, without ? or # (http:// only for this machine).",
        ),
    },
    "domain": {
        "it": (
            "«{value}» non è il dominio di indirizzi di posta",
            "Scrivi quel che sta dopo la @, in minuscolo, come scuola.example.",
        ),
        "en": (
            "“{value}” is no domain of mail addresses",
            "Write what stands behind the @, in small letters, like school.example.",
        ),
    },
    "not_one_of": {
        "it": ("«{value}» non va bene qui", "Scrivi {expected}."),
        "en": ("“{value}” will not do here", "Write {expected}."),
    },
    "host": {
        "it": (
            "«{value}» non è il nome o l’indirizzo di un dispositivo o di un server",
            "Scrivi per esempio 192.168.1.21 o proiettore.lan; un indirizzo IPv6 senza parentesi.",
        ),
        "en": (
            "“{value}” is not the name or address of a device or server",
            "Write for example 192.168.1.21 or proiettore.lan; an IPv6 address without brackets.",
        ),
    },
    "host_port": {
        "it": ("«{value}» ha la porta nell’indirizzo", "La porta va in port, su una riga sua."),
        "en": ("“{value}” has the port in the address", "The port goes into port, on a line of its own."),
    },
    "host_url": {
        "it": ("«{value}» è un indirizzo web", "Scrivi solo il nome o l’indirizzo IP, senza http://."),
        "en": ("“{value}” is a web address", "Write the name or IP address alone, without http://."),
    },
    "mailbox": {
        "it": ("«{value}» non è un indirizzo di posta", "Scrivi per esempio sale@comune.example, senza nomi né < >."),
        "en": ("“{value}” is not a mail address", "Write for example sale@comune.example, without names or < >."),
    },
    "beside": {
        "it": ("«{value}» non è il nome di un file qui accanto", "Scrivi solo il nome del file, senza cartella."),
        "en": ("“{value}” is not the name of a file beside this one", "Write the file's name alone, without a folder."),
    },
    "data_file": {
        "it": (
            "qui va il nome di un file nella cartella dei dati",
            "Scrivi solo il nome del file, senza cartella, e mettilo accanto a secrets.toml.",
        ),
        "en": (
            "here goes the name of a file in the data folder",
            "Write the file's name alone, without a folder, and put it beside secrets.toml.",
        ),
    },
    "kid": {
        "it": (
            "«{value}» non può essere il kid di una chiave",
            'Scrivi per esempio "regia-2026": senza spazi né accenti.',
        ),
        "en": ("“{value}” cannot be the kid of a key", 'Write for example "regia-2026": no blanks, no accents.'),
    },
    "network": {
        "it": ("«{value}» non può essere il nome di una rete Wi-Fi", "Scrivi il nome della rete, al più 32 byte."),
        "en": ("“{value}” cannot be the name of a Wi-Fi network", "Write the network's name, of 32 bytes at most."),
    },
    "passphrase": {
        "it": (
            "così non può essere la password di una rete Wi-Fi",
            "Ha da 8 a 63 caratteri, senza accenti; togli «password» se la rete è aperta.",
        ),
        "en": (
            "this cannot be the password of a Wi-Fi network",
            "It has 8 to 63 characters, without accents; leave “password” out if the network is open.",
        ),
    },
    "duration": {
        "it": ("«{value}» non è una durata", 'Scrivi per esempio "90s", "10m" o "1h30m", tra virgolette.'),
        "en": ("“{value}” is not a duration", 'Write for example "90s", "10m" or "1h30m", in quotes.'),
    },
    "zone": {
        "it": ("«{name}» non è un fuso orario", "Scrivi per esempio Europe/Rome."),
        "en": ("“{name}” is not a time zone", "Write for example Europe/Rome."),
    },
    "secret": {
        "it": (
            "qui non va scritto il segreto ma il suo nome",
            "Scrivi per esempio env:REGIA_SECRET_OBS_1 e dai il valore al computer che lo usa.",
        ),
        "en": (
            "the secret is not written here, its name is",
            "Write for example env:REGIA_SECRET_OBS_1 and give the value to the computer that uses it.",
        ),
    },
    "contact": {
        "it": ("«{value}» non dice chi chiamare", 'Scrivi per esempio "Segreteria, 0776 000000".'),
        "en": ("“{value}” does not say whom to call", 'Write for example "Segreteria, 0776 000000".'),
    },
    "contact_nameless": {
        "it": ("prima della virgola manca il nome", 'Scrivi per esempio "Segreteria, 0776 000000".'),
        "en": ("there is no name before the comma", 'Write for example "Segreteria, 0776 000000".'),
    },
    "days": {
        "it": (
            "«{value}» non dice i giorni",
            'Scrivi per esempio "mon-fri" o "sat, sun": mon tue wed thu fri sat sun.',
        ),
        "en": ("“{value}” does not say which days", 'Write for example "mon-fri" or "sat, sun".'),
    },
    "hours": {
        "it": ("«{value}» non dice le ore", 'Scrivi per esempio "08:00-14:00", o "22:00-06:00" fin dopo mezzanotte.'),
        "en": (
            "“{value}” does not say which hours",
            'Write for example "08:00-14:00", or "22:00-06:00" past midnight.',
        ),
    },
    "pin": {
        "it": ("qui non va scritto il PIN", "Scrivi la riga che stampa il comando regia pin."),
        "en": ("the PIN is not written here", "Write the line that the command regia pin prints."),
    },
    "unknown_driver": {
        "it": ("non si conosce il driver «{name}»", ""),
        "en": ("the driver “{name}” is not known", ""),
    },
    "blank": {
        "it": ("il testo è vuoto", "Scrivi qualcosa o togli la riga."),
        "en": ("the text is empty", "Write something or remove it."),
    },
    "other": {
        "it": ("{detail}", ""),
        "en": ("{detail}", ""),
    },
}
