"""What happened to a whole sitting as its minutes tell it: who presided, where it was interrupted, prolonged, corrected."""

from collections.abc import Iterator
from datetime import datetime

from orchestrator.councils.minutes.content import Break, Correction, Interruption, Officer, Presiding, Prolongation
from orchestrator.councils.minutes.italian import clock, day
from orchestrator.councils.sitting.correction_acts import CastCorrection, PaperCorrection, PresenceCorrection
from orchestrator.councils.sitting.correction_acts import Correction as Act
from orchestrator.councils.sitting.seats import Place
from orchestrator.councils.sitting.state import Event, Sitting
from orchestrator.councils.writing.about import About, person_named, seat_named
from orchestrator.councils.writing.results import quorum_told

_WHERE = {Place.HALL: "in sala", Place.REMOTE: "a distanza", Place.OUT: "assente"}
_CHOICES = {"for": "favorevole", "against": "contrario", "abstain": "astenuto"}


def presiding_of(sitting: Sitting, about: About, opened: datetime) -> tuple[Presiding, ...]:
    """Who presided, from the opening on."""
    chair = sitting.officers.chair if sitting.officers else sitting.presiding
    first = [Presiding(_officer(sitting, about, chair), about.local(opened))]
    for event in _events(sitting, "presides"):
        person, reason = event.about
        taken_over = Presiding(_officer(sitting, about, person), about.local(max(event.at, opened)), reason)
        first = [taken_over] if event.at <= opened else [*first, taken_over]
    return tuple(first)


def interruptions_of(sitting: Sitting, about: About) -> Iterator[Interruption]:
    """Suspensions, adjournments, and times when the service was away, as they began."""
    checks = {check.number: check.quorum for check in sitting.checks}
    for event in sitting.events:
        match event.what:
            case "suspended":
                found = checks.get(event.number)
                kind = Break.QUORUM_LOST if found and not found.reached else Break.SUSPENDED
                end = _next(sitting, event, {"resumed", "adjourned", "closed"})
                resumed = about.local(end.at) if end and end.what == "resumed" else None
                yield Interruption(kind, about.local(event.at), resumed, event.about[0])
            case "adjourned":
                end = _next(sitting, event, {"opened"})
                resumed = about.local(end.at) if end else None
                text = f"{event.about[1]}; aggiornata a {_moment(about, event.about[0])}"
                yield Interruption(Break.ADJOURNED, about.local(event.at), resumed, text)
            case "interrupted":
                since, until = (about.local(datetime.fromisoformat(at)) for at in event.about)
                yield Interruption(Break.SERVICE_DOWN, since, until, "nessuna votazione è stata chiusa in questo tempo")
            case "clock_jumped":
                at, seconds = about.local(event.at), float(event.about[0])
                text = f"di {seconds:+.0f} secondi: gli orari di prima e di dopo sono di due orologi"
                yield Interruption(Break.CLOCK_SET, at, at, text)


def prolongations_of(sitting: Sitting, about: About) -> Iterator[Prolongation]:
    """Later ends, as they were decided."""
    for event in _events(sitting, "prolonged"):
        until = about.local(datetime.fromisoformat(event.about[0]))
        text = "con votazione" if sitting.rules.prolonged_by_vote else "per decisione di chi presiede"
        yield Prolongation(about.local(event.at), until, text)


def corrections_of(sitting: Sitting, about: About) -> Iterator[Correction]:
    """Corrections that were confirmed, and the list of seats put right, in the order of their acts."""
    yield from sorted((*_rectified(sitting, about), *_confirmed(sitting, about)), key=lambda told: told.act)


def _confirmed(sitting: Sitting, about: About) -> Iterator[Correction]:
    for state in sitting.corrections.values():
        if state.confirmed and state.settled_at is not None:
            text = _corrected(sitting, state.correction)
            by = (person_named(sitting, about, person) for person in (state.by, state.settled_by))
            yield Correction(about.local(state.settled_at), state.settled or 0, text, state.reason, *by)


def _rectified(sitting: Sitting, about: About) -> Iterator[Correction]:
    for event in _events(sitting, "roll_rectified"):
        reason, person, new, out = event.about
        changes = (f"entra {new}" if new else "", f"esce {out}" if out else "")
        told = "; ".join(filter(None, changes)) or "altri dati"
        by = person_named(sitting, about, person)
        yield Correction(about.local(event.at), event.number, f"elenco dei componenti: {told}", reason, by, by)


def _corrected(sitting: Sitting, correction: Act) -> str:
    match correction:
        case PresenceCorrection():
            until = f"all’atto {correction.until}" if correction.until else "alla fine"
            return f"{seat_named(sitting, correction.seat)}: {_WHERE[correction.place]} dall’atto {correction.since} {until}"
        case CastCorrection():
            choice = correction.choice
            voted = ", ".join(_CHOICES.get(option, option) for option in choice) if choice else "nessun voto"
            return f"voto di {seat_named(sitting, correction.seat)}: {voted}"
        case PaperCorrection():
            return "schede ricontate: " + ", ".join(f"{option} {votes}" for option, votes in correction.tally.counts)


def ended_at(sitting: Sitting) -> datetime | None:
    """When the sitting was over; None where it is not."""
    return next((event.at for event in sitting.events if event.what in {"closed", "deserted"}), None)


def opened_at(sitting: Sitting) -> datetime | None:
    """When it was opened first, or found deserted."""
    return next((event.at for event in sitting.events if event.what in {"opened", "deserted"}), None)


def opening_told(sitting: Sitting, about: About) -> str:
    """What is to be said of the opening besides."""
    told = ["Seconda convocazione."] if sitting.second_call else []
    told += [
        f"Alle ore {clock(about.local(event.at))} l’ordine del giorno cambia, con l’accordo di tutti i presenti."
        for event in _events(sitting, "agenda_changed")
    ]
    told += [
        f"Alle ore {clock(about.local(event.at))} manca il numero legale: la seduta è deserta."
        for event in _events(sitting, "deserted")
    ]
    return " ".join(told)


def quorum_checked(sitting: Sitting, about: About) -> str:
    """The quorum at the opening, and whenever it was looked at anew for the whole sitting: opened again, resumed, asked for."""
    told = {
        "opened": "alla riapertura ({at})",
        "resumed": "alla ripresa delle {clock}",
        "quorum_asked": "alle {clock}, su richiesta di {name}",
    }
    checks = {check.number: check.quorum for check in sitting.checks}
    first, *later = (event for event in sitting.events if event.what in {"deserted", *told})
    found = [quorum_told(checks[first.number])]
    for event in later:
        name = seat_named(sitting, event.about[0]) if event.about else ""
        at = about.local(event.at)
        when = told[event.what].format(at=f"{day(at)}, ore {clock(at)}", clock=clock(at), name=name)
        found.append(f"{when} {quorum_told(checks[event.number])}")
    return "; ".join(found)


def secretary_told(sitting: Sitting, about: About) -> Officer:
    """Who keeps the minutes; where that changed, since when, and who did before."""
    events = [*_events(sitting, "secretary_named")]
    name = person_named(sitting, about, sitting.secretary)
    if not events or sitting.officers is None:
        return Officer(name)
    before = [sitting.officers.secretary, *(event.about[0] for event in events[:-1])]
    earlier = ", ".join(person_named(sitting, about, person) for person in dict.fromkeys(before))
    return Officer(name, f"dalle {clock(about.local(events[-1].at))}, prima {earlier}")


def _moment(about: About, at: str) -> str:
    local = about.local(datetime.fromisoformat(at))
    return f"{day(local)}, ore {clock(local)}"


def _events(sitting: Sitting, what: str) -> Iterator[Event]:
    return (event for event in sitting.events if event.what == what)


def _next(sitting: Sitting, event: Event, names: set[str]) -> Event | None:
    return next((later for later in sitting.events if later.number > event.number and later.what in names), None)


def _officer(sitting: Sitting, about: About, person: str) -> Officer:
    return Officer(person_named(sitting, about, person))
