"""The import contracts hold every module that they are about, also one that is new."""

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).parent.parent
CONFIGURED = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
OUTSIDE = frozenset({"sqlalchemy", "asyncio", "httpx", "aiohttp", "structlog"})
"""What reads, waits or writes."""


def test_module_given_that_it_calls_itself_pure_when_it_imports_then_nothing_that_reads_or_waits() -> None:
    pure = [
        path for package in CONFIGURED["root_packages"] for path in (ROOT / package).rglob("*.py") if _is_pure(path)
    ]

    assert len(pure) > 30
    assert {path: found for path in pure if (found := _imported(path.read_text()) & OUTSIDE)} == {}


def test_module_given_an_import_of_the_loop_when_it_is_looked_at_then_it_is_found() -> None:
    text = "import re\nimport asyncio.subprocess as child\nfrom aiohttp import web\ndef f():\n    import httpx\n"

    assert _imported(text) & OUTSIDE == {"asyncio", "aiohttp", "httpx"}


FORBIDDEN: Mapping[str, tuple[str, str]] = {
    "Imports only go down": ("config.states", "schedules.bookings"),
    "The service knows an agent only by its protocol and its static pages": (
        "orchestrator.hub.routes",
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
    "The planner, places, matching and calendar text are pure": ("schedules.planning.planner", "asyncio"),
    "Within the service: from commands down to what every request needs": (
        "orchestrator.web.errors",
        "orchestrator.access.auth",
    ),
    "Within councils: from pages down to the sitting": (
        "orchestrator.councils.organs.store",
        "orchestrator.councils.dossiers.store",
    ),
    "A sitting is a pure fold over its acts": ("orchestrator.councils.sitting.fold", "asyncio"),
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

    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)

    assert done.returncode == 1
    assert {name for name in FORBIDDEN if f"{name} BROKEN" in done.stdout} == set(FORBIDDEN)
    assert set(FORBIDDEN) == {contract["name"] for contract in CONFIGURED["contracts"]}


def _other_files(_folder: str, names: Sequence[str]) -> list[str]:
    return [name for name in names if "." in name and not name.endswith(".py")]


def _is_pure(path: Path) -> bool:
    """Whether the module's docstring says so."""
    return re.search(r"\b[Pp]ure\b", ast.get_docstring(ast.parse(path.read_text())) or "") is not None


def _imported(text: str) -> set[str]:
    """The packages that a module imports by their first names, wherever in it."""
    nodes = list(ast.walk(ast.parse(text)))
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    from_them = {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module is not None}
    return {name.partition(".")[0] for name in plain | from_them}
