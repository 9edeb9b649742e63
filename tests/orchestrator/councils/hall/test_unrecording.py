"""One press switches off what the halls of a sitting record and stream, until its booking ends."""

from datetime import timedelta

from orchestrator.access.identity import Actor
from orchestrator.councils.hall.unrecording import unrecord
from orchestrator.hub.keys import PRESENCES
from orchestrator.web.keys import DATABASE
from schedules.bookings import OverrideKind
from schedules.store.tables import OverrideRow
from schedules.store.transaction import Transaction
from tests.support.council_in_town import sitting_in
from tests.support.town import Json, Town, hour
from tests.support.waiting import wait_for
from tests.support.wired_agent import agent_at, ready

NINE, TEN, NOON = hour("09:00"), hour("10:00"), hour("12:00")
CHAIR = Actor("account", "preside")


def pressed(db: Transaction) -> list[tuple[str, str | None, str]]:
    kinds = (OverrideKind.UNRECORD, OverrideKind.PUT_BACK)
    rows = db.query(OverrideRow).filter(OverrideRow.kind.in_(kinds)).order_by(OverrideRow.number)
    return [(row.kind, row.device, row.who) for row in rows]


async def wished(town: Town) -> Json:
    desired: Json = (await town.room())["devices"]["regia-video"]["desired"]
    return desired


async def test_halls_given_a_preset_that_records_when_the_chair_presses_then_it_is_off_until_the_booking_ends(
    council_town: Town,
) -> None:
    booked = await council_town.book(NINE, TEN, category="COLLEGIO")
    await council_town.book(TEN, NOON, category="COLLEGIO")
    other = await council_town.book(NINE, TEN, "sala-2")
    await council_town.at(NINE)
    dossier, _ = await sitting_in(council_town, NINE, TEN, [booked, other])
    app = council_town.client.app
    assert (await wished(council_town))["recording"] is True

    for _ in range(2):
        assert await unrecord(app, dossier, CHAIR, "press-1")

    assert await app[DATABASE].read(pressed) == [
        ("unrecord", device, "preside") for device in ("regia-video", "camere", "lavagna")
    ]
    seen = await wished(council_town)
    assert (seen["recording"], seen["streaming"]) == (False, False)
    assert "virtual_camera" not in seen

    await council_town.at(TEN)
    assert (await wished(council_town))["recording"] is True


async def test_halls_given_a_hand_that_switched_it_on_when_the_chair_presses_then_the_room_is_put_back(
    council_town: Town,
) -> None:
    booked = await council_town.book(NINE, TEN, category="COLLEGIO")
    await council_town.at(NINE)
    dossier, _ = await sitting_in(council_town, NINE, TEN, [booked])
    app = council_town.client.app
    async with agent_at(council_town, "sala-1") as agent:
        plan = await ready(agent)
        reading = {"driver": "obs", "observed": {"recording": True}, "left_alone": ["recording"]}
        state = agent.state(plan, devices={"regia-video": reading}, at=council_town.now + timedelta(seconds=1))
        await agent.say(state)
        presences = app[PRESENCES]
        await wait_for(
            lambda: known.state if (known := presences["sala-1"]) is not None else None, lambda told: told == state
        )
        assert await unrecord(app, dossier, CHAIR, "press-1")

    kinds = [kind for kind, _, _ in await app[DATABASE].read(pressed)]
    assert kinds == ["unrecord", "put_back"]


async def test_halls_given_that_the_sitting_has_none_now_when_pressed_then_nothing_is_asked(council_town: Town) -> None:
    booked = await council_town.book(NINE, TEN, category="COLLEGIO")
    await council_town.at(NOON)
    dossier, _ = await sitting_in(council_town, NINE, TEN, [booked])

    assert await unrecord(council_town.client.app, dossier, CHAIR, "press-1")
    assert await council_town.client.app[DATABASE].read(pressed) == []
