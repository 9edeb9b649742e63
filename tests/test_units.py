"""The units that are shipped, as systemd reads them."""

import os
import re
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


def test_unit_of_the_service_given_systemd_when_it_reckons_how_exposed_it_is_then_it_is_as_little_as_the_guides_say() -> (
    None
):
    unit = ROOT / "config" / "units" / "regia.service"

    told = subprocess.run(
        ["systemd-analyze", "security", "--offline=yes", "--no-pager", unit],
        capture_output=True,
        text=True,
        check=False,
    )
    found = re.search(r"exposure level for regia.service: ([0-9.]+)", told.stdout)

    assert found is not None, told.stderr
    assert f"gives it {found[1]} of 10" in (ROOT / "docs" / "install.md").read_text()
    assert f"{found[1].replace('.', ',')} su 10" in (ROOT / "docs" / "it" / "installazione.md").read_text()
