"""What people are told of a calendar that cannot be read: in both languages, with what to do."""

import pickle

import pytest

from config.words.sentences import LANGUAGES
from integrations.services.feed_errors import FeedError, FeedTrouble, too_long
from orchestrator.calendars.failures import WORDS, Failure
from schedules.calendar_text.contentlines import BrokenCalendar
from schedules.reasons import Broken

KINDS = (*FeedTrouble, *Broken)


@pytest.mark.parametrize("kind", KINDS)
def test_words_given_a_kind_of_failure_when_told_then_there_are_both_parts_in_both_languages(
    kind: FeedTrouble | Broken,
) -> None:
    for language in LANGUAGES:
        why, what_to_do = WORDS[kind][language]
        assert why[0].islower()
        assert not why.endswith(".")
        assert what_to_do[0].isupper()
        assert what_to_do.endswith(".")
    assert len({WORDS[kind][language] for language in LANGUAGES}) == len(LANGUAGES)


def test_codes_given_feeds_and_texts_when_both_fail_then_no_code_means_two_things() -> None:
    assert len({kind.value for kind in KINDS}) == len(KINDS)


@pytest.mark.parametrize(
    "error",
    [
        too_long(16 * 1024**2),
        FeedError("the server answered 404", FeedTrouble.REFUSED, "404"),
        BrokenCalendar("à", Broken.CUT_OFF, "12"),
    ],
)
def test_failure_given_an_error_when_stored_and_had_again_then_it_is_the_same(
    error: FeedError | BrokenCalendar,
) -> None:
    failure = Failure.of(error)

    assert Failure.stored(failure.text()) == failure
    assert failure.detail == str(error)


def test_failure_given_what_a_former_version_stored_when_told_then_it_has_words_and_its_detail() -> None:
    failure = Failure.stored("the server answered 500")

    assert (failure.detail, failure.sentence("it")) == ("the server answered 500", "non si può leggere. Si riprova.")


def test_failure_given_a_server_that_refuses_when_told_then_its_answer_is_named() -> None:
    refused = Failure.of(FeedError("the server answered 404", FeedTrouble.REFUSED, "404"))

    assert refused.sentence("en") == (
        "its server refuses it (404). Its address has changed or is shared no more: copy it anew into the room file."
    )


def test_broken_calendar_given_another_process_when_it_is_told_then_it_says_the_same() -> None:
    told = pickle.loads(pickle.dumps(BrokenCalendar("it has more than 5 lines", Broken.TOO_LARGE)))  # noqa: S301 - ours

    assert (str(told), told.kind) == ("it has more than 5 lines", Broken.TOO_LARGE)
