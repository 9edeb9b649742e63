"""Who is there: roll calls, people who come, move, fall silent and leave, and the list of seats itself."""

from orchestrator.councils.sitting.acts import (
    AbsenceNoted,
    Act,
    Entered,
    GraceEnded,
    Left,
    Moved,
    QuorumAsked,
    RollCallBegun,
    RollCallEnded,
    RollRectified,
    SourceLost,
)
from orchestrator.councils.sitting.kinds import Kind, Kinds, Who
from orchestrator.councils.sitting.lawful import must, no_vote, note, reasoned
from orchestrator.councils.sitting.refusals import Reason, Refusal
from orchestrator.councils.sitting.seating import seat_everyone
from orchestrator.councils.sitting.seats import SILENT, Doubt, Place
from orchestrator.councils.sitting.state import Check, RollCall, Sitting, Status

_LIVE = (Status.CONVENED, Status.ADJOURNED, Status.OPEN, Status.SUSPENDED)
_UNOPENED = frozenset({Status.CONVENED, Status.ADJOURNED})


def _begun_forbidden(sitting: Sitting, _act: Act, _body: RollCallBegun) -> Refusal | None:
    if refused := must(sitting, *_LIVE) or no_vote(sitting):
        return refused
    return Refusal(Reason.ROLL_CALL_RUNS) if sitting.calling else None


def _begun(sitting: Sitting, act: Act, _body: RollCallBegun) -> None:
    # Before the opening, who has checked in has answered. Later each has to answer anew.
    answered = (
        {seat.id for seat in sitting.seats.values() if seat.place is not Place.OUT}
        if sitting.status in _UNOPENED
        else set()
    )
    sitting.roll_call = RollCall(act.number, answered)
    note(sitting, act, "roll_call_begun")


def _ended_forbidden(sitting: Sitting, _act: Act, _body: RollCallEnded) -> Refusal | None:
    return must(sitting, *_LIVE) or (None if sitting.calling else Refusal(Reason.ROLL_CALL_RUNS_NOT))


def _ended(sitting: Sitting, act: Act, _body: RollCallEnded) -> None:
    for seat in sitting.seats.values():
        if seat.place is not Place.OUT and sitting.is_called(seat.id):
            _goes(sitting, act, seat.id, "roll_call")
    if sitting.roll_call is not None:
        sitting.roll_call.ended = act.number
    sitting.confirmed = True
    sitting.checks.append(Check(act.number, sitting.live))
    note(sitting, act, "roll_call_ended")


def _seated(sitting: Sitting, _act: Act, body: Entered | Moved | AbsenceNoted) -> Refusal | None:
    return must(sitting, *_LIVE) or (None if body.seat in sitting.seats else Refusal(Reason.UNKNOWN_SEAT))


def _entered(sitting: Sitting, act: Act, body: Entered) -> None:
    sitting.seats[body.seat].saw(body.source, act.number, act.at)
    _answers(sitting, body.seat)


def _moved(sitting: Sitting, act: Act, body: Moved) -> None:
    sitting.seats[body.seat].moved(body.source, act.number, act.at)
    _answers(sitting, body.seat)


def _answers(sitting: Sitting, seat: str) -> None:
    if sitting.calling:
        sitting.calling.answered.add(seat)


def _lost_forbidden(sitting: Sitting, _act: Act, body: SourceLost) -> Refusal | None:
    if refused := must(sitting, *_LIVE):
        return refused
    if body.seat not in sitting.seats:
        return Refusal(Reason.UNKNOWN_SEAT)
    return None if body.source in SILENT & sitting.seats[body.seat].seen else Refusal(Reason.NOTHING_THERE)


def _lost(sitting: Sitting, act: Act, body: SourceLost) -> None:
    sitting.seats[body.seat].lost(body.source, act.at, meeting_tells=sitting.meeting_tells)


def _grace_forbidden(sitting: Sitting, _act: Act, body: GraceEnded) -> Refusal | None:
    if refused := must(sitting, *_LIVE):
        return refused
    seat = sitting.seats.get(body.seat)
    return None if seat and seat.doubt is Doubt.GRACE else Refusal(Reason.NOT_IN_GRACE)


def _grace(sitting: Sitting, act: Act, body: GraceEnded) -> None:
    _goes(sitting, act, body.seat, "grace")


def _left_forbidden(sitting: Sitting, _act: Act, body: Left) -> Refusal | None:
    if refused := must(sitting, *_LIVE):
        return refused
    if body.seat not in sitting.seats:
        return Refusal(Reason.UNKNOWN_SEAT)
    return None if sitting.present(body.seat) else Refusal(Reason.OUT)


def _left(sitting: Sitting, act: Act, body: Left) -> None:
    _goes(sitting, act, body.seat, "left")


def _goes(sitting: Sitting, act: Act, seat: str, why: str) -> None:
    sitting.seats[seat].out(why, act.number, act.at)
    if seat in sitting.hands:
        sitting.hands.remove(seat)
    if sitting.speaking == seat:
        sitting.speaking = None


def _absence(sitting: Sitting, _act: Act, body: AbsenceNoted) -> None:
    seat = sitting.seats[body.seat]
    seat.absence, seat.justified = body.reason, body.justified


def _asked_forbidden(sitting: Sitting, _act: Act, body: QuorumAsked) -> Refusal | None:
    if refused := must(sitting, Status.OPEN):
        return refused
    if body.seat not in sitting.seats:
        return Refusal(Reason.UNKNOWN_SEAT)
    return None if sitting.present(body.seat) else Refusal(Reason.OUT)


def _asked(sitting: Sitting, act: Act, body: QuorumAsked) -> None:
    sitting.checks.append(Check(act.number, sitting.live))
    note(sitting, act, "quorum_asked", body.seat)


def _rectified_forbidden(sitting: Sitting, _act: Act, body: RollRectified) -> Refusal | None:
    if refused := must(sitting, *_LIVE) or no_vote(sitting) or reasoned(body.reason):
        return refused
    known = {seat.id for seat in sitting.roll}
    return None if all(seat in known for seat in body.removed) else Refusal(Reason.UNKNOWN_SEAT)


def _rectified(sitting: Sitting, act: Act, body: RollRectified) -> None:
    put = {seat.id: seat for seat in body.put}
    kept = [put.pop(seat.id, seat) for seat in sitting.roll if seat.id not in body.removed]
    gone = set(sitting.seats) - {seat.id for seat in kept}
    for seat in gone:
        if sitting.present(seat):
            _goes(sitting, act, seat, "rectified")
    opened = sitting.status in {Status.OPEN, Status.SUSPENDED}
    seat_everyone(sitting, (*kept, *put.values()), act.at if opened or sitting.begins is None else sitting.begins)
    note(sitting, act, "roll_rectified", body.reason)


KINDS: Kinds = {
    RollCallBegun: Kind(Who.SECRETARY, _begun_forbidden, _begun),
    RollCallEnded: Kind(Who.SECRETARY, _ended_forbidden, _ended),
    Entered: Kind(Who.WITNESS, _seated, _entered, steers=False),
    Moved: Kind(Who.WITNESS, _seated, _moved, steers=False),
    SourceLost: Kind(Who.SERVICE, _lost_forbidden, _lost, steers=False),
    GraceEnded: Kind(Who.SERVICE, _grace_forbidden, _grace, steers=False),
    Left: Kind(Who.HOLDER, _left_forbidden, _left, steers=False),
    AbsenceNoted: Kind(Who.HOLDER, _seated, _absence, steers=False),
    QuorumAsked: Kind(Who.HOLDER, _asked_forbidden, _asked, steers=False),
    RollRectified: Kind(Who.CHAIR, _rectified_forbidden, _rectified),
}
