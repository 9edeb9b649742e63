"""Acts as somebody may read them: in words, and of a confidential booking neither who did it nor what it says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from orchestrator.audit.acts import Field, ObjectKind
from orchestrator.audit.deeds import things
from orchestrator.audit.naming import Names, names_for
from orchestrator.audit.seeking import ActFound, Place, Sought, acts_of
from orchestrator.audit.sentences import Told, Wording
from schedules.bookings import AudienceOf
from schedules.fields import is_masked, seen_by
from schedules.store.transaction import Transaction

LEFT = frozenset({Field.START, Field.END, Field.UNTIL, Field.ROOMS, Field.CONFIDENTIAL})
"""What is told of a confidential booking: when and where."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who reads acts."""

    who: str
    """Id of the account, or of the token."""
    audience: AudienceOf
    """As what they see a booking."""
    words: Wording


@dataclass(frozen=True, slots=True)
class ActTold:
    """An act as a reader may know it."""

    number: int
    at: datetime
    who_kind: str
    who: str | None
    """Id; None where it is not told."""
    who_name: str
    address: str
    action: str
    what: str
    """What they did, in words, to stand after the name."""
    object_kind: str
    object_id: str
    object_name: str
    room: str | None
    site: str | None
    organisation: str | None
    changes: Mapping[str, Sequence[object]]

    @property
    def object(self) -> str:
        """Kind and id, as addresses name it."""
        return f"{self.object_kind}:{self.object_id}"


@dataclass(frozen=True, slots=True)
class ActsTold:
    """A page of acts, and where the next one begins."""

    acts: Sequence[ActTold]
    next: Place | None


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """An entry of an object's own history, as the macro `timeline` of parts.html takes it."""

    at: datetime
    who: str
    what: str
    more: str = ""


def read_acts(db: Transaction, sought: Sought, reader: Reader, after: Place | None, limit: int) -> ActsTold:
    """The acts that are looked for, as *reader* may know them, in at most six queries."""
    found = acts_of(db, sought, after, limit)
    names = names_for(db, found.acts)
    return ActsTold([_told(act, names, reader) for act in found.acts], found.next)


def timeline_of(db: Transaction, sought: Sought, reader: Reader, limit: int) -> Sequence[TimelineEntry]:
    """The newest acts of an object's history, as *reader* may know them."""
    told = read_acts(db, sought, reader, None, limit).acts
    return [TimelineEntry(act.at, act.who_name, act.what[:1].upper() + act.what[1:]) for act in told]


def _told(act: ActFound, names: Names, reader: Reader) -> ActTold:
    words, hides = reader.words, _hides(act, names, reader)
    changes = {name: both for name, both in act.changes.items() if not hides or name in LEFT}
    nameless = hides and act.who_kind == "account" and act.who != reader.who
    return ActTold(
        act.number,
        act.at,
        act.who_kind,
        None if nameless else act.who,
        words.say("persona non indicata") if nameless else _who(act, names, words),
        "" if nameless else act.address,
        act.action,
        words.sentence(act.action, _with_names(changes, names)),
        act.object_kind,
        act.object_id,
        _object(act, names, reader),
        act.room,
        act.site,
        act.organisation,
        changes,
    )


def _with_names(changes: Told, names: Names) -> Told:
    """The same, where organisations stand by what they are called; one that is gone stands by its id."""
    if Field.ORGANISATION not in changes:
        return changes
    told = [each and (names.of("organisation", str(each)) or each) for each in changes[Field.ORGANISATION]]
    return {**changes, Field.ORGANISATION: told}


def _hides(act: ActFound, names: Names, reader: Reader) -> bool:
    """Whether it is about a booking of which they learn no more than the time; one that is gone may have been such."""
    if act.object_kind != ObjectKind.BOOKING:
        return False
    booking = names.bookings.get(act.object_id)
    return booking is None or is_masked(booking, reader.audience(booking))


def _who(act: ActFound, names: Names, words: Wording) -> str:
    match act.who_kind:
        case "account":
            return names.of("account", act.who) or _numbered(act.who, words)
        case "token":
            return names.of("token", act.who) or f"token {act.who}"
        case "command":
            return words.say("%(user)s, da riga di comando") % {"user": act.who}
        case _:
            return words.say("il servizio")


def _object(act: ActFound, names: Names, reader: Reader) -> str:
    words = reader.words
    kind = things(words.say).get(act.object_kind, act.object_kind)
    match act.object_kind:
        case ObjectKind.BOOKING:
            booking = names.bookings.get(act.object_id)
            if booking is None:
                return kind
            audience = reader.audience(booking)
            if is_masked(booking, audience):
                return words.say("prenotazione riservata") if booking.confidential else kind
            return seen_by(booking, audience).title
        case ObjectKind.ACCOUNT:
            return names.of("account", act.object_id) or _numbered(act.object_id, words)
        case ObjectKind.ROOM:
            return words.places.rooms.get(act.object_id, act.object_id)
        case ObjectKind.SITE:
            return words.places.sites.get(act.object_id, act.object_id)
        case ObjectKind.TOKEN | ObjectKind.ORGANISATION:
            return names.of(act.object_kind, act.object_id) or f"{kind} {act.object_id}"
        case _:
            return kind


def _numbered(account: str, words: Wording) -> str:
    """Whose name nobody is to know any more."""
    return words.say("persona n. %(number)s") % {"number": account[:8]}
