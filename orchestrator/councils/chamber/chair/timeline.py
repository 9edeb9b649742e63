"""What happened in a sitting, in words and with the numbers of its acts, the last first. Pure."""

import heapq
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from config.words.sentences import Language
from orchestrator.councils.chamber.chair.seen import person_name
from orchestrator.councils.chamber.results import result_of
from orchestrator.councils.sitting.refusals import Reason, Refusal
from orchestrator.councils.sitting.seats import Place, Source
from orchestrator.councils.sitting.state import Sitting
from orchestrator.councils.sitting.votes import Vote
from orchestrator.web.shell.catalogues import Say

MOST = 100
"""Entries that a page shows."""
MOST_TOLD = 3
"""Entries that somebody is told who comes too late."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened."""

    number: int
    """Of its act."""
    at: datetime
    kind: str
    """``presence``, ``item``, ``vote``, ``sitting`` or ``correction``."""
    text: str


def timeline(sitting: Sitting, outside: Mapping[str, str], language: Language, say: Say) -> Sequence[Entry]:
    """The last of them first."""
    told = [
        *_events(sitting, outside, say),
        *_stays(sitting, say),
        *_items(sitting, say),
        *(entry for vote in sitting.votes.values() for entry in _vote(vote, language, say)),
        *_corrections(sitting, say),
    ]
    return sorted(told, key=lambda entry: -entry.number)[:MOST]


def changed_since(
    sitting: Sitting, refused: Refusal, seen: int, outside: Mapping[str, str], language: Language, say: Say
) -> str:
    """What somebody is told whose screen had seen the acts up to *seen* and was too late: how others steered since. "" of other refusals."""
    if refused.reason is not Reason.STALE:
        return ""
    entries = timeline(sitting, outside, language, say)
    steered = [entry.text for entry in entries if entry.number > seen and entry.kind != "presence"]
    return say("Intanto: %(what)s.") % {"what": "; ".join(reversed(steered[:MOST_TOLD]))} if steered else ""


def _events(sitting: Sitting, outside: Mapping[str, str], say: Say) -> Iterator[Entry]:
    words = {
        "convened": say("Convocata"),
        "cancelled": say("Annullata"),
        "opened": say("Seduta aperta"),
        "deserted": say("Seduta deserta"),
        "agenda_changed": say("Ordine del giorno cambiato"),
        "suspended": say("Seduta sospesa"),
        "resumed": say("Seduta ripresa"),
        "adjourned": say("Seduta aggiornata"),
        "prolonged": say("Seduta prolungata"),
        "closed": say("Seduta chiusa"),
        "interrupted": say("Interruzione del servizio"),
        "clock_jumped": say("L’orologio è stato regolato"),
        "roll_call_begun": say("Inizio dell’appello"),
        "roll_call_ended": say("Fine dell’appello"),
        "quorum_asked": say("Verifica del numero legale chiesta da un componente"),
        "roll_rectified": say("Elenco rettificato"),
        "presides": say("Presiede"),
        "secretary_named": say("Verbalizza"),
        "tellers_named": say("Scrutatori nominati"),
        "guest_admitted": say("Ospite ammesso"),
        "minutes_signed": say("Verbale firmato"),
        "minutes_approved": say("Verbale approvato"),
    }
    said = {"cancelled": 0, "suspended": 0, "adjourned": 1, "roll_rectified": 0, "guest_admitted": 1}
    for event in sitting.events:
        text = words.get(event.what, event.what)
        if event.what in {"presides", "secretary_named"}:
            text = f"{text}: {person_name(sitting, event.about[0], outside)}"
        elif event.what in said:
            text = f"{text}: {event.about[said[event.what]]}"
        yield Entry(event.number, event.at, "sitting", text)


def _stays(sitting: Sitting, say: Say) -> Iterator[Entry]:
    """The last comings and goings: of five hundred there are thousands."""
    places = {Place.HALL: say("in sala"), Place.REMOTE: say("a distanza"), Place.OUT: say("esce")}
    how = {
        Source.CALLED: say("visto dalla segreteria"),
        Source.HEARD: say("sentito dalla segreteria"),
        Source.TABLET: say("al tablet"),
        Source.DOOR: say("alla porta"),
        Source.PAGE: say("dalla sua pagina"),
        Source.MEETING: say("nella riunione"),
        "grace": say("il collegamento è caduto"),
        "roll_call": say("non ha risposto all’appello"),
    }
    seats = (*sitting.seats.values(), *sitting.former)
    stays = ((stay.number, seat.name, stay) for seat in seats for stay in seat.stays)
    for number, name, stay in heapq.nlargest(MOST, stays, key=lambda told: told[0]):
        why = how.get(stay.how, "")
        yield Entry(number, stay.at, "presence", f"{name}: {places[stay.place]}{f' ({why})' if why else ''}")


def _items(sitting: Sitting, say: Say) -> Iterator[Entry]:
    for number, item in enumerate(sitting.items.values(), start=1):
        for talk in item.talks:
            yield Entry(
                talk.begun,
                talk.begun_at,
                "item",
                say("Aperto il punto %(number)s") % {"number": number} + f": {item.text}",
            )
            if talk.ended is not None and talk.ended_at is not None:
                yield Entry(talk.ended, talk.ended_at, "item", say("Chiuso il punto %(number)s") % {"number": number})


def _vote(vote: Vote, language: Language, say: Say) -> Iterator[Entry]:
    yield Entry(vote.opened, vote.opened_at, "vote", say("Aperta la votazione") + f": {vote.text}")
    if vote.announced is not None and vote.announced_at is not None:
        yield Entry(vote.announced, vote.announced_at, "vote", say("Chiusura annunciata"))
    if vote.closed is not None and vote.closed_at is not None:
        yield Entry(vote.closed, vote.closed_at, "vote", say("Votazione chiusa"))
    if vote.settled_by is not None and vote.settled_at is not None:
        found = result_of(vote, language)
        told = (
            say("Votazione annullata") + f": {vote.annulled}"
            if found is None
            else say("Proclamato") + f": {found.sentence} ({found.whole})"
        )
        yield Entry(vote.settled_by, vote.settled_at, "vote", told)


def _corrections(sitting: Sitting, say: Say) -> Iterator[Entry]:
    for state in sitting.corrections.values():
        if state.settled is not None and state.settled_at is not None:
            became = say("Correzione confermata") if state.confirmed else say("Correzione respinta")
            yield Entry(state.settled, state.settled_at, "correction", f"{became}: {state.reason}")
