"""Which devices are whose: a link's, a hall's, or a guest's by name. Pure."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from orchestrator.conferences.presence.evidence import Evidence, LinkUse
from orchestrator.conferences.presence.extents import Timeline
from orchestrator.conferences.presence.outcome import PersonKind

_ORDER = (PersonKind.MEMBER, PersonKind.HALL, PersonKind.GUEST, PersonKind.HAND)


@dataclass(slots=True)
class Somebody:
    """One person, with their devices."""

    key: str
    name: str
    kind: PersonKind
    nicks: list[str] = field(default_factory=list)
    uses: list[LinkUse] = field(default_factory=list)


def people_of(timeline: Timeline) -> Sequence[Somebody]:
    """Everybody of whom anything is known: the invited first, each kind in order of name. A guest is never merged with somebody who came by a link."""
    evidence = timeline.evidence
    found = _by_link(evidence)
    for nick in sorted({*timeline.stays, *timeline.seen}):
        user, name = _told_of(timeline, nick)
        somebody = _whose(found, evidence, nick, user, name)
        somebody.nicks.append(nick)
        somebody.name = somebody.name or name
    return sorted(
        found.values(), key=lambda somebody: (_ORDER.index(somebody.kind), somebody.name.casefold(), somebody.key)
    )


def _by_link(evidence: Evidence) -> dict[str, Somebody]:
    found: dict[str, Somebody] = {}
    for invited in evidence.invited:
        found[entrant_key(invited.entrant)] = Somebody(entrant_key(invited.entrant), invited.name, PersonKind.MEMBER)
    for use in sorted(evidence.uses, key=lambda use: (use.at, use.entrant, use.name)):
        key = entrant_key(use.entrant)
        if key not in found:
            found[key] = Somebody(key, use.name, PersonKind.GUEST)
        elif found[key].kind is PersonKind.GUEST and use.name:
            found[key].name = use.name
        found[key].uses.append(use)
    return found


def _whose(found: dict[str, Somebody], evidence: Evidence, nick: str, user: str | None, name: str) -> Somebody:
    if user is not None and user in evidence.halls:
        return found.setdefault(f"hall:{user}", Somebody(f"hall:{user}", evidence.halls[user], PersonKind.HALL))
    if user is not None:
        return found.setdefault(entrant_key(user), Somebody(entrant_key(user), name, PersonKind.GUEST))
    key = f"guest:{same_name(name)}" if name else f"nobody:{nick}"
    return found.setdefault(key, Somebody(key, name, PersonKind.GUEST))


def entrant_key(entrant: str) -> str:
    """The key of somebody with a token."""
    return f"link:{entrant}"


def hand_key(name: str) -> str:
    """The key of somebody who is only ever written about."""
    return f"hand:{same_name(name)}"


def same_name(name: str) -> str:
    """What names have in common that people write in several ways."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def _told_of(timeline: Timeline, nick: str) -> tuple[str | None, str]:
    """The id of a device's token, and what it called itself; without a token only a snapshot's list tells a name."""
    stays = timeline.stays.get(nick, ())
    user = min((stay.id for stay in stays if stay.id), default=None)
    name = next((stay.name for stay in reversed(stays) if stay.name), None)
    return user, name or timeline.names.get(nick, "")
