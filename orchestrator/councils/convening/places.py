"""Where and when a sitting is, in words, and what is otherwise than it was. Pure."""

from collections.abc import Iterator, Sequence

from config.words.sentences import Language
from orchestrator.bookings.told import when_words
from orchestrator.councils.convening.convener import House
from orchestrator.councils.convening.words import kinds
from orchestrator.councils.dossiers.dossier import Dossier
from orchestrator.councils.sitting.agenda import Item
from orchestrator.web.shell.catalogues import Say
from orchestrator.web.shell.dates import clock, filters


def halls_of(house: House, dossier: Dossier) -> Sequence[str]:
    """The names of its halls, in its order; one that is there no more by its id."""
    names = {room.id: room.name for room in house.installation.rooms}
    return [names.get(room, room) for room in dossier.rooms]


def places_of(house: House, dossier: Dossier) -> Sequence[str]:
    """Its halls with their house and address, and what is said besides."""
    halls = halls_of(house, dossier)
    if not halls:
        return [dossier.place] if dossier.place else []
    rooms = [room for room in house.installation.rooms if room.id in dossier.rooms]
    sites = list(dict.fromkeys(house.installation.site_of(room).id for room in rooms))
    known = [site for site in house.installation.sites if site.id in sites]
    where = [", ".join(filter(None, (site.name, site.address or site.town or ""))) for site in known]
    return [*halls, *where, *([dossier.place] if dossier.place else [])]


def when_of(house: House, dossier: Dossier, language: Language) -> str:
    """``lunedì 30 novembre 2026, 15:00–17:00``."""
    return when_words(dossier.begins, dossier.ends, house.zone, language)


def second_of(house: House, dossier: Dossier, language: Language) -> str:
    """When the second call is, or nothing."""
    if dossier.second is None:
        return ""
    return f"{filters(language)['day'](dossier.second, house.zone)}, {clock(dossier.second, house.zone)}"


def item_words(item: Item, say: Say) -> str:
    """An item as a notice has it: its text, what it is for, who reports."""
    by = say("relazione di %(name)s") % {"name": item.rapporteur} if item.rapporteur else ""
    return f"{item.text} ({', '.join(filter(None, (kinds(say)[item.kind], by)))})"


def differences(house: House, before: Dossier, after: Dossier, language: Language, say: Say) -> Iterator[str]:
    """What is otherwise, a sentence each."""
    if (before.begins, before.ends) != (after.begins, after.ends):
        told = {"before": when_of(house, before, language), "after": when_of(house, after, language)}
        yield say("Quando: prima %(before)s, ora %(after)s.") % told
    if (before.rooms, before.place) != (after.rooms, after.place):
        told = {"before": ", ".join(places_of(house, before)), "after": ", ".join(places_of(house, after))}
        yield say("Dove: prima %(before)s, ora %(after)s.") % told
    if before.second != after.second:
        second = second_of(house, after, language)
        yield (
            say("Seconda convocazione: %(when)s.") % {"when": second}
            if second
            else say("Non c’è più una seconda convocazione.")
        )
    yield from _of_agenda(before.agenda, after.agenda, say)
    if before.note != after.note:
        yield say("Le note sono cambiate.")


def _of_agenda(before: Sequence[Item], after: Sequence[Item], say: Say) -> Iterator[str]:
    known, stays = {item.id: item for item in before}, {item.id for item in after}
    for number, item in enumerate(after, 1):
        old = known.get(item.id)
        if old is None:
            yield say("Punto aggiunto: %(number)s. %(item)s.") % {"number": number, "item": item.text}
        elif (old.text, old.kind, old.rapporteur) != (item.text, item.kind, item.rapporteur):
            yield say("Punto cambiato: %(number)s. %(item)s.") % {"number": number, "item": item.text}
        elif {each.sha256 for each in old.documents} != {each.sha256 for each in item.documents}:
            yield say("Documenti cambiati: %(number)s. %(item)s.") % {"number": number, "item": item.text}
    for item in before:
        if item.id not in stays:
            yield say("Punto tolto: %(item)s.") % {"item": item.text}
    if [item.id for item in before if item.id in stays] != [item.id for item in after if item.id in known]:
        yield say("L’ordine dei punti è cambiato.")
