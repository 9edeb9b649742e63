"""What the store lets go with time is called, by the names of its kinds (`orchestrator.keeping.kinds`)."""

from collections.abc import Mapping

from config.words.sentences import Language

PRUNED: Mapping[str, Mapping[Language, str]] = {
    "confidential": {"it": "Parole di prenotazioni riservate", "en": "Words of confidential bookings"},
    "bookings": {"it": "Prenotazioni, con le loro pressioni di tasti", "en": "Bookings, with their presses"},
    "presses": {"it": "Pressioni di tasti senza prenotazione", "en": "Presses without a booking"},
    "reports": {"it": "Rapporti delle sale", "en": "Reports of the rooms"},
    "problems": {"it": "Problemi segnalati", "en": "Problems that were told"},
    "agents": {"it": "Computer di sala non più visti", "en": "Room computers not seen any more"},
    "links": {"it": "Inviti e collegamenti scaduti", "en": "Invitations and links that ended"},
    "sign_ins": {"it": "Accessi scaduti", "en": "Sign-ins that ended"},
    "council_codes": {"it": "Codici di sedute finite", "en": "Codes of sittings that are over"},
    "council_devices": {"it": "Dispositivi di sedute finite", "en": "Devices of sittings that are over"},
    "meeting_uses": {"it": "Ingressi nelle riunioni dai link", "en": "Entries into meetings by links"},
    "meeting_events": {"it": "Avvisi di Jitsi sulle riunioni", "en": "Messages of Jitsi about meetings"},
    "meeting_snapshots": {"it": "Conte di chi è nelle riunioni", "en": "Counts of who is in meetings"},
    "presence_entries": {"it": "Presenze scritte a mano", "en": "Attendance written by hand"},
    "mails": {"it": "Messaggi di posta, partiti o no", "en": "Mails, sent or given up"},
    "changes": {"it": "Cambi dei file delle sale", "en": "Changes of the room files"},
    "acts_bookings": {"it": "Atti su prenotazioni", "en": "Acts on bookings"},
    "acts_presses": {"it": "Atti nelle sale", "en": "Acts in rooms"},
    "acts_access": {"it": "Atti di accesso", "en": "Acts of coming in"},
    "acts_settings": {"it": "Atti su ruoli e impostazioni", "en": "Acts on roles and settings"},
    "addresses": {"it": "Indirizzi di rete degli atti", "en": "Network addresses of acts"},
    "versions": {"it": "Versioni dei file delle sale", "en": "Versions of the room files"},
    "calendars": {"it": "Calendari tolti dai file delle sale", "en": "Calendars that the room files name no more"},
    "events": {"it": "Eventi passati nei testi dei calendari", "en": "Past events in the calendars’ texts"},
}
