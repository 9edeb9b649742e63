"""Items of the agenda: opened and closed, who wants to speak, who keeps out, who is heard as a guest."""

from orchestrator.councils.sitting.acts import (
    Act,
    FloorGiven,
    GuestAdmitted,
    HandLowered,
    HandRaised,
    ItemClosed,
    ItemOpened,
    Recused,
)
from orchestrator.councils.sitting.kinds import Kind, Kinds, Who
from orchestrator.councils.sitting.lawful import called, enough, leave_item, must, no_vote, note, reasoned
from orchestrator.councils.sitting.refusals import Reason, Refusal
from orchestrator.councils.sitting.state import Check, Guest, Progress, Sitting, Status, Talk


def _opened_forbidden(sitting: Sitting, _act: Act, body: ItemOpened) -> Refusal | None:
    if refused := must(sitting, Status.OPEN) or called(sitting):
        return refused
    if body.item not in sitting.items:
        return Refusal(Reason.UNKNOWN_ITEM)
    if sitting.item is not None:
        return Refusal(Reason.ITEM_OPEN)
    return enough(sitting, deliberating=sitting.items[body.item].deliberates)


def _opened(sitting: Sitting, act: Act, body: ItemOpened) -> None:
    item = sitting.items[body.item]
    item.progress = Progress.OPEN
    item.postponed = ""
    item.talks.append(Talk(act.number, act.at))
    sitting.item = body.item
    live = sitting.live
    item.found = item.found or live
    sitting.checks.append(Check(act.number, live))


def _closed_forbidden(sitting: Sitting, _act: Act, body: ItemClosed) -> Refusal | None:
    if refused := must(sitting, Status.OPEN) or no_vote(sitting):
        return refused
    return None if sitting.item == body.item else Refusal(Reason.ITEM_NOT_OPEN)


def _closed(sitting: Sitting, act: Act, body: ItemClosed) -> None:
    sitting.items[body.item].postponed = body.postponed
    leave_item(sitting, act, Progress.POSTPONED if body.postponed else Progress.DONE)
    sitting.hands.clear()
    sitting.speaking = None


def _speaks(sitting: Sitting, seat: str) -> Refusal | None:
    if refused := must(sitting, Status.OPEN):
        return refused
    if seat not in sitting.seats:
        return Refusal(Reason.UNKNOWN_SEAT)
    return None if sitting.present(seat) else Refusal(Reason.OUT)


def _raised_forbidden(sitting: Sitting, _act: Act, body: HandRaised) -> Refusal | None:
    return _speaks(sitting, body.seat)


def _raised(sitting: Sitting, _act: Act, body: HandRaised) -> None:
    if body.seat not in sitting.hands:
        sitting.hands.append(body.seat)


def _lowered_forbidden(sitting: Sitting, _act: Act, body: HandLowered) -> Refusal | None:
    return None if body.seat in sitting.hands else Refusal(Reason.NOTHING_THERE)


def _lowered(sitting: Sitting, _act: Act, body: HandLowered) -> None:
    sitting.hands.remove(body.seat)


def _floor_forbidden(sitting: Sitting, _act: Act, body: FloorGiven) -> Refusal | None:
    return must(sitting, Status.OPEN) if body.seat is None else _speaks(sitting, body.seat)


def _floor(sitting: Sitting, _act: Act, body: FloorGiven) -> None:
    sitting.speaking = body.seat
    if body.seat in sitting.hands:
        sitting.hands.remove(body.seat)


def _recused_forbidden(sitting: Sitting, _act: Act, body: Recused) -> Refusal | None:
    if refused := must(sitting, Status.OPEN) or no_vote(sitting):
        return refused
    if body.item not in sitting.items:
        return Refusal(Reason.UNKNOWN_ITEM)
    return None if body.seat in sitting.seats else Refusal(Reason.UNKNOWN_SEAT)


def _recused(sitting: Sitting, _act: Act, body: Recused) -> None:
    sitting.items[body.item].recused[body.seat] = body.reason


def _guest_forbidden(sitting: Sitting, _act: Act, body: GuestAdmitted) -> Refusal | None:
    if refused := must(sitting, Status.OPEN) or reasoned(body.name):
        return refused
    return None if body.item in sitting.items else Refusal(Reason.UNKNOWN_ITEM)


def _guest(sitting: Sitting, act: Act, body: GuestAdmitted) -> None:
    sitting.items[body.item].guests.append(Guest(body.name, body.why, act.at))
    note(sitting, act, "guest_admitted", body.item, body.name)


KINDS: Kinds = {
    ItemOpened: Kind(Who.CHAIR, _opened_forbidden, _opened),
    ItemClosed: Kind(Who.CHAIR, _closed_forbidden, _closed),
    HandRaised: Kind(Who.HOLDER, _raised_forbidden, _raised, steers=False),
    HandLowered: Kind(Who.HOLDER, _lowered_forbidden, _lowered, steers=False),
    FloorGiven: Kind(Who.CHAIR, _floor_forbidden, _floor, steers=False),
    Recused: Kind(Who.HOLDER, _recused_forbidden, _recused, steers=False),
    GuestAdmitted: Kind(Who.CHAIR, _guest_forbidden, _guest),
}
