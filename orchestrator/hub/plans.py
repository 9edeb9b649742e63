"""From stored inputs to the plan an agent holds: the room's timeline with its meetings, as bytes for the wire."""

import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Protocol
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, select

from config.contacts import Contact
from orchestrator.conferences.meeting import Conferences
from orchestrator.hub.houses import house_of
from orchestrator.hub.wire_plan import Encoder, boundaries_of, presses_of_meetings
from room_agents.plan import HeldPlan, Plan, RoomDefinition, WireBooking, WireSegment
from room_agents.view import ConflictView
from schedules.bookings import Key, OverrideKind, Segment
from schedules.days import day_of
from schedules.planning.ended import ended_sessions
from schedules.planning.planner import Booked
from schedules.planning.planner import plan as timeline_of
from schedules.planning.presets import RoomRules
from schedules.store.facts import Facts
from schedules.store.inputs import room_inputs, with_margin
from schedules.store.occupancies import others_until
from schedules.store.prepared import Prepared
from schedules.store.sites import installation, rules_in
from schedules.store.tables import OverrideRow, RoomRow
from schedules.store.transaction import Transaction

HORIZON = timedelta(hours=72)
"""How far an agent sees ahead, at least."""
STEP = timedelta(hours=1)
"""The window moves on by the hour, so that plans differ by their inputs and not by when they were asked for."""
MOST_SEGMENTS = 2_000
"""Of one plan: a booking each quarter of an hour has 1,200 in three days."""
LARGEST_PLAN = 4 * 1024**2
"""Bytes, a quarter of what an agent takes in one message: one that it cannot take would cut off its other rooms, too."""
MOST_CONFLICTS = 100
"""Told of one room, the earliest: more is a calendar gone wrong, and each picture of the room tells them all."""
BEYOND = timedelta(hours=4)
"""How far the timeline is looked at past the window, for what its last bookings may stretch to."""


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
    """What is stored of a room."""

    id: str
    revision: int
    put_back_at: datetime | None
    active_digest: str


@dataclass(frozen=True, slots=True)
class EndedBooking:
    """A booking that somebody ended *at* some time; a start until *until* reopens it where the room is free."""

    booking: WireBooking
    booked: Booked
    """The same as the planner knows it, with the end it would have had."""
    at: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class RoomPlan:
    """One room's plan and what the service itself wants of it."""

    plan: Plan
    encoded: bytes
    shortened_until: datetime | None
    """How far it reaches, where the room has more to do than a plan may tell."""
    withdrawn: frozenset[str]
    """Bookings that their calendar has taken back and that run on."""
    conflicts: tuple[ConflictView, ...]
    ended: tuple[EndedBooking, ...]
    site: str
    """Its site's name."""
    calendars: tuple[str, ...]
    """Ids of the calendars of its site."""
    rules: RoomRules
    timeline: Sequence[Segment]
    """What the plan was encoded from."""
    ids: Mapping[Key, str]
    """The ids of its bookings."""
    begun: frozenset[str]
    """Bookings that somebody has pressed Start for."""
    moved: Mapping[str, datetime]
    """Sessions whose calendar moved their end, and where to."""
    hold_reason: str | None
    """What was last given as the reason of a hold."""
    past: tuple[WireSegment, ...]
    """The day until the window begins, by the room's clock: phases and bookings alone."""
    contacts: tuple[Contact, ...]
    """Whom to call: the first that holds, the room's own before its site's."""

    @property
    def held(self) -> HeldPlan:
        """By what an agent says that it holds this plan."""
        return HeldPlan(store=self.plan.store, revision=self.plan.revision, window_start=self.plan.window_start)

    def idle_at(self, now: datetime) -> datetime | None:
        """The next instant in which nothing is disturbed; None where the window has none."""
        coming = (one for one in self.plan.segments if one.end > now and one.phase in {"idle", "blocked"})
        segment = next(coming, None)
        return max(segment.start, now) if segment is not None else None

    def at(self, instant: datetime) -> WireSegment | None:
        """The segment of *instant*; None outside the window."""
        return next((one for one in self.plan.segments if one.start <= instant < one.end), None)


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
    """The plans of those of *rooms* that there are, for the hours to come, and the rooms left for another time.

    Where nothing has changed it is the *known* one; of the others at least one is made, and more while that many seconds
    are not over.
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
    """The room's plan of the window that begins at *start*, by one version of the room files."""
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
    boundaries = boundaries_of(told)
    held = any(one.held for one in told)
    segments = [one for one in told if one.start < end]
    lasting = others_until(db, room.id, *with_margin(start, end))
    pressed = presses_of_meetings(room.id, stored.inputs.overrides)
    wire = Encoder(site_files.presets_of(room), room, conferences, stored.ids, boundaries, lasting, pressed)
    whole = Plan(
        store=facts.store,
        revision=row.revision,
        window_start=start,
        room=RoomDefinition(id=room.id, name=room.name, timezone=site.timezone, devices=room.devices),
        put_back=row.put_back_at,
        idle=rules.idle,
        house=house_of(db, row.active_digest, site),
    )
    plan, encoded, shortened_until = _fitting(whole, segments, wire)
    wanting: list[Booked] = [*stored.inputs.occurrences, *stored.inputs.sessions]
    booked = {one.key: one for one in wanting}
    return RoomPlan(
        plan=plan,
        encoded=encoded,
        shortened_until=shortened_until,
        withdrawn=frozenset(stored.ids[one.key] for one in stored.inputs.sessions if one.withdrawn),
        conflicts=tuple(
            ConflictView(start=one.start, end=one.end, bookings=tuple(wire.booking(booked[key]) for key in one.keys))
            for one in islice((one for one in timeline.conflicts if one.end > start), MOST_CONFLICTS)
        ),
        ended=tuple(
            EndedBooking(wire.booking(one.booked), one.booked, one.at, one.booked.end)
            for one in ended_sessions(stored.inputs)
        ),
        site=site.name,
        calendars=tuple(one.id for one in site_files.calendars_of(room)),
        rules=rules,
        timeline=coming,
        ids=stored.ids,
        begun=frozenset(
            stored.ids[one.key]
            for one in stored.inputs.overrides
            if one.kind is OverrideKind.START and one.key is not None
        ),
        moved={
            stored.ids[one.key]: one.end
            for one in stored.inputs.sessions
            if one.moved_from is not None and one.moved_from != one.end
        },
        hold_reason=db.scalar(_HOLD_REASON, {"room": room.id}) if held else None,
        past=tuple(wire.bare(one) for one in past),
        contacts=(*room.contact, *site.contact),
    )


def _fitting(whole: Plan, segments: Sequence[Segment], wire: Encoder) -> tuple[Plan, bytes, datetime | None]:
    """*whole* with as many of the first *segments* as fit, its bytes, and until when it reaches if that are not all."""
    fitting = segments[:MOST_SEGMENTS]
    while True:
        told = tuple(wire.segment(one) for one in fitting)
        plan = whole.model_copy(update={"segments": told, "sessions": tuple(wire.sessions(fitting))})
        encoded = plan.model_dump_json(exclude_defaults=True).encode()
        if len(encoded) <= LARGEST_PLAN or len(fitting) == 1:
            return plan, encoded, fitting[-1].end if len(fitting) < len(segments) else None
        fitting = fitting[: max(1, len(fitting) * LARGEST_PLAN // len(encoded) * 9 // 10)]


def _parted(segments: Sequence[Segment], at: datetime) -> tuple[Sequence[Segment], Sequence[Segment]]:
    """What lies before *at* and what after; a segment around it is cut in two."""
    before = [one if one.end <= at else one._replace(end=at) for one in segments if one.start < at]
    after = [one if one.start >= at else one._replace(start=at) for one in segments if one.end > at]
    return before, after


def _told(segments: Iterable[Segment]) -> Iterator[Segment]:
    """The timeline without the scenes that a later press has superseded: those moments are over, and no plan is for the past."""
    last: Segment | None = None
    for one in segments:
        same = last is not None and one.booking is not None and last.booking == one.booking and last.phase is one.phase
        if last is not None and same and last.end == one.start:
            last = one._replace(start=last.start)
            continue
        if last is not None:
            yield last
        last = one
    if last is not None:
        yield last
