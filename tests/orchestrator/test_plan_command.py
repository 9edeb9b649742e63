"""`regia plan` finds the calendars of a room file beside that file, wherever the person stands."""

import json
import subprocess
import sys
from importlib import resources
from pathlib import Path

SAMPLE = Path(str(resources.files("config"))) / "sample"


def test_given_a_room_file_in_another_folder_when_planned_then_its_calendar_is_found_beside_it(tmp_path: Path) -> None:
    command = (sys.executable, "-m", "orchestrator", "plan", str(SAMPLE / "officine.toml"), "--json")
    window = ("--from", "2026-11-02", "--to", "2026-12-07")

    planned = subprocess.run((*command, *window), cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60)

    assert planned.returncode == 0, planned.stderr
    phases = {segment["phase"] for segment in json.loads(planned.stdout)["segments"]}
    assert {"idle", "preparing", "live"} <= phases
