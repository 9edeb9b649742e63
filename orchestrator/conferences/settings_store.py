"""What is wanted of the meetings of single bookings, in the store."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, select

from orchestrator.conferences.manner import AS_PRESET, MeetingSettings
from orchestrator.conferences.passwords import Protection, open_password, seal_password
from orchestrator.conferences.tables import MeetingSettingsRow
from schedules.store.occupancies import rooms_of
from schedules.store.prepared import Prepared
from schedules.store.rows import portions
from schedules.store.sealing import Keys
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
    MeetingSettingsRow.protection,
    MeetingSettingsRow.password,
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


def settings_of(db: Transaction, keys: Keys | None, booking_id: str) -> MeetingSettings:
    """What is wanted of the meeting of that booking; *keys* open its password."""
    row = db.get(MeetingSettingsRow, booking_id)
    return AS_PRESET if row is None else _settings(row, keys)


def settings_in_room(
    db: Transaction, keys: Keys | None, room_id: str, since: datetime, until: datetime
) -> Mapping[str, MeetingSettings]:
    """The same of all bookings in a room around [since, until) of which something is wanted, by their ids."""
    rows = _IN_ROOM.all(db, room=room_id, since=since, until=until)
    return {row.occurrence_id: _settings(row, keys) for row in rows}


def change_settings(
    db: Transaction, keys: Keys, booking_id: str, wanted: MeetingSettings, now: datetime
) -> MeetingSettings:
    """Let that be wanted of the meeting of that booking, which was read at the revision of *wanted*. Raises SettingsChanged.

    The lobby's time is kept where it stays as it was: presses since then still count.
    """
    row = db.get(MeetingSettingsRow, booking_id)
    present = AS_PRESET if row is None else _settings(row, keys)
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
    row.recorded, row.opening, row.protection = wanted.recorded, wanted.opening, wanted.protection
    if wanted.password != present.password:
        row.password = None if wanted.password is None else seal_password(keys, booking_id, wanted.password)
    row.revision = present.revision + 1
    db.flush()
    touch(db, rooms_of(db, booking_id))
    return _settings(row, keys)


def forget_settings(db: Transaction, booking_ids: Collection[str]) -> frozenset[str]:
    """Delete what is wanted of the meetings of those bookings; gives the subjects that are gone."""
    words: set[str] = set()
    for ids in portions(booking_ids):
        these = MeetingSettingsRow.occurrence_id.in_(ids)
        words.update(subject for subject in db.scalars(select(MeetingSettingsRow.subject).where(these)) if subject)
        db.execute(delete(MeetingSettingsRow).where(these))
    return frozenset(words)


def _settings(row: Any, keys: Keys | None) -> MeetingSettings:
    sealed: bytes | None = row.password
    return MeetingSettings(
        row.subject,
        row.lobby,
        row.language,
        row.recorded,
        row.opening,
        row.revision,
        row.changed_at,
        None if row.protection is None else Protection(row.protection),
        None if keys is None or sealed is None else open_password(keys, row.occurrence_id, sealed),
    )
