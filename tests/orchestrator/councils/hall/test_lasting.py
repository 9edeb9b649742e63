"""A sitting that is prolonged keeps its halls, and its chair is told where it cannot."""

from orchestrator.councils.dossiers.dossier import Dossier
from orchestrator.councils.hall.halls import halls_now
from orchestrator.councils.hall.lasting import Hindered, hindered_halls, prolong_halls, prolonged_until
from orchestrator.councils.log.live import Done, LiveSitting
from orchestrator.councils.sitting.acts import ItemOpened, Prolonged
from orchestrator.councils.sitting.vote_acts import Cast, ClosingAnnounced, Proclaimed, VoteClosed, VoteOpened
from orchestrator.councils.sitting.votes import FOR, Manner, Motion
from tests.support.council_house import does, opened
from tests.support.council_in_town import sitting_in
from tests.support.town import Town, hour
from tests.support.wired_agent import until

NINE, TEN, ELEVEN = hour("09:00"), hour("10:00"), hour("11:00")


async def council(town: Town) -> tuple[Dossier, LiveSitting]:
    """It sits in one room by a booking of its own, and in two others by another."""
    first = await town.book(NINE, TEN, "sala-1", category="COLLEGIO")
    second = await town.book(NINE, TEN, None, rooms=["sala-2", "sala-3"])
    await town.at(NINE)
    return await sitting_in(town, NINE, TEN, [first, second])


async def ends(town: Town) -> list[str]:
    return [(await town.room(room))["current"]["end"][11:16] for room in ("sala-1", "sala-2", "sala-3")]


async def test_halls_given_a_vote_that_prolongs_when_it_is_proclaimed_and_done_then_they_last_as_long(
    council_town: Town,
) -> None:
    dossier, live = await council(council_town)
    await opened(live, hall=4)
    question = VoteOpened("v", "news", "Si prosegue?", Motion(), Manner.OPEN, prolongs=True)
    await does(live, ItemOpened("news"), question)
    for seat in ("1", "2", "3"):
        await does(live, Cast("v", seat, (FOR,)), by=f"p{seat}")
    await does(live, ClosingAnnounced("v"), VoteClosed("v"), Proclaimed("v"))
    assert prolonged_until(await live.look()) is None
    assert isinstance(await does(live, Prolonged(ELEVEN, "v")), Done)

    for room in ("sala-1", "sala-2", "sala-3"):
        await until(council_town, lambda seen: seen["current"]["end"][11:16] == "11:00", room)
    assert prolonged_until(await live.look()) == ELEVEN
    assert await prolong_halls(council_town.client.app, dossier, ELEVEN) == ()
    assert {hall.end for hall in await halls_now(council_town.client.app, dossier)} == {ELEVEN}


async def test_halls_given_somebody_else_next_when_prolonged_then_they_last_as_long_as_they_are_free_and_it_is_told(
    council_town: Town,
) -> None:
    dossier, _ = await council(council_town)
    await council_town.book(hour("10:30"), ELEVEN, "sala-3")
    app, taken = council_town.client.app, hour("10:30")
    told = (Hindered("sala-2", "Sala 2", taken, itself=False), Hindered("sala-3", "Sala 3", taken))

    assert await hindered_halls(app, dossier, hour("10:30")) == ()
    assert await hindered_halls(app, dossier, ELEVEN) == told
    assert await ends(council_town) == ["10:00"] * 3

    assert await prolong_halls(app, dossier, ELEVEN) == told
    assert await ends(council_town) == ["11:00", "10:30", "10:30"]
    assert await prolong_halls(app, dossier, ELEVEN) == told


async def test_halls_given_one_that_somebody_ended_when_asked_then_it_is_told_that_the_sitting_has_it_no_longer(
    council_town: Town,
) -> None:
    dossier, _ = await council(council_town)
    await council_town.pressed("end", "sala-1")

    told = await hindered_halls(council_town.client.app, dossier, ELEVEN)

    assert told == (Hindered("sala-1", "Sala 1", None),)
