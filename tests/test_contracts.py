"""The import contracts name every module that they are about, also one that is new."""

import ast
import re
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
CONFIGURED = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
PURE = ("The planner, recurrence and calendar text are pure", "What calls itself pure reads and waits for nothing")


def test_given_a_module_of_the_agent_when_it_is_neither_protocol_nor_view_then_the_orchestrator_may_not_import_it() -> (
    None
):
    contract = _contract("The orchestrator knows an agent only by its protocol and its static pages")

    assert set(contract["forbidden_modules"]) == _modules("room_agents") - {"room_agents.protocol", "room_agents.view"}


def test_given_a_module_of_integrations_when_it_is_no_emulator_then_no_emulator_may_import_it() -> None:
    contract = _contract("Emulators share no code with the drivers")
    emulators = {name for name in _modules("integrations") if name.startswith("integrations.emulators.")}

    assert set(contract["forbidden_modules"]) == _modules("integrations") - emulators


def test_given_a_module_when_it_calls_itself_pure_then_a_contract_holds_it_to_that() -> None:
    named = {name for title in PURE for name in _contract(title)["source_modules"]}
    pure = {
        name
        for package in CONFIGURED["root_packages"]
        for name in _modules(package)
        if re.search(r"\b[Pp]ure\b", ast.get_docstring(ast.parse(_path(name).read_text())) or "")
    }

    assert len(pure) > 10
    assert pure - named == set()


def _contract(name: str) -> dict[str, Any]:
    contracts: list[dict[str, Any]] = CONFIGURED["contracts"]
    return next(one for one in contracts if one["name"] == name)


def _modules(package: str) -> set[str]:
    """All modules of the package, but for those of the folders themselves."""
    paths = [path.relative_to(ROOT) for path in (ROOT / package).rglob("*.py")]
    return {".".join(path.with_suffix("").parts) for path in paths if path.stem != "__init__"}


def _path(module: str) -> Path:
    return (ROOT / module.replace(".", "/")).with_suffix(".py")
