"""Storing what agents report: each transition once, whatever is repeated."""

from collections.abc import Collection, Sequence
from datetime import datetime
from operator import attrgetter

from sqlalchemy import select

from orchestrator.hub.tables import AgentRow, ReportRow
from room_agents.protocol import Report, Stored
from schedules.store.diary import UnknownRooms
from schedules.store.tables import RoomRow
from schedules.store.transaction import Transaction


def store_reports(
    db: Transaction, reporter: str, rooms: Collection[str], reports: Sequence[Report], now: datetime
) -> int:
    """Store the *reports* that are new; gives the number up to which all of this reporter's are done with.

    A reporter sends its reports in order, so one that is not above the last stored is a repetition. What it says of
    others than its *rooms* is no evidence, and is acknowledged and dropped.
    """
    row = db.get(AgentRow, reporter)
    if row is None:
        row = AgentRow(id=reporter, seen_at=now, last_seq=0)
        db.add(row)
    for report in sorted(reports, key=attrgetter("seq")):
        if report.seq > row.last_seq:
            row.last_seq = report.seq
            if report.room not in rooms:
                continue
            db.add(
                ReportRow(
                    agent_id=reporter,
                    seq=report.seq,
                    room_id=report.room,
                    at=report.at,
                    kind=report.kind,
                    device=report.device,
                    details=dict(report.details),
                    stored_at=now,
                )
            )
    row.seen_at = now
    return row.last_seq


def last_stored(db: Transaction, reporter: str) -> Stored:
    """The last stored report of *reporter*."""
    seq = db.scalar(select(AgentRow.last_seq).where(AgentRow.id == reporter)) or 0
    made_at = select(ReportRow.at).where(ReportRow.agent_id == reporter, ReportRow.seq == seq)
    return Stored(seq=seq, at=db.scalar(made_at))


def reports_of(db: Transaction, room_id: str, start: datetime, end: datetime) -> Sequence[Report]:
    """What was reported of the room at [start, end) by the agents' clocks, in the order it was reported.

    Also of a room that has gone. Raises UnknownRooms for one that there never was.
    """
    if db.get(RoomRow, room_id) is None:
        raise UnknownRooms([room_id])
    rows = db.scalars(
        select(ReportRow)
        .where(ReportRow.room_id == room_id, ReportRow.at >= start, ReportRow.at < end)
        .order_by(ReportRow.at, ReportRow.agent_id, ReportRow.seq)
    )
    return [
        Report.model_validate(
            {
                "seq": row.seq,
                "room": row.room_id,
                "at": row.at,
                "kind": row.kind,
                "device": row.device,
                "details": row.details,
            }
        )
        for row in rows
    ]
