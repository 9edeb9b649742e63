"""What people are told of events that are not prepared: in both languages, with what to do, and of confidential ones the time."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from config.words.sentences import LANGUAGES
from orchestrator.calendars.event_words import WORDS, what_to_do, why
from orchestrator.calendars.unprepared import appeared, in_words, sentence, to_come
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
    broken = {"uid": "", "title": "", "start": None, "kind": "zone", "reason": "?", "about": "Mars/Olympus"}
    assert sentence(broken, "en", ROME).startswith(
        "unreadable date · an event without a title: its time zone is not known (Mars/Olympus). Choose"
    )


def test_sentence_given_a_confidential_event_when_told_then_its_time_alone_is_there() -> None:
    assert sentence(HIDDEN, "it", ROME) == "16/03/2027 09:00 · Occupato: non è preparato."
    (told,) = in_words({"unplaced": [HIDDEN]}, "it")["unplaced"]
    assert {name for name, value in told.items() if value} == {"uid", "title", "start", "confidential"}


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

    waiting = to_come([notes], datetime(2027, 3, 10, tzinfo=UTC))

    assert [(one["start"], one.get("kind", one["reason"])) for one in waiting] == [
        (None, "zone"),
        (NOTE["start"], "no_room"),
        (NOTE["start"], "declined"),
        (late["start"], "no_room"),
    ]


def test_to_come_given_series_when_asked_then_those_that_go_on_are_there_whenever_they_began() -> None:
    begun = {**NOTE, "start": "2026-09-01T08:00:00Z"}
    notes = {
        "unplaced": [{**begun, "uid": "daily", "until": "2027-06-01T09:00:00Z"}],
        "quarantined": [
            {**begun, "uid": "endless", "kind": "zone", "until": None},
            {**begun, "uid": "over", "kind": "zone", "until": "2026-12-01T00:00:00Z"},
        ],
    }

    assert [one["uid"] for one in to_come([notes], datetime(2027, 3, 10, tzinfo=UTC))] == ["daily", "endless"]


def test_appeared_given_what_was_there_before_when_compared_then_what_is_new_alone_is_told() -> None:
    other = {**NOTE, "uid": "b"}

    assert [*appeared({"unplaced": [NOTE]}, {"unplaced": [NOTE, other], "quarantined": [NOTE]})] == [
        ("unplaced", other),
        ("quarantined", NOTE),
    ]


def test_appeared_given_a_series_whose_days_go_by_when_compared_then_it_is_told_once_and_what_was_meant_last() -> None:
    days = [{**NOTE, "uid": str(day), "series": "s", "start": f"2027-03-{day}T08:00:00Z"} for day in range(10, 15)]
    cancelled = {**NOTE, "series": "c", "reason": "cancelled", "start": "2027-03-01T08:00:00Z"}
    broken = {**NOTE, "series": "q", "kind": "zone"}
    both = {"ignored": [cancelled], "unplaced": days, "quarantined": [broken]}

    assert [*appeared({}, both)] == [("unplaced", days[0]), ("quarantined", broken), ("ignored", cancelled)]
    assert [*appeared({"unplaced": days[:2]}, {"unplaced": days[2:]})] == []
