"""Of several rooms in one meeting one leads with sound, and the panels of all say which."""

import pytest
from pytest_aiohttp.plugin import AiohttpClient

from config.site_file.loading import load_texts
from orchestrator.app import make_app
from orchestrator.conferences.meeting import Deployment
from orchestrator.hub.keys import PLANS
from schedules.store.database import Database
from tests.orchestrator.conftest import MakeToken
from tests.support.town import Town, hour
from tests.support.town_site import STAGE, TOWN

NINE, TEN = hour("09:00"), hour("10:00")
SCREEN = '[rooms.devices.palco]\ndriver = "stage"\n\n'
ROOMS = ["sala-1", "sala-2", "sala-3"]
LEADS = "Il suono lo dà questa sala: nella riunione ce ne sono altre."


async def town_of(database: Database, aiohttp_client: AiohttpClient, token: MakeToken, text: str) -> Town:
    """A town of that room file, whose meetings are held at a server of its own."""
    town, meet = Town(token), Deployment("https://meet.example", None, None)
    site = load_texts((("sito.toml", text.replace("[presets.riunione]\n", STAGE.lstrip(), 1)),))
    town.serve(
        await aiohttp_client(make_app(database, site, deployments_of=lambda _: {"meet": meet}, clock=lambda: town.now))
    )
    return town


def screens(*rooms: str, text: str = TOWN) -> str:
    """The room file with a big screen in each of those rooms."""
    parts = text.split("[[rooms]]\n")
    shown = [part.partition("[presets.")[0] if f'id = "{room}"' in part else "" for room in rooms for part in parts]
    for own in filter(None, shown):
        text = text.replace(own, f"{own.rstrip()}\n{SCREEN}", 1)
    return text


async def sound_from(town: Town) -> dict[str, str | None]:
    """Who leads with sound, by the plan of each room that has a meeting: None where that is the room itself."""
    plans = await town.client.app[PLANS].each(ROOMS, town.now)
    return {
        room: segment.conference.sound_from
        for room, plan in plans.items()
        for segment in plan.plan.segments
        if segment.conference is not None
    }


@pytest.mark.parametrize(
    ("with_screen", "wanted", "leader"),
    [
        (ROOMS, None, "sala-1"),
        (["sala-2", "sala-3"], None, "sala-2"),  # the first has no big screen
        (ROOMS, "sala-3", "sala-3"),
        (["sala-1", "sala-2"], "sala-3", "sala-1"),
    ],
)
async def test_sound_given_several_rooms_in_one_meeting_when_planned_then_one_leads(
    database: Database,
    aiohttp_client: AiohttpClient,
    token: MakeToken,
    with_screen: list[str],
    wanted: str | None,
    leader: str,
) -> None:
    text = screens(*with_screen)
    if wanted is not None:
        text = text.replace(f'id = "{wanted}"\n', f'id = "{wanted}"\nleads_sound = true\n', 1)
    town = await town_of(database, aiohttp_client, token, text)
    await town.book(NINE, TEN, None, rooms=ROOMS)

    name = f"Sala {leader[-1]}"
    assert await sound_from(town) == {room: None if room == leader else name for room in ROOMS}


async def test_sound_given_the_leading_room_is_ended_when_planned_then_another_leads_and_panels_say_which(
    database: Database, aiohttp_client: AiohttpClient, token: MakeToken
) -> None:
    town = await town_of(database, aiohttp_client, token, screens(*ROOMS))
    await town.book(NINE, TEN, None, rooms=ROOMS)
    await town.at(NINE)
    assert LEADS in (await town.room("sala-1"))["notes"]
    assert any(
        "lo dà Sala 1: qui «Inizia» non apre il microfono" in note for note in (await town.room("sala-2"))["notes"]
    )

    await town.at(hour("09:30"))
    await town.pressed("end", "sala-1")
    remaining = await sound_from(town)
    assert (remaining["sala-2"], remaining["sala-3"]) == (None, "Sala 2")
    assert LEADS in (await town.room("sala-2"))["notes"]


async def test_sound_given_one_room_alone_when_planned_then_nobody_speaks_of_it(
    database: Database, aiohttp_client: AiohttpClient, token: MakeToken
) -> None:
    town = await town_of(database, aiohttp_client, token, screens(*ROOMS))
    await town.book(NINE, TEN, "sala-2")
    await town.at(NINE)

    assert await sound_from(town) == {"sala-2": None}
    assert not any("il suono" in note.lower() for note in (await town.room("sala-2"))["notes"])
