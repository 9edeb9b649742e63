"""What people read of who was there: what says that somebody came or left, and why nothing is known. Pure."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from orchestrator.conferences.presence.outcome import Gap, PersonKind, PersonPresence, Proof, Span

Say = Callable[[str], str]


def clock(moment: int, zone: ZoneInfo) -> str:
    """The time of day, to the second."""
    return f"{datetime.fromtimestamp(moment, zone):%H:%M:%S}"


def duration(seconds: int) -> str:
    """Minutes and seconds."""
    return f"{seconds // 60}:{seconds % 60:02}"


def called(person: PersonPresence, say: Say) -> str:
    """What somebody is called."""
    return person.name or say("Ospite senza nome")


def kind_word(person: PersonPresence, say: Say) -> str:
    """Who they are, and whether they said that they sit in the hall."""
    kind = {
        PersonKind.MEMBER: say("invitato"),
        PersonKind.GUEST: say("ospite"),
        PersonKind.HALL: say("sala"),
        PersonKind.HAND: say("scritto a mano"),
    }[person.kind]
    return say("%(who)s, in sala") % {"who": kind} if person.in_hall and person.kind is not PersonKind.HALL else kind


def whys(person: PersonPresence, zone: ZoneInfo, say: Say) -> Iterator[str]:
    """A sentence for each time of theirs, so that every minute has its reason."""
    for span in person.spans:
        times = {"start": clock(span.start, zone), "end": clock(span.end, zone)}
        if span.gap is not None:
            unknown = say("%(start)s–%(end)s: non si sa.") % times
            yield f"{unknown} {_gaps(say)[span.gap]}"
        else:
            yield " ".join((say("%(start)s–%(end)s: c’era.") % times, *_reasons(span, zone, say)))


def gap_word(gap: Gap, say: Say) -> str:
    """Why nothing is known."""
    return _gaps(say)[gap]


def _reasons(span: Span, zone: ZoneInfo, say: Say) -> Iterator[str]:
    if span.opened is not None:
        yield _came(say)[span.opened]
    if span.closed is not None:
        yield _left(say)[span.closed]
    for start, end in span.bridged:
        yield say("Dalle %(start)s alle %(end)s la connessione è caduta ed è tornata.") % {
            "start": clock(start, zone),
            "end": clock(end, zone),
        }


def _came(say: Say) -> Mapping[Proof, str]:
    return {
        Proof.EVENT: say("L’entrata l’ha detta Jitsi."),
        Proof.LIST: say("L’entrata sta nell’elenco finale di Jitsi."),
        Proof.SNAPSHOT: say("La prima volta che si vede è in una conta."),
        Proof.HAND: say("È scritto a mano."),
        Proof.SO_FAR: say("C’è ancora."),
    }


def _left(say: Say) -> Mapping[Proof, str]:
    return {
        Proof.EVENT: say("L’uscita l’ha detta Jitsi."),
        Proof.LIST: say("L’uscita sta nell’elenco finale di Jitsi."),
        Proof.SNAPSHOT: say("L’ultima volta che si vede è in una conta."),
        Proof.HAND: say("Fino a lì è scritto a mano."),
        Proof.SO_FAR: say("C’è ancora."),
    }


def _gaps(say: Say) -> Mapping[Gap, str]:
    return {
        Gap.NO_END: say("Che sia uscito nessuno l’ha detto."),
        Gap.NO_START: say("Quando sia entrato nessuno l’ha detto."),
        Gap.NO_WORD: say("Ha aperto il collegamento, e poi nessuno ha detto altro."),
        Gap.PERHAPS_APART: say("È uscito ed è tornato con la stessa connessione: forse era in una stanza separata."),
        Gap.NO_LIST: say("L’elenco finale di Jitsi non è arrivato: qualcuno può mancare del tutto."),
        Gap.NOTHING: say("Jitsi non ha detto niente di questa riunione."),
        Gap.COUNT: say("Le conte non tornano: qualcuno può mancare del tutto."),
    }
