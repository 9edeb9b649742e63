"""What is wrong with a part of a request, in Italian and English."""

from collections.abc import Mapping

from config.words.sentences import Language

MISTAKES: Mapping[str, Mapping[Language, str]] = {
    "missing": {"it": "Manca."},
    "extra_forbidden": {"it": "Qui non è previsto."},
    "model_type": {"it": "Deve essere un oggetto JSON."},
    "dict_type": {"it": "Deve essere un oggetto JSON."},
    "string_type": {"it": "Deve essere un testo."},
    "string_too_short": {"it": "Non può essere vuoto."},
    "string_too_long": {"it": "Può avere al massimo {max_length} caratteri."},
    "int_parsing": {"it": "Deve essere un numero intero."},
    "greater_than_equal": {"it": "Deve essere almeno {ge}."},
    "less_than_equal": {"it": "Può essere al massimo {le}."},
    "blank": {"it": "Deve dire qualcosa.", "en": "Input should say something"},
    "int_type": {"it": "Deve essere un numero intero."},
    "bool_type": {"it": "Deve essere true o false."},
    "bool_parsing": {"it": "Deve essere true o false."},
    "list_type": {"it": "Deve essere una lista."},
    "too_long": {"it": "Può avere al massimo {max_length} voci."},
    "too_short": {"it": "Deve avere almeno {min_length} voce."},
    "literal_error": {"it": "Non è tra i valori ammessi."},
    "enum": {"it": "Non è tra i valori ammessi."},
    "string_pattern_mismatch": {"it": "Non ha la forma giusta."},
    "uuid_type": {"it": "Deve essere un UUID."},
    "uuid_parsing": {"it": "Deve essere un UUID."},
    "datetime_type": {"it": "Deve essere data e ora, come 2026-10-19T09:00:00+02:00."},
    "timezone_aware": {"it": "Manca lo scarto da UTC, come +02:00 o Z."},
    "instant": {
        "it": "Deve essere data e ora con lo scarto da UTC, come 2026-10-19T09:00:00+02:00.",
        "en": "Input should be a date and time with its offset from UTC, like 2026-10-19T09:00:00+02:00",
    },
    "year": {
        "it": "L’anno deve essere tra {first} e {last}.",
        "en": "Input should be of a year from {first} to {last}",
    },
    "no_object": {
        "it": "Deve essere un tipo e un id, come booking:4f1c.",
        "en": "Input should be a kind and an id, like booking:4f1c",
    },
    "no_next": {
        "it": "Deve essere il next di una risposta precedente.",
        "en": "Input should be the next of an earlier answer",
    },
    "window": {
        "it": "Deve essere dopo from, di al massimo {days} giorni.",
        "en": "Input should be after from, by {days} days at most",
    },
    "not_after_start": {"it": "Deve essere dopo start.", "en": "Input should be after start"},
    "lasts_too_long": {
        "it": "Deve essere entro {days} giorni da start.",
        "en": "Input should be within {days} days of start",
    },
    "no_room": {"it": "Serve una sala: room o rooms.", "en": "Room required: room or rooms"},
    "room_or_rooms": {
        "it": "O room o rooms, non tutti e due.",
        "en": "Input should be either room or rooms, not both",
    },
    "closes_no_booking": {
        "it": "Una prenotazione non diventa una chiusura: toglila, e chiudi la sala.",
        "en": "Input should not be that of a closure: take the booking back and close the room",
    },
    "rooms_listed": {
        "it": "Devono essere id di sale, con una virgola tra l’uno e l’altro: al massimo {most}.",
        "en": "Input should be ids of rooms with commas between them: {most} at most",
    },
    "room_twice": {
        "it": "Una sala è scritta più di una volta.",
        "en": "Input should name each room once",
    },
    "mail_address": {
        "it": "Deve essere un indirizzo di posta, come nome@comune.example.",
        "en": "Input should be a mail address, like name@comune.example",
    },
    "phone": {
        "it": "Deve essere un numero di telefono: da 3 a 20 cifre, con spazi e + ( ) . / -, come +39 0776 000000.",
        "en": "Input should be a phone number: 3 to 20 digits, with spaces and + ( ) . / -, like +39 0776 000000",
    },
    "reason_of_closure": {
        "it": "Il motivo serve solo per chiudere (category CHIUSURA).",
        "en": "Input is only for closing (category CHIUSURA)",
    },
    "rules": {
        "it": "Non sono le regole di un organo: servono tutte, come si leggono.",
        "en": "Input should be all the rules of a council, as they are read",
    },
    "email": {
        "it": "Deve essere un indirizzo di posta, come nome@scuola.it.",
        "en": "Input should be a mail address, like name@school.it",
    },
    "administrator_of_site": {
        "it": "Un amministratore lo è di tutte le sedi: site è *.",
        "en": "Input should have the site *: an administrator is one of all sites",
    },
    "twice": {"it": "È scritto più di una volta.", "en": "Field given more than once"},
}
"""Mistakes in a request, by pydantic's type of error; what is not here is said in the error's own words, in English.

So pydantic's own types have no English here, and the English of ours is worded and ended as pydantic's.
"""
