"""Carrying out a press: the room's situation is read, decided upon and stored in one transaction."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from schedules.bookings import OWN_CALENDAR, Entry, Key, Occurrence, OverrideKind, Phase
from schedules.database import PRESSED
from schedules.diary import BookingClash, book, wanting
from schedules.inputs import StoredInputs, overrides_of, room_inputs
from schedules.occupancies import occupy, rooms_had, rooms_of, settle
from schedules.overrides import FOREVER, Stretch, session_stretches, stretches
from schedules.planner import plan
from schedules.prepared import Prepared
from schedules.pressing import (
    LONGEST_EXTENSION,
    Decision,
    Press,
    PressRefused,
    Situation,
    decide,
    reopenable,
)
from schedules.sessions import pin, pin_due
from schedules.sites import active_digest, installation, rules_of, touch
from schedules.tables import OccupancyRow, OccurrenceRow, OverrideRow, RoomRow, SessionRow

AROUND = timedelta(days=1)
"""How far the situation looks back and ahead."""
WALK_IN_TITLE = "Riunione"
_KNOWN = Prepared(
    select(OverrideRow.kind, OverrideRow.room_id, OverrideRow.revision).where(OverrideRow.id == bindparam("id"))
)
_COLUMNS = [column.name for column in OverrideRow.__table__.columns if column.name != "number"]
_STORE = Prepared(
    insert(OverrideRow).values({name: bindparam(name) for name in _COLUMNS}).returning(OverrideRow.number)
)


@dataclass(frozen=True, slots=True)
class Pressed:
    """A stored press: the client's uuid, and the revision of the room's plan that has it."""

    id: str
    revision: int
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class LiveBooking:
    """What is live in a room: its id, and when it is over there."""

    id: str
    end: datetime


def press_button(session: Session, secret: bytes, client_id: str, who: str, press: Press) -> Pressed:
    """Store the press and what follows from it. Raises PressRefused, KeyError for no such room.

    The same *client_id* again answers what it answered before and changes nothing, whatever else the press says; that
    of another kind of press, or of one in another room, is refused.
    """
    known = _KNOWN.first(session, id=client_id)
    if known is not None:
        if (known.kind, known.room_id) != (press.kind, press.room):
            raise PressRefused("id_used")
        return Pressed(client_id, known.revision, repeated=True)
    situation, stored = _situation(session, press)
    rooms: Sequence[str] = [press.room]
    present = situation.at(press.at)
    booked = present.booking
    live = LiveBooking(stored.ids[booked.key], booked.end) if booked and present.phase is Phase.LIVE else None
    if press.kind is OverrideKind.EXTEND and live is not None:
        pin_due(session, rooms_of(session, live.id), press.at)
        rooms = _lasting_rooms(session, live.id, press.at)
    if press.kind in {OverrideKind.START, OverrideKind.EXTEND}:
        situation = replace(situation, wanting=others_wanting(session, press.room, live, press.at))
    decision = decide(press, situation)
    occurrence_id = stored.ids.get(decision.key) if decision.key else None
    if decision.walk_in_end is not None:
        occurrence_id = _walk_in(session, secret, press, decision.walk_in_end)
    if decision.pins is not None and occurrence_id is not None:
        pin(session, press.room, occurrence_id, decision.pins)
    revision = touch(session, rooms)[press.room]
    session.info.setdefault(PRESSED, set()).add(press.room)
    _store(session, client_id, who, press, decision, occurrence_id, revision)
    if occurrence_id is not None and decision.kind is not OverrideKind.SCENE:
        _occupy(session, occurrence_id, rooms)
        settle(session, rooms, press.at)
    if decision.kind in {OverrideKind.END, OverrideKind.RELEASE}:  # what it lets go may be another's now
        pin_due(session, rooms, press.at)
    return Pressed(client_id, revision)


def _situation(session: Session, press: Press) -> tuple[Situation, StoredInputs]:
    """The room around the press, with a session of what is live, and what that was made from."""
    rules = rules_of(session, press.room)
    start, end = press.at - AROUND, press.at + AROUND
    stored = room_inputs(session, press.room, start, end)
    situation = Situation(rules, plan(rules, stored.inputs, start, end).segments, reopenable(stored.inputs, press.at))
    now = situation.at(press.at)
    latest = max([end, *(one.end for one in situation.ended)])
    if latest > end or (now.phase is Phase.LIVE and isinstance(now.booking, Occurrence)):
        pin_due(session, [press.room], press.at)
        stored = room_inputs(session, press.room, start, latest)
        situation = Situation(
            rules, plan(rules, stored.inputs, start, latest).segments, reopenable(stored.inputs, press.at)
        )
    return situation, stored


def others_wanting(session: Session, room_id: str, live: LiveBooking | None, now: datetime) -> Sequence[Entry]:
    """Every other booking that from *now* on wants the room, or any of the rooms that the *live* booking still has."""
    if live is None:
        return wanting(session, [room_id], now, now + LONGEST_EXTENSION)
    rooms = _lasting_rooms(session, live.id, now)
    end = min(live.end, FOREVER - LONGEST_EXTENSION)
    return wanting(session, rooms, now, end + LONGEST_EXTENSION, besides=live.id)


def _lasting_rooms(session: Session, occurrence_id: str, now: datetime) -> Sequence[str]:
    """The rooms that the booking has and where it has not ended, whether it has begun there or not."""
    rooms = rooms_had(session, occurrence_id)
    if len(rooms) == 1:
        return rooms
    real = {room_id: _real_times(session, occurrence_id, room_id) for room_id in rooms}
    return [room_id for room_id in rooms if real[room_id] and now < real[room_id][-1].end]


def _walk_in(session: Session, secret: bytes, press: Press, end: datetime) -> str:
    """Book the room for somebody who starts a meeting in it, by the ordinary path, which makes it a session.

    Raises PressRefused.
    """
    site_files = installation(session, active_digest(session, press.room))
    preset = site_files.default_preset(site_files.room(press.room))
    title = site_files.presets[preset].title if preset and preset in site_files.presets else WALK_IN_TITLE
    wanted = Occurrence(Key(OWN_CALENDAR, str(uuid4()), press.at), press.at, end, title, (press.room,), preset)
    try:
        return book(session, secret, wanted, press.at).id
    except BookingClash as clash:
        raise PressRefused("in_the_way", blocking=list(clash.blocking)) from clash


def _store(
    session: Session,
    client_id: str,
    who: str,
    press: Press,
    decision: Decision,
    occurrence_id: str | None,
    revision: int,
) -> None:
    _STORE.first(
        session,
        id=client_id,
        kind=decision.kind,
        room_id=press.room,
        occurrence_id=occurrence_id,
        at=press.at,
        until=decision.until,
        seen_end=press.seen_end,
        device=decision.device,
        scene=decision.scene,
        reason=press.reason,
        who=who,
        revision=revision,
    )
    if decision.kind is OverrideKind.PUT_BACK:
        session.execute(update(RoomRow).where(RoomRow.id == press.room).values(put_back_at=press.at))


def _occupy(session: Session, occurrence_id: str, rooms: Iterable[str]) -> None:
    """Keep the occupancies as long as the presses make the booking. Raises PressRefused if the database says no."""
    for room_id in rooms:
        occupancy = session.get(OccupancyRow, (occurrence_id, room_id))
        if occupancy is None:
            continue
        real = _real_times(session, occurrence_id, room_id)
        occupancy.holding = bool(real) and occupancy.holding
        start, end = (real[-1].start, real[-1].end) if real else (occupancy.start, occupancy.start)
        try:
            occupy(session, occupancy, start, end)  # what was before is past
        except IntegrityError as error:
            raise PressRefused("in_the_way") from error


def _real_times(session: Session, occurrence_id: str, room_id: str) -> Sequence[Stretch]:
    """When the booking really has the room, by what it is or was pinned as and by what people pressed."""
    pinned = select(SessionRow).where(SessionRow.occurrence_id == occurrence_id, SessionRow.room_id == room_id)
    running, presses = session.scalars(pinned).one_or_none(), overrides_of(session, occurrence_id, room_id)
    if running is not None:
        return session_stretches(running.start, running.end, presses)
    booked = session.get_one(OccurrenceRow, occurrence_id)
    return stretches(booked.start, booked.end, presses)
