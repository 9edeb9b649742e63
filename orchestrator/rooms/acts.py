"""A press as an act: what was pressed, where, and on which booking."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import bindparam, select

from orchestrator.access.identity import Actor
from orchestrator.audit.acts import Act, ActKind, ActObject, Field, ObjectKind, changes_between
from orchestrator.audit.store import record
from schedules.bookings import IN_MEETING, MOVING_END, OverrideKind
from schedules.planning.situation import Press
from schedules.store.prepared import Prepared
from schedules.store.presses import Pressed
from schedules.store.tables import OccurrenceRow
from schedules.store.transaction import Transaction

_OWNER = Prepared(
    select(OccurrenceRow.organisation, OccurrenceRow.confidential).where(OccurrenceRow.id == bindparam("occurrence"))
)

_KINDS: Mapping[OverrideKind, ActKind] = {
    OverrideKind.START: ActKind.PRESSED_START,
    OverrideKind.EXTEND: ActKind.PRESSED_EXTEND,
    OverrideKind.END: ActKind.PRESSED_END,
    OverrideKind.SCENE: ActKind.PRESSED_SCENE,
    OverrideKind.HOLD: ActKind.PRESSED_HOLD,
    OverrideKind.RELEASE: ActKind.PRESSED_RELEASE,
    OverrideKind.PUT_BACK: ActKind.PRESSED_PUT_BACK,
    OverrideKind.OPEN: ActKind.PRESSED_OPEN,
    OverrideKind.REJOIN: ActKind.PRESSED_REJOIN,
    OverrideKind.BOOK: ActKind.PRESSED_BOOK,
    OverrideKind.CANCEL: ActKind.PRESSED_CANCEL,
    OverrideKind.PROBLEM: ActKind.PROBLEM_TOLD,
    OverrideKind.RUN_ON: ActKind.PRESSED_RUN_ON,
    OverrideKind.UNRECORD: ActKind.PRESSED_UNRECORD,
    OverrideKind.KEEP_END: ActKind.PRESSED_KEEP_END,
    **dict.fromkeys(IN_MEETING, ActKind.PRESSED_MEETING),
}

_PARTS: Mapping[OverrideKind, Field] = {
    OverrideKind.MICROPHONE: Field.MICROPHONE,
    OverrideKind.CAMERA: Field.CAMERA,
    OverrideKind.TILES: Field.TILES,
    OverrideKind.LOBBY: Field.LOBBY,
}


@dataclass(frozen=True, slots=True)
class Pressing:
    """A press that was stored, as far as its act tells of it."""

    id: str
    """The client's uuid."""
    pressed: Pressed
    organisation: str | None = None
    """Whose booking it acts on."""
    confidential: bool = False
    """Whether that is: then nothing that anybody said is kept."""
    about: str | None = None
    """What a problem is about."""


def record_press(db: Transaction, actor: Actor, press: Press, pressed: Pressed, about: str | None = None) -> None:
    """Record a press in the transaction that stored it; a repeated one did nothing."""
    if pressed.repeated:
        return
    owner = _OWNER.first(db, occurrence=pressed.booking) if pressed.booking is not None else None
    if owner is None:
        record(db, actor, act_of(press, Pressing(pressed.id, pressed, about=about)))
    else:
        told = Pressing(pressed.id, pressed, owner.organisation, owner.confidential, about)
        record(db, actor, act_of(press, told))


def act_of(press: Press, told: Pressing) -> Act:
    """The act of a press, on the booking that it changed, or else on the room."""
    booking = told.pressed.booking
    on = ActObject(ObjectKind.ROOM, press.room) if booking is None else ActObject(ObjectKind.BOOKING, booking)
    kind, changes = _KINDS[press.kind], changes_between(*_moved(press, told.pressed))
    said = {Field.ABOUT: told.about, Field.REASON: None if told.confidential else press.reason}
    changes = {**changes, **changes_between({}, said)}
    return Act(
        kind,
        press.at,
        on,
        room=press.room,
        organisation=told.organisation,
        changes=changes,
        caused_by=told.id,
    )


def _moved(press: Press, pressed: Pressed) -> tuple[Mapping[Field, object], Mapping[Field, object]]:
    """What was before and is after: the times of a booking, a hold, a scene."""
    decision, live_until = pressed.decision, pressed.live_until
    if decision is None:
        return {}, {}
    if decision.books is not None:
        return {}, dict(zip((Field.START, Field.END), decision.books, strict=True))
    if press.kind in MOVING_END:
        return {Field.END: live_until}, {Field.END: decision.until}
    if press.kind is OverrideKind.END:
        return {Field.END: live_until}, {Field.END: press.at}
    if press.kind in IN_MEETING:
        return {}, {_PARTS[press.kind]: decision.wanted}
    return {}, {Field.UNTIL: decision.until, Field.DEVICE: decision.device, Field.SCENE: decision.scene}
