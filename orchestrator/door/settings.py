"""How the meeting of a booking is held, for those who may invite to it: seeing and changing that, with the act."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from config.devices import pages_of
from config.rooms import Preset
from orchestrator.audit.acts import ActKind, Field, changes_between
from orchestrator.bookings.acts import record_booking_act
from orchestrator.bookings.asking import Asker
from orchestrator.bookings.looking import Looked, look_at
from orchestrator.bookings.owners import NotAllowed
from orchestrator.conferences.manner import MeetingSettings
from orchestrator.conferences.meetings import Houses, Meeting, meeting_of
from orchestrator.conferences.passwords import Protection
from orchestrator.conferences.settings_store import change_settings, settings_of
from schedules.store.sealing import Keys
from schedules.store.transaction import Transaction

_ANOTHER = "another"
"""What is told of a password in place of one before."""


class NoMeeting(Exception):
    """The booking has no meeting of ours: none at all, or one that its event's own link leads to."""


@dataclass(frozen=True, slots=True)
class MeetingSeen:
    """The meeting of a booking, and what is wanted of it."""

    looked: Looked
    meeting: Meeting
    settings: MeetingSettings
    preset: Preset | None
    has_screen: bool
    """Whether one of its rooms has a big screen, which alone can set a password, turn on a lobby and put people out."""

    @property
    def is_open(self) -> bool:
        """Whether there is something left to decide."""
        return not self.looked.over and not self.looked.withdrawn


def look_at_meeting(db: Transaction, asker: Asker, houses: Houses, booking_id: str, now: datetime) -> MeetingSeen:
    """The meeting, for whom it is to see. Raises NoSuchBooking, NotAllowed, NoMeeting."""
    looked = look_at(db, asker, booking_id, now)
    if not looked.may_invite:
        raise NotAllowed("confidential_unseen" if looked.masked else "forbidden")
    meeting = meeting_of(db, houses.conferences, houses.installation, looked.entry.id)
    if meeting is None or meeting.deployment is None:
        raise NoMeeting
    preset = houses.installation.presets.get(looked.booking.preset or "")
    settings = settings_of(db, houses.conferences.keys, looked.entry.id)
    devices = [room.devices for room in houses.installation.rooms if room.id in meeting.rooms]
    return MeetingSeen(looked, meeting, settings, preset, has_screen=any(map(pages_of, devices)))


def set_meeting_as(
    db: Transaction,
    asker: Asker,
    houses: Houses,
    keys: Keys,
    booking_id: str,
    wanted: MeetingSettings,
    now: datetime,
) -> MeetingSeen:
    """Let the meeting be held so; *keys* seal its password. Raises as `look_at_meeting`, and SettingsChanged, NotAllowed of one that is over."""
    seen = look_at_meeting(db, asker, houses, booking_id, now)
    if not seen.is_open:
        raise NotAllowed("booking_over")
    after = change_settings(db, keys, seen.looked.entry.id, wanted, now)
    if after.revision != seen.settings.revision:
        changes = changes_between(_told(seen.settings), _told(after))
        if after.password is not None and seen.settings.password not in {None, after.password}:
            changes = {**changes, Field.PASSWORD: (Protection.OWN.value, _ANOTHER)}
        record_booking_act(db, asker, ActKind.MEETING_SET, seen.looked.entry.id, seen.looked.booking, now, changes)
    return look_at_meeting(db, asker, houses, booking_id, now)


def _told(settings: MeetingSettings) -> Mapping[Field, object]:
    return {
        Field.SUBJECT: settings.subject,
        Field.LOBBY: settings.lobby,
        Field.LANGUAGE: settings.language,
        Field.RECORDED: settings.recorded,
        Field.OPENING: settings.opening,
        Field.PASSWORD: settings.protection,  # which kind it is, and never itself
    }
