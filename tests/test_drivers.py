"""Each kind of device has what CONTRIBUTING.md says that a driver needs."""

from pathlib import Path

import pytest

from config.devices import KINDS
from config.words.sentences import WORDS
from orchestrator.cli import emulate

ROOT = Path(__file__).parent.parent
EMULATORS = {"pjlink": "projector", "obs": "obs", "appletv": "appletv", "http": "http"}
"""The word of `regia emulate` that stands in for each kind."""
IN_A_ROOM = [driver for driver, kind in KINDS.items() if kind.part != "page"]


@pytest.mark.parametrize("driver", IN_A_ROOM)
def test_kind_given_its_line_in_the_table_when_looked_for_then_driver_emulator_contract_and_words_are_there(
    driver: str,
) -> None:
    opened = (ROOT / "room_agents/drivers.py").read_text()
    contract = ROOT / f"tests/integrations/drivers/test_{driver}_contract.py"

    assert (ROOT / f"integrations/drivers/{driver}.py").is_file()
    assert f"from integrations.drivers.{driver} import open_{driver}" in opened
    assert f"case {KINDS[driver].model.__name__}():" in opened
    assert "EmulatedContract" in contract.read_text()
    assert EMULATORS[driver] in list(emulate)
    assert set(KINDS[driver].attributes) <= set(WORDS)
    assert f"`{driver}`" in (ROOT / "docs/room-file.md").read_text()


def test_kinds_given_the_code_when_searched_then_only_table_models_and_drivers_name_one() -> None:
    named = {f'driver {sign} "{driver}"' for driver in KINDS for sign in ("==", "!=")} | {
        f"{kind.model.__name__})" for kind in KINDS.values()
    }
    own = {ROOT / name for name in ("config/devices.py", "config/device_models.py", "config/http_device.py")}
    code = {
        path
        for package in ("config", "schedules", "room_agents", "orchestrator")
        for path in (ROOT / package).rglob("*.py")
    }

    assert {
        path.relative_to(ROOT).as_posix() for path in code - own if any(name in path.read_text() for name in named)
    } == {"room_agents/drivers.py"}
