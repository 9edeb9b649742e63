"""What a screen reader is told of a sitting that goes on: the last thing that everybody has to know, as one sentence. Pure.

Its part of a page is ``heard``, in an element with ``role="status"``: it is read out when it changes, and only then.
"""

from collections.abc import Iterator, Mapping

from config.words.sentences import Language
from orchestrator.councils.chamber.results import result_of
from orchestrator.councils.chamber.turns import last_turn
from orchestrator.councils.sitting.state import Sitting, Status
from orchestrator.councils.sitting.votes import Vote

_EVENTS: Mapping[str, Mapping[Language, str]] = {
    "roll_call_begun": {"it": "È iniziato l’appello.", "en": "The roll call has begun."},
    "roll_call_ended": {"it": "L’appello è concluso.", "en": "The roll call is over."},
    "opened": {"it": "La seduta è aperta.", "en": "The sitting is open."},
    "deserted": {"it": "La seduta è deserta.", "en": "The sitting is deserted: too few came."},
    "suspended": {"it": "La seduta è sospesa.", "en": "The sitting is suspended."},
    "resumed": {"it": "La seduta riprende.", "en": "The sitting goes on."},
    "adjourned": {"it": "La seduta è aggiornata a un altro giorno.", "en": "The sitting is adjourned to another day."},
    "closed": {"it": "La seduta è chiusa.", "en": "The sitting is closed."},
    "cancelled": {"it": "La seduta è annullata.", "en": "The sitting is cancelled."},
    "interrupted": {
        "it": "Il servizio è tornato dopo un’interruzione: serve un appello.",
        "en": "The service is back after an interruption: a roll call is needed.",
    },
}
_ITEM: Mapping[Language, str] = {"it": "È aperto il punto {0}: {1}.", "en": "Item {0} is open: {1}."}
_VOTE: Mapping[Language, str] = {"it": "È aperta la votazione: {0}.", "en": "A vote is open: {0}."}
_CLOSING: Mapping[Language, str] = {
    "it": "La votazione si chiude fra {0} secondi.",
    "en": "The vote closes in {0} seconds.",
}
_CLOSED: Mapping[Language, str] = {"it": "La votazione è chiusa.", "en": "The vote is closed."}
_RESULT: Mapping[Language, str] = {"it": "Esito: {0}. {1}", "en": "Result: {0}. {1}"}
_LOST: Mapping[Language, str] = {
    "it": "Manca il numero legale: {0} presenti, {1} necessari.",
    "en": "The quorum is lost: {0} present, {1} needed.",
}
_FOUND: Mapping[Language, str] = {
    "it": "C’è di nuovo il numero legale: {0} presenti, {1} necessari.",
    "en": "The quorum is there again: {0} present, {1} needed.",
}


def heard(sitting: Sitting, language: Language) -> str:
    """The sentence; "" before anything has happened."""
    return max(_told(sitting, language), default=(0, ""))[1]


def _told(sitting: Sitting, language: Language) -> Iterator[tuple[int, str]]:
    """What happened, each with the number of its act."""
    for event in sitting.events:
        if event.what in _EVENTS:
            yield event.number, _EVENTS[event.what][language]
    for number, item in enumerate(sitting.items.values(), start=1):
        if item.talks:
            yield item.talks[-1].begun, _ITEM[language].format(number, item.text)
    for vote in sitting.votes.values():
        yield from _of_vote(sitting, vote, language)
    turn = last_turn(sitting) if sitting.status is Status.OPEN else None
    if turn is not None:
        live = sitting.live
        yield turn.number, (_FOUND if live.reached else _LOST)[language].format(live.counted, live.required)


def _of_vote(sitting: Sitting, vote: Vote, language: Language) -> Iterator[tuple[int, str]]:
    yield vote.opened, _VOTE[language].format(vote.text)
    if vote.announced is not None:
        yield vote.announced, _CLOSING[language].format(sitting.rules.closing_s)
    if vote.closed is not None:
        yield vote.closed, _CLOSED[language]
    if vote.proclaimed is not None and (found := result_of(vote, language)) is not None:
        yield vote.proclaimed.number, _RESULT[language].format(found.sentence, found.whole)
