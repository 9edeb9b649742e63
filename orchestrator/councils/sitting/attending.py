"""Who is there: roll calls, people who come, move, fall silent and leave, and the list of seats itself."""

from datetime import datetime

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
from orchestrator.councils.sitting.lawful import goes, must, no_vote, note, reasoned
from orchestrator.councils.sitting.refusals import Reason, Refusal
from orchestrator.councils.sitting.roll import Roll
from orchestrator.councils.sitting.seating import seat_everyone
from orchestrator.councils.sitting.seats import SILENT, Doubt, Place
from orchestrator.councils.sitting.state import COMING, UNDER_WAY, Check, RollCall, Sitting, Status

_LIVE = (Status.CONVENED, Status.ADJOURNED, Status.OPEN, Status.SUSPENDED)


def _begun_forbidden(sitting: Sitting, _act: Act, _body: RollCallBegun) -> Refusal | None:
    if refused := must(sitting, *_LIVE) or no_vote(sitting):
        return refused
    return Refusal(Reason.ROLL_CALL_RUNS) if sitting.calling else None


def _begun(sitting: Sitting, act: Act, _body: RollCallBegun) -> None:
    if sitting.status in COMING:
        # Those are called who hold the seats now; who has checked in has answered. Later each has to answer anew.
        seat_everyone(sitting, act, sitting.roll, act.at)
        answered = {seat.id for seat in sitting.seats.values() if seat.place is not Place.OUT}
    else:
        answered = set()
    sitting.roll_call = RollCall(act.number, answered)
    note(sitting, act, "roll_call_begun")


def _ended_forbidden(sitting: Sitting, _act: Act, _body: RollCallEnded) -> Refusal | None:
    return must(sitting, *_LIVE) or (None if sitting.calling else Refusal(Reason.ROLL_CALL_RUNS_NOT))


def _ended(sitting: Sitting, act: Act, _body: RollCallEnded) -> None:
    for seat in sitting.seats.values():
        if seat.place is not Place.OUT and sitting.is_called(seat.id):
            goes(sitting, act, seat.id, "roll_call")
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
    goes(sitting, act, body.seat, "grace")


def _left_forbidden(sitting: Sitting, _act: Act, body: Left) -> Refusal | None:
    if refused := must(sitting, *_LIVE):
        return refused
    if body.seat not in sitting.seats:
        return Refusal(Reason.UNKNOWN_SEAT)
    return None if sitting.present(body.seat) else Refusal(Reason.OUT)


def _left(sitting: Sitting, act: Act, body: Left) -> None:
    goes(sitting, act, body.seat, "left")


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


def _rectified_forbidden(sitting: Sitting, act: Act, body: RollRectified) -> Refusal | None:
    if refused := must(sitting, *_LIVE) or no_vote(sitting) or reasoned(body.reason):
        return refused
    known = {seat.id for seat in sitting.roll}
    if not all(seat in known for seat in body.removed):
        return Refusal(Reason.UNKNOWN_SEAT)
    roll, at = _roll_after(sitting, body), _seated_at(sitting, act)
    persons = [holder.person for seat in roll if (holder := seat.holder(at)) is not None]
    if len(set(persons)) < len(persons):
        return Refusal(Reason.SEATED_ALREADY)
    codes = [seat.code.casefold() for seat in roll if seat.code]
    return Refusal(Reason.CODE_TAKEN) if len(set(codes)) < len(codes) else None


def _rectified(sitting: Sitting, act: Act, body: RollRectified) -> None:
    at = _seated_at(sitting, act)
    before = dict(sitting.seats)
    seat_everyone(sitting, act, _roll_after(sitting, body), at)
    out = [known.name for known in before.values() if sitting.seats.get(known.id) is not known]
    new = [seat.name for seat in sitting.seats.values() if before.get(seat.id) is not seat]
    note(sitting, act, "roll_rectified", body.reason, act.by, ", ".join(new), ", ".join(out))


def _roll_after(sitting: Sitting, body: RollRectified) -> Roll:
    put = {seat.id: seat for seat in body.put}
    kept = [put.pop(seat.id, seat) for seat in sitting.roll if seat.id not in body.removed]
    return (*kept, *put.values())


def _seated_at(sitting: Sitting, act: Act) -> datetime:
    """The instant whose holders have the seats: before the opening that of the sitting."""
    opened = sitting.status in UNDER_WAY
    return act.at if opened or sitting.begins is None else sitting.begins


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
