"""Which acts an address asks for, and the addresses that ask for others. What nobody can mean is passed over."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from orchestrator.accounts.accounts import account_by_email, find_account
from orchestrator.audit.acts import ActKind, ActObject, ObjectKind
from orchestrator.audit.seeking import Place, Sought
from orchestrator.audit.terms import KINDS, Kept
from schedules.identity import EPOCH
from schedules.store.rows import MILLISECOND
from schedules.store.transaction import Transaction

LONGEST = 200
"""Characters of a value."""
_PLACE = re.compile(r"([0-9]{1,14})\.([0-9]{1,18})")
_YEARS = range(1970, 9000)


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address says, as text: the values of the form that looks for acts."""

    who: str = ""
    kind: str = ""
    """A kind of act, or all that are kept equally long."""
    object: str = ""
    """Like ``booking:4f1c``."""
    organisation: str = ""
    room: str = ""
    since: str = ""
    until: str = ""
    """Days of the house, both inclusive."""
    after: str = ""
    """Where the page begins."""

    def address(self, path: str, **others: str) -> str:
        """The address at *path* that asks for the same but for *others*, from the first page on where these say no other."""
        asked = replace(self, **{"after": "", **others})
        said = {name: value for name, key in _NAMES.items() if (value := getattr(asked, key))}
        return f"{path}?{urlencode(said)}" if said else path

    @property
    def is_filtered(self) -> bool:
        """Whether there may be more than what is looked for."""
        return self != Asked(after=self.after)


_NAMES = {
    "who": "who",
    "kind": "kind",
    "object": "object",
    "organisation": "organisation",
    "room": "room",
    "from": "since",
    "to": "until",
    "after": "after",
}
"""The parameters of addresses, with the fields that they are."""


def asked_by(query: Mapping[str, str]) -> Asked:
    """What *query* says."""
    said = {key: query.get(name, "").strip()[:LONGEST] for name, key in _NAMES.items()}
    return Asked(**said)


def sought_by(db: Transaction, asked: Asked, zone: str, reader: str) -> Sought:
    """The acts that are meant; a person may be named by address. *reader* is the account that looks."""
    since, until = day_from(asked.since), day_from(asked.until)
    return Sought(
        who=_who(db, asked.who) if asked.who else None,
        kinds=kinds_from(asked.kind),
        about=object_from(asked.object),
        room=asked.room or None,
        organisation=asked.organisation or None,
        since=_midnight(since, zone) if since else None,
        until=_midnight(until + timedelta(days=1), zone) if until else None,
        seen_of=reader,
    )


def shown_who(db: Transaction, asked: Asked) -> str:
    """Who is looked for, as a form shows it: the address of an account that is named by its id."""
    account = find_account(db, asked.who) if asked.who else None
    return asked.who if account is None else account.email or asked.who


def kinds_from(text: str) -> frozenset[ActKind]:
    """One kind of act, or those that are kept equally long; none for another text."""
    if text in set(Kept):
        return KINDS[Kept(text)]
    return frozenset({ActKind(text)}) if text in set(ActKind) else frozenset()


def object_from(text: str) -> ActObject | None:
    """What ``booking:4f1c`` names."""
    kind, _, thing_id = text.partition(":")
    return ActObject(ObjectKind(kind), thing_id) if kind in set(ObjectKind) else None


def place_from(text: str) -> Place | None:
    """Where a page begins."""
    match = _PLACE.fullmatch(text)
    return None if match is None else (EPOCH + int(match[1]) * MILLISECOND, int(match[2]))


def place_text(place: Place) -> str:
    """The same as an address says it."""
    return f"{(place[0] - EPOCH) // MILLISECOND}.{place[1]}"


def day_from(text: str) -> date | None:
    """The day that ``2026-10-20`` is."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year in _YEARS else None


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)


def _who(db: Transaction, text: str) -> str:
    account = account_by_email(db, text) if "@" in text else None
    return text if account is None else account.id
