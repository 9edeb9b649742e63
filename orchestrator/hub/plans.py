"""From stored inputs to the plan an agent holds: the room's timeline with its meetings, as bytes for the wire."""

import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from operator import attrgetter
from typing import Protocol
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, select

from config.contacts import Contact
from config.rooms import Installation, Site
from orchestrator.conferences.link_store import hall_paths
from orchestrator.conferences.meeting import Conferences, Halls
from orchestrator.conferences.putting_out import to_put_out
from orchestrator.conferences.settings_store import settings_in_room
from orchestrator.conferences.sound import leading_room
from orchestrator.hub.houses import house_of
from orchestrator.hub.wire_plan import Encoder, boundaries_of, presses_of_meetings
from room_agents.plan import HeldPlan, Plan, RoomDefinition, WireBooking, WireSegment
from room_agents.view import ConflictView
from schedules.bookings import MOVING_END, Key, OverrideKind, Segment
from schedules.days import day_of
from schedules.planning.ended import ended_sessions
from schedules.planning.planner import Booked, Timeline
from schedules.planning.planner import plan as timeline_of
from schedules.planning.presets import RoomRules
from schedules.store.facts import Facts
from schedules.store.inputs import StoredInputs, room_inputs, with_margin
from schedules.store.occupancies import lasting_rooms_of, others_until
from schedules.store.prepared import Prepared
from schedules.store.sites import installation, rules_in
from schedules.store.tables import OverrideRow, RoomRow
from schedules.store.transaction import Transaction

HORIZON = timedelta(hours=72)
"""How far an agent sees ahead, at least."""
STEP = timedelta(hours=1)
"""The window moves on by the hour, so that plans differ by their inputs and not by the moment at which they are made."""
MOST_SEGMENTS = 2_000
"""The most segments of one plan: a booking each quarter of an hour makes 1,200 in three days."""
LARGEST_PLAN = 4 * 1024**2
"""Bytes of one plan, a quarter of an agent's largest message: a longer one would cut off the agent's other rooms too."""
MOST_CONFLICTS = 100
"""The most conflicts told of one room: more come from a faulty calendar, and each picture of the room tells them all."""
BEYOND = timedelta(hours=4)
"""How far past the window the timeline is made, since the window's last bookings may stretch there."""


_ROOM = Prepared(
    select(RoomRow.id, RoomRow.revision, RoomRow.put_back_at, RoomRow.active_digest).where(
        RoomRow.id == bindparam("room"), RoomRow.active_digest.is_not(None)
    )
)

_HOLD_REASON = (
    select(OverrideRow.reason)
    .where(OverrideRow.room_id == bindparam("room"), OverrideRow.kind == OverrideKind.HOLD)
    .order_by(OverrideRow.number.desc())
    .limit(1)
)


class _RoomRow(Protocol):
    """The stored row of a room."""

    id: str
    revision: int
    put_back_at: datetime | None
    active_digest: str


@dataclass(frozen=True, slots=True)
class EndedBooking:
    """A booking that somebody ended *at* some time; a start until *until* reopens it where the room is free."""

    booking: WireBooking
    booked: Booked
    """The booking as the planner knows it, with the end that it would have had."""
    at: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class RoomPlan:
    """One room's plan and what the service itself wants of it."""

    plan: Plan
    encoded: bytes
    shortened_until: datetime | None
    """The end of the plan, if the room has more bookings than a plan may hold; else None."""
    withdrawn: frozenset[str]
    """The ids of bookings that run on although their calendar has cancelled them."""
    conflicts: tuple[ConflictView, ...]
    ended: tuple[EndedBooking, ...]
    site: str
    """The name of the room's site."""
    calendars: tuple[str, ...]
    """The ids of the calendars that can book the room."""
    rules: RoomRules
    timeline: Sequence[Segment]
    """The segments from which the plan was encoded."""
    ids: Mapping[Key, str]
    """The ids of the plan's bookings."""
    begun: frozenset[str]
    """The ids of bookings for which somebody has pressed Start."""
    moved: Mapping[str, datetime]
    """The new ends of sessions whose calendar moved their end, by the booking's id."""
    ran_on: Mapping[str, datetime]
    """Until when meetings ran on by themselves, by the booking's id."""
    hold_reason: str | None
    """The reason that was last given for a hold."""
    past: tuple[WireSegment, ...]
    """The room's day before the window begins, by the room's clock: only phases and bookings."""
    contacts: tuple[Contact, ...]
    """Whom to call: the first contact that holds, the room's own before its site's."""

    @property
    def held(self) -> HeldPlan:
        """What the agent reports when it holds this plan: store, revision and window start."""
        return HeldPlan(store=self.plan.store, revision=self.plan.revision, window_start=self.plan.window_start)

    def idle_at(self, now: datetime) -> datetime | None:
        """The next instant in which nothing is disturbed; None where the window has none."""
        coming = (
            segment for segment in self.plan.segments if segment.end > now and segment.phase in {"idle", "blocked"}
        )
        segment = next(coming, None)
        return max(segment.start, now) if segment is not None else None

    def at(self, instant: datetime) -> WireSegment | None:
        """The segment of *instant*; None outside the window."""
        return next((segment for segment in self.plan.segments if segment.start <= instant < segment.end), None)


def window_of(now: datetime) -> datetime:
    """The start of the window that a plan made *now* covers."""
    return now.replace(minute=0, second=0, microsecond=0)


def room_plans(
    db: Transaction,
    facts: Facts,
    conferences: Conferences,
    rooms: Sequence[str],
    now: datetime,
    known: Mapping[str, RoomPlan],
    *,
    within_s: float,
) -> tuple[Mapping[str, RoomPlan], Collection[str]]:
    """The plans of the existing *rooms* for the hours to come, and the rooms that are left for another time.

    A room in which nothing has changed keeps its *known* plan. Of the others at least one is planned, and more as long as
    *within_s* seconds are not over.
    """
    start, enough = window_of(now), time.monotonic() + within_s
    made = 0
    plans: dict[str, RoomPlan] = {}
    later: list[str] = []
    for room_id in rooms:
        row, plan = _ROOM.first(db, room=room_id), known.get(room_id)
        if row is None:
            continue
        if plan is not None and (plan.plan.revision, plan.plan.window_start) == (row.revision, start):
            plans[room_id] = plan
        elif not made or time.monotonic() < enough:
            made += 1
            plans[room_id] = _make(db, facts, conferences, row, start)
        else:
            later.append(room_id)
    return plans, later


def _make(db: Transaction, facts: Facts, conferences: Conferences, row: _RoomRow, start: datetime) -> RoomPlan:
    """Plan the room for the window that begins at *start*, by one version of the room files."""
    site_files = installation(db, row.active_digest)
    room = site_files.room(row.id)
    site = site_files.site_of(room)
    end = start + HORIZON + STEP
    stored = room_inputs(db, row.id, start, end + BEYOND)
    rules = rules_in(db, row.active_digest, row.id)
    since, _ = day_of(start, ZoneInfo(site.timezone))
    timeline = timeline_of(rules, stored.inputs, since, end + BEYOND)
    past, coming = _parted(timeline.segments, start)
    told = list(_told(coming))
    lasting = others_until(db, room.id, *with_margin(start, end))
    pressed = presses_of_meetings(room.id, stored.inputs.overrides)
    presets, boundaries = site_files.presets_of(room), boundaries_of(told)
    settings = settings_in_room(db, conferences.keys, room.id, *with_margin(start, end))
    ran_on = _ran_on(stored)
    wire = Encoder(
        presets,
        room,
        conferences,
        stored.ids,
        boundaries,
        lasting,
        pressed,
        stored.namings,
        settings,
        ran_on,
        _halls(db, conferences.halls, room.id, told, stored.ids),
        _sound_from(db, site_files, room.id, lasting),
        to_put_out(db, _with_meetings(told, stored.ids)),
        _screens(db, conferences.halls, _with_meetings(told, stored.ids), start),
    )
    whole = _whole(db, facts, row, start, rules, site)
    plan, encoded, shortened_until = _fitting(whole, [segment for segment in told if segment.start < end], wire)
    return RoomPlan(
        plan=plan,
        encoded=encoded,
        shortened_until=shortened_until,
        withdrawn=frozenset(stored.ids[session.key] for session in stored.inputs.sessions if session.withdrawn),
        conflicts=_conflicts(timeline, stored, wire, start),
        ended=_ended(stored, wire),
        site=site.name,
        calendars=tuple(calendar.id for calendar in site_files.calendars_of(room)),
        rules=rules,
        timeline=coming,
        ids=stored.ids,
        begun=_begun(stored),
        moved=_moved(stored),
        ran_on=ran_on,
        hold_reason=_hold_reason(db, room.id, told),
        past=tuple(wire.bare(segment) for segment in past),
        contacts=(*room.contact, *site.contact),
    )


def _whole(db: Transaction, facts: Facts, row: _RoomRow, start: datetime, rules: RoomRules, site: Site) -> Plan:
    """The plan without its segments and sessions."""
    room = rules.room
    return Plan(
        store=facts.store,
        revision=row.revision,
        window_start=start,
        room=RoomDefinition(id=room.id, name=room.name, timezone=site.timezone, devices=room.devices),
        put_back=row.put_back_at,
        idle=rules.idle,
        house=house_of(db, row.active_digest, site),
    )


def _conflicts(timeline: Timeline, stored: StoredInputs, wire: Encoder, start: datetime) -> tuple[ConflictView, ...]:
    """The conflicts that are not over at *start*, the earliest MOST_CONFLICTS of them."""
    bookings: list[Booked] = [*stored.inputs.occurrences, *stored.inputs.sessions]
    booked = {booking.key: booking for booking in bookings}
    open_ = (conflict for conflict in timeline.conflicts if conflict.end > start)
    return tuple(
        ConflictView(
            start=conflict.start,
            end=conflict.end,
            bookings=tuple(wire.booking(booked[key]) for key in conflict.keys),
        )
        for conflict in islice(open_, MOST_CONFLICTS)
    )


def _ended(stored: StoredInputs, wire: Encoder) -> tuple[EndedBooking, ...]:
    return tuple(
        EndedBooking(wire.booking(session.booked), session.booked, session.at, session.booked.end)
        for session in ended_sessions(stored.inputs)
    )


def _begun(stored: StoredInputs) -> frozenset[str]:
    """The ids of bookings for which somebody has pressed Start."""
    starts = (override for override in stored.inputs.overrides if override.kind is OverrideKind.START)
    return frozenset(stored.ids[start.key] for start in starts if start.key is not None)


def _moved(stored: StoredInputs) -> Mapping[str, datetime]:
    """The new ends of sessions whose calendar moved their end, by the booking's id."""
    return {
        stored.ids[session.key]: session.end
        for session in stored.inputs.sessions
        if session.moved_from is not None and session.moved_from != session.end
    }


def _ran_on(stored: StoredInputs) -> Mapping[str, datetime]:
    """The ends to which bookings ran on by themselves; without those whose end was moved again since."""
    newest = {
        override.key: override
        for override in sorted(stored.inputs.overrides, key=attrgetter("number"))
        if override.key is not None and override.kind in MOVING_END
    }
    return {
        stored.ids[key]: override.until
        for key, override in newest.items()
        if override.kind is OverrideKind.RUN_ON and override.until is not None
    }


def _halls(
    db: Transaction, halls: Halls | None, room: str, segments: Iterable[Segment], ids: Mapping[Key, str]
) -> Mapping[str, str]:
    """Where those in the room join the meetings of *segments*, by the bookings' ids; nowhere for confidential ones."""
    if halls is None:
        return {}
    told = _with_meetings(segments, ids)
    return {booking: f"{halls.service}{path}" for booking, path in hall_paths(db, halls.keys, room, told).items()}


def _screens(db: Transaction, halls: Halls | None, bookings: Collection[str], since: datetime) -> Mapping[str, str]:
    """What the big screen shows beside meetings; nothing for confidential bookings."""
    if halls is None:
        return {}
    paths = halls.screens_of(db, halls.keys, bookings, since)
    return {booking: f"{halls.service}{path}" for booking, path in paths.items()}


def _with_meetings(segments: Iterable[Segment], ids: Mapping[Key, str]) -> Collection[str]:
    """The ids of the bookings of *segments* that may have a meeting."""
    return {ids[segment.booking.key] for segment in segments if segment.booking and not segment.booking.confidential}


def _sound_from(db: Transaction, installation: Installation, room: str, shared: Collection[str]) -> Mapping[str, str]:
    """The names of other rooms that lead with sound, by the ids of the *shared* bookings; without those that *room* leads."""
    leading = {booking: leading_room(installation, rooms) for booking, rooms in lasting_rooms_of(db, shared).items()}
    return {booking: leader.name for booking, leader in leading.items() if leader is not None and leader.id != room}


def _hold_reason(db: Transaction, room: str, segments: Iterable[Segment]) -> str | None:
    """The reason that was last given for a hold, if one of *segments* is held."""
    held = any(segment.held for segment in segments)
    return db.scalar(_HOLD_REASON, {"room": room}) if held else None


def _fitting(whole: Plan, segments: Sequence[Segment], wire: Encoder) -> tuple[Plan, bytes, datetime | None]:
    """*whole* with as many of the first *segments* as fit, its bytes, and its end if some segments did not fit."""
    fitting = segments[:MOST_SEGMENTS]
    while True:
        told = tuple(wire.segment(segment) for segment in fitting)
        plan = whole.model_copy(update={"segments": told, "sessions": tuple(wire.sessions(fitting))})
        encoded = plan.model_dump_json(exclude_defaults=True).encode()
        if len(encoded) <= LARGEST_PLAN or len(fitting) == 1:
            return plan, encoded, fitting[-1].end if len(fitting) < len(segments) else None
        fitting = fitting[: max(1, len(fitting) * LARGEST_PLAN // len(encoded) * 9 // 10)]


def _parted(segments: Sequence[Segment], at: datetime) -> tuple[Sequence[Segment], Sequence[Segment]]:
    """What lies before *at* and what after; a segment around it is cut in two."""
    before = [segment if segment.end <= at else segment._replace(end=at) for segment in segments if segment.start < at]
    after = [segment if segment.start >= at else segment._replace(start=at) for segment in segments if segment.end > at]
    return before, after


def _told(segments: Iterable[Segment]) -> Iterator[Segment]:
    """The timeline without the scenes that a later press replaced: those moments are over, and no plan is for the past."""
    last: Segment | None = None
    for segment in segments:
        same = (
            last is not None
            and segment.booking is not None
            and last.booking == segment.booking
            and last.phase is segment.phase
        )
        if last is not None and same and last.end == segment.start:
            last = segment._replace(start=last.start)
            continue
        if last is not None:
            yield last
        last = segment
    if last is not None:
        yield last
