"""From the convocation to the signed minutes, and who steers."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from orchestrator.councils.sitting.acts import (
    SERVICE,
    Adjourned,
    AgendaChanged,
    Body,
    Cancelled,
    Closed,
    Convened,
    DeclaredDeserted,
    Entered,
    FloorGiven,
    GuestAdmitted,
    HandLowered,
    HandRaised,
    ItemClosed,
    ItemOpened,
    Left,
    MinutesApproved,
    MinutesSigned,
    Notice,
    Opened,
    Presides,
    Prolonged,
    Resumed,
    RollCallBegun,
    SecretaryNamed,
    SourceLost,
    Suspended,
    TellersNamed,
)
from orchestrator.councils.sitting.agenda import Item, ItemKind
from orchestrator.councils.sitting.fold import refusal_of
from orchestrator.councils.sitting.refusals import Reason
from orchestrator.councils.sitting.rules import Additions, Distance, Rules
from orchestrator.councils.sitting.seats import Source
from orchestrator.councils.sitting.state import Progress, Status
from orchestrator.councils.sitting.vote_acts import VoteOpened
from orchestrator.councils.sitting.votes import Manner, Motion
from tests.support.council_log import AGENDA, BEGINS, DEPUTY, SECRETARY, Log, called, convened, opened

END_OF_TIME = datetime.max.replace(tzinfo=UTC)

LATE = BEGINS + timedelta(days=3)


@pytest.fixture
def log() -> Log:
    return opened(Rules(), 7, 5)


def test_sitting_given_its_whole_life_when_lived_then_it_ends_approved(log: Log) -> None:
    log.do(ItemOpened("news"), ItemClosed("news"), ItemOpened("plan"), Closed())
    assert log.sitting.items["plan"].progress is Progress.DONE
    assert log.why(ItemOpened("choice")) == Reason.IS_OVER
    assert log.why(MinutesApproved("s2"), by=SERVICE) == Reason.NOT_SIGNED
    log.do(MinutesSigned("ab", "12/2026"), by=SECRETARY)
    assert log.why(MinutesSigned("ab", "12/2026")) == Reason.IS_SIGNED
    log.do(MinutesApproved("s2"), by=SERVICE)

    assert log.sitting.status is Status.APPROVED


@pytest.mark.parametrize(
    "body",
    [
        Opened(),
        ItemOpened("plan"),
        Suspended("x"),
        Closed(),
        TellersNamed(("1",)),
        GuestAdmitted("plan", "Esperto", ""),
    ],
)
@pytest.mark.parametrize("by", [SECRETARY, "p5", SERVICE, "stranger"])
def test_steering_given_anybody_but_the_chair_when_they_try_then_it_is_refused(log: Log, body: Body, by: str) -> None:
    assert log.why(body, by) == Reason.NOT_YOURS


def test_steering_given_a_screen_that_missed_something_when_it_steers_then_it_is_told_and_what_members_did_is_no_matter(
    log: Log,
) -> None:
    seen = log.sitting.number
    log.do(Left("5"), by="p5")
    assert log.why(ItemOpened("plan"), seen=seen) is None

    refused = log.tried(Suspended("pausa"), seen=seen)

    assert refused is not None
    assert (refused.reason, refused.about) == (Reason.STALE, (seen + 2,))


def test_sitting_given_too_few_when_declared_deserted_then_it_is_over_and_can_be_signed() -> None:
    log = called(convened(Rules(), 7), range(1, 4))
    assert log.why(Opened()) == Reason.NO_QUORUM

    log.do(DeclaredDeserted())

    assert log.why(Opened()) == Reason.IS_OVER
    log.do(MinutesSigned("ab", "13/2026"), by=SECRETARY)


def test_sitting_given_one_convened_when_cancelled_then_a_reason_is_asked_for() -> None:
    log = convened(Rules(), 7)

    assert log.why(Cancelled(" ")) == Reason.REASON_MISSING
    log.do(Cancelled("sciopero"))
    assert log.sitting.status is Status.CANCELLED


def test_convocation_given_one_sent_anew_when_it_is_not_open_yet_then_it_replaces_the_first() -> None:
    log = convened(Rules(), 7)
    body = log.acts[0].body
    assert isinstance(body, Convened)

    log.do(replace(body, agenda=AGENDA[:2]), by=SECRETARY)

    assert list(log.sitting.items) == ["minutes", "news"]
    assert log.why(replace(body, ends=body.begins)) == Reason.BACKWARDS
    assert log.why(body, by="p5") == Reason.NOT_YOURS
    called(log, range(1, 5)).do(Opened())
    assert log.why(body) == Reason.ALREADY_OPEN


def test_distance_given_that_it_is_allowed_without_a_basis_when_convened_then_it_is_asked_for() -> None:
    body = convened(Rules(), 7).acts[0].body

    assert Log(Rules(distance=Distance.ALLOWED), ()).why(body) == Reason.NO_BASIS


def test_convocation_given_one_that_is_late_when_sent_then_it_says_why_or_is_refused() -> None:
    body = convened(Rules(), 7).acts[0].body
    assert isinstance(body, Convened)
    late = replace(body, notice=Notice(BEGINS - timedelta(days=4)))

    assert Log(Rules(), ()).why(late) == Reason.LATE
    assert Log(Rules(notice_days=4), ()).why(late) is None
    assert Log(Rules(), ()).why(replace(late, notice=replace(late.notice, late_reason="urgenza"))) is None


def test_agenda_given_the_opening_when_all_agree_then_it_changes_until_the_first_item(log: Log) -> None:
    longer = (*AGENDA, Item("more", "Varie", ItemKind.DISCUSSION))
    assert log.why(AgendaChanged(longer, agreed_by_all=False)) == Reason.NOT_AGREED
    log.do(AgendaChanged(longer, agreed_by_all=True))
    log.do(ItemOpened("more"))

    assert log.why(AgendaChanged(AGENDA, agreed_by_all=True)) == Reason.AGENDA_FIXED
    assert log.why(VoteOpened("v", "more", "", Motion(), Manner.OPEN)) == Reason.NO_VOTES_HERE
    strict = opened(Rules(additions=Additions.REFUSED), 7, 5)
    assert strict.why(AgendaChanged(longer, agreed_by_all=True)) == Reason.AGENDA_FIXED


def test_chair_given_that_they_hand_over_when_the_other_steers_then_they_alone_do(log: Log) -> None:
    log.do(Presides(DEPUTY, "deve andare"))

    assert log.why(ItemOpened("plan")) == Reason.NOT_YOURS
    log.do(ItemOpened("plan"), by=DEPUTY)
    assert log.why(Presides("p9", "x"), by=DEPUTY) == Reason.UNKNOWN_SEAT


def test_chair_given_that_they_are_gone_when_a_deputy_takes_over_then_they_may_and_otherwise_not(log: Log) -> None:
    assert log.why(Presides(DEPUTY, "assente"), by=DEPUTY) == Reason.NOT_YOURS
    log.do(Left("1"), by="p1")

    log.do(Presides(DEPUTY, "assente"), by=DEPUTY)

    assert log.sitting.presiding == DEPUTY


def test_chair_given_a_line_that_is_down_when_a_deputy_takes_over_then_they_may() -> None:
    log = called(convened(Rules(), 7), range(2, 7), (1,))
    log.do(Opened())
    log.do(SourceLost("1", Source.PAGE), by=SERVICE)

    log.do(Presides(DEPUTY, "linea caduta"), by=DEPUTY)


def test_secretary_given_another_when_named_then_they_note_who_is_there(log: Log) -> None:
    log.do(SecretaryNamed("p4"))

    assert log.why(Left("5"), by=SECRETARY) == Reason.NOT_YOURS
    log.do(Left("5"), by="p4")


def test_sitting_given_an_adjournment_when_it_goes_on_then_everybody_is_asked_anew_and_the_item_waits(log: Log) -> None:
    log.do(ItemOpened("plan"))
    assert log.why(Adjourned(BEGINS, "è tardi")) == Reason.BACKWARDS
    log.do(Adjourned(LATE, "è tardi"))

    assert log.sitting.live.in_hall == 0
    assert log.sitting.items["plan"].progress is Progress.WAITING
    assert log.why(Opened()) == Reason.NO_ROLL_CALL
    called(log, range(1, 5)).do(Opened(), ItemOpened("plan"))
    assert len(log.sitting.items["plan"].talks) == 2


def test_sitting_given_the_end_of_time_when_it_is_adjourned_to_it_then_it_is_refused(log: Log) -> None:
    assert log.why(Adjourned(END_OF_TIME, "altro giorno")) == Reason.TOO_FAR


def test_sitting_given_a_suspension_when_something_is_done_then_it_is_refused_until_it_resumes(log: Log) -> None:
    log.do(ItemOpened("plan"), Suspended("pausa"))

    assert log.why(ItemClosed("plan")) == Reason.IS_SUSPENDED
    assert log.why(HandRaised("3"), by="p3") == Reason.IS_SUSPENDED
    called(log, range(1, 6)).do(Resumed())
    log.do(ItemClosed("plan"))


def test_sitting_given_that_it_closes_while_suspended_when_looked_at_then_the_item_is_postponed(log: Log) -> None:
    log.do(ItemOpened("plan"), Suspended("manca il numero legale"), Closed())

    assert log.sitting.items["plan"].progress is Progress.POSTPONED


def test_prolongation_given_no_vote_when_asked_for_then_it_is_refused_unless_the_rules_leave_it_to_the_chair(
    log: Log,
) -> None:
    later = BEGINS + timedelta(hours=3)
    assert log.why(Prolonged(later)) == Reason.NOT_APPROVED

    free = opened(Rules(prolonged_by_vote=False), 7, 5)
    assert free.why(Prolonged(BEGINS)) == Reason.BACKWARDS
    assert free.why(Prolonged(END_OF_TIME)) == Reason.TOO_FAR
    free.do(Prolonged(later))
    assert free.sitting.ends == later


def test_hands_given_several_when_raised_then_they_are_in_order_once_each_until_they_speak_or_go(log: Log) -> None:
    log.do(ItemOpened("news"))
    for seat in ("4", "2", "4", "3"):
        log.do(HandRaised(seat), by=f"p{seat}")
    assert log.sitting.hands == ["4", "2", "3"]

    log.do(FloorGiven("4"))
    log.do(Left("2"), by="p2")
    assert (log.sitting.hands, log.sitting.speaking) == (["3"], "4")
    log.do(HandLowered("3"), by="p3")
    assert log.why(HandLowered("3"), by="p3") == Reason.NOTHING_THERE
    log.do(ItemClosed("news"))
    assert log.sitting.speaking is None


def test_guest_given_one_admitted_when_counted_then_they_are_listed_and_nothing_else(log: Log) -> None:
    before = log.sitting.live
    log.do(GuestAdmitted("plan", "Ing. Verdi", "impianti"))

    assert log.sitting.live == before
    assert [guest.name for guest in log.sitting.items["plan"].guests] == ["Ing. Verdi"]


def test_act_given_a_wrong_number_or_an_earlier_time_when_added_then_it_is_refused(log: Log) -> None:
    act = log.act(RollCallBegun(), by=SECRETARY)
    wrong = refusal_of(log.sitting, replace(act, number=act.number + 1))
    early = refusal_of(log.sitting, replace(act, at=BEGINS - timedelta(days=1)))

    assert (wrong and wrong.reason, early and early.reason) == (Reason.NOT_THE_NEXT, Reason.EARLIER)


def test_presence_given_that_it_is_noted_before_anything_is_convened_when_added_then_it_is_refused() -> None:
    assert Log(Rules(), ()).why(Entered("1", Source.TABLET), by=SERVICE) == Reason.NOT_CONVENED
