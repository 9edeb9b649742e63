"""What comes next in a sitting, since when its number is as it is, and what is told to who listens."""

from datetime import timedelta
from fractions import Fraction

import pytest
from aiohttp import web

from orchestrator.councils.chamber.chair.drawing import Draw, Look, draw_parts
from orchestrator.councils.chamber.chair.filled import Filled
from orchestrator.councils.chamber.chair.seen import vote_seen
from orchestrator.councils.chamber.chair.steps import Next, Step, next_step
from orchestrator.councils.chamber.chair.timeline import timeline
from orchestrator.councils.chamber.chair.votes_drawn import next_values
from orchestrator.councils.chamber.heard import heard
from orchestrator.councils.chamber.member.mine import mine_of
from orchestrator.councils.chamber.screen.view import screen_state
from orchestrator.councils.chamber.tablet.view import hall_state
from orchestrator.councils.chamber.turns import last_turn
from orchestrator.councils.sitting import acts, agenda, vote_acts
from orchestrator.councils.sitting.rules import Distance, Rules, Share
from orchestrator.councils.sitting.seats import Source
from orchestrator.councils.sitting.timekeeping import appointments
from orchestrator.councils.sitting.votes import FOR, Election, Manner, Medium, Motion, Tally, Ties
from orchestrator.web.shell.templates import ENVIRONMENTS, prepare_templates
from tests.support.council_house import RULES
from tests.support.council_log import AGENDA, SECRETARY, convened, opened

LOTS = Election(("Ada", "Bea"), 1, 1, Ties.LOT)


def test_step_given_a_sitting_that_goes_its_way_when_asked_then_each_thing_is_proposed_in_its_turn() -> None:
    log = convened(RULES, 7)
    steps = [next_step(log.sitting)]

    def do(*bodies: acts.Body) -> None:
        log.do(*bodies)
        steps.append(next_step(log.sitting))

    do(acts.RollCallBegun())
    do(acts.RollCallEnded())
    do(acts.RollCallBegun(), *(acts.Entered(str(seat), Source.CALLED) for seat in range(1, 6)))
    do(acts.RollCallEnded())
    do(acts.Opened())
    do(acts.ItemOpened("minutes"))
    do(vote_acts.VoteOpened("v", "minutes", "testo", Motion(), Manner.OPEN))
    do(vote_acts.ClosingAnnounced("v"))
    do(vote_acts.VoteClosed("v"))
    do(vote_acts.Proclaimed("v"))
    do(acts.ItemClosed("minutes"))
    do(acts.Left("1"), acts.Left("2"))
    do(acts.Suspended("manca il numero"))
    do(acts.RollCallBegun())
    do(acts.RollCallEnded())
    do(acts.RollCallBegun(), *(acts.Entered(str(seat), Source.CALLED) for seat in range(1, 6)), acts.RollCallEnded())
    do(acts.Resumed())
    for item in AGENDA[1:]:
        log.do(acts.ItemOpened(item.id), acts.ItemClosed(item.id, "rinviato"))
    do(acts.Closed())

    assert [step.step for step in steps] == [
        Step.CALL,
        Step.END_CALL,
        Step.DESERTED,
        Step.END_CALL,
        Step.OPEN,
        Step.OPEN_ITEM,
        Step.OPEN_VOTE,
        Step.ANNOUNCE,
        Step.WAIT,
        Step.PROCLAIM,
        Step.CLOSE_ITEM,
        Step.OPEN_ITEM,
        Step.SUSPEND,
        Step.CALL,
        Step.END_CALL,
        Step.STILL_TOO_FEW,
        Step.RESUME,
        Step.OPEN_ITEM,
        Step.OVER,
    ]
    assert steps[11] == Next(Step.OPEN_ITEM, "news")


def test_step_given_all_items_treated_when_asked_then_the_closing_is_proposed() -> None:
    log = opened(RULES, 7, 5)
    for item in AGENDA:
        log.do(acts.ItemOpened(item.id), acts.ItemClosed(item.id, "rinviato"))

    assert next_step(log.sitting) == Next(Step.CLOSE)


def test_step_given_papers_a_tie_and_a_lost_quorum_when_asked_then_tellers_the_lot_and_the_chair_decide() -> None:
    log = opened(RULES, 7, 4, item="people")
    log.do(vote_acts.VoteOpened("v", "people", "Chi", LOTS, Manner.SECRET))
    log.do(*(vote_acts.BallotHanded("v", str(seat), Medium.PAPER) for seat in range(1, 5)), by=SECRETARY)
    log.do(vote_acts.ClosingAnnounced("v"), acts.Left("1"), vote_acts.VoteClosed("v"))
    counting = next_step(log.sitting)
    log.do(vote_acts.PaperCounted("v", Tally((("Ada", 2), ("Bea", 2)), 4)))
    drawing = next_step(log.sitting)
    log.do(vote_acts.LotDrawn("v", "Bea"))
    deciding = next_step(log.sitting)

    assert (counting.step, counting.of_secretary) == (Step.COUNT, True)
    assert (drawing.step, drawing.of_secretary) == (Step.DRAW, False)
    assert deciding == Next(Step.DECIDE, "v")


def test_turn_given_people_who_leave_and_return_when_asked_then_it_is_the_act_by_which_the_number_changed() -> None:
    log = opened(RULES, 7, 4)
    assert last_turn(log.sitting) is not None  # the fourth who answered

    log.do(acts.Left("1"))
    lost = log.sitting.number
    log.do(acts.Left("2"))
    turn = last_turn(log.sitting)
    assert turn is not None
    assert turn.number == lost

    log.do(acts.Entered("1", Source.CALLED), acts.Entered("2", Source.CALLED))
    found = last_turn(log.sitting)
    assert found is not None
    assert found.number == log.sitting.number


def test_turn_given_an_item_for_which_others_count_when_it_was_enough_all_along_then_there_is_none() -> None:
    log = opened(Rules(), 7, 5, 2, item="plan")
    log.do(acts.Left("6"))

    assert last_turn(log.sitting) is None


def test_heard_given_a_sitting_when_things_happen_then_the_last_one_is_told_in_both_languages() -> None:
    log = opened(RULES, 7, 5)
    said = [heard(log.sitting, "it")]

    def do(*bodies: acts.Body) -> None:
        log.do(*bodies)
        said.append(heard(log.sitting, "it"))

    do(acts.ItemOpened("plan"))
    do(vote_acts.VoteOpened("v", "plan", "Si approva", Motion(), Manner.OPEN))
    do(vote_acts.Cast("v", "1", (FOR,)))
    do(vote_acts.ClosingAnnounced("v"))
    do(vote_acts.VoteClosed("v"))
    do(vote_acts.Proclaimed("v"))
    english = heard(log.sitting, "en")
    do(acts.Left("1"), acts.Left("2"))
    do(acts.Entered("1", Source.CALLED))
    do(acts.Suspended("pausa"))

    assert said == [
        "La seduta è aperta.",
        "È aperto il punto 3: Piano annuale.",
        "È aperta la votazione: Si approva.",
        "È aperta la votazione: Si approva.",
        "La votazione si chiude fra 15 secondi.",
        "La votazione è chiusa.",
        "Esito: Approvata. Favorevoli 1, Contrari 0. Voti validi 1; necessari 1.",
        "Manca il numero legale: 3 presenti, 4 necessari.",
        "C’è di nuovo il numero legale: 4 presenti, 4 necessari.",
        "La seduta è sospesa.",
    ]
    assert english == "Result: Approved. For 1, Against 0. Valid votes 1; 1 needed."


def test_timeline_given_votes_that_were_proclaimed_and_annulled_when_told_then_each_stands_where_that_was_done() -> (
    None
):
    log = opened(RULES, 7, 5, item="plan")
    for vote in ("one", "two"):
        log.do(vote_acts.VoteOpened(vote, "plan", "testo", Motion(), Manner.OPEN), vote_acts.ClosingAnnounced(vote))
        log.do(vote_acts.VoteClosed(vote), acts.HandRaised("2"))
        log.do(vote_acts.Proclaimed(vote) if vote == "one" else vote_acts.VoteAnnulled(vote, "si ripete"))

    told = timeline(log.sitting, {}, "it", str)

    settled = [act for act in log.acts if isinstance(act.body, vote_acts.Proclaimed | vote_acts.VoteAnnulled)]
    found = [(entry.number, entry.at) for entry in told if "Proclamato" in entry.text or "annullata" in entry.text]
    assert found == [(act.number, act.at) for act in reversed(settled)]


def test_vote_given_a_service_that_was_away_when_its_closing_is_told_then_all_pages_say_the_same() -> None:
    log = opened(RULES, 7, 5, item="plan")
    log.do(vote_acts.VoteOpened("v", "plan", "testo", Motion(), Manner.OPEN), vote_acts.ClosingAnnounced("v"))
    log.now += timedelta(minutes=5)
    log.do(acts.Interrupted(log.now - timedelta(minutes=5), log.now), by=acts.SERVICE)
    sitting = log.sitting
    (due,) = [at for at, body in appointments(sitting) if isinstance(body, vote_acts.VoteClosed)]

    mine = mine_of(sitting, "s1", "1")

    assert due == log.now + timedelta(seconds=RULES.closing_s)
    assert mine is not None
    assert mine.ballot is not None
    assert mine.ballot.until_ms == int(due.timestamp() * 1000)
    assert vote_seen(sitting, sitting.votes["v"], "it").closes == due
    assert hall_state(sitting).closes == screen_state(sitting).closes == due


@pytest.mark.parametrize(
    ("hall", "remote", "warned"),
    [(6, 0, {}), (4, 0, {"1"}), (6, 5, {}), (6, 1, {"7"}), (4, 6, {"1"}), (4, 1, {"1", "5"})],
)
def test_secret_vote_given_few_in_the_hall_or_elsewhere_when_looked_at_then_these_and_the_chair_are_warned(
    hall: int, remote: int, warned: set[str]
) -> None:
    log = opened(
        Rules(distance=Distance.ALLOWED, basis="Regolamento", quorum=Share(Fraction(1, 4))), 12, hall, remote, "people"
    )
    before = next_values(log.sitting, next_step(log.sitting), "it", str)
    log.do(vote_acts.VoteOpened("v", "people", "Chi?", Election(("Ada", "Bea")), Manner.SECRET))
    sitting, one_of_each = log.sitting, {"1", str(hall + 1)} if remote else {"1"}
    ballots = {seat: mine.ballot for seat in one_of_each if (mine := mine_of(sitting, "s1", seat))}
    seen = vote_seen(sitting, sitting.votes["v"], "it")

    assert {seat for seat, ballot in ballots.items() if ballot and ballot.few} == set(warned)
    assert seen.few is before["few"] is bool(warned)
    assert seen.fewest == before["fewest"] == (min(hall, remote) if remote else hall)


def test_what_is_heard_given_marks_in_an_item_when_it_is_a_part_of_the_page_then_they_are_text() -> None:
    log = opened(RULES, 7, 5)
    item = agenda.Item("x", "<b>Bilancio</b> & conti", agenda.ItemKind.DISCUSSION)
    log.do(acts.AgendaChanged((item, *AGENDA), agreed_by_all=True), acts.ItemOpened("x"))
    look, app = Look("p1", frozenset({"p1"}), "chair", "it", "Europe/Rome", {}), web.Application()
    prepare_templates(app)
    draw = Draw(app[ENVIRONMENTS["it"]], "it")

    parts = draw_parts(log.sitting, look, Filled("/live", "chair"), draw, str)

    assert parts["heard"] == "È aperto il punto 1: &lt;b&gt;Bilancio&lt;/b&gt; &amp; conti."
