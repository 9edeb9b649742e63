"""A room that prepares a meeting asks the meeting's server beforehand whether it is fit for it."""

from config.device_models import StageDevice
from config.states import StageState
from integrations.emulators.jitsi import jitsi_running
from room_agents.protocol import State
from tests.room_agents.following import OURS, following, plan_of, segment
from tests.support.waiting import wait_for

STAGE = {"palco": StageDevice(driver="stage")}


def limits_of(state: State) -> list[str]:
    return [limit.code for limit in state.devices["palco"].limits]


async def test_meeting_given_a_server_that_is_down_when_the_room_prepares_then_it_is_limited_and_says_why() -> None:
    async with jitsi_running() as jitsi:
        meeting = OURS.model_copy(update={"deployment": jitsi.url})
        jitsi.control("refuse")
        preparing = plan_of(STAGE, segment("preparing", {}, conference=meeting))
        async with following(preparing) as followed:
            followed.stages.tell("sala-1", StageState(shown="preparing"))
            state = await followed.until(lambda state: state.verdict == "limited")

    assert limits_of(state) == ["meeting_unreachable"]
    assert state.missing == ()


async def test_meeting_given_a_server_that_is_well_when_the_room_prepares_then_nothing_is_said() -> None:
    async with jitsi_running() as jitsi:
        meeting = OURS.model_copy(update={"deployment": jitsi.url})
        preparing = plan_of(STAGE, segment("preparing", {}, conference=meeting))
        async with following(preparing) as followed:
            followed.stages.tell("sala-1", StageState(shown="preparing"))
            await wait_for(lambda: len(jitsi.heard) > 1)  # the script and a meeting's page
            followed.stages.tell("sala-1", StageState(shown="preparing"))
            state = await followed.until(lambda state: state.verdict == "ready")

    assert limits_of(state) == []
