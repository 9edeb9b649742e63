"""The life of a sitting: from the convocation over opening, suspensions and adjournments to the signed minutes."""

from datetime import datetime, timedelta

from orchestrator.councils.sitting.acts import (
    Act,
    Adjourned,
    AgendaChanged,
    Cancelled,
    ClockJumped,
    Closed,
    Convened,
    DeclaredDeserted,
    Interrupted,
    MinutesApproved,
    MinutesSigned,
    Opened,
    Prolonged,
    Resumed,
    Suspended,
)
from orchestrator.councils.sitting.agenda import Item
from orchestrator.councils.sitting.kinds import Kind, Kinds, Who, always
from orchestrator.councils.sitting.lawful import called, enough, leave_item, must, no_vote, note, reasoned
from orchestrator.councils.sitting.refusals import Reason, Refusal
from orchestrator.councils.sitting.rules import Additions, Distance
from orchestrator.councils.sitting.seating import seat_everyone
from orchestrator.councils.sitting.state import COMING, FIXED, UNDER_WAY, Check, ItemState, Progress, Sitting, Status
from orchestrator.councils.sitting.votes import Vote

FARTHEST = timedelta(days=3653)
"""From the end that was announced to a later one, or to another day."""


def items_of(
    agenda: tuple[Item, ...], known: dict[str, ItemState], added: datetime | None = None
) -> dict[str, ItemState]:
    """The agenda as items of a sitting, the new ones *added* then; what those that were known have come to stays."""
    return {
        item.id: known.get(item.id)
        or ItemState(item.id, item.text, item.kind, item.rapporteur, item.documents, added=added)
        for item in agenda
    }


def _convened_forbidden(sitting: Sitting, act: Act, body: Convened) -> Refusal | None:
    if sitting.status not in {Status.DRAFTED, Status.CONVENED}:
        return must(sitting, Status.DRAFTED)
    steering = sitting.officers or body.officers
    if act.by not in {steering.chair, steering.secretary, *steering.deputies}:
        return Refusal(Reason.NOT_YOURS)
    if body.ends <= body.begins:
        return Refusal(Reason.BACKWARDS)
    if len({item.id for item in body.agenda}) < len(body.agenda):
        return Refusal(Reason.UNKNOWN_ITEM)
    if sitting.rules.distance is Distance.ALLOWED and not sitting.rules.basis.strip():
        return Refusal(Reason.NO_BASIS)
    late = (body.begins.date() - body.notice.sent.date()).days < sitting.rules.notice_days
    return Refusal(Reason.LATE, (sitting.rules.notice_days,)) if late and not body.notice.late_reason.strip() else None


def _convened(sitting: Sitting, act: Act, body: Convened) -> None:
    sitting.status = Status.CONVENED
    sitting.begins, sitting.ends, sitting.called_for = body.begins, body.ends, body.begins
    sitting.officers, sitting.notice = body.officers, body.notice
    sitting.presiding, sitting.secretary = body.officers.chair, body.officers.secretary
    sitting.second_call, sitting.meeting_tells = body.second_call, body.meeting_tells
    sitting.items = items_of(body.agenda, {})
    seat_everyone(sitting, act, sitting.roll, body.begins)
    note(sitting, act, "convened")


def _cancelled_forbidden(sitting: Sitting, _act: Act, body: Cancelled) -> Refusal | None:
    return must(sitting, *COMING) or reasoned(body.reason)


def _cancelled(sitting: Sitting, act: Act, body: Cancelled) -> None:
    sitting.status = Status.CANCELLED
    note(sitting, act, "cancelled", body.reason)


def _opened_forbidden(sitting: Sitting, _act: Act, _body: Opened) -> Refusal | None:
    return must(sitting, *COMING) or called(sitting) or enough(sitting, deliberating=False)


def _opened(sitting: Sitting, act: Act, _body: Opened) -> None:
    sitting.status = Status.OPEN
    sitting.checks.append(Check(act.number, sitting.quorum_now(deliberating=False)))
    note(sitting, act, "opened")


def _deserted_forbidden(sitting: Sitting, _act: Act, _body: DeclaredDeserted) -> Refusal | None:
    if refused := must(sitting, *COMING) or called(sitting):
        return refused
    return Refusal(Reason.QUORUM_THERE) if sitting.quorum_now(deliberating=False).reached else None


def _deserted(sitting: Sitting, act: Act, _body: DeclaredDeserted) -> None:
    sitting.status = Status.DESERTED
    sitting.checks.append(Check(act.number, sitting.quorum_now(deliberating=False)))
    note(sitting, act, "deserted")


def _agenda_forbidden(sitting: Sitting, _act: Act, body: AgendaChanged) -> Refusal | None:
    if refused := must(sitting, Status.OPEN):
        return refused
    if sitting.rules.additions is Additions.REFUSED or any(item.talks for item in sitting.items.values()):
        return Refusal(Reason.AGENDA_FIXED)
    if len({item.id for item in body.agenda}) < len(body.agenda):
        return Refusal(Reason.UNKNOWN_ITEM)
    if not sitting.items.keys() <= {item.id for item in body.agenda}:
        return Refusal(Reason.ITEM_MISSING)
    return None if body.agreed_by_all else Refusal(Reason.NOT_AGREED)


def _agenda(sitting: Sitting, act: Act, body: AgendaChanged) -> None:
    sitting.items = items_of(body.agenda, sitting.items, act.at)
    note(sitting, act, "agenda_changed")


def _suspended_forbidden(sitting: Sitting, _act: Act, body: Suspended) -> Refusal | None:
    return must(sitting, Status.OPEN) or no_vote(sitting) or reasoned(body.reason)


def _suspended(sitting: Sitting, act: Act, body: Suspended) -> None:
    sitting.status = Status.SUSPENDED
    sitting.confirmed = False
    sitting.checks.append(Check(act.number, sitting.live))
    note(sitting, act, "suspended", body.reason)


def _resumed_forbidden(sitting: Sitting, _act: Act, _body: Resumed) -> Refusal | None:
    if sitting.status is not Status.SUSPENDED:
        return Refusal(Reason.IS_OVER if sitting.over else Reason.NOT_SUSPENDED)
    return called(sitting) or enough(sitting, deliberating=False)


def _resumed(sitting: Sitting, act: Act, _body: Resumed) -> None:
    sitting.status = Status.OPEN
    sitting.checks.append(Check(act.number, sitting.live))
    note(sitting, act, "resumed")


def _adjourned_forbidden(sitting: Sitting, _act: Act, body: Adjourned) -> Refusal | None:
    if refused := must(sitting, *UNDER_WAY) or no_vote(sitting) or reasoned(body.reason):
        return refused
    if sitting.ends is None or body.to < sitting.ends:
        return Refusal(Reason.BACKWARDS)
    return Refusal(Reason.TOO_FAR) if body.to - sitting.ends > FARTHEST else None


def _adjourned(sitting: Sitting, act: Act, body: Adjourned) -> None:
    leave_item(sitting, act, Progress.WAITING)
    sitting.status = Status.ADJOURNED
    sitting.confirmed = False
    if sitting.begins and sitting.ends:
        sitting.begins, sitting.ends = body.to, body.to + (sitting.ends - sitting.begins)
    for seat in sitting.seats.values():
        seat.out("adjourned", act.number, act.at)
    seat_everyone(sitting, act, sitting.roll, body.to)
    sitting.hands.clear()
    sitting.speaking = None
    note(sitting, act, "adjourned", body.to.isoformat(), body.reason)


def _prolonged_forbidden(sitting: Sitting, _act: Act, body: Prolonged) -> Refusal | None:
    if refused := must(sitting, Status.OPEN):
        return refused
    if sitting.ends is None or body.until <= sitting.ends:
        return Refusal(Reason.BACKWARDS)
    if body.until - sitting.ends > FARTHEST:
        return Refusal(Reason.TOO_FAR)
    if not sitting.rules.prolonged_by_vote:
        return None
    approved = [vote for vote in unspent_prolongations(sitting) if vote.id == body.vote]
    lasts = any(vote.until is None or body.until <= vote.until for vote in approved)
    return None if lasts else Refusal(Reason.NOT_APPROVED)


def unspent_prolongations(sitting: Sitting) -> list[Vote]:
    """The votes that let the sitting last longer since it last was prolonged: each of them is good for one time."""
    done = max((event.number for event in sitting.events if event.what == "prolonged"), default=0)
    proclaimed = [(vote, vote.proclaimed) for vote in sitting.votes.values() if vote.prolongs and vote.proclaimed]
    return [vote for vote, result in proclaimed if result.outcome.passed and result.number > done]


def _prolonged(sitting: Sitting, act: Act, body: Prolonged) -> None:
    sitting.ends = body.until
    note(sitting, act, "prolonged", body.until.isoformat())


def _closed_forbidden(sitting: Sitting, _act: Act, _body: Closed) -> Refusal | None:
    return must(sitting, *UNDER_WAY) or no_vote(sitting)


def _closed(sitting: Sitting, act: Act, _body: Closed) -> None:
    leave_item(sitting, act, Progress.DONE if sitting.status is Status.OPEN else Progress.POSTPONED)
    sitting.status = Status.CLOSED
    sitting.hands.clear()
    sitting.speaking = None
    note(sitting, act, "closed")


def _signed_forbidden(sitting: Sitting, _act: Act, _body: MinutesSigned) -> Refusal | None:
    if sitting.status in FIXED:
        return Refusal(Reason.IS_SIGNED)
    return must(sitting, Status.CLOSED, Status.DESERTED)


def _signed(sitting: Sitting, act: Act, body: MinutesSigned) -> None:
    sitting.status = Status.SIGNED
    note(sitting, act, "minutes_signed", body.sha256, body.protocol)


def _approved_forbidden(sitting: Sitting, _act: Act, _body: MinutesApproved) -> Refusal | None:
    return None if sitting.status is Status.SIGNED else Refusal(Reason.NOT_SIGNED)


def _approved(sitting: Sitting, act: Act, body: MinutesApproved) -> None:
    sitting.status = Status.APPROVED
    note(sitting, act, "minutes_approved", body.sitting)


def _interrupted_forbidden(_sitting: Sitting, _act: Act, body: Interrupted) -> Refusal | None:
    return Refusal(Reason.BACKWARDS) if body.until < body.since else None


def _interrupted(sitting: Sitting, act: Act, body: Interrupted) -> None:
    sitting.resumed_at = act.at
    sitting.confirmed = False
    note(sitting, act, "interrupted", body.since.isoformat(), body.until.isoformat())


def _jumped(sitting: Sitting, act: Act, body: ClockJumped) -> None:
    sitting.resumed_at = act.at
    note(sitting, act, "clock_jumped", str(body.seconds))


KINDS: Kinds = {
    Convened: Kind(Who.OWN_RULE, _convened_forbidden, _convened),
    Cancelled: Kind(Who.CHAIR, _cancelled_forbidden, _cancelled),
    Opened: Kind(Who.CHAIR, _opened_forbidden, _opened),
    DeclaredDeserted: Kind(Who.CHAIR, _deserted_forbidden, _deserted),
    AgendaChanged: Kind(Who.CHAIR, _agenda_forbidden, _agenda),
    Suspended: Kind(Who.CHAIR, _suspended_forbidden, _suspended),
    Resumed: Kind(Who.CHAIR, _resumed_forbidden, _resumed),
    Adjourned: Kind(Who.CHAIR, _adjourned_forbidden, _adjourned),
    Prolonged: Kind(Who.CHAIR, _prolonged_forbidden, _prolonged),
    Closed: Kind(Who.CHAIR, _closed_forbidden, _closed),
    MinutesSigned: Kind(Who.SECRETARY, _signed_forbidden, _signed),
    MinutesApproved: Kind(Who.CHAIR_OR_SERVICE, _approved_forbidden, _approved),
    Interrupted: Kind(Who.SERVICE, _interrupted_forbidden, _interrupted, steers=False),
    ClockJumped: Kind(Who.SERVICE, always, _jumped, steers=False),
}
