"""Who steers: who presides, who keeps the minutes, who counts."""

from orchestrator.councils.sitting.acts import Act, Presides, SecretaryNamed, TellersNamed
from orchestrator.councils.sitting.kinds import Kind, Kinds, Who
from orchestrator.councils.sitting.lawful import must, note, reasoned
from orchestrator.councils.sitting.refusals import Reason, Refusal
from orchestrator.councils.sitting.seats import Doubt, Place
from orchestrator.councils.sitting.state import Sitting, Status


def _presides_forbidden(sitting: Sitting, act: Act, body: Presides) -> Refusal | None:
    if refused := must(sitting, Status.CONVENED, Status.ADJOURNED, Status.OPEN, Status.SUSPENDED):
        return refused
    officers = sitting.officers
    deputies = officers.deputies if officers else ()
    stands_in = act.by in deputies and _away(sitting, sitting.presiding)
    returns = officers is not None and act.by == body.person == officers.chair
    if act.by != sitting.presiding and not stands_in and not returns:
        return Refusal(Reason.NOT_YOURS)
    known = body.person in sitting.persons or body.person in deputies or (officers and body.person == officers.chair)
    return reasoned(body.reason) if known else Refusal(Reason.UNKNOWN_SEAT)


def _away(sitting: Sitting, person: str) -> bool:
    """Whether nothing shows that the person is there: a deputy may then preside unasked."""
    seat = sitting.persons.get(person)
    return seat is None or sitting.seats[seat].place is Place.OUT or sitting.seats[seat].doubt is Doubt.GRACE


def _presides(sitting: Sitting, act: Act, body: Presides) -> None:
    sitting.presiding = body.person
    note(sitting, act, "presides", body.person, body.reason)


def _secretary_forbidden(sitting: Sitting, _act: Act, body: SecretaryNamed) -> Refusal | None:
    if sitting.over:
        return Refusal(Reason.IS_OVER)
    returns = sitting.officers is not None and body.person == sitting.officers.secretary  # who need not have a seat
    return None if returns or body.person in sitting.persons else Refusal(Reason.UNKNOWN_SEAT)


def _secretary(sitting: Sitting, act: Act, body: SecretaryNamed) -> None:
    sitting.secretary = body.person
    note(sitting, act, "secretary_named", body.person)


def _tellers_forbidden(sitting: Sitting, _act: Act, body: TellersNamed) -> Refusal | None:
    if refused := must(sitting, Status.OPEN):
        return refused
    return None if all(seat in sitting.seats for seat in body.seats) else Refusal(Reason.UNKNOWN_SEAT)


def _tellers(sitting: Sitting, act: Act, body: TellersNamed) -> None:
    sitting.tellers = body.seats
    note(sitting, act, "tellers_named", *body.seats)


KINDS: Kinds = {
    Presides: Kind(Who.OWN_RULE, _presides_forbidden, _presides),
    SecretaryNamed: Kind(Who.CHAIR, _secretary_forbidden, _secretary),
    TellersNamed: Kind(Who.CHAIR, _tellers_forbidden, _tellers),
}
