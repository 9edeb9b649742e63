"""Files of the agent that are damaged: set aside, said, and begun anew; links in their place lead nowhere."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from config.locks import take_lock
from room_agents.clock import Instant
from room_agents.disk import replace_file
from room_agents.journal_file import JournalFile
from room_agents.memory import Memory
from room_agents.plans import Plans
from room_agents.remembered import DeviceMemory

NOW = Instant(datetime(2026, 11, 26, 9, tzinfo=UTC), 100.0)
DAMAGES = (b"", b"{", b"[" * 100_000, b'{"devices": 1e999}', b"\xff" * 64, b"null", b"9" * 10_000, b"\x00" * 4096)


@pytest.mark.parametrize("content", DAMAGES)
def test_plan_given_a_damaged_file_when_loaded_then_it_is_set_aside_and_said(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "sala-1.json").write_bytes(content)

    with capture_logs() as logs:
        loaded = list(Plans(tmp_path).load())

    assert loaded == []
    assert (tmp_path / "sala-1.broken").read_bytes() == content
    assert [log["event"] for log in logs] == ["plan.broken"]


@pytest.mark.parametrize("content", DAMAGES)
def test_memory_given_a_damaged_file_when_loaded_then_it_is_set_aside_and_said(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "sala-1.json").write_bytes(content)

    with capture_logs() as logs:
        memory = Memory(tmp_path, lambda: NOW)
        memory.load()

    assert memory.recall("sala-1") == {}
    assert (tmp_path / "sala-1.broken").read_bytes() == content
    assert [log["event"] for log in logs] == ["memory.broken"]


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_memory_given_a_command_of_no_time_there_is_when_something_else_is_noted_then_it_is_saved(
    tmp_path: Path, at: str
) -> None:
    sent = {"value": "on", "at": at, "until": at}
    stored = {"devices": {"proiettore": {"attributes": {"power": {"sent": sent}}}}}
    (tmp_path / "sala-1.json").write_text(json.dumps(stored))
    memory = Memory(tmp_path, lambda: NOW)
    memory.load()

    memory.note("sala-1", "regia-video", DeviceMemory(None, {}, {}))
    memory.close()

    again = Memory(tmp_path, lambda: NOW)
    again.load()
    assert set(again.recall("sala-1")) == {"proiettore", "regia-video"}


@given(content=st.binary(max_size=300))
def test_journal_given_any_bytes_when_read_then_it_can_be_written(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    path = tmp_path_factory.mktemp("journal") / "reports"
    path.write_bytes(content)
    journal = JournalFile(path)

    saved = journal.read()
    journal.append(saved)

    assert journal.written == len(saved)


def test_link_given_in_the_place_of_a_new_file_or_a_lock_when_written_then_what_it_leads_to_stays(
    tmp_path: Path,
) -> None:
    victim = tmp_path / "victim"
    victim.write_text("precious")
    for name in ("plan.new", "agent.lock"):
        (tmp_path / name).symlink_to(victim)

    with pytest.raises(OSError, match="symbolic links"):
        replace_file(tmp_path / "plan", [b"new"])
    with pytest.raises(OSError, match="symbolic links"):
        take_lock(tmp_path / "agent.lock")

    assert victim.read_text() == "precious"
