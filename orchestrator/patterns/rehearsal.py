"""The room's agent, played: what it would tell of a room if its devices read back so. Judged by the agent's own rules. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from config.states import Value
from room_agents.clock import Instant
from room_agents.difference import expected
from room_agents.picture import KnownDevice, picture
from room_agents.plan import HeldPlan, Plan
from room_agents.protocol import Fault, State
from room_agents.readings import Reading, Wished
from room_agents.timeline import Present, present_at

READ_AGO = timedelta(seconds=2)


@dataclass(frozen=True, slots=True)
class Seen:
    """How one device read back, where it was not all as wished."""

    observed: Mapping[str, Value] = field(default_factory=dict)
    """Laid over what is wished; an empty text for what it does not tell."""
    fault: str | None = None
    params: Mapping[str, bool | str | int | float] = field(default_factory=dict)
    by_hand: tuple[str, ...] = ()
    """Attributes that somebody changed by hand."""
    wished_ago: timedelta = timedelta(minutes=10)
    attempts: int = 1
    waits_for_person: bool = False


AS_WISHED = Seen()


def tell(plan: Plan, seen: Mapping[str, Seen], now: datetime) -> State:
    """What the agent that holds *plan* tells at *now*."""
    present = present_at(plan, now)
    known = {name: _known(plan, name, present, seen.get(name, AS_WISHED), now) for name in plan.room.devices}
    held = HeldPlan(store=plan.store, revision=plan.revision, window_start=plan.window_start)
    return picture(plan, present, held, known, _instant(now))


def _known(plan: Plan, name: str, present: Present, seen: Seen, now: datetime) -> KnownDevice:
    wished = present.wishes.get(name, {})
    fault = Fault(code=seen.fault, params=seen.params) if seen.fault is not None else None
    observed = {key: value for key, value in {**expected(wished), **seen.observed}.items() if value != ""}
    return KnownDevice(
        plan.room.devices[name],
        Wished(wished, _instant(now - seen.wished_ago), present.turn),
        Reading(
            observed={} if seen.fault is not None else observed,
            seen=_instant(now - READ_AGO),
            fault=fault,
            reached=fault is None,
            turn=present.turn,
            attempts=seen.attempts,
            left_alone=seen.by_hand,
            waits_for_person=seen.waits_for_person,
        ),
    )


def _instant(at: datetime) -> Instant:
    return Instant(at, at.timestamp())
