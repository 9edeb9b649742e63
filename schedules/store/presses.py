"""Carrying out a press: the room's situation is read, decided upon and stored in one transaction."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

from sqlalchemy import and_, bindparam, exists, insert, select, update
from sqlalchemy.exc import IntegrityError

from schedules.bookings import (
    IN_MEETING,
    MOVING_END,
    OWN_CALENDAR,
    Entry,
    Key,
    Occurrence,
    OverrideKind,
    Phase,
    as_room,
)
from schedules.days import day_of
from schedules.free_times import opening_days
from schedules.planning.decide_press import LONGEST_EXTENSION, decide_press
from schedules.planning.ended import reopenable
from schedules.planning.overrides import FOREVER
from schedules.planning.planner import plan
from schedules.planning.situation import Decision, PanelBooking, Press, PressRefused, Situation
from schedules.store.database import PRESSED
from schedules.store.diary import BookingClash, book, cancel, wanting
from schedules.store.inputs import StoredInputs, overrides_of, room_inputs
from schedules.store.occupancies import rooms_of, settle
from schedules.store.prepared import Prepared
from schedules.store.real_times import follow_presses, lasting_rooms
from schedules.store.sessions import pin, pin_due
from schedules.store.sites import active_digest, installation, rules_of, touch
from schedules.store.tables import OccupancyRow, OccurrenceRow, OverrideRow, RoomRow, SessionRow
from schedules.store.transaction import Transaction

AROUND = timedelta(days=1)
"""How far the situation looks back and ahead."""
LONGEST_DAY = timedelta(hours=25)
WALK_IN_TITLE = "Riunione"
_KNOWN = Prepared(
    select(OverrideRow.kind, OverrideRow.room_id, OverrideRow.revision).where(OverrideRow.id == bindparam("id"))
)
_TAKEN_BACK = Prepared(  # from the day's presses, and not from all that is booked: the concatenation keeps it there
    select(OccurrenceRow.id)
    .select_from(OverrideRow)
    .join(OccurrenceRow, OccurrenceRow.id == OverrideRow.occurrence_id)
    .join(
        OccupancyRow,
        and_(OccupancyRow.occurrence_id == OccurrenceRow.id, OccupancyRow.room_id == OverrideRow.room_id),
    )
    .where(OverrideRow.room_id == bindparam("room"), OverrideRow.at > bindparam("since"))
    .where(OverrideRow.kind.concat("") == OverrideKind.BOOK)
    .where(OccupancyRow.start > bindparam("now"), ~OccurrenceRow.withdrawn)
)
_STANDING = {OverrideKind.SCENE, OverrideKind.UNRECORD, *IN_MEETING}
"""Kinds of presses that move no times."""
_MOVING = {OverrideKind.START, *MOVING_END, OverrideKind.END}
_MOVED = (
    update(OccurrenceRow)
    .where(OccurrenceRow.id == bindparam("occurrence"), OccurrenceRow.calendar == OWN_CALENDAR)
    .values(sequence=OccurrenceRow.sequence + 1)
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
    booking: str | None = field(default=None, compare=False)
    """Id of the booking that it acted on; not told of a repetition."""
    decision: Decision | None = field(default=None, compare=False)
    """What it came to; not told of a repetition."""
    live_until: datetime | None = field(default=None, compare=False)
    """When what was live was to be over before it; not told of a repetition."""


@dataclass(frozen=True, slots=True)
class LiveBooking:
    """What is live in a room: its id, and when it is over there."""

    id: str
    end: datetime


def press_button(db: Transaction, secret: bytes, client_id: str, who: str, press: Press) -> Pressed:
    """Store the press and what follows from it. Raises PressRefused, KeyError for no such room.

    The same *client_id* again answers what it answered before and changes nothing, whatever else the press says; that
    of another kind of press, or of a press in another room, is refused.
    """
    known = _stored(db, client_id, press)
    if known is not None:
        return known
    situation, stored = _situation(db, press)
    rooms: Sequence[str] = [press.room]
    present = situation.at(press.at)
    booked = present.booking
    live = LiveBooking(stored.ids[booked.key], booked.end) if booked and present.phase is Phase.LIVE else None
    if press.kind in MOVING_END and live is not None:
        pin_due(db, rooms_of(db, live.id), press.at)
        rooms = lasting_rooms(db, live.id, press.at)
    decision = decide_press(press, _asked(db, press, situation, live))
    occurrence_id = stored.ids.get(decision.key) if decision.key else None
    if decision.books is not None:
        occurrence_id = _book(db, secret, press, who, *decision.books)
    if decision.pins is not None and occurrence_id is not None:
        pin(db, press.room, occurrence_id, decision.pins)
    if decision.kind is OverrideKind.CANCEL and occurrence_id is not None:
        cancel(db, occurrence_id, press.at)
    revision = touch(db, rooms)[press.room]
    db.info.setdefault(PRESSED, set()).add(press.room)
    _store(db, client_id, who, press, decision, occurrence_id, revision)
    if occurrence_id is not None and decision.kind not in _STANDING:
        _follow(db, occurrence_id, rooms)
        settle(db, rooms, press.at)
    if occurrence_id is not None and decision.kind in _MOVING and decision.books is None:
        db.execute(_MOVED, {"occurrence": occurrence_id})  # who is changing it looks at other times
    if decision.kind in {OverrideKind.END, OverrideKind.RELEASE}:  # what it lets go may be another's now
        pin_due(db, rooms, press.at)
    until = live.end if live is not None else None
    return Pressed(client_id, revision, booking=occurrence_id, decision=decision, live_until=until)


def note_press(db: Transaction, client_id: str, who: str, press: Press) -> Pressed:
    """Store a press that moves nothing: no plan is made anew for it, and the room's revision stays.

    Raises as press_button does.
    """
    known = _stored(db, client_id, press)
    if known is not None:
        return known
    active_digest(db, press.room)  # raises for a room that has gone
    revision = db.get_one(RoomRow, press.room).revision
    _store(db, client_id, who, press, Decision(press.kind), None, revision)
    return Pressed(client_id, revision)


def is_stored(db: Transaction, client_id: str, press: Press) -> bool:
    """Whether that press came before. Raises nothing: another press of that id is refused when it is stored."""
    known = _KNOWN.first(db, id=client_id)
    return known is not None and (known.kind, known.room_id) == (press.kind, press.room)


def booked_at_panel(db: Transaction, room_id: str, now: datetime) -> frozenset[str]:
    """Ids of the bookings made at the room's panel that have not begun: a press of *cancel* takes them back."""
    since = now - LONGEST_DAY  # what is booked at a panel is of the same day
    return frozenset(row.id for row in _TAKEN_BACK.all(db, room=room_id, since=since, now=now))


def _stored(db: Transaction, client_id: str, press: Press) -> Pressed | None:
    """What the same press was answered before; None for a new one. Raises PressRefused for another press of that id."""
    known = _KNOWN.first(db, id=client_id)
    if known is None:
        return None
    if (known.kind, known.room_id) != (press.kind, press.room):
        raise PressRefused("id_used")
    return Pressed(client_id, known.revision, repeated=True)


def _situation(db: Transaction, press: Press) -> tuple[Situation, StoredInputs]:
    """The room around the press, with a session of what is live, and what that was made from."""
    rules = rules_of(db, press.room)
    start, end = press.at - AROUND, press.at + AROUND
    stored = room_inputs(db, press.room, start, end)
    situation = Situation(rules, plan(rules, stored.inputs, start, end).segments, reopenable(stored.inputs, press.at))
    now = situation.at(press.at)
    latest = max([end, *(ended.end for ended in situation.ended)])
    if latest > end or (now.phase is Phase.LIVE and isinstance(now.booking, Occurrence)):
        pin_due(db, [press.room], press.at)
        stored = room_inputs(db, press.room, start, latest)
        situation = Situation(
            rules, plan(rules, stored.inputs, start, latest).segments, reopenable(stored.inputs, press.at)
        )
    return situation, stored


def _asked(db: Transaction, press: Press, situation: Situation, live: LiveBooking | None) -> Situation:
    """The situation with what that kind of press has to know besides."""
    match press.kind:
        case OverrideKind.START | OverrideKind.EXTEND:
            return replace(situation, wanting=others_wanting(db, press.room, live, press.at))
        case OverrideKind.RUN_ON | OverrideKind.KEEP_END if live is not None:
            presses = overrides_of(db, live.id, press.room)
            others = others_wanting(db, press.room, live, press.at)
            return replace(situation, wanting=others, presses=presses, closes=_closes(db, press))
        case OverrideKind.BOOK if press.start is not None and press.until is not None:
            others = wanting(db, [press.room], press.start, press.until)
            return replace(situation, wanting=others, day_end=_day_end(db, press.room, press.at))
        case OverrideKind.CANCEL if press.booking is not None:
            return replace(situation, booked_here=_booked_here(db, press, press.booking))
    return situation


def _day_end(db: Transaction, room_id: str, at: datetime) -> datetime:
    """When the day of *at* is over in the room's own zone."""
    site_files = installation(db, active_digest(db, room_id))
    return day_of(at, ZoneInfo(site_files.site_of(site_files.room(room_id)).timezone))[1]


def _closes(db: Transaction, press: Press) -> datetime | None:
    """When the house that is open at the press closes; the press itself where it is closed, None where nobody says."""
    site_files = installation(db, active_digest(db, press.room))
    site = site_files.site_of(site_files.room(press.room))
    if site.hours is None:
        return None
    return next(
        (end for _, end in opening_days(site.hours, ZoneInfo(site.timezone), press.at, press.at + AROUND)), press.at
    )


def _booked_here(db: Transaction, press: Press, key: Key) -> Sequence[PanelBooking]:
    """The booking of that key, if it was made at the room's panel."""
    here = exists().where(
        OverrideRow.occurrence_id == OccurrenceRow.id,
        OverrideRow.kind == OverrideKind.BOOK,
        OverrideRow.room_id == press.room,
    )
    runs = exists().where(SessionRow.occurrence_id == OccurrenceRow.id)
    known = (
        select(OccurrenceRow.start, OccurrenceRow.withdrawn, runs.label("runs"))
        .where(OccurrenceRow.calendar == key.calendar, OccurrenceRow.uid == key.uid)
        .where(OccurrenceRow.recurrence == key.recurrence, here)
    )
    return [
        PanelBooking(key, begun=row.runs or row.start <= press.at, withdrawn=row.withdrawn) for row in db.execute(known)
    ]


def others_wanting(db: Transaction, room_id: str, live: LiveBooking | None, now: datetime) -> Sequence[Entry]:
    """Every other booking that from *now* on wants the room, or any of the rooms that the *live* booking still has."""
    if live is None:
        return wanting(db, [room_id], now, now + LONGEST_EXTENSION)
    rooms = lasting_rooms(db, live.id, now)
    end = min(live.end, FOREVER - LONGEST_EXTENSION)
    return wanting(db, rooms, now, end + LONGEST_EXTENSION, besides=live.id)


def _book(db: Transaction, secret: bytes, press: Press, who: str, start: datetime, end: datetime) -> str:
    """Book the room for somebody at its panel, by the ordinary path; what begins at once becomes a session.

    Raises PressRefused.
    """
    site_files = installation(db, active_digest(db, press.room))
    room = site_files.room(press.room)
    preset, house = site_files.default_preset(room), site_files.site_of(room).organisation
    title = site_files.presets[preset].title if preset and preset in site_files.presets else WALK_IN_TITLE
    key = Key(OWN_CALENDAR, str(uuid4()), start)
    wanted = Occurrence(key, start, end, title, (press.room,), preset, made_by=who, organisation=house)
    try:
        return book(db, secret, wanted, press.at, audience=as_room).id
    except BookingClash as clash:
        raise PressRefused("in_the_way", blocking=list(clash.blocking)) from clash


def _store(
    db: Transaction,
    client_id: str,
    who: str,
    press: Press,
    decision: Decision,
    occurrence_id: str | None,
    revision: int,
) -> None:
    _STORE.first(
        db,
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
        wanted=decision.wanted,
    )
    if decision.kind is OverrideKind.PUT_BACK:
        db.execute(update(RoomRow).where(RoomRow.id == press.room).values(put_back_at=press.at))


def _follow(db: Transaction, occurrence_id: str, rooms: Iterable[str]) -> None:
    """Keep the occupancies as long as the presses make the booking. Raises PressRefused."""
    try:
        follow_presses(db, occurrence_id, rooms)
    except IntegrityError as error:
        raise PressRefused("in_the_way") from error
