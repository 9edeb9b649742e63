"""The import contracts hold every module that they are about, also one that is new."""

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
CONFIGURED = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
PURE = ("The planner, places and calendar text are pure", "What calls itself pure reads and waits for nothing")


def test_given_a_module_of_the_agent_when_it_is_neither_protocol_nor_view_then_the_orchestrator_may_not_import_it() -> (
    None
):
    contract = _contract("The orchestrator knows an agent only by its protocol and its static pages")

    assert set(contract["forbidden_modules"]) == _modules("room_agents") - {"room_agents.protocol", "room_agents.view"}


def test_given_a_module_when_it_calls_itself_pure_then_a_contract_holds_it_to_that() -> None:
    named = {name for title in PURE for name in _contract(title)["source_modules"]}
    pure = {
        name
        for package in CONFIGURED["root_packages"]
        for name in _modules(package)
        if re.search(r"\b[Pp]ure\b", ast.get_docstring(ast.parse(_path(name).read_text())) or "")
    }

    assert len(pure) > 10
    assert {name for name in pure if not any(f"{name}.".startswith(f"{held}.") for held in named)} == set()


FORBIDDEN: Mapping[str, tuple[str, str]] = {
    "Imports only go down": ("config.states", "schedules.bookings"),
    "The orchestrator knows an agent only by its protocol and its static pages": (
        "orchestrator.hub",
        "room_agents.verdict",
    ),
    "Within config: processes, room files, words, values": ("config.names", "config.site_file.lines"),
    "Drivers, services, emulators and serving know nothing of each other": (
        "integrations.emulators.projector",
        "integrations.drivers.pjlink",
    ),
    "Within schedules: rows, then places and plans, then calendar text, then values": (
        "schedules.calendar_text.rules",
        "schedules.placing.places",
    ),
    "The planner, places and calendar text are pure": ("schedules.planning.planner", "asyncio"),
    "What calls itself pure reads and waits for nothing": ("config.words.nouns", "asyncio"),
    "Agents carry no database, templates or bookings": ("room_agents.verdict", "sqlalchemy"),
}
"""By contract: a module, and what it may not import."""


def test_contracts_given_an_import_that_each_forbids_when_it_is_there_then_each_breaks(tmp_path: Path) -> None:
    for package in CONFIGURED["root_packages"]:
        shutil.copytree(ROOT / package, tmp_path / package, ignore=_other_files)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for module, imported in FORBIDDEN.values():
        with (tmp_path / module.replace(".", "/")).with_suffix(".py").open("a") as file:
            file.write(f"\nimport {imported}\n")

    command = [Path(sys.executable).with_name("lint-imports"), "--no-cache"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)

    assert done.returncode == 1
    assert {name for name in FORBIDDEN if f"{name} BROKEN" in done.stdout} == set(FORBIDDEN)
    assert set(FORBIDDEN) == {one["name"] for one in CONFIGURED["contracts"]}


def _other_files(_folder: str, names: Sequence[str]) -> list[str]:
    return [name for name in names if "." in name and not name.endswith(".py")]


def _contract(name: str) -> dict[str, Any]:
    contracts: list[dict[str, Any]] = CONFIGURED["contracts"]
    return next(one for one in contracts if one["name"] == name)


def _modules(package: str) -> set[str]:
    """All modules of the package, but for those of the folders themselves."""
    paths = [path.relative_to(ROOT) for path in (ROOT / package).rglob("*.py")]
    return {".".join(path.with_suffix("").parts) for path in paths if path.stem != "__init__"}


def _path(module: str) -> Path:
    return (ROOT / module.replace(".", "/")).with_suffix(".py")
