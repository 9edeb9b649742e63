"""All that is known of a stored booking's meeting, and who was there by it."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from orchestrator.conferences.entrants import entrant_id
from orchestrator.conferences.guest_list import people_of
from orchestrator.conferences.link_store import who_came
from orchestrator.conferences.presence.entry_store import entries_of
from orchestrator.conferences.presence.event_store import events_key, events_of
from orchestrator.conferences.presence.evidence import Evidence, Invited
from orchestrator.conferences.presence.outcome import Presence
from orchestrator.conferences.presence.remembering import derived
from orchestrator.conferences.presence.snapshot_store import snapshots_of
from schedules.store.transaction import Transaction


def presence_of(
    db: Transaction,
    booking: str,
    window: tuple[datetime, datetime],
    halls: Mapping[str, str],
    key: bytes,
    kept: timedelta,
    now: datetime,
) -> Presence:
    """Who was in the meeting of the booking of that id, which lasts as long as *window* [start, end) says.

    *halls* says what rooms are called, by their ids, and *key* makes the ids of who comes by a link. What was told is *kept*
    for so long after the end.
    """
    start, end = (int(moment.timestamp()) for moment in window)
    evidence = Evidence(
        start,
        end,
        tuple(events_of(db, booking)),
        uses=tuple(who_came(db, booking)),
        snapshots=tuple(snapshots_of(db, booking)),
        entries=tuple(written.entry for written in entries_of(db, booking) if written.struck is None),
        invited=tuple(_invited(db, booking, key)),
        halls=halls,
        forgotten=window[1] < now - kept,
    )
    return derived(booking, events_key(db, booking), evidence, int(now.timestamp()))


def _invited(db: Transaction, booking: str, key: bytes) -> Iterator[Invited]:
    for person in people_of(db, booking):
        yield Invited(entrant_id(key, booking, person.holder, person.called), person.called)
