"""The words for every mistake of a room file: code, then language, then message and hint."""

from collections.abc import Mapping

from config.words.sentences import Language

WORDS: Mapping[str, Mapping[Language, tuple[str, str]]] = {
    # --- the file itself
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
        "it": ("non è scritto in TOML ({detail})", "Guardate virgolette, parentesi e segni = qui e nella riga sopra."),
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
    # --- one value alone
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
    "not_one_of": {
        "it": ("«{value}» non va bene qui", "Scrivi {expected}."),
        "en": ("“{value}” will not do here", "Write {expected}."),
    },
    "host": {
        "it": (
            "«{value}» non è il nome o l’indirizzo di un dispositivo",
            "Scrivi per esempio 192.168.1.21 o proiettore.lan; un indirizzo IPv6 senza parentesi.",
        ),
        "en": (
            "“{value}” is not the name or address of a device",
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
    "beside": {
        "it": ("«{value}» non è il nome di un file qui accanto", "Scrivi solo il nome del file, senza cartella."),
        "en": ("“{value}” is not the name of a file beside this one", "Write the file's name alone, without a folder."),
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
    # --- what must agree
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
    "jitsi_app_id": {
        "it": ("c’è secret ma manca app_id", "Scrivi l’app_id che il server Jitsi conosce."),
        "en": ("there is a secret but no app_id", "Write the app_id that the Jitsi server knows."),
    },
    # --- warnings
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
