"""What `regia store prune` says: a line for each kind, with how many and of which days."""

from collections.abc import Iterator, Mapping, Sequence
from zoneinfo import ZoneInfo

from config.words.sentences import Language
from orchestrator.keeping.prune import Figures

_KINDS: Mapping[str, Mapping[Language, str]] = {
    "confidential": {"it": "Parole di prenotazioni riservate", "en": "Words of confidential bookings"},
    "bookings": {"it": "Prenotazioni, con le loro pressioni di tasti", "en": "Bookings, with their presses"},
    "presses": {"it": "Pressioni di tasti senza prenotazione", "en": "Presses without a booking"},
    "reports": {"it": "Rapporti delle sale", "en": "Reports of the rooms"},
    "problems": {"it": "Problemi segnalati", "en": "Problems that were told"},
    "agents": {"it": "Computer di sala non più visti", "en": "Room computers not seen any more"},
    "links": {"it": "Inviti e collegamenti scaduti", "en": "Invitations and links that ended"},
    "sign_ins": {"it": "Accessi scaduti", "en": "Sign-ins that ended"},
    "meeting_uses": {"it": "Ingressi nelle riunioni dai link", "en": "Entries into meetings by links"},
    "mails": {"it": "Messaggi di posta, partiti o no", "en": "Mails, sent or given up"},
    "changes": {"it": "Cambi dei file delle sale", "en": "Changes of the room files"},
    "acts_bookings": {"it": "Atti su prenotazioni", "en": "Acts on bookings"},
    "acts_presses": {"it": "Atti nelle sale", "en": "Acts in rooms"},
    "acts_access": {"it": "Atti di accesso", "en": "Acts of coming in"},
    "acts_settings": {"it": "Atti su ruoli e impostazioni", "en": "Acts on roles and settings"},
    "versions": {"it": "Versioni dei file delle sale", "en": "Versions of the room files"},
    "calendars": {"it": "Calendari tolti dai file delle sale", "en": "Calendars that the room files name no more"},
    "events": {"it": "Eventi passati nei testi dei calendari", "en": "Past events in the calendars’ texts"},
}
_HEADS: Mapping[Language, Mapping[bool, str]] = {
    "it": {True: "Se ne andrebbe:", False: "Cancellato:"},
    "en": {True: "This would go:", False: "Gone:"},
}
_NOTHING: Mapping[Language, Mapping[bool, str]] = {
    "it": {True: "Non c’è niente da cancellare.", False: "Non c’era niente da cancellare."},
    "en": {True: "There is nothing to let go.", False: "There was nothing to let go."},
}
_DAYS: Mapping[Language, Mapping[bool, str]] = {
    "it": {True: "del {first}", False: "dal {first} al {last}"},
    "en": {True: "of {first}", False: "from {first} to {last}"},
}


def report(figures: Sequence[Figures], language: Language, zone: ZoneInfo, *, only_looked: bool) -> Iterator[str]:
    """A line for each kind of which something goes; the days are those of the house."""
    told = [figure for figure in figures if figure.count]
    yield (_HEADS if told else _NOTHING)[language][only_looked]
    yield from (f"  {_KINDS[figure.kind][language]}: {figure.count}{_days(figure, language, zone)}" for figure in told)


def _days(figures: Figures, language: Language, zone: ZoneInfo) -> str:
    if figures.oldest is None or figures.newest is None:
        return ""
    first, last = (f"{moment.astimezone(zone):%Y-%m-%d}" for moment in (figures.oldest, figures.newest))
    return ", " + _DAYS[language][first == last].format(first=first, last=last)
