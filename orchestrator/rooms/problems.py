"""What people in a room said is wrong: stored with what was known of the room in that moment."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from pydantic import BaseModel
from sqlalchemy import select

from config.words.sentences import Language
from orchestrator.access.identity import Actor
from orchestrator.hub.presence import Presence
from orchestrator.rooms.acts import record_press
from orchestrator.rooms.tables import ProblemRow
from room_agents.plan import PhaseName
from room_agents.protocol import DeviceReading, RoomVerdict
from room_agents.view import AgentView, Held, ProblemKind, ProblemView, RoomView
from schedules.planning.situation import Press
from schedules.store.diary import UnknownRooms
from schedules.store.presses import Pressed, note_press
from schedules.store.tables import RoomRow
from schedules.store.transaction import Transaction

_SAYS: Mapping[str, Mapping[Language, str]] = {
    "sound": {"it": "Non si sente", "en": "No sound"},
    "picture": {"it": "Non si vede", "en": "No picture"},
    "heat": {"it": "Fa troppo caldo o freddo", "en": "Too hot or too cold"},
    "other": {"it": "Qualcos’altro non va", "en": "Something else is wrong"},
}


class Evidence(BaseModel):
    """How the room was when somebody said that something is wrong. Of a booking no more than its agent knows."""

    phase: PhaseName
    verdict: RoomVerdict
    missing: tuple[str, ...] = ()
    plan: Held
    agent: AgentView
    devices: Mapping[str, DeviceReading] = {}
    """The state as the agent last told it."""


class ReportedProblem(ProblemView):
    """The same with who said it and the evidence, for administrators."""

    who: str
    """Id of the token: of a room's panel, mostly."""
    booking: str | None = None
    """Opaque id of what was live."""
    evidence: Evidence


def evidence_of(view: RoomView, presence: Presence | None) -> Evidence:
    """The evidence of this moment, from the room's picture and its agent's state."""
    return Evidence(
        phase=view.phase,
        verdict=view.verdict,
        missing=view.missing,
        plan=view.plan,
        agent=view.agent,
        devices=presence.state.devices if presence is not None and presence.state is not None else {},
    )


def report_problem(
    db: Transaction,
    client_id: str,
    actor: Actor,
    press: Press,
    about: ProblemKind,
    booking: str | None,
    evidence: Evidence,
) -> Pressed:
    """Store the press and the problem that it reports, once. Raises PressRefused, and KeyError for an unknown room."""
    pressed = note_press(db, client_id, actor.id, press)
    if not pressed.repeated:
        record_press(db, actor, press, pressed, about)
        db.add(
            ProblemRow(
                id=client_id,
                room_id=press.room,
                at=press.at,
                about=about,
                who=actor.id,
                booking=booking,
                evidence=evidence.model_dump(mode="json"),
            )
        )
    return pressed


def problems_of(
    db: Transaction, room_id: str, start: datetime, end: datetime, language: Language
) -> Sequence[ReportedProblem]:
    """The problems reported in the room within [start, end), earliest first, also of a former room. Raises UnknownRooms."""
    if db.get(RoomRow, room_id) is None:
        raise UnknownRooms([room_id])
    rows = db.scalars(
        select(ProblemRow)
        .where(ProblemRow.room_id == room_id, ProblemRow.at >= start, ProblemRow.at < end)
        .order_by(ProblemRow.at, ProblemRow.id)
    )
    return [
        ReportedProblem.model_validate(
            {**_told(row, language), "who": row.who, "booking": row.booking, "evidence": row.evidence}
        )
        for row in rows
    ]


def newest_problems(db: Transaction, room_id: str, most: int, language: Language) -> Sequence[ProblemView]:
    """The last problems reported in the room, newest first."""
    newest = (
        select(ProblemRow).where(ProblemRow.room_id == room_id).order_by(ProblemRow.at.desc(), ProblemRow.id.desc())
    )
    return [ProblemView.model_validate(_told(row, language)) for row in db.scalars(newest.limit(most))]


def _told(row: ProblemRow, language: Language) -> Mapping[str, Any]:
    return {"id": row.id, "at": row.at, "about": row.about, "says": _SAYS[row.about][language]}
