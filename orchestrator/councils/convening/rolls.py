"""The roll of a sitting follows its organ's until it is opened: who comes to a seat gets a link and a code, who leaves it loses theirs."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from orchestrator.councils.convening.ready import Ready
from orchestrator.councils.dossiers.dossier import Dossier
from orchestrator.councils.dossiers.link_store import (
    hand_on_link,
    make_sitting_links,
    member_links,
    revoke_sitting_link,
)
from orchestrator.councils.dossiers.links import SittingLink, SittingLinkKind
from orchestrator.councils.identity.pin_store import make_pins, new_pin
from orchestrator.councils.organs.organ import roll_of
from orchestrator.councils.sitting.roll import Roll, Seat
from orchestrator.councils.sitting.rules import Identity, Rules
from orchestrator.councils.sitting.state import UNDER_WAY, Sitting
from schedules.store.sealing import Keys
from schedules.store.transaction import Transaction

Holders = Mapping[str, tuple[str, str]]
"""Person and name of who holds each seat at an instant."""


@dataclass(frozen=True, slots=True)
class RollChange:
    """What makes a sitting's roll the organ's."""

    put: tuple[Seat, ...]
    removed: tuple[str, ...]
    before: Holders
    after: Holders

    @property
    def comes(self) -> Mapping[str, str]:
        """The names of those who come to a seat, by seat."""
        return {seat: name for seat, (person, name) in self.after.items() if self._other(seat, person, self.before)}

    @property
    def leaves(self) -> Mapping[str, str]:
        """The names of those who leave one."""
        return {seat: name for seat, (person, name) in self.before.items() if self._other(seat, person, self.after)}

    def __bool__(self) -> bool:
        return bool(self.put or self.removed)

    @staticmethod
    def _other(seat: str, person: str, there: Holders) -> bool:
        return seat not in there or there[seat][0] != person


def roll_change(sitting: Sitting, ready: Ready, zone: ZoneInfo, now: datetime) -> RollChange:
    """What it is now. Before the opening those count who hold the seats on the day of the sitting. Pure."""
    under_way = sitting.status in UNDER_WAY
    at = now if under_way or sitting.begins is None else sitting.begins
    known, wanted = {seat.id: seat for seat in sitting.roll}, roll_of(ready.seats, at, str(zone))
    put = tuple(seat for seat in wanted if known.get(seat.id) != seat)
    removed = tuple(known.keys() - {seat.id for seat in wanted})
    return RollChange(put, removed, holders_of(sitting), holders_at(wanted, at))


def holders_at(roll: Roll, at: datetime) -> Holders:
    """Who holds the seats of a roll then. Pure."""
    held = ((seat.id, seat.holder(at)) for seat in roll)
    return {seat: (holder.person, holder.name) for seat, holder in held if holder is not None}


def holders_of(sitting: Sitting) -> Holders:
    """Who holds its seats. Pure."""
    return {seat.id: (seat.person, seat.name) for seat in sitting.seats.values()}


def links_after(
    links: Mapping[str, SittingLink], keys: Keys, before: Holders, after: Holders
) -> Mapping[str, SittingLink]:
    """The links as `hand_on` makes them, so that mails can be written before. Pure."""
    handed = {seat for seat in before.keys() & after.keys() if before[seat][0] != after[seat][0]}
    return {
        seat: replace(link, generation=link.generation + 1, key=keys.first, revoked_at=None)
        if seat in handed or (seat in after and seat not in before)
        else link
        for seat, link in links.items()
    }


def hand_on(
    db: Transaction, keys: Keys, dossier: Dossier, rules: Rules, before: Holders, after: Holders, now: datetime
) -> None:
    """Let links and codes be of those who hold the seats after: none is known to who held one before."""
    sitting = dossier.sitting
    links = member_links(db, sitting)
    for seat, link in links.items():
        if seat in before and seat not in after:
            revoke_sitting_link(db, link, now)
        elif seat in after and (seat not in before or before[seat][0] != after[seat][0]):
            hand_on_link(db, keys, link)
            new_pin(db, keys, sitting, seat)
    make_sitting_links(db, keys, sitting, SittingLinkKind.MEMBER, after)
    if rules.identity is Identity.PIN:
        make_pins(db, keys, sitting, after)
