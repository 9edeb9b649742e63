"""A sitting to which too few come: declared deserted on the live page, and called a second time by its office."""

from dataclasses import replace
from datetime import datetime, timedelta
from fractions import Fraction

from orchestrator.councils.dossiers.store import find_dossier
from orchestrator.councils.sitting.acts import DeclaredDeserted, Entered, Opened, RollCallBegun, RollCallEnded
from orchestrator.councils.sitting.rules import Rounding, Rules, Share
from orchestrator.councils.sitting.seats import Source
from orchestrator.councils.sitting.state import Status
from schedules.store.database import Database
from tests.orchestrator.conftest import Start
from tests.support.convened_council import Council, convened_council
from tests.support.members import Chamber
from tests.support.page_forms import hidden
from tests.support.steering_pages import Desk, said
from tests.support.town import DAY

RULES = Rules(second_quorum=Share(Fraction(1, 3), Rounding.AT_LEAST))
BEGINS, AGAIN = DAY + timedelta(hours=2), DAY + timedelta(hours=6)
"""On clocks there it is four, and eight."""


class Clock:
    """One that the test moves."""

    now = DAY

    def __call__(self) -> datetime:
        return self.now


async def convened(start: Start, clock: Clock, rules: Rules = RULES) -> tuple[Council, Chamber]:
    client = await start(clock=clock)
    council = await convened_council(client, rules=rules, rooms=(), begins=BEGINS)
    return council, Chamber(client, council)


async def deserted(chamber: Chamber, clock: Clock) -> None:
    """Three of seven come."""
    clock.now = BEGINS
    there = [Entered(seat, Source.CALLED) for seat in chamber.council.seats[:3]]
    await chamber.does(RollCallBegun(), *there, RollCallEnded(), by=1)


async def test_sitting_given_too_few_when_declared_deserted_and_called_again_then_as_many_are_enough(
    start: Start, database: Database
) -> None:
    clock = Clock()
    council, chamber = await convened(start, clock)
    here = f"/councils/sittings/{council.sitting}"
    await deserted(chamber, clock)
    chair = Desk(council.chair, council.sitting)
    steps = await chair.page()
    await chair.does("declared_deserted")
    page = await council.secretary.text(here)

    drafted = await council.secretary.post(f"{here}/alike", {**hidden(page, f"{here}/alike"), "second": "yes"})
    path = drafted.headers["Location"]
    draft = await database.read(find_dossier, path.rpartition("/")[2])
    assert draft is not None
    form = {**hidden(await council.secretary.text(f"{path}/change"), f"{path}/change")}
    agenda = {"item_id": ["plan"], "item_text": ["Piano annuale"], "item_kind": ["motion"], "item_by": [""]}
    whole = {**form, "day": DAY.date().isoformat(), "since": "8:00", "until": "9:00", "place": "Aula magna", **agenda}
    changed = await council.secretary.post(f"{path}/change", whole)
    late = await council.secretary.send(f"{path}/convene", {})
    done = await council.secretary.send(f"{path}/convene", {"late_reason": "Seconda convocazione."})
    shown = said(await council.secretary.text(f"/councils/organs/{council.organ}/sittings"))

    assert 'value="opened"' not in steps
    assert "Prepara la seconda convocazione" in page
    assert draft.first_call == council.sitting
    assert (drafted.status, changed.status, late.status, done.status) == (303, 303, 422, 303)
    assert "(seconda convocazione)" in shown
    clock.now = AGAIN
    seats = [Entered(seat, Source.CALLED) for seat in council.seats[:3]]
    again = Chamber(chamber.client, _of(council, path.rpartition("/")[2]))
    await again.does(RollCallBegun(), *seats, RollCallEnded(), by=1)
    await again.does(Opened())
    assert (await again.look()).status is Status.OPEN
    assert (await chamber.look()).status is Status.DESERTED


async def test_second_call_given_a_sitting_that_has_none_when_asked_for_then_there_is_nothing(
    start: Start,
) -> None:
    clock = Clock()
    council, chamber = await convened(start, clock, Rules())
    here = f"/councils/sittings/{council.sitting}"
    asked = {**hidden(await council.secretary.text(here), f"{here}/cancel"), "second": "yes"}

    early = await council.secretary.post(f"{here}/alike", asked)
    await deserted(chamber, clock)
    await chamber.does(DeclaredDeserted())
    page = await council.secretary.text(here)
    never = await council.secretary.post(f"{here}/alike", {**hidden(page, f"{here}/alike"), "second": "yes"})

    assert (early.status, never.status) == (404, 404)
    assert "Prepara la seconda convocazione" not in page
    assert "Prepara una nuova seduta con gli stessi punti" in page


def _of(council: Council, sitting: str) -> Council:
    """The same council in another sitting."""
    return replace(council, sitting=sitting)
