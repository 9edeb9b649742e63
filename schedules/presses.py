"""Carrying out a press: the room's situation is read, decided upon and stored in one transaction."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from schedules.bookings import OWN_CALENDAR, Entry, Key, Occurrence, Override, OverrideKind, Phase
from schedules.diary import book, in_the_way
from schedules.inputs import MARGIN, StoredInputs, overrides_of, room_timeline
from schedules.overrides import stretches
from schedules.planner import Booked
from schedules.pressing import Decision, Press, PressRefused, Situation, decide
from schedules.sessions import pin, pin_due
from schedules.sites import active_digest, installation, rules_of, touch
from schedules.tables import OccupancyRow, OverrideRow, RoomRow, SessionRow

AROUND = timedelta(days=1)
"""How far the situation looks back and ahead."""
WALK_IN_TITLE = "Riunione"


@dataclass(frozen=True, slots=True)
class Pressed:
    """A stored press: the client's uuid, and the revision of the room's plan that has it."""

    id: str
    revision: int
    rooms: tuple[str, ...] = ()
    """Rooms whose plans it changed."""
    repeated: bool = False


def press_button(session: Session, secret: bytes, client_id: str, who: str, press: Press) -> Pressed:
    """Store the press and what follows from it. Raises PressRefused, KeyError for no such room.

    The same *client_id* again answers what it answered before and changes nothing.
    """
    known = session.scalar(select(OverrideRow).where(OverrideRow.id == client_id))
    if known is not None:
        return Pressed(client_id, known.revision, repeated=True)
    pin_due(session, [press.room], press.at)
    timeline, stored = room_timeline(session, press.room, press.at - AROUND, press.at + AROUND)
    situation = Situation(rules_of(session, press.room), timeline.segments, _ended(stored, press.at))
    rooms: Sequence[str] = [press.room]
    booked = situation.at(press.at).booking
    if press.kind is OverrideKind.EXTEND and booked is not None:
        rooms = _live_rooms(session, stored.ids[booked.key], booked.key, press.at)
        situation = replace(situation, after=_after(session, rooms, stored.ids[booked.key], booked.end))
    decision = decide(press, situation)
    occurrence_id = stored.ids.get(decision.key) if decision.key else None
    if decision.walk_in_end is not None:
        occurrence_id = _walk_in(session, secret, press, decision.walk_in_end)
    if decision.pins is not None and occurrence_id is not None:
        pin(session, press.room, occurrence_id, decision.pins, press.at)
    _store(session, client_id, who, press, decision, occurrence_id)
    touch(session, rooms)
    if occurrence_id is not None:
        _occupy(session, occurrence_id, rooms)
    revision = session.scalars(select(RoomRow.revision).where(RoomRow.id == press.room)).one()
    session.execute(update(OverrideRow).where(OverrideRow.id == client_id).values(revision=revision))
    return Pressed(client_id, revision, tuple(rooms))


def _ended(stored: StoredInputs, now: datetime) -> Sequence[Booked]:
    """Sessions that somebody ended before their time, with the end they would have had."""
    ended = []
    for running in stored.inputs.sessions:
        mine = _presses_of(stored, running.key)
        real = stretches(running.start, running.end, mine)
        full = stretches(running.start, running.end, [one for one in mine if one.kind is not OverrideKind.END])
        if full and now < full[-1].end and not (real and now < real[-1].end):
            ended.append(replace(running, end=full[-1].end))
    return ended


def _presses_of(stored: StoredInputs, key: Key) -> Sequence[Override]:
    mine = [press for press in stored.inputs.overrides if press.key == key]
    return sorted(mine, key=lambda press: press.number)


def _live_rooms(session: Session, occurrence_id: str, key: Key, now: datetime) -> Sequence[str]:
    """The rooms where the booking has not ended."""
    candidates = session.scalars(select(OccupancyRow.room_id).where(OccupancyRow.occurrence_id == occurrence_id)).all()
    live = []
    for room_id in sorted(candidates):
        pin_due(session, [room_id], now)
        segment = room_timeline(session, room_id, now, now + AROUND)[0].segments[0]
        if segment.phase is Phase.LIVE and segment.booking is not None and segment.booking.key == key:
            live.append(room_id)
    return live


def _after(session: Session, rooms: Iterable[str], occurrence_id: str, end: datetime) -> Sequence[Entry]:
    return in_the_way(session, rooms, end, end + MARGIN, besides=occurrence_id)


def _walk_in(session: Session, secret: bytes, press: Press, end: datetime) -> str:
    """Book the room for somebody who starts a meeting in it, by the ordinary path, and make it a session."""
    site_files = installation(session, active_digest(session, press.room))
    preset = site_files.site_of(site_files.room(press.room)).default_preset
    title = site_files.presets[preset].title if preset and preset in site_files.presets else WALK_IN_TITLE
    wanted = Occurrence(Key(OWN_CALENDAR, str(uuid4()), press.at), press.at, end, title, (press.room,), preset)
    entry = book(session, secret, wanted, press.at)
    pin(session, press.room, entry.id, wanted, press.at)
    return entry.id


def _store(
    session: Session, client_id: str, who: str, press: Press, decision: Decision, occurrence_id: str | None
) -> None:
    session.add(
        OverrideRow(
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
            revision=0,
        )
    )
    session.flush()
    if decision.kind is OverrideKind.PUT_BACK:
        session.execute(update(RoomRow).where(RoomRow.id == press.room).values(put_back_at=press.at))


def _occupy(session: Session, occurrence_id: str, rooms: Iterable[str]) -> None:
    """Keep the occupancies as long as the presses make the booking. Raises PressRefused if the database says no."""
    for room_id in rooms:
        running = session.scalars(
            select(SessionRow).where(SessionRow.occurrence_id == occurrence_id, SessionRow.room_id == room_id)
        ).one_or_none()
        occupancy = session.get(OccupancyRow, (occurrence_id, room_id))
        if running is None or occupancy is None:
            continue
        real = stretches(running.start, running.end, overrides_of(session, occurrence_id, room_id))
        occupancy.holding = bool(real) and occupancy.holding
        if real:
            occupancy.start, occupancy.end = real[-1].start, real[-1].end  # what was before is past
    try:
        session.flush()
    except IntegrityError as error:
        raise PressRefused("in_the_way") from error
