"""A room with a display behind Home Assistant, and what people are told of it."""

from datetime import timedelta

from integrations.emulators.http_device import http_device_running
from integrations.emulators.http_device_home_assistant import DISPLAY, HomeAssistant
from room_agents.stage_missing import missing_words
from tests.integrations.drivers.http_recipes import recipe
from tests.room_agents.following import following, plan_of, segment

TOKEN = {"env:REGIA_SECRET_HOME_ASSISTANT": "a-long-lived-token"}
WISHED = {"schermo": {"power": "on", "input": "Camera", "volume": "piano"}}


async def test_room_given_a_device_over_http_when_a_hand_changes_it_then_that_is_seen_and_told_by_its_label() -> None:
    async with http_device_running(HomeAssistant(), password=TOKEN["env:REGIA_SECRET_HOME_ASSISTANT"]) as appliance:
        changed = {"url": appliance.url, "poll": timedelta(milliseconds=50), "name": "Schermo"}
        device = recipe("Home Assistant").model_copy(update=changed)
        message = plan_of({"schermo": device}, segment("live", WISHED, needs=("schermo",)))
        async with following(message, secrets=TOKEN) as followed:
            ready = await followed.until(lambda state: state.verdict == "ready")
            appliance.control(f"by-hand {DISPLAY}.volume_level 0.8")
            state = await followed.until(lambda state: state.verdict == "not_ready")

    assert ready.devices["schermo"].observed == WISHED["schermo"]
    assert state.devices["schermo"].left_alone == ("volume",)
    assert missing_words(message.plan, state, "it") == ("Lo schermo è stato cambiato a mano",)
    assert missing_words(message.plan, state, "en") == ("The screen was changed by hand",)
