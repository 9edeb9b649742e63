"""What people are told of events that are not prepared: in both languages, with what to do, and of confidential ones the time."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from config.sentences import LANGUAGES
from orchestrator.event_words import WORDS, what_to_do, why
from orchestrator.unprepared import appeared, in_words, sentence, to_come
from schedules.reasons import Reason

ROME = ZoneInfo("Europe/Rome")
NOTE = {
    "uid": "a",
    "title": "Consiglio",
    "location": "Piazza",
    "start": "2027-03-16T08:00:00Z",
    "reason": "no_room",
    "elsewhere": "",
    "confidential": False,
}
HIDDEN = {**NOTE, "title": "Occupato", "location": "", "confidential": True}


@pytest.mark.parametrize("reason", Reason)
def test_words_given_a_reason_when_told_then_there_are_both_parts_in_both_languages(reason: Reason) -> None:
    for language in LANGUAGES:
        told, remedy = WORDS[reason][language]
        assert told[0].islower()
        assert not told.endswith(".")
        assert remedy[0].isupper()
        assert remedy.endswith(".")
    assert len({WORDS[reason][language] for language in LANGUAGES}) == len(LANGUAGES)


def test_sentence_given_an_event_when_told_then_it_says_when_what_why_and_what_to_do() -> None:
    assert sentence(NOTE, "it", ROME) == (
        "16/03/2027 09:00 · Consiglio (Piazza): non nomina nessuna sala. "
        "Scrivi nel luogo il nome di una sala, o aggiungi quel nome agli alias della sala."
    )
    assert sentence({"uid": "", "title": "", "start": None, "kind": "zone", "reason": "?"}, "en", ROME).startswith(
        "unreadable date · an event without a title: its time zone is not known. Choose"
    )


def test_sentence_given_a_confidential_event_when_told_then_its_time_alone_is_there() -> None:
    assert sentence(HIDDEN, "it", ROME) == "16/03/2027 09:00 · Occupato: non è preparato."
    (told,) = in_words({"unplaced": [HIDDEN]}, "it")["unplaced"]
    assert (told["why"], told["what_to_do"]) == (None, None)


def test_in_words_given_notes_of_an_earlier_version_when_told_then_they_have_words_too() -> None:
    old = {
        "unplaced": [{"uid": "a", "title": "Consiglio", "location": "Piazza"}],
        "ignored": [{"uid": "b", "start": "2027-03-16T08:00:00Z", "reason": "tentative"}],
        "quarantined": [{"uid": "c", "reason": "has no length"}],
        "assumed": [{"calendar": "sale", "what": "zone"}],
    }

    told = in_words(old, "it")

    assert told["ignored"][0]["why"] == why(Reason.TENTATIVE, "it")
    assert told["quarantined"][0]["what_to_do"] == what_to_do(Reason.VALUE, "it")
    assert told["assumed"] == old["assumed"]
    assert sentence(told["unplaced"][0], "it", ROME).startswith("data illeggibile · Consiglio (Piazza): ")


def test_to_come_given_what_is_over_or_was_meant_so_when_asked_then_the_rest_is_there_earliest_first() -> None:
    late, over = {**NOTE, "start": "2027-03-18T08:00:00Z"}, {**NOTE, "start": "2027-03-01T08:00:00Z"}
    notes = {
        "unplaced": [late, NOTE, over],
        "ignored": [{**NOTE, "reason": "cancelled"}, {**NOTE, "reason": "declined"}],
        "quarantined": [{**NOTE, "kind": "zone", "start": None}],
    }

    waiting = [*to_come(notes, datetime(2027, 3, 10, tzinfo=UTC))]

    assert [(one["start"], one.get("kind", one["reason"])) for one in waiting] == [
        (None, "zone"),
        (NOTE["start"], "no_room"),
        (NOTE["start"], "declined"),
        (late["start"], "no_room"),
    ]


def test_appeared_given_what_was_there_before_when_compared_then_what_is_new_alone_is_told() -> None:
    other = {**NOTE, "uid": "b"}

    assert [*appeared({"unplaced": [NOTE]}, {"unplaced": [NOTE, other], "quarantined": [NOTE]})] == [
        ("unplaced", other),
        ("quarantined", NOTE),
    ]
