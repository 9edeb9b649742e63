"""What people read of who was there: what says that somebody came or left, and why nothing is known. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from orchestrator.conferences.presence.entry_store import Striking, WrittenEntry
from orchestrator.conferences.presence.evidence import HandEntry
from orchestrator.conferences.presence.outcome import Gap, PersonKind, PersonPresence, Proof, Span
from orchestrator.web.shell.catalogues import Say


@lru_cache(16_384)
def clock(moment: int, zone: ZoneInfo) -> str:
    """The time of day, to the second; a register says each of its times several times."""
    return f"{datetime.fromtimestamp(moment, zone):%H:%M:%S}"


def duration(seconds: int) -> str:
    """Minutes and seconds."""
    return f"{seconds // 60}:{seconds % 60:02}"


def called(person: PersonPresence, say: Say) -> str:
    """What somebody is called."""
    return person.name or say("Ospite senza nome")


def kind_word(person: PersonPresence, say: Say) -> str:
    """Who they are, whether they said that they sit in the hall, and whether several devices were in under their name at once."""
    kind = _kinds(say)[person.kind]
    if person.in_hall and person.kind is not PersonKind.HALL:
        kind = say("%(who)s, in sala") % {"who": kind}
    return say("%(who)s, su più dispositivi") % {"who": kind} if person.doubled else kind


@lru_cache(4)
def _kinds(say: Say) -> Mapping[PersonKind, str]:
    return {
        PersonKind.MEMBER: say("invitato"),
        PersonKind.GUEST: say("ospite"),
        PersonKind.HALL: say("sala"),
        PersonKind.HAND: say("scritto a mano"),
    }


def whys(person: PersonPresence, zone: ZoneInfo, say: Say) -> Iterator[str]:
    """A sentence for each time of theirs, so that every minute has its reason; what was written by hand stands beside what came."""
    yield from (span_why(span, zone, say) for span in person.spans)
    yield from absence_whys(person, zone, say)
    yield from _doubled_whys(person, zone, say)
    if person.entries:
        there = ", ".join(_times(span, zone) for span in person.derived if span.gap is None)
        yield say("Senza le scritture a mano: %(times)s.") % {"times": there or say("mai")}


def span_why(span: Span, zone: ZoneInfo, say: Say) -> str:
    """What says that they were there at that time, or why it is not known."""
    times = {"start": clock(span.start, zone), "end": clock(span.end, zone)}
    if span.gap is not None:
        unknown = say("%(start)s–%(end)s: non si sa.") % times
        return f"{unknown} {_gaps(say)[span.gap]}"
    return " ".join((say("%(start)s–%(end)s: c’era.") % times, *_reasons(span, zone, say)))


def absence_whys(person: PersonPresence, zone: ZoneInfo, say: Say) -> Iterator[str]:
    """A sentence for each time at which somebody wrote that they were not there."""
    for entry in person.entries:
        if not entry.present:
            times = {"start": clock(entry.start, zone), "end": clock(entry.end, zone)}
            absent = say("%(start)s–%(end)s: non c’era.") % times
            yield f"{absent} {_signed(entry, say)}"


def _doubled_whys(person: PersonPresence, zone: ZoneInfo, say: Say) -> Iterator[str]:
    if person.kind is PersonKind.MEMBER:
        told = say(
            "Dalle %(start)s alle %(end)s il suo collegamento era aperto su più dispositivi: conta una volta sola."
        )
    else:
        told = say("Dalle %(start)s alle %(end)s c’erano più dispositivi con questo nome: conta una volta sola.")
    for start, end in person.doubled:
        yield told % {"start": clock(start, zone), "end": clock(end, zone)}


@dataclass(frozen=True, slots=True)
class EntryWords:
    """What was written by hand, as a page shows it."""

    number: int
    name: str
    what: str
    why: str
    who: str
    at: datetime
    struck: Striking | None


def entry_words(written: WrittenEntry, zone: ZoneInfo, say: Say) -> EntryWords:
    """The same in words; who has no account any more is not named."""
    entry = written.entry
    times = {"start": clock(entry.start, zone), "end": clock(entry.end, zone)}
    what = say("c’era, %(start)s–%(end)s") if entry.present else say("non c’era, %(start)s–%(end)s")
    return EntryWords(
        entry.number,
        entry.name or say("Ospite senza nome"),
        what % times,
        entry.why,
        entry.who or say("persona non indicata"),
        datetime.fromtimestamp(entry.at, UTC),
        written.struck,
    )


def gap_word(gap: Gap, say: Say) -> str:
    """Why nothing is known."""
    return _gaps(say)[gap]


def _times(span: Span, zone: ZoneInfo) -> str:
    return f"{clock(span.start, zone)}–{clock(span.end, zone)}"


def _signed(entry: HandEntry, say: Say) -> str:
    return say("L’ha scritto %(who)s: %(why)s") % {"who": entry.who or say("persona non indicata"), "why": entry.why}


def _reasons(span: Span, zone: ZoneInfo, say: Say) -> Iterator[str]:
    if span.entry is not None:
        yield _signed(span.entry, say)
        return
    if span.opened is not None:
        yield _came(say)[span.opened]
    if span.closed is not None:
        yield _left(say)[span.closed]
    for start, end in span.bridged:
        yield say("Dalle %(start)s alle %(end)s la connessione è caduta ed è tornata.") % {
            "start": clock(start, zone),
            "end": clock(end, zone),
        }


@lru_cache(4)
def _came(say: Say) -> Mapping[Proof, str]:
    return {
        Proof.EVENT: say("L’entrata l’ha detta Jitsi."),
        Proof.LIST: say("L’entrata sta nell’elenco finale di Jitsi."),
        Proof.SNAPSHOT: say("La prima volta che si vede è in una conta."),
        Proof.HAND: say("È scritto a mano."),
        Proof.SO_FAR: say("C’è ancora."),
    }


@lru_cache(4)
def _left(say: Say) -> Mapping[Proof, str]:
    return {
        Proof.EVENT: say("L’uscita l’ha detta Jitsi."),
        Proof.LIST: say("L’uscita sta nell’elenco finale di Jitsi."),
        Proof.SNAPSHOT: say("L’ultima volta che si vede è in una conta."),
        Proof.HAND: say("Fino a lì è scritto a mano."),
        Proof.SO_FAR: say("C’è ancora."),
    }


@lru_cache(4)
def _gaps(say: Say) -> Mapping[Gap, str]:
    return {
        Gap.NO_END: say("Che sia uscito nessuno l’ha detto."),
        Gap.NO_START: say("Quando sia entrato nessuno l’ha detto."),
        Gap.NO_WORD: say("Ha aperto il collegamento, e poi nessuno ha detto altro."),
        Gap.PERHAPS_APART: say("È uscito ed è tornato con la stessa connessione: forse era in una stanza separata."),
        Gap.NO_LIST: say("L’elenco finale di Jitsi non è arrivato: qualcuno può mancare del tutto."),
        Gap.NOTHING: say("Jitsi non ha detto niente di questa riunione."),
        Gap.FORGOTTEN: say("Quello che Jitsi ha detto di questa riunione non si conserva più."),
        Gap.COUNT: say("Le conte non tornano: qualcuno può mancare del tutto."),
    }
