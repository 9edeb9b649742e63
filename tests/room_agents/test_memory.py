"""What an agent remembers of devices, as the one after it finds it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from room_agents.clock import Instant
from room_agents.memory import Memory
from room_agents.remembered import DeviceMemory, Remembered, Sent

NOON = datetime(2026, 10, 19, 12, 0, tzinfo=UTC)
VALUES = st.one_of(st.booleans(), st.sampled_from(["on", "off", "hdmi1", "Scena è"]), st.integers(0, 9))
WHOLE = st.integers(0, 10_000).map(float)
KNOWN = st.builds(
    Remembered,
    st.booleans(),
    st.none() | VALUES,
    st.booleans(),
    st.none() | st.builds(Sent, VALUES, WHOLE, WHOLE),
    st.none() | VALUES,
)
MEMORIES = st.builds(
    DeviceMemory,
    st.none() | st.text(max_size=20),
    st.dictionaries(st.sampled_from(["power", "input"]), VALUES),
    st.dictionaries(st.sampled_from(["power", "input", "scene"]), KNOWN),
)


@given(MEMORIES, WHOLE)
def test_memory_given_anything_noted_when_the_computer_has_restarted_then_it_is_recalled_by_the_wall_clock(
    tmp_path_factory: object, memory: DeviceMemory, up_s: float
) -> None:
    folder = Path(tmp_path_factory.mktemp("memory"))  # type: ignore[attr-defined]
    before = Memory(folder, lambda: Instant(NOON + timedelta(seconds=up_s), up_s))
    before.note("sala-1", "proiettore", memory)
    before.close()

    after = Memory(folder, lambda: Instant(NOON + timedelta(seconds=up_s), up_s))
    after.load()

    assert after.recall("sala-1") == {"proiettore": memory}
    assert after.recall("sala-2") == {}


def test_memory_given_a_command_when_the_monotonic_clock_has_begun_anew_then_its_time_is_kept(tmp_path: Path) -> None:
    sent = Remembered(sent=Sent("on", 5000.0, 5060.0))
    before = Memory(tmp_path, lambda: Instant(NOON, 5010.0))
    before.note("sala-1", "p", DeviceMemory("A", {"power": "on"}, {"power": sent}))
    before.close()

    after = Memory(tmp_path, lambda: Instant(NOON + timedelta(seconds=30), 2.0))
    after.load()

    assert after.recall("sala-1")["p"].attributes["power"].sent == Sent("on", -38.0, 22.0)


def test_memory_given_a_broken_file_when_loaded_then_it_is_set_aside_and_nothing_is_recalled(tmp_path: Path) -> None:
    (tmp_path / "sala-1.json").write_text('{"devices": {"p": {"turn"')
    memory = Memory(tmp_path, lambda: Instant(NOON, 0.0))
    memory.load()

    assert memory.recall("sala-1") == {}
    assert (tmp_path / "sala-1.broken").exists()
