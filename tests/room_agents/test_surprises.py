"""A bug of ours or of a library, met while one device is kept."""

from structlog.testing import capture_logs

from integrations.emulators.projector import projector_running
from tests.room_agents.following import following, plan_of, projector_device, segment
from tests.room_agents.test_room_projector import fault_of
from tests.support.waiting import wait_for


class Unforeseen(dict[str, str]):
    """Secrets that cannot be read, in a way that nobody foresaw."""

    asked = 0

    def __getitem__(self, name: str) -> str:
        self.asked += 1
        raise RuntimeError(name)


async def test_given_a_bug_met_at_one_device_when_it_is_met_again_then_others_go_on_and_its_trace_is_told_once() -> (
    None
):
    secrets = Unforeseen()
    async with projector_running(warm_up_s=0) as projector:
        devices = {
            "proiettore": projector_device(projector.port),
            "secondo": projector_device(projector.port, password="env:REGIA_SECRET_P"),
        }
        live = segment("live", {"proiettore": {"power": "on"}, "secondo": {"power": "on"}})
        with capture_logs() as told:
            async with following(plan_of(devices, live), secrets=secrets) as followed:
                state = await followed.until(lambda state: state.devices["proiettore"].verdict == "ok")
                await wait_for(lambda: secrets.asked > 2)

    assert fault_of(state, "secondo") == "surprise"
    surprises = [line for line in told if line["event"] == "device.surprise"]
    assert [line["log_level"] for line in surprises[:2]] == ["error", "debug"]
    assert all(line["exc_info"] for line in surprises)
