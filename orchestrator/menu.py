"""What the bar of every page offers: the pages that whoever looks may open."""

from collections.abc import Mapping
from dataclasses import dataclass

from config.words.sentences import Language
from orchestrator.access.identity import Identity
from orchestrator.access.permissions import PERMISSIONS, Action
from orchestrator.web.shell.viewer import MenuItem


@dataclass(frozen=True, slots=True)
class _Entry:
    href: str
    action: Action
    """What one must be able to do somewhere for the page to be offered."""
    words: Mapping[Language, str]
    but: Action | None = None
    """Who can do that has another entry."""


_ENTRIES: tuple[_Entry, ...] = (
    _Entry("/", Action.KEEP_ACCOUNT, {"it": "Oggi", "en": "Today"}),
    _Entry("/bookings", Action.SEE_BOOKINGS, {"it": "Prenotazioni", "en": "Bookings"}),
    _Entry("/people", Action.MANAGE_PEOPLE, {"it": "Persone", "en": "People"}),
    _Entry("/organisations", Action.MANAGE_ORGANISATIONS, {"it": "Organizzazioni", "en": "Organisations"}),
    _Entry("/jitsi", Action.SEE_SITE, {"it": "Server Jitsi", "en": "Jitsi servers"}),
    _Entry("/audit", Action.MANAGE_PEOPLE, {"it": "Cronologia", "en": "History"}),
    _Entry(
        "/organisations",
        Action.MANAGE_MEMBERS,
        {"it": "La mia organizzazione", "en": "My organisation"},
        but=Action.MANAGE_ORGANISATIONS,
    ),
    _Entry("/councils", Action.SEE_COUNCILS, {"it": "Organi collegiali", "en": "Councils"}),
)


def menu_of(identity: Identity, language: Language) -> tuple[MenuItem, ...]:
    """The entries for *identity*, in order."""
    roles = {holding.role for holding in identity.holdings}
    offered = [
        entry
        for entry in _ENTRIES
        if roles & PERMISSIONS[entry.action].keys() and (entry.but is None or not roles & PERMISSIONS[entry.but].keys())
    ]
    return tuple(MenuItem(entry.words[language], entry.href) for entry in offered)
