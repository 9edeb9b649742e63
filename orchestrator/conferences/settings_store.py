"""What is wanted of the meetings of single bookings, in the store."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, select

from orchestrator.conferences.manner import AS_PRESET, MeetingSettings
from orchestrator.conferences.tables import MeetingSettingsRow
from schedules.store.occupancies import rooms_of
from schedules.store.prepared import Prepared
from schedules.store.rows import portions
from schedules.store.sites import touch
from schedules.store.tables import OccupancyRow
from schedules.store.transaction import Transaction

_COLUMNS = (
    MeetingSettingsRow.occurrence_id,
    MeetingSettingsRow.subject,
    MeetingSettingsRow.lobby,
    MeetingSettingsRow.language,
    MeetingSettingsRow.recorded,
    MeetingSettingsRow.opening,
    MeetingSettingsRow.revision,
    MeetingSettingsRow.changed_at,
)
_IN_ROOM = Prepared(
    select(*_COLUMNS)
    .join(OccupancyRow, OccupancyRow.occurrence_id == MeetingSettingsRow.occurrence_id)
    .where(
        OccupancyRow.room_id == bindparam("room"),
        OccupancyRow.end > bindparam("since"),
        OccupancyRow.start < bindparam("until"),
    )
)


class SettingsChanged(Exception):
    """Somebody else changed them meanwhile; nothing was changed."""


def settings_of(db: Transaction, booking_id: str) -> MeetingSettings:
    """What is wanted of the meeting of that booking."""
    row = db.get(MeetingSettingsRow, booking_id)
    return AS_PRESET if row is None else _settings(row)


def settings_in_room(db: Transaction, room_id: str, since: datetime, until: datetime) -> Mapping[str, MeetingSettings]:
    """The same of all bookings in a room around [since, until) of which something is wanted, by their ids."""
    return {row.occurrence_id: _settings(row) for row in _IN_ROOM.all(db, room=room_id, since=since, until=until)}


def change_settings(db: Transaction, booking_id: str, wanted: MeetingSettings, now: datetime) -> MeetingSettings:
    """Let that be wanted of the meeting of that booking, which was read at the revision of *wanted*. Raises SettingsChanged.

    The lobby's time is kept where it stays as it was: presses since then still count.
    """
    row = db.get(MeetingSettingsRow, booking_id)
    present = AS_PRESET if row is None else _settings(row)
    if wanted.revision != present.revision:
        raise SettingsChanged
    if replace(wanted, changed_at=present.changed_at) == present:
        return present
    if row is None:
        row = MeetingSettingsRow(occurrence_id=booking_id, revision=0, changed_at=now)
        db.add(row)
    if wanted.lobby != present.lobby:
        row.changed_at = now
    row.subject, row.lobby, row.language = wanted.subject, wanted.lobby, wanted.language
    row.recorded, row.opening = wanted.recorded, wanted.opening
    row.revision = present.revision + 1
    db.flush()
    touch(db, rooms_of(db, booking_id))
    return _settings(row)


def forget_settings(db: Transaction, booking_ids: Collection[str]) -> frozenset[str]:
    """Delete what is wanted of the meetings of those bookings; gives the subjects that are gone."""
    words: set[str] = set()
    for ids in portions(booking_ids):
        these = MeetingSettingsRow.occurrence_id.in_(ids)
        words.update(subject for subject in db.scalars(select(MeetingSettingsRow.subject).where(these)) if subject)
        db.execute(delete(MeetingSettingsRow).where(these))
    return frozenset(words)


def _settings(row: Any) -> MeetingSettings:
    return MeetingSettings(
        row.subject, row.lobby, row.language, row.recorded, row.opening, row.revision, row.changed_at
    )
