"""Who holds a seat when: substitutes, adjournments, rectified rolls; nobody counts twice, and who is gone is gone."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from orchestrator.councils.minutes.content import Break, Minutes
from orchestrator.councils.sitting.acts import (
    SERVICE,
    Adjourned,
    AgendaChanged,
    ClockJumped,
    Closed,
    Entered,
    HandRaised,
    ItemOpened,
    Moved,
    Opened,
    Presides,
    Prolonged,
    QuorumAsked,
    Recused,
    RollCallBegun,
    RollRectified,
    SecretaryNamed,
)
from orchestrator.councils.sitting.agenda import Item, ItemKind
from orchestrator.councils.sitting.correction_acts import CastCorrection, CorrectionConfirmed, CorrectionProposed
from orchestrator.councils.sitting.fold import step
from orchestrator.councils.sitting.refusals import Reason
from orchestrator.councils.sitting.roll import Holder, Seat
from orchestrator.councils.sitting.rules import HALF, Base, Distance, Majority, Rules
from orchestrator.councils.sitting.seats import Place, Source
from orchestrator.councils.sitting.vote_acts import (
    BallotHanded,
    Cast,
    ClosingAnnounced,
    Proclaimed,
    VoteClosed,
    VoteOpened,
)
from orchestrator.councils.sitting.votes import AGAINST, FOR, Manner, Medium, Motion
from orchestrator.councils.writing.about import About
from orchestrator.councils.writing.minutes_of import minutes_of
from tests.support.council_log import AGENDA, BEGINS, DEPUTY, SECRETARY, Log, called, convened, opened, roll_of

ROME = ZoneInfo("Europe/Rome")
ABOUT = About(("Liceo",), "Collegio dei docenti", 1, ROME, ("in aula magna",))
NEXT_DAY = BEGINS + timedelta(days=1)
ALLOWED = Rules(distance=Distance.ALLOWED, basis="Regolamento")


def midnight(day: int) -> datetime:
    return datetime(2026, 10, day, tzinfo=ROME)


def with_substitute(since: datetime | None, until: datetime | None) -> Log:
    """Seven seats, of which the last has a substitute for some days; it is convened."""
    first = convened(Rules(), 7)
    *others, last = roll_of(7)
    roll = (*others, replace(last, holders=(*last.holders, Holder("s7", "Supplente", since, until))))
    log = Log(Rules(), roll)
    log.acts = [first.acts[0]]
    assert step(log.sitting, first.acts[0]) is None
    return log


def written(log: Log) -> Minutes:
    return minutes_of(log.sitting, ABOUT, "ab" * 32)


@pytest.mark.parametrize(
    ("since", "until", "holder"),
    [
        (midnight(5), midnight(6), "s7"),  # on the very day of the sitting
        (midnight(4), midnight(5), "p7"),  # until the day before
        (midnight(6), None, "p7"),  # from the day after on
    ],
)
def test_substitute_given_days_when_the_roll_is_called_on_the_fifth_then_that_day_s_holder_has_the_seat(
    since: datetime, until: datetime | None, holder: str
) -> None:
    log = called(with_substitute(since, until), range(1, 8))
    log.do(Opened())

    assert log.sitting.seats["7"].person == holder
    assert log.sitting.live.counted == 7


def test_substitute_given_the_next_day_alone_when_the_sitting_is_adjourned_to_it_then_they_answer_and_count() -> None:
    log = called(with_substitute(midnight(6), midnight(7)), range(1, 5))
    log.do(Opened(), Adjourned(NEXT_DAY, "è tardi"))
    assert log.sitting.seats["7"].person == "s7"

    log.now = NEXT_DAY
    called(log, (1, 2, 3, 7))
    log.do(Opened())

    assert log.sitting.checks[-1].quorum.counted == 4
    assert log.sitting.seats["7"].place is Place.HALL


def test_member_given_somebody_else_holds_their_seat_from_midnight_on_when_called_after_it_then_the_other_is_asked() -> (
    None
):
    log = with_substitute(midnight(6), None)
    log.do(Entered("7", Source.TABLET), by="p7")
    log.now = midnight(6) + timedelta(minutes=5)
    log.do(RollCallBegun(), by=SECRETARY)

    assert log.sitting.seats["7"].person == "s7"
    assert log.sitting.seats["7"].place is Place.OUT
    assert log.sitting.former[-1].stays[-1].place is Place.OUT


def test_seat_given_to_somebody_else_when_its_holder_was_there_then_they_are_gone_and_the_minutes_say_since_when() -> (
    None
):
    log = opened(Rules(), 7, 5)
    log.do(HandRaised("5"), by="p5")
    seat = Seat("5", "C005", (Holder("n5", "Nuovo Titolare"),))
    log.do(RollRectified((seat,), (), "era di un altro"))
    log.do(Closed())

    assert log.sitting.hands == []
    minutes = written(log)
    assert [(each.name, len(each.stays)) for each in minutes.roll if each.code == "C005"] == [
        ("Nuovo Titolare", 0),
        ("Docente 005", 1),
    ]
    assert minutes.roll[-1].stays[0].end is not None
    assert [each.text for each in minutes.corrections] == [
        "elenco dei componenti: entra Nuovo Titolare; esce Docente 005"
    ]


@pytest.mark.parametrize(
    ("seat", "reason"),
    [
        (Seat("8", "C008", (Holder("p3", "Docente 003"),)), Reason.SEATED_ALREADY),
        (Seat("3", "C003", (Holder("p4", "Docente 004"),)), Reason.SEATED_ALREADY),
        (Seat("8", "c003", (Holder("p8", "Docente 008"),)), Reason.CODE_TAKEN),
        (Seat("8", "", (Holder("p8", "Docente 008"),)), None),
    ],
)
def test_rectification_given_a_person_or_a_code_that_is_there_already_when_tried_then_nobody_counts_twice(
    seat: Seat, reason: Reason | None
) -> None:
    assert opened(Rules(), 7, 5).why(RollRectified((seat,), (), "mancava")) == reason


@pytest.mark.parametrize("manner", [Manner.OPEN, Manner.ROLL_CALL])
def test_vote_given_only_the_hall_decides_when_somebody_has_gone_home_meanwhile_then_they_vote_no_more(
    manner: Manner,
) -> None:
    log = opened(Rules(), 7, 6, item="plan")
    log.do(VoteOpened("v", "plan", "testo", Motion(), manner))
    log.do(Moved("6", Source.PAGE), by="p6")

    assert log.why(Cast("v", "6", (FOR,)), by=SECRETARY) == Reason.FROM_AFAR
    log.do(Moved("6", Source.TABLET), Cast("v", "6", (FOR,)), by=SECRETARY)


def test_secret_vote_given_only_the_hall_decides_when_somebody_has_gone_home_then_they_get_no_paper() -> None:
    log = opened(Rules(), 7, 6, item="case")
    log.do(VoteOpened("v", "case", "testo", Motion(), Manner.SECRET))
    log.do(BallotHanded("v", "5", Medium.REMOTE), by="p5")
    log.do(Moved("6", Source.PAGE), by="p6")

    assert log.why(BallotHanded("v", "6", Medium.REMOTE), by="p6") == Reason.FROM_AFAR


@pytest.mark.parametrize("recused_lower_quorum", [True, False])
def test_majority_of_the_seats_given_somebody_recused_when_counted_then_they_are_out_of_it_whatever_the_quorum_does(
    *, recused_lower_quorum: bool
) -> None:
    log = opened(Rules(recused_lower_quorum=recused_lower_quorum), 10, 10, item="plan")
    log.do(Recused("9", "plan", "parente"), Recused("10", "plan", "parente"), by=SECRETARY)
    log.do(VoteOpened("v", "plan", "testo", Motion(), Manner.OPEN, Majority(Base.SEATS, HALF)))
    for seat in range(1, 6):
        log.do(Cast("v", str(seat), (FOR,)), by=f"p{seat}")
    log.do(ClosingAnnounced("v"), VoteClosed("v"))

    outcome = log.sitting.votes["v"].outcome
    assert outcome is not None
    assert (outcome.base, outcome.needed, outcome.passed) == (8, 5, True)


def test_agenda_given_its_items_when_one_is_left_out_then_it_is_refused_and_what_was_added_is_in_the_minutes() -> None:
    log = opened(Rules(), 7, 5)
    new = Item("new", "Gita scolastica", ItemKind.MOTION)
    assert log.why(AgendaChanged((), agreed_by_all=True)) == Reason.ITEM_MISSING
    assert log.why(AgendaChanged((new, *AGENDA[1:]), agreed_by_all=True)) == Reason.ITEM_MISSING

    log.do(AgendaChanged((AGENDA[1], new, AGENDA[0], *AGENDA[2:]), agreed_by_all=True), Closed())

    items = written(log).items
    assert [bool(item.added) for item in items] == [False, True, *[False] * 5]
    assert "l’ordine del giorno cambia, con l’accordo di tutti i presenti" in written(log).opening


def prolonging(log: Log, until: datetime) -> None:
    log.do(VoteOpened("v", "plan", "Prolungamento", Motion(), Manner.OPEN, prolongs=True, until=until))
    for seat in range(1, 6):
        log.do(Cast("v", str(seat), (FOR,)), by=f"p{seat}")
    log.do(ClosingAnnounced("v"), VoteClosed("v"), Proclaimed("v"))


def test_prolongation_given_the_hour_that_was_voted_when_it_is_later_then_it_is_refused_and_so_is_a_second_one() -> (
    None
):
    log = opened(Rules(), 7, 5, item="plan")
    until = BEGINS + timedelta(hours=3)
    prolonging(log, until)

    assert log.why(Prolonged(until + timedelta(minutes=1), "v")) == Reason.NOT_APPROVED
    log.do(Prolonged(until - timedelta(minutes=30), "v"))
    assert log.why(Prolonged(until, "v")) == Reason.NOT_APPROVED


def test_correction_given_one_person_when_they_propose_and_confirm_then_it_is_refused() -> None:
    log = opened(Rules(), 7, 5, item="plan")
    log.do(VoteOpened("v", "plan", "testo", Motion(), Manner.OPEN), Cast("v", "1", (FOR,)))
    log.do(ClosingAnnounced("v"), VoteClosed("v"), Proclaimed("v"))
    proposed = CorrectionProposed("c", CastCorrection("v", "1", (AGAINST,)), "aveva detto contro")
    assert log.why(proposed) == Reason.OWN_CORRECTION
    log.do(proposed, by=SECRETARY)
    log.do(Presides(SECRETARY, "deve andare"))
    log.do(SecretaryNamed("p4"), by=SECRETARY)

    assert log.why(CorrectionConfirmed("c"), by=SECRETARY) == Reason.OWN_CORRECTION
    log.do(Presides(DEPUTY, "torna il vicario"), by=SECRETARY)
    log.do(CorrectionConfirmed("c"), Closed(), by=DEPUTY)

    (told,) = written(log).corrections
    assert (told.proposed_by, told.confirmed_by) == ("Docente 002", "Docente 003")
    assert written(log).secretary.office.startswith("dalle ")


def test_minutes_given_a_second_day_and_a_clock_that_was_set_when_written_then_all_of_it_is_there() -> None:
    log = opened(ALLOWED, 7, 5)
    log.do(QuorumAsked("4"), by="p4")
    log.do(ClockJumped(-3600.0), by=SERVICE)
    log.do(ItemOpened("plan"), Adjourned(NEXT_DAY, "manca la luce"))
    log.now = NEXT_DAY
    called(log, range(1, 7))
    log.do(Opened(), Closed())

    minutes = written(log)
    assert minutes.convocation.notice.startswith("6 giorni")
    assert "su richiesta di Docente 004 7 in carica; necessari 4; presenti 5" in minutes.quorum
    assert "alla riapertura (martedì 6 ottobre 2026, ore " in minutes.quorum
    assert minutes.quorum.endswith("presenti 6 (6 in sala, 0 a distanza): c’è")
    told = {each.kind: each.text for each in minutes.interruptions}
    assert told[Break.ADJOURNED] == "manca la luce; aggiornata a martedì 6 ottobre 2026, ore 15:00"
    assert told[Break.CLOCK_SET].startswith("di -3600 secondi")
