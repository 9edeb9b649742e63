"""What `regia init` asks, refuses and tells, in Italian and English."""

from collections.abc import Mapping

from config.words.sentences import Language

QUESTIONS: Mapping[str, Mapping[Language, str]] = {
    "name": {"it": "Come si chiama la casa?", "en": "What is the house called?"},
    "timezone": {"it": "In quale fuso orario sta?", "en": "In which time zone is it?"},
    "halls": {
        "it": "Quali sale ha? I nomi, con le virgole in mezzo:",
        "en": "Which halls has it? Names, with commas between:",
    },
    "url": {
        "it": "A quale indirizzo si arriverà al servizio? Invio: solo da questo computer.",
        "en": "At which address will people reach the service? Enter: from this machine alone.",
    },
    "email": {"it": "Qual è l’e-mail di chi la amministra?", "en": "What is the administrator’s e-mail?"},
}
OPTIONS: Mapping[str, str] = {
    "name": "--name",
    "timezone": "--timezone",
    "halls": "--halls",
    "url": "--url",
    "email": "--email",
}
REFUSALS: Mapping[str, Mapping[Language, str]] = {
    "empty": {"it": "Qui serve una risposta.", "en": "An answer is needed here."},
    "unprintable": {
        "it": "Ci sono caratteri che non si possono scrivere: usa lettere, cifre e segni.",
        "en": "There are characters that cannot be written: use letters, digits and signs.",
    },
    "too_long": {
        "it": "È troppo lungo: al massimo {most} caratteri.",
        "en": "This is too long: {most} characters at most.",
    },
    "no_zone": {
        "it": "Non si conosce questo fuso orario: scrivi per esempio {example}.",
        "en": "This time zone is not known: write for example {example}.",
    },
    "too_many_halls": {"it": "Sono troppe sale: al massimo {most}.", "en": "These are too many halls: {most} at most."},
    "hall_twice": {
        "it": "La sala «{name}» c’è due volte: ognuna ha un nome suo.",
        "en": "The hall “{name}” is there twice: each has a name of its own.",
    },
    "no_url": {
        "it": "Non è un indirizzo: scrivi per esempio https://regia.comune.example, senza altro dopo il nome.",
        "en": "This is no address: write for example https://regia.town.example, with nothing behind the name.",
    },
    "not_encrypted": {
        "it": "Le password non viaggiano in chiaro: scrivi https:// (http:// solo per questo computer, come "
        "http://127.0.0.1:8080).",
        "en": "Passwords do not travel in clear: write https:// (http:// for this machine alone, like "
        "http://127.0.0.1:8080).",
    },
    "low_port": {
        "it": "Su questo computer serve una porta da {lowest} in su: scrivi per esempio http://127.0.0.1:8080.",
        "en": "On this machine a port of {lowest} or more is needed: write for example http://127.0.0.1:8080.",
    },
    "no_email": {
        "it": "Non è un indirizzo di posta: scrivi per esempio anna.rossi@comune.example.",
        "en": "This is no e-mail address: write for example anna.rossi@town.example.",
    },
}
STOPS: Mapping[str, Mapping[Language, str]] = {
    "not_answered": {
        "it": "Mancano risposte, e qui nessuno può darle: aggiungi {options}.",
        "en": "Answers are missing, and nobody can give them here: add {options}.",
    },
    "given_up": {"it": "Interrotto: non è stato scritto niente.", "en": "Interrupted: nothing was written."},
    "no_user": {
        "it": "Non c’è l’utente {user}, con cui gira il servizio: sudo adduser --system --group --home /var/lib/regia {user}",
        "en": "There is no user {user}, as whom the service runs: sudo adduser --system --group --home /var/lib/regia {user}",
    },
    "other_user": {
        "it": "Solo root può preparare tutto per un altro utente: sudo -u {user} regia init …",
        "en": "Only root can set everything up for another user: sudo -u {user} regia init …",
    },
    "program_hidden": {
        "it": "L’utente {user} non può leggere {program}: metti Regia dove tutti possono leggerlo, come /opt/regia.",
        "en": "The user {user} cannot read {program}: put Regia where everybody can read it, like /opt/regia.",
    },
    "no_folder": {"it": "{path} non è una cartella.", "en": "{path} is no folder."},
    "bad_path": {
        "it": "Il nome di questa cartella ha caratteri che una unit di systemd non può contenere: scegline un’altra.",
        "en": "The name of this folder has characters that a unit of systemd cannot hold: choose another.",
    },
    "not_ours": {
        "it": "{path} c’è già e non è di Regia: non lo si tocca. Scegli un’altra cartella, o spostalo.",
        "en": "{path} is there already and not Regia’s: it is left alone. Choose another folder, or move it.",
    },
    "not_writable": {
        "it": "L’utente {user} non può scrivere in {path}: sudo chown {user} {path}",
        "en": "The user {user} cannot write into {path}: sudo chown {user} {path}",
    },
    "mistakes": {
        "it": "{path} c’è già, con errori: correggili, e poi di nuovo regia init. Li elenca:\n  {command}",
        "en": "{path} is there already, with mistakes: mend them, then regia init again. They are listed by:\n  {command}",
    },
    "closed": {
        "it": "L’account di {email} è chiuso: scegli un altro indirizzo.",
        "en": "The account of {email} is closed: choose another address.",
    },
    "at_work": {"it": "Un altro regia init lavora già qui.", "en": "Another regia init is at work here already."},
}
TOLD: Mapping[str, Mapping[Language, str]] = {
    "made": {"it": "Fatto: {path}, {what}.", "en": "Made: {path}, {what}."},
    "there": {"it": "C’è già: {path}, {what}.", "en": "There already: {path}, {what}."},
    "room_file": {"it": "il file delle sale", "en": "the room file"},
    "database": {"it": "il database", "en": "the database"},
    "unit": {"it": "il servizio per systemd", "en": "the service for systemd"},
    "administrator_made": {"it": "Fatto: {email} amministra tutto.", "en": "Made: {email} administers everything."},
    "administrator_there": {
        "it": "C’è già: {email} amministra tutto.",
        "en": "There already: {email} administers everything.",
    },
    "link": {
        "it": "Con questo link {email} entra la prima volta e sceglie la password. Vale una volta, per {days} giorni:",
        "en": "With this link {email} signs in for the first time and chooses a password. It is good once, for {days} days:",
    },
    "no_address": {
        "it": "Il file delle sale non dice l’indirizzo del servizio ([service] url): il link vale su questo computer.",
        "en": "The room file does not tell the service’s address ([service] url): the link is for this machine.",
    },
    "another_link": {
        "it": "Per un altro link: {command}",
        "en": "For another link: {command}",
    },
    "steps": {"it": "Adesso:", "en": "Now:"},
    "step_start": {
        "it": "Avvia il servizio. Subito, finché tieni aperto il terminale:",
        "en": "Start the service. At once, as long as the terminal is open:",
    },
    "step_unit": {"it": "o per sempre, anche dopo un riavvio:", "en": "or for good, also after a restart:"},
    "step_proxy": {
        "it": "Fai arrivare lì {url}, in TLS: capitoli 4 e 5 della guida.",
        "en": "Have {url} lead there, by TLS: chapters 4 and 5 of the guide.",
    },
    "step_open": {"it": "Apri il link qui sotto in un browser.", "en": "Open the link below in a browser."},
    "step_devices": {
        "it": "Scrivi i calendari e i dispositivi nel file delle sale: {guide}",
        "en": "Write calendars and devices into the room file: {guide}",
    },
}


def refused(code: str, language: Language, params: Mapping[str, str | int]) -> str:
    """The sentence for an answer that will not do."""
    return REFUSALS[code][language].format_map(params)
