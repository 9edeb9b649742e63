"""A press as an act: what was pressed, where, and on which booking. Pure."""

from collections.abc import Mapping

from orchestrator.audit.acts import Act, ActKind, ActObject, Field, ObjectKind, changes_between
from schedules.bookings import OverrideKind
from schedules.planning.situation import Press

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
}


def act_of(press: Press, client_id: str, booking: str | None, about: str | None = None) -> Act:
    """The act of a press, on the *booking* that it changed, or else on the room; *about* is what a problem is about."""
    on = ActObject(ObjectKind.ROOM, press.room) if booking is None else ActObject(ObjectKind.BOOKING, booking)
    before = {Field.END: press.seen_end} if press.seen_end is not None else {}
    end = press.until if press.kind is OverrideKind.EXTEND else None
    after = {
        Field.END: end,
        Field.UNTIL: press.until if end is None else None,
        Field.DEVICE: press.device,
        Field.SCENE: press.scene,
        Field.REASON: press.reason,
        Field.ABOUT: about,
    }
    told = {field: value for field, value in after.items() if value is not None}
    changes = changes_between(before, told)
    return Act(_KINDS[press.kind], press.at, on, room=press.room, changes=changes, caused_by=client_id)
