"""Halls show what goes on in their sitting, and a hand's scene stays."""

from orchestrator.councils.dossiers.dossier import Dossier
from orchestrator.councils.hall.following import Shown, follow_halls
from orchestrator.councils.hall.halls import halls_now
from orchestrator.councils.log.live import LiveSitting
from orchestrator.councils.sitting.acts import ItemClosed, ItemOpened, Suspended
from orchestrator.councils.sitting.vote_acts import ClosingAnnounced, Proclaimed, VoteClosed, VoteOpened
from orchestrator.councils.sitting.votes import Manner, Motion
from orchestrator.web.keys import DATABASE
from schedules.bookings import OverrideKind
from schedules.store.tables import OverrideRow
from schedules.store.transaction import Transaction
from tests.support.council_house import does, opened
from tests.support.council_in_town import sitting_in
from tests.support.town import Town, hour
from tests.support.wired_agent import until

NINE, TEN, NOON = hour("09:00"), hour("10:00"), hour("12:00")
VOTE = (ItemOpened("plan"), VoteOpened("v", "plan", "testo", Motion(), Manner.OPEN))


async def council(town: Town, *, room: str = "sala-1") -> tuple[Dossier, LiveSitting]:
    booked = await town.book(NINE, TEN, room, category="COLLEGIO")
    await town.at(NINE)
    return await sitting_in(town, NINE, TEN, [booked])


async def scene(town: Town) -> object:
    return (await town.room())["devices"]["regia-video"]["desired"]["scene"]


async def look(town: Town, dossier: Dossier, live: LiveSitting, shown: Shown) -> None:
    app = town.client.app
    await follow_halls(app, dossier, live, await halls_now(app, dossier), shown)


def presses(db: Transaction) -> int:
    return db.query(OverrideRow).filter(OverrideRow.kind == OverrideKind.SCENE).count()


async def test_hall_given_a_sitting_when_something_begins_then_it_shows_it_by_itself(council_town: Town) -> None:
    _, live = await council(council_town)

    async def shows(wanted: str) -> None:
        await until(council_town, lambda room: room["devices"]["regia-video"]["desired"]["scene"] == wanted)

    await shows("Pausa")
    await opened(live)
    await shows("Collegio")
    await does(live, *VOTE)
    await shows("Votazione")
    await does(live, ClosingAnnounced("v"), VoteClosed("v"), Proclaimed("v"), Suspended("pausa"))
    await shows("Pausa")


async def test_hall_given_a_hand_that_chose_a_scene_when_looked_again_then_it_stays_until_something_else_begins(
    council_town: Town,
) -> None:
    dossier, live = await council(council_town)
    await opened(live)
    shown: Shown = {}
    await look(council_town, dossier, live, shown)
    assert await scene(council_town) == "Collegio"

    await council_town.pressed("scene", scene="Pausa")
    await does(live, ItemOpened("news"))
    await look(council_town, dossier, live, shown)
    await look(council_town, dossier, live, {})  # as a service that was started anew
    assert await scene(council_town) == "Pausa"

    await does(live, ItemClosed("news"), *VOTE)
    await look(council_town, dossier, live, shown)
    assert await scene(council_town) == "Votazione"
    await look(council_town, dossier, live, {})
    assert await scene(council_town) == "Votazione"


async def test_hall_given_what_several_services_see_when_they_look_then_it_is_pressed_once(council_town: Town) -> None:
    dossier, live = await council(council_town)
    await opened(live)
    for _ in range(3):
        await look(council_town, dossier, live, {})
    before = await council_town.client.app[DATABASE].read(presses)

    await does(live, *VOTE)
    for shown in ({}, {"sala-1": None}, {}):
        await look(council_town, dossier, live, shown)  # type: ignore[arg-type]

    assert await council_town.client.app[DATABASE].read(presses) == before + 1


async def test_hall_given_another_booking_in_it_when_looked_then_nothing_is_pressed(council_town: Town) -> None:
    dossier, live = await council(council_town)
    await council_town.book(TEN, NOON, title="Dopo")
    await council_town.at(TEN)
    await opened(live)

    assert await halls_now(council_town.client.app, dossier) == ()
    assert await scene(council_town) == "Riunione"


async def test_hall_given_two_mixers_when_looked_then_the_sitting_goes_on_without_its_scenes(
    council_town: Town,
) -> None:
    dossier, live = await council(council_town, room="sala-2")
    shown: Shown = {}

    await look(council_town, dossier, live, shown)

    assert await council_town.client.app[DATABASE].read(presses) == 0
    assert shown != {}
