"""What `regia user` and `regia org` say, in both languages. Pure but for the terminal's language."""

import os
from collections.abc import Mapping
from typing import NoReturn

from config.site_file.mistakes import language_of
from config.words.sentences import Language
from orchestrator.commands.stopping import stop

WORDS: Mapping[str, Mapping[Language, str]] = {
    "no_address": {
        "it": "{text!r} non è un indirizzo di posta, come nome@comune.it.",
        "en": "{text!r} is no mail address, like name@comune.it.",
    },
    "no_url": {
        "it": "Non si sa a quale indirizzo sta il servizio: dillo con --url https://…, o con [service] url nel file delle sale.",
        "en": "Nobody knows at which address the service is: tell it with --url https://…, or with [service] url in the room file.",
    },
    "bad_url": {
        "it": "{text!r} non è l’indirizzo di un servizio: è come https://regia.comune.it, e solo su questo computer http.",
        "en": "{text!r} is no address of a service: it is like https://regia.comune.it, and http on this machine alone.",
    },
    "bad_staff": {
        "it": "{text!r} non è un ruolo nella casa: scrivi technician:SEDE o desk:SEDE (* per tutte le sedi).",
        "en": "{text!r} is no role in the house: write technician:SITE or desk:SITE (* for all sites).",
    },
    "no_site": {
        "it": "Non c’è nessuna sede {site!r}. Ci sono: {known}.",
        "en": "There is no site {site!r}. There are: {known}.",
    },
    "bad_member": {
        "it": "{text!r} non è un ruolo in un’organizzazione: scrivi ORGANIZZAZIONE:ruolo, con {roles}.",
        "en": "{text!r} is no role in an organisation: write ORGANISATION:role, with {roles}.",
    },
    "no_organisation": {
        "it": "Non c’è nessuna organizzazione {organisation!r}: aggiungila con `regia org add`.",
        "en": "There is no organisation {organisation!r}: add it with `regia org add`.",
    },
    "long_name": {
        "it": "Il nome è troppo lungo: al massimo {most} caratteri.",
        "en": "The name is too long: {most} characters at most.",
    },
    "no_name": {"it": "Il nome manca.", "en": "The name is missing."},
    "nobody": {
        "it": "Nessuno ha l’indirizzo {email}; `regia user list` mostra chi c’è.",
        "en": "Nobody has the address {email}; `regia user list` shows who there is.",
    },
    "is_closed": {
        "it": "L’accesso di {email} è chiuso: lo riapre un amministratore, dalla pagina Persone.",
        "en": "The access of {email} is closed: an administrator opens it again, on the page People.",
    },
    "is_there": {
        "it": "{email} c’è già, con questi ruoli. Una nuova password: `regia user reset {email}`.",
        "en": "{email} is there already, with these roles. For another password: `regia user reset {email}`.",
    },
    "joined": {
        "it": "{email} c’era già e ora ha anche questi ruoli: entra come sempre.",
        "en": "{email} was there already and has these roles too now: they sign in as always.",
    },
    "link": {
        "it": "Il collegamento con cui {email} sceglie la password vale {lasts} e una volta sola:",
        "en": "The link by which {email} chooses a password is good for {lasts}, once:",
    },
    "days": {"it": "7 giorni", "en": "7 days"},
    "hour": {"it": "un’ora", "en": "an hour"},
    "closed": {"it": "Chiuso: {email} non entra più.", "en": "Closed: {email} comes in no more."},
    "last": {
        "it": "{email} è l’ultimo amministratore: prima danne il ruolo a qualcun altro.",
        "en": "{email} is the last administrator: give the role to somebody else first.",
    },
    "bad_id": {
        "it": "{text!r} non può essere un id: usa lettere minuscole, cifre e trattini, come {like}.",
        "en": "{text!r} cannot be an id: use small letters, digits and dashes, like {like}.",
    },
    "taken": {
        "it": "L’organizzazione {organisation!r} c’è già: si chiama {name}.",
        "en": "There is an organisation {organisation!r} already: it is called {name}.",
    },
    "added": {"it": "Aggiunta: {name} ({organisation}).", "en": "Added: {name} ({organisation})."},
    "busy": {
        "it": "Nel frattempo qualcun altro ha cambiato le persone: riprova.",
        "en": "Somebody else has changed the people meanwhile: try again.",
    },
    "active": {"it": "attivo", "en": "active"},
    "invited": {"it": "invitato", "en": "invited"},
    "open": {"it": "aperta", "en": "open"},
    "shut": {"it": "chiusa", "en": "closed"},
    "gone": {"it": "chiuso", "en": "closed"},
}


def told(sentence: str, /, **details: object) -> str:
    """A sentence, in the terminal's language."""
    return WORDS[sentence][language_of(os.environ)].format(**details)


def refuse(sentence: str, /, *, code: int = 1, **details: object) -> NoReturn:
    """End the command with a sentence."""
    stop(told(sentence, **details), code)
