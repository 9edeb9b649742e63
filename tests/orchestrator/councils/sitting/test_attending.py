"""Who is there, from whatever sees them."""

import pytest

from orchestrator.councils.sitting.acts import (
    SERVICE,
    Entered,
    GraceEnded,
    Interrupted,
    ItemClosed,
    ItemOpened,
    Left,
    Moved,
    Opened,
    QuorumAsked,
    Resumed,
    RollCallBegun,
    RollCallEnded,
    RollRectified,
    SourceLost,
    Suspended,
)
from orchestrator.councils.sitting.refusals import Reason
from orchestrator.councils.sitting.roll import Holder, Seat
from orchestrator.councils.sitting.rules import Distance, Rules
from orchestrator.councils.sitting.seats import Doubt, Place, Source
from tests.support.council_log import BEGINS, SECRETARY, Log, called, convened, opened


@pytest.fixture
def log() -> Log:
    """Seven seats: 1 to 4 in the hall, 5 and 6 elsewhere."""
    return opened(Rules(distance=Distance.ALLOWED, basis="Regolamento"), 7, 4, 2)


def present(log: Log) -> tuple[int, int]:
    live = log.sitting.live
    return live.in_hall, live.remote


def test_member_given_hall_and_page_at_once_when_counted_then_they_are_one_in_the_hall(log: Log) -> None:
    log.do(Entered("1", Source.PAGE), by="p1")
    log.do(Entered("1", Source.TABLET), by="p1")

    assert present(log) == (4, 2)
    assert log.sitting.seats["1"].place is Place.HALL


def test_member_given_a_page_in_the_hall_when_the_page_is_silent_then_they_are_still_there(log: Log) -> None:
    log.do(Entered("1", Source.PAGE), by="p1")
    log.do(SourceLost("1", Source.PAGE), by=SERVICE)

    assert log.sitting.seats["1"].doubt is None
    assert present(log) == (4, 2)


def test_member_given_page_and_meeting_when_one_is_gone_then_they_are_there_and_with_both_gone_in_grace(
    log: Log,
) -> None:
    log.do(Entered("5", Source.MEETING), by=SERVICE)
    log.do(SourceLost("5", Source.PAGE), by=SERVICE)
    assert log.sitting.seats["5"].doubt is None

    log.do(SourceLost("5", Source.MEETING), by=SERVICE)
    assert log.sitting.seats["5"].doubt is Doubt.GRACE
    assert present(log) == (4, 2)

    log.do(GraceEnded("5"), by=SERVICE)
    assert present(log) == (4, 1)


def test_member_given_grace_when_seen_again_then_they_never_were_out(log: Log) -> None:
    log.do(SourceLost("5", Source.PAGE), by=SERVICE)
    log.do(Entered("5", Source.MEETING), by=SERVICE)

    assert log.why(GraceEnded("5"), by=SERVICE) == Reason.NOT_IN_GRACE
    assert len(log.sitting.seats["5"].stays) == 1


def test_member_given_a_meeting_that_tells_nothing_when_their_page_is_silent_then_nothing_but_a_person_puts_them_out() -> (
    None
):
    log = called(convened(Rules(), 7, meeting_tells=False), range(1, 5), (5,))
    log.do(Opened())
    log.do(SourceLost("5", Source.PAGE), by=SERVICE)

    assert log.sitting.seats["5"].doubt is Doubt.UNVERIFIED
    assert log.why(GraceEnded("5"), by=SERVICE) == Reason.NOT_IN_GRACE
    assert present(log) == (4, 1)
    log.do(Left("5"), by=SECRETARY)
    assert present(log) == (4, 0)


def test_member_given_a_way_home_when_they_say_so_then_they_are_present_all_the_while(log: Log) -> None:
    log.do(Moved("4", Source.PAGE), by="p4")
    assert present(log) == (3, 3)

    log.do(Entered("4", Source.DOOR), by="p4")
    assert present(log) == (4, 2)
    assert Place.OUT not in {stay.place for stay in log.sitting.seats["4"].stays}


def test_presence_given_others_when_they_say_so_for_a_member_then_it_is_refused(log: Log) -> None:
    assert log.why(Entered("7", Source.PAGE), by="p3") == Reason.NOT_YOURS
    assert log.why(Left("2"), by="p3") == Reason.NOT_YOURS
    assert log.why(SourceLost("5", Source.PAGE), by="p5") == Reason.NOT_YOURS
    assert log.why(Entered("8", Source.CALLED), by=SECRETARY) == Reason.UNKNOWN_SEAT


def test_roll_call_given_an_open_sitting_when_it_ends_then_who_did_not_answer_is_out(log: Log) -> None:
    log.do(RollCallBegun(), by=SECRETARY)
    log.do(Entered("1", Source.CALLED), Entered("2", Source.CALLED), Entered("5", Source.HEARD), by=SECRETARY)
    assert present(log) == (4, 2)

    log.do(RollCallEnded(), by=SECRETARY)

    assert present(log) == (2, 1)
    assert log.sitting.below


def test_roll_call_given_nobody_opened_yet_when_it_ends_then_who_checked_in_before_is_there() -> None:
    log = convened(Rules(), 7)
    log.do(*(Entered(str(seat), Source.TABLET) for seat in range(1, 5)), by=SECRETARY)
    assert log.why(Opened()) == Reason.NO_ROLL_CALL
    log.do(RollCallBegun(), by=SECRETARY)
    assert log.why(Opened()) == Reason.ROLL_CALL_RUNS
    log.do(RollCallEnded(), by=SECRETARY)

    log.do(Opened())

    assert present(log) == (4, 0)


def test_sitting_given_an_interruption_of_the_service_when_something_is_to_open_then_a_roll_call_comes_first(
    log: Log,
) -> None:
    log.do(Interrupted(BEGINS, BEGINS), by=SERVICE)

    assert log.why(ItemOpened("plan")) == Reason.NO_ROLL_CALL
    called(log, range(1, 5))
    log.do(ItemOpened("plan"))


def test_sitting_given_a_suspension_when_resumed_then_it_needs_a_roll_call_and_the_quorum(log: Log) -> None:
    log.do(Suspended("caduta la linea"))

    assert log.why(Resumed()) == Reason.NO_ROLL_CALL
    called(log, range(1, 4))
    assert log.why(Resumed()) == Reason.NO_QUORUM
    log.do(Entered("4", Source.CALLED), by=SECRETARY)
    log.do(Resumed())


def test_quorum_given_that_a_member_asks_when_checked_then_it_is_kept_with_its_numbers(log: Log) -> None:
    log.do(Left("6"), by="p6")
    log.do(QuorumAsked("3"), by="p3")

    check = log.sitting.checks[-1]
    assert (check.quorum.counted, check.quorum.required, check.quorum.reached) == (5, 4, True)
    assert log.why(QuorumAsked("7"), by="p7") == Reason.OUT


def test_roll_given_that_it_was_wrong_when_rectified_then_denominators_change_from_then_on(log: Log) -> None:
    new = Seat("8", "C008", (Holder("p8", "Nuovo"),))
    before = log.sitting.live

    log.do(RollRectified((new,), ("7",), "decreto 12"))
    log.do(RollRectified((Seat("9", "C009", (Holder("p9", "Altro"),)),), (), "decreto 13"))

    assert (before.seats, before.required) == (7, 4)
    assert (log.sitting.live.seats, log.sitting.live.required) == (8, 5)
    assert log.why(Entered("7", Source.CALLED), by=SECRETARY) == Reason.UNKNOWN_SEAT
    log.do(Entered("8", Source.PAGE), by="p8")


def test_seat_given_a_substitute_when_rectified_then_they_hold_it_and_the_record_of_the_other_stays(log: Log) -> None:
    substitute = Seat("4", "C004", (Holder("p4", "Docente 004"), Holder("s4", "Supplente")))

    log.do(RollRectified((substitute,), (), "supplenza"))

    assert log.why(Entered("4", Source.PAGE), by="p4") == Reason.NOT_YOURS
    log.do(Entered("4", Source.TABLET), by="s4")
    assert [seat.name for seat in log.sitting.former] == ["Docente 004"]
    assert log.sitting.live.seats == 7


def test_seat_given_a_holder_whose_time_is_over_when_convened_then_it_is_vacant_and_not_counted() -> None:
    roll = (*convened(Rules(), 3).roll, Seat("4", "C004", (Holder("p4", "Cessato", until=BEGINS),)))
    log = Log(Rules(), roll)
    log.do(convened(Rules(), 3).acts[0].body)

    assert list(log.sitting.seats) == ["1", "2", "3"]


def test_item_given_that_it_deliberates_when_only_the_hall_counts_then_its_number_is_that_of_the_hall() -> None:
    log = opened(Rules(), 7, 4, 3)
    assert log.sitting.live.counted == 7

    log.do(ItemOpened("plan"))
    assert log.sitting.live.counted == 4
    assert present(log) == (4, 3)

    log.do(Left("4"), by="p4")
    assert log.sitting.below
    log.do(ItemClosed("plan"))
    assert not log.sitting.below
    assert log.why(ItemOpened("choice")) == Reason.NO_QUORUM
    log.do(ItemOpened("news"))
