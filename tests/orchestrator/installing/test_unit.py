"""The unit of an installation is the one that is shipped, with its own folders, and systemd has nothing to say about it."""

import os
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from orchestrator.installing.unit import Placed, is_unit, unit_of

SHIPPED = (Path(__file__).parents[3] / "config" / "units" / "regia.service").read_text()
GUIDE = Placed(
    user="regia",
    program=("/opt/regia/.venv/bin/regia",),
    interpreter=Path("/usr/bin/python3.11"),
    room_file=Path("/etc/regia/regia.toml"),
    data=Path("/var/lib/regia"),
    url="https://regia.comune.example",
    guide=Path("/opt/regia/docs/install.md"),
)
TRYING = replace(
    GUIDE,
    user="anna",
    program=("/home/anna/regia/.venv/bin/regia",),
    room_file=Path("/home/anna/prova/regia.toml"),
    data=Path("/home/anna/prova/data"),
    url="http://127.0.0.1:8080",
    guide=None,
)
ODD = Path('/srv/50% di "sale" $HOME \\ caff\u00e8')


def line(placed: Placed, key: str) -> str:
    (found,) = [line for line in unit_of(SHIPPED, placed).splitlines() if line.startswith(f"{key}=")]
    return found.removeprefix(f"{key}=")


def test_unit_given_the_folders_of_the_guide_when_made_then_it_is_the_one_that_is_shipped() -> None:
    assert unit_of(SHIPPED, GUIDE) == SHIPPED


def test_unit_given_folders_in_a_home_when_made_then_the_service_may_read_them_and_write_its_data() -> None:
    made = unit_of(SHIPPED, TRYING)

    assert line(TRYING, "User") == "anna"
    assert line(TRYING, "ProtectHome") == "read-only"
    assert line(TRYING, "ReadWritePaths") == "/home/anna/prova/data"
    assert "StateDirectory" not in made
    assert "Documentation" not in made


@pytest.mark.parametrize(
    ("placed", "hidden"),
    [
        (GUIDE, ("yes", "yes")),
        (replace(GUIDE, interpreter=Path("/root/.pyenv/bin/python3")), ("read-only", "yes")),
        (replace(GUIDE, data=Path("/tmp/prova/data")), ("yes", "no")),  # noqa: S108 - somebody tries it there
        (replace(GUIDE, room_file=Path("/homes/regia.toml")), ("yes", "yes")),
    ],
)
def test_unit_given_files_in_hidden_folders_when_made_then_just_those_are_opened(
    placed: Placed, hidden: tuple[str, str]
) -> None:
    assert (line(placed, "ProtectHome"), line(placed, "PrivateTmp")) == hidden


@pytest.mark.parametrize(
    ("url", "options"),
    [
        ("https://regia.comune.example", "--proxy 127.0.0.1"),
        ("https://regia.comune.example:8443", "--proxy 127.0.0.1"),
        ("http://127.0.0.1:8080", ""),
        ("http://localhost:9000", "--port 9000"),
        ("http://[::1]:9000", "--host ::1 --port 9000"),
        ("http://127.0.0.2:8080", "--host 127.0.0.2"),
    ],
)
def test_unit_given_an_address_when_made_then_the_service_listens_where_it_leads(url: str, options: str) -> None:
    assert line(replace(GUIDE, url=url), "ExecStart").partition("--data /var/lib/regia")[2].strip() == options


@pytest.mark.parametrize(
    "placed",
    [GUIDE, TRYING, replace(TRYING, room_file=ODD / "regia.toml", data=ODD / "data", guide=ODD / "install.md")],
    ids=["guide", "home", "odd"],
)
def test_unit_given_any_folders_when_systemd_verifies_it_then_it_has_nothing_to_say(
    placed: Placed, tmp_path: Path
) -> None:
    unit = tmp_path / "regia.service"
    unit.write_text(unit_of(SHIPPED, replace(placed, program=("/bin/true",))))

    verified = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", unit],
        capture_output=True, text=True, env={**os.environ, "XDG_RUNTIME_DIR": str(tmp_path)}, check=False,
    )  # fmt: skip

    assert (verified.returncode, verified.stderr) == (0, "")
    assert is_unit(unit.read_text())


def test_unit_given_another_text_when_looked_at_then_it_is_none_of_ours() -> None:
    assert not is_unit("[Service]\nExecStart=/usr/bin/nginx\n")
    assert not is_unit("")
