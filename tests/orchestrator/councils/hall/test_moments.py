"""What is going on in a sitting, as its halls show it."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from config.council_scenes import CouncilScenes
from config.rooms import Preset
from orchestrator.councils.hall.moments import Moment, moment_of, scene_for
from orchestrator.councils.sitting import acts, vote_acts
from orchestrator.councils.sitting.acts import Body
from orchestrator.councils.sitting.rules import Rules
from orchestrator.councils.sitting.seats import Source
from orchestrator.councils.sitting.votes import Manner, Motion
from tests.support.council_log import BEGINS, Log, called, convened, opened

ENTERED: list[Body] = [acts.HandRaised("1"), acts.Entered("5", Source.CALLED)]


def vote(manner: Manner, *then: Body) -> list[Body]:
    return [
        acts.ItemOpened("plan"),
        vote_acts.VoteOpened("v", "plan", "testo", Motion(), manner, secret_reason="sì"),
        *then,
    ]


ANNOUNCED = vote(Manner.OPEN, vote_acts.ClosingAnnounced("v"))
CLOSED = [*ANNOUNCED, vote_acts.VoteClosed("v")]
PROCLAIMED = [*CLOSED, vote_acts.Proclaimed("v")]


def open_sitting() -> Log:
    return opened(Rules(), 5, 4)


@pytest.mark.parametrize(
    ("log", "then", "moment"),
    [
        (lambda: Log(Rules(), ()), [], Moment.WAITING),
        (lambda: convened(Rules(), 5), [], Moment.WAITING),
        (lambda: convened(Rules(), 5), [acts.RollCallBegun()], Moment.ROLL_CALL),
        (lambda: called(convened(Rules(), 5), [1, 2, 3]), [], Moment.WAITING),
        (lambda: called(convened(Rules(), 5), [1]), [acts.DeclaredDeserted()], Moment.CLOSED),
        (lambda: convened(Rules(), 5), [acts.Cancelled("sciopero")], Moment.CLOSED),
        (open_sitting, [], Moment.ITEM),
        (open_sitting, [acts.ItemOpened("plan")], Moment.ITEM),
        (open_sitting, [acts.RollCallBegun()], Moment.ROLL_CALL),
        (open_sitting, vote(Manner.OPEN), Moment.VOTE),
        (open_sitting, vote(Manner.ROLL_CALL, *ENTERED), Moment.VOTE),
        (open_sitting, vote(Manner.SECRET), Moment.SECRET_VOTE),
        (open_sitting, ANNOUNCED, Moment.VOTE),
        (open_sitting, CLOSED, Moment.RESULT),
        (open_sitting, PROCLAIMED, Moment.RESULT),
        (open_sitting, [*PROCLAIMED, *ENTERED], Moment.RESULT),
        (open_sitting, [*PROCLAIMED, acts.FloorGiven("1")], Moment.RESULT),
        (open_sitting, [*PROCLAIMED, acts.ItemClosed("plan")], Moment.ITEM),
        (open_sitting, vote(Manner.OPEN, vote_acts.VoteAnnulled("v", "errore")), Moment.ITEM),
        (open_sitting, [acts.Suspended("pausa")], Moment.SUSPENDED),
        (open_sitting, [acts.Suspended("pausa"), acts.RollCallBegun()], Moment.ROLL_CALL),
        (open_sitting, [acts.Adjourned(BEGINS + timedelta(days=1), "tardi")], Moment.WAITING),
        (open_sitting, [acts.Closed()], Moment.CLOSED),
    ],
)
def test_moment_given_acts_when_asked_then_it_is_what_is_going_on(
    log: Callable[[], Log], then: list[Body], moment: Moment
) -> None:
    sitting = log()
    sitting.do(*then)

    assert moment_of(sitting.sitting) is moment


def test_scene_given_a_preset_when_asked_then_only_what_it_names_is_shown() -> None:
    preset = Preset(title="P", scenes=("Voto",), council=CouncilScenes(vote="Voto"))

    assert scene_for(Moment.VOTE, preset) == "Voto"
    assert scene_for(Moment.ITEM, preset) is None
    assert scene_for(Moment.VOTE, Preset(title="P")) is None
    assert set(CouncilScenes.model_fields) == {moment.value for moment in Moment}
