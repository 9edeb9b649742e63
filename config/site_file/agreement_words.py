"""The words for what does not agree between the tables of a room file (config.site_file.checks)."""

from collections.abc import Mapping

from config.words.sentences import Language

AGREEMENT_WORDS: Mapping[str, Mapping[Language, tuple[str, str]]] = {
    "no_sites": {
        "it": ("non c’è nessuna sede", "Aggiungi una tabella [[sites]] con id, name e timezone."),
        "en": ("there is no site", "Add a table [[sites]] with id, name and timezone."),
    },
    "no_rooms": {
        "it": ("non c’è nessuna sala", "Aggiungi una tabella [[rooms]] con id e name."),
        "en": ("there is no room", "Add a table [[rooms]] with id and name."),
    },
    "duplicate": {
        "it": ("«{name}» c’è già, in {other}", "Danne uno diverso."),
        "en": ("“{name}” is there already, in {other}", "Give a different one."),
    },
    "reserved": {
        "it": ("«{name}» è il calendario proprio di Regia", "Danne uno diverso."),
        "en": ("“{name}” is Regia's own calendar", "Give a different one."),
    },
    "room_name_taken": {
        "it": (
            "«{name}» indica già la sala «{other}» della stessa sede",
            "Un calendario non saprebbe quale scegliere: cambia uno dei due.",
        ),
        "en": (
            "“{name}” already means the room “{other}” of the same site",
            "A calendar could not tell which is meant: change one of them.",
        ),
    },
    "unknown_site": {
        "it": ("non c’è la sede «{name}»", ""),
        "en": ("there is no site “{name}”", ""),
    },
    "site_missing": {
        "it": ("manca la sede, e ce n’è più d’una", "Aggiungi site."),
        "en": ("the site is missing, and there are several", "Add site."),
    },
    "unknown_organisation": {
        "it": ("non c’è l’organizzazione «{name}»", "Scrivi l’id di un’organizzazione, o aggiungila prima."),
        "en": ("there is no organisation “{name}”", "Write the id of an organisation, or add it first."),
    },
    "organisation_missing": {
        "it": ("manca l’organizzazione, e ce n’è più d’una", "Aggiungi organisation: di chi sono queste prenotazioni."),
        "en": ("the organisation is missing, and there are several", "Add organisation: whose these bookings are."),
    },
    "unknown_room": {
        "it": ("non c’è la sala «{name}»", "Scrivi l’id di una sala, non il suo nome."),
        "en": ("there is no room “{name}”", "Write the id of a room, not its name."),
    },
    "unknown_calendar": {
        "it": ("non c’è il calendario «{name}»", "Scrivi l’id di un calendario di questo file."),
        "en": ("there is no calendar “{name}”", "Write the id of a calendar of this file."),
    },
    "copy_of_copy": {
        "it": ("il calendario «{name}» è una copia anch’esso", "Scrivi l’id dell’originale, che non ha copy_of."),
        "en": ("the calendar “{name}” is a copy itself", "Write the id of the original, which has no copy_of."),
    },
    "room_elsewhere": {
        "it": ("la sala «{name}» non è della sede «{site}»", "Togli site: vale la sede della sala."),
        "en": ("the room “{name}” is not of the site “{site}”", "Remove site: the room's own counts."),
    },
    "unknown_preset": {
        "it": ("non c’è la preparazione «{name}»", "Aggiungila con [presets.{name}]."),
        "en": ("there is no preset “{name}”", "Add it with [presets.{name}]."),
    },
    "not_confidential": {
        "it": ("la preparazione «{name}» non è riservata", "Aggiungi confidential = true in [presets.{name}]."),
        "en": ("the preset “{name}” is not confidential", "Add confidential = true in [presets.{name}]."),
    },
    "default_confidential": {
        "it": ("la preparazione «{name}» è riservata: non può essere quella solita", "Indicane un’altra."),
        "en": ("the preset “{name}” is confidential and cannot be the default", "Name another."),
    },
    "unknown_device": {
        "it": ("nessuna sala ha il dispositivo «{name}»", "Aggiungilo a una sala, con [rooms.devices.{name}]."),
        "en": ("no room has a device “{name}”", "Add it to a room, with [rooms.devices.{name}]."),
    },
    "not_in_room": {
        "it": (
            "la sala «{room}» non ha il dispositivo «{name}»",
            "Qui vanno solo dispositivi di questa sala.",
        ),
        "en": ("the room “{room}” has no device “{name}”", "Only devices of this room belong here."),
    },
    "unknown_attribute": {
        "it": ("a «{device}» ({driver}) non si può chiedere «{name}»", ""),
        "en": ("“{name}” cannot be wished of “{device}” ({driver})", ""),
    },
    "no_attributes": {
        "it": ("a «{device}» ({driver}) non si chiede nulla, nemmeno «{name}»", "Togli questa riga."),
        "en": ("nothing is wished of “{device}” ({driver}), not even “{name}”", "Remove this."),
    },
    "unknown_power": {
        "it": ("power non può essere «{name}»", 'Si può chiedere solo "on" o "off".'),
        "en": ("power cannot be “{name}”", 'Only "on" or "off" can be wished.'),
    },
    "unknown_value": {
        "it": ("{attribute} non può essere «{name}»", ""),
        "en": ("{attribute} cannot be “{name}”", ""),
    },
    "unknown_input": {
        "it": (
            "«{name}» non è un ingresso",
            (
                "Scrivi rgb, video, hdmi (o digital), storage, network o internal e una cifra (1-9) o lettera, come hdmi1, "
                "oppure il codice dell’ingresso, come 31."
            ),
        ),
        "en": (
            "“{name}” is no input",
            (
                "Write rgb, video, hdmi (or digital), storage, network or internal and a digit (1-9) or letter, like hdmi1, "
                "or the input’s code, like 31."
            ),
        ),
    },
    "category_taken": {
        "it": (
            "la categoria «{name}» è già della preparazione «{other}»",
            "Una categoria può stare in una preparazione sola.",
        ),
        "en": ("the category “{name}” belongs to the preset “{other}”", "A category may belong to one preset only."),
    },
    "category_closure": {
        "it": (
            "la categoria «{name}» è quella delle chiusure: blocca la sala e non arriva a nessuna preparazione",
            "Toglila, o usa una categoria tua.",
        ),
        "en": (
            "the category “{name}” is that of closures: it blocks the room and reaches no preset",
            "Remove it, or use a category of your own.",
        ),
    },
    "unknown_jitsi": {
        "it": ("non c’è il server Jitsi «{name}»", "Aggiungilo con [[jitsi]]."),
        "en": ("there is no Jitsi deployment “{name}”", "Add it with [[jitsi]]."),
    },
    "confidential_jitsi": {
        "it": ("una preparazione riservata non apre conferenze", "Togli jitsi."),
        "en": ("a confidential preset opens no conference", "Remove jitsi."),
    },
    "confidential_wish": {
        "it": ("una preparazione riservata non può chiedere {name} = true", "Togli questa richiesta."),
        "en": ("a confidential preset cannot wish {name} = true", "Remove this wish."),
    },
    "no_scenes": {
        "it": ("nessuna sala ha un dispositivo obs che mostri queste scene", "Togli scenes o aggiungi OBS."),
        "en": ("no room has an obs device to show these scenes", "Remove scenes or add OBS."),
    },
    "unoffered_scene": {
        "it": (
            "«{name}» non è tra le scene della preparazione",
            "Aggiungila a scenes, o scegline un’altra.",
        ),
        "en": ("“{name}” is not among the preset’s scenes", "Add it to scenes, or choose another."),
    },
    "confidential_council": {
        "it": ("su una preparazione riservata non si tengono sedute", "Togli council."),
        "en": ("no sitting is held on a confidential preset", "Remove council."),
    },
    "calendar_source": {
        "it": ("un calendario ha o path o url: qui {count}", 'Scrivi path = "sale.ics" oppure url = "https://…".'),
        "en": ("a calendar has either path or url: here {count}", 'Write path = "rooms.ics" or url = "https://…".'),
    },
    "zero": {
        "it": ("«{value}» è troppo breve", "Scrivi più di zero."),
        "en": ("“{value}” is too short", "Write more than zero."),
    },
    "too_long": {
        "it": ("«{value}» è troppo lungo", "Scrivi al più 24h."),
        "en": ("“{value}” is too long", "Write at most 24h."),
    },
    "kept_too_short": {
        "it": ("«{value}» è troppo breve per conservare", "Scrivi almeno {limit}."),
        "en": ("“{value}” is too short to keep things", "Write at least {limit}."),
    },
    "kept_too_long": {
        "it": ("«{value}» è troppo lungo", "Scrivi al più {limit}, che sono cent’anni."),
        "en": ("“{value}” is too long", "Write at most {limit}, which is a hundred years."),
    },
    "end_without_pin": {
        "it": (
            "terminare chiede un PIN, ma la sala non ne ha uno",
            "Aggiungi la riga pin che stampa il comando regia pin, o togli questa.",
        ),
        "en": (
            "to end asks for a PIN, but the room has none",
            "Add the line pin that the command regia pin prints, or remove this one.",
        ),
    },
    "jitsi_http": {
        "it": ("l’indirizzo non è cifrato", "Scrivi https:// (http:// solo per localhost e 127.0.0.1)."),
        "en": ("the address is not encrypted", "Write https:// (http:// only for localhost and 127.0.0.1)."),
    },
    "provider_reserved": {
        "it": ("«{name}» è già un modo di accedere", "Danne uno diverso."),
        "en": ("“{name}” is a way to sign in already", "Give a different one."),
    },
    "lets_in_domains": {
        "it": (
            "lets_in senza domains farebbe entrare chiunque",
            'Aggiungi domains, come ["scuola.example"], o scrivi lets_in = "none".',
        ),
        "en": (
            "lets_in without domains would let anybody in",
            'Add domains, like ["school.example"], or write lets_in = "none".',
        ),
    },
    "lets_in_organisation": {
        "it": (
            "lets_in vuole una sola organizzazione, di cui chi entra farà parte: qui {count}",
            'Scrivi organisations = ["liceo"], con l’id di una.',
        ),
        "en": (
            "lets_in takes one organisation, to which newcomers belong: here {count}",
            'Write organisations = ["school"], with the id of one.',
        ),
    },
    "jitsi_app_id": {
        "it": ("c’è {key} ma manca app_id", "Scrivi l’app_id che il server Jitsi conosce."),
        "en": ("there is {key} but no app_id", "Write the app_id that the Jitsi server knows."),
    },
    "jitsi_two_gates": {
        "it": (
            "c’è secret e ci sono anche keys",
            "Tieni secret (HS256) oppure [[jitsi.keys]] (RS256), come il server Jitsi.",
        ),
        "en": (
            "there is a secret and keys too",
            "Keep secret (HS256) or [[jitsi.keys]] (RS256), as the Jitsi server does.",
        ),
    },
    "jitsi_kid_taken": {
        "it": ("c’è già una chiave «{name}»", "Danne uno diverso a ogni chiave: chi legge i token la cerca così."),
        "en": ("there is a key “{name}” already", "Give each key its own: whoever reads tokens looks for it by that."),
    },
    "jaas_keys": {
        "it": (
            "JaaS vuole token firmati con una chiave RSA, e qui non c’è",
            "Aggiungi [[jitsi.keys]] con il kid che JaaS mostra quando carichi la chiave pubblica.",
        ),
        "en": (
            "JaaS wants tokens signed with an RSA key, and there is none here",
            "Add [[jitsi.keys]] with the kid that JaaS shows when you upload the public key.",
        ),
    },
    "jaas_fixed": {
        "it": ("{key} è fisso in JaaS", "Toglilo: lo scrive Regia."),
        "en": ("{key} is fixed in JaaS", "Remove it: Regia writes it."),
    },
    "mail_in_clear": {
        "it": (
            "la posta passerebbe in chiaro per la rete",
            'Scrivi security = "tls" o "starttls" ("none" solo se host è localhost o 127.0.0.1).',
        ),
        "en": (
            "mails would travel in clear over the network",
            'Write security = "tls" or "starttls" ("none" only where host is localhost or 127.0.0.1).',
        ),
    },
    "mail_login": {
        "it": ("user e password vanno insieme", "Scrivi entrambi, o nessuno dei due."),
        "en": ("user and password go together", "Write both of them, or neither."),
    },
}
