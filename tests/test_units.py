"""The units that are shipped, as systemd reads them."""

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
UNITS = sorted((ROOT / "config" / "units").iterdir())
OF_A_USER = {"regia-screen.service", "regia-obs.service"}


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_unit_given_systemd_when_it_verifies_it_then_it_has_nothing_to_say(unit: Path, tmp_path: Path) -> None:
    for one in UNITS:  # a timer wants its service beside it
        text = one.read_text()
        for program in ("/opt/regia/.venv/bin/regia", "/usr/bin/chromium", "/usr/bin/obs"):
            text = text.replace(f"={program} ", "=/bin/true ")  # verified where they are not installed
        (tmp_path / one.name).write_text(text)
    whose = ["--user"] if unit.name in OF_A_USER else []
    environment = {**os.environ, "XDG_RUNTIME_DIR": str(tmp_path)}

    verified = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *whose, tmp_path / unit.name],
        capture_output=True, text=True, env=environment, check=False,
    )  # fmt: skip

    assert (verified.returncode, verified.stderr) == (0, "")
