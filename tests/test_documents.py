"""The documents say what the code does: names, keys, routes, commands and versions are held against it."""

import ast
import re
import shlex
import tomllib
from collections.abc import Iterator
from datetime import timedelta
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import get_args

import pytest
from pydantic import BaseModel

from config.contacts import Contact
from config.devices import KINDS
from config.jitsi import JitsiDeployment, JitsiKey
from config.mail import Mail
from config.providers import Provider
from config.rooms import Calendar, Installation, Preset, Room, RoomPreset, Site
from config.scalars import parse_duration
from orchestrator.access.permissions import PERMISSIONS, Role
from orchestrator.access.routes import Route
from orchestrator.app import all_routes
from orchestrator.cli import app
from orchestrator.rooms.press_routes import PressBody
from orchestrator.web.messages import MESSAGES
from schedules.bookings import OverrideKind

ROOT = Path(__file__).parent.parent
PACKAGES = ("config", "integrations", "orchestrator", "room_agents", "schedules")
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
DECISIONS = sorted(ROOT.glob("docs/adr/[0-9]*.md"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
SECTIONS: tuple[tuple[str, type[BaseModel]], ...] = (
    ("[[sites]]", Site),
    ("[[sites]]", Contact),
    ("[[calendars]]", Calendar),
    ("[[jitsi]]", JitsiDeployment),
    ("[[jitsi.keys]]", JitsiKey),
    ("[[providers]]", Provider),
    ("[mail]", Mail),
    ("[[rooms]]", Room),
    *(("[rooms.devices.<id>]", kind.model) for kind in KINDS.values()),
    ("[presets.<id>]", Preset),
    ("[rooms.presets.<preset>]", RoomPreset),
)


def test_given_the_documents_when_they_name_a_make_target_then_the_makefile_has_it() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = {name for document in DOCUMENTS for name in re.findall(r"\bmake ([a-z]+)", _code(document.read_text()))}

    assert {"run", "test"} <= named
    assert named - targets == set()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_given_a_document_when_it_links_to_a_file_then_the_file_is_there(document: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)", document.read_text())
    missing = [link for link in links if "://" not in link and not (document.parent / link).exists()]

    assert missing == []


@pytest.mark.parametrize(("document", "most"), [("docs/architecture.md", 30), ("CONTRIBUTING.md", 20)])
def test_given_a_document_of_the_code_when_it_names_a_module_then_the_module_is_there(document: str, most: int) -> None:
    named = {name for name in _quoted(_read(document)) if "/" in name}

    assert len(named) > most
    assert {name for name in named if not (ROOT / name).exists()} == set()


@pytest.mark.parametrize(("heading", "model"), SECTIONS, ids=[model.__name__ for _, model in SECTIONS])
def test_given_a_table_of_the_room_file_when_it_has_a_key_then_the_reference_explains_it(
    heading: str, model: type[BaseModel]
) -> None:
    section = _section(_read("docs/room-file.md"), f"`{heading}`")

    assert set(model.model_fields) - _quoted(section) == set()


@pytest.mark.parametrize(("heading", "model"), SECTIONS, ids=[model.__name__ for _, model in SECTIONS])
def test_given_a_key_with_a_duration_when_it_has_a_default_then_the_reference_tells_it(
    heading: str, model: type[BaseModel]
) -> None:
    rows = dict(_rows(_section(_read("docs/room-file.md"), f"`{heading}`")))
    defaults = {name: field.default for name, field in model.model_fields.items()}
    told = {
        name: parse_duration(_default_told(rows[f"`{name}`"][-1], model))
        for name, default in defaults.items()
        if isinstance(default, timedelta)
    }

    assert told == {name: default for name, default in defaults.items() if isinstance(default, timedelta)}


def test_given_the_top_level_of_a_room_file_when_it_has_a_key_then_the_reference_has_a_section() -> None:
    headings = " ".join(re.findall(r"^## (.*)", _read("docs/room-file.md"), re.MULTILINE))

    assert [key for key in Installation.model_fields if not re.search(rf"\[{key}[\].]", headings)] == []


def test_given_the_vocabulary_of_wishes_when_a_driver_has_a_word_then_the_reference_tells_it() -> None:
    rows = dict(_rows(_section(_read("docs/room-file.md"), "Wishes")))
    told = {driver: _quoted(rows[f"`{driver}`"][0]) for driver in KINDS}

    assert {
        driver: set(kind.attributes) - told[driver]
        for driver, kind in KINDS.items()
        if set(kind.attributes) - told[driver]
    } == {}


@pytest.mark.parametrize(
    "route", [route for route in all_routes() if not route.page], ids=lambda route: f"{route.method} {route.path}"
)
def test_given_a_route_when_the_guide_is_read_then_it_says_for_whom_it_is(route: Route) -> None:
    path = re.sub(r":[^}]*\}", "}", route.path)
    rows = [cells[0] for routes, cells in _rows(_read("docs/api.md")) if f"`{route.method} {path}`" in routes]

    assert len(rows) == 1
    told = {role for role in Role if role is not Role.PROGRAM and re.search(rf"\b{role}s?\b", rows[0])}
    assert route.action is None or told == set(PERMISSIONS[route.action])


def test_given_the_presses_when_the_guide_is_read_then_it_tells_every_kind_and_field() -> None:
    section = _section(_read("docs/api.md"), "Presses")

    assert {*OverrideKind, *PressBody.model_fields} - _quoted(section) == set()


def test_given_the_guide_when_it_names_refusals_then_each_has_its_sentence() -> None:
    paragraph = re.search(r"^Refusals are 409.*?\n\n", _read("docs/api.md"), re.MULTILINE | re.DOTALL)

    assert paragraph is not None
    named = _quoted(paragraph[0]) - {"free_until", "blocking", "since"}
    raised = {
        code
        for module in ("schedules/planning/decide_press.py", "schedules/store/presses.py")
        for code in re.findall(r'PressRefused\("(\w+)"', _read(module))
    }
    assert named - MESSAGES.keys() == set()
    assert raised - named == set()


def test_given_the_documents_when_they_show_a_command_of_ours_then_the_command_line_takes_it() -> None:
    shown = [words for document in DOCUMENTS for words in _commands(document.read_text())]

    assert len(shown) > 15
    for words in shown:
        app.parse_args(words, exit_on_error=False, print_error=False)


@pytest.mark.parametrize("decision", DECISIONS, ids=lambda path: path.stem)
def test_given_a_decision_when_it_is_read_then_it_has_the_four_sections_and_is_listed(decision: Path) -> None:
    text = decision.read_text()

    assert re.findall(r"^## (.*)", text, re.MULTILINE) == [
        "Context",
        "Decision",
        "What it costs",
        "What would change our mind",
    ]
    title = text.splitlines()[0].removeprefix("# ")
    assert f"[{title}]({decision.name})" in _read("docs/adr/README.md")
    assert title.startswith(f"{int(decision.name[:4])}. ")


def test_given_the_decisions_when_they_are_counted_then_no_number_is_given_twice() -> None:
    numbers = [int(decision.name[:4]) for decision in DECISIONS]

    assert numbers == sorted(set(numbers))


def test_given_the_runtime_dependencies_when_the_decisions_on_them_are_read_then_they_have_just_those() -> None:
    text = "".join(path.read_text() for path in DECISIONS if "dependenc" in path.stem)
    needed = {_name(dependency) for dependency in PROJECT["dependencies"]}
    extras = {_name(one) for extra in PROJECT["optional-dependencies"].values() for one in extra}

    assert {first for first, _ in _rows(text) if first != "package"} == needed
    assert [name for name in extras if name not in text] == []


def test_given_the_runtime_dependencies_when_the_code_is_read_then_something_imports_each() -> None:
    distributions = packages_distributions()
    imported = {
        re.sub("_", "-", distribution.lower())
        for module in {
            name for package in PACKAGES for path in (ROOT / package).rglob("*.py") for name in _imports(path)
        }
        for distribution in distributions.get(module, ())
    }
    # zoneinfo finds the first by itself; of the second a list is read, and the third's files are served
    data = {"tzdata", "zxcvbn", "django-js-lib-htmx"}

    assert {_name(dependency) for dependency in PROJECT["dependencies"]} - imported == data


def test_given_a_version_when_the_changelog_and_the_catalogue_are_read_then_they_agree() -> None:
    versions = re.findall(r"^## \[([0-9][^\]]*)\]", _read("CHANGELOG.md"), re.MULTILINE)

    assert versions[0] == PROJECT["version"]
    assert f'softwareVersion: "{PROJECT["version"]}"' in _read("publiccode.yml")
    assert f"license: {PROJECT['license']}" in _read("publiccode.yml")


def test_given_the_licence_when_it_is_read_then_it_is_whole() -> None:
    text = _read("LICENSE")

    assert text.startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2")
    assert re.findall(r"^(\d+)\.\s*\w", text, re.MULTILINE) == [str(number) for number in range(1, 16)]
    assert "‘Compatible Licences’ according to Article 5 EUPL are:" in text


def _read(name: str) -> str:
    return (ROOT / name).read_text()


def _section(text: str, heading: str) -> str:
    """What stands under the heading that begins so."""
    return next(part for part in re.split(r"^## ", text, flags=re.MULTILINE) if part.startswith(heading))


def _quoted(text: str) -> set[str]:
    """What stands in backquotes within lines."""
    return set(re.findall(r"`([^`\n]+)`", text))


def _code(text: str) -> str:
    """All code: fenced blocks and what stands in backquotes."""
    return "\n".join([*re.findall(r"```\w*\n(.*?)```", text, re.DOTALL), *_quoted(text)])


def _rows(text: str) -> Iterator[tuple[str, list[str]]]:
    """The first cell of each row of its tables, and the others."""
    for line in text.splitlines():
        if line.startswith("|") and not line.startswith("|---"):
            first, *others = [cell.strip() for cell in line.strip("|").split("|")]
            yield first, others


def _default_told(cell: str, model: type[BaseModel]) -> str:
    """The default that a cell like ``"2s"`; `pjlink`: `"5s"`` has for *model*."""
    usual, *others = cell.split("; ")
    by_driver = {(pair := other.split(": "))[0]: pair[1] for other in others}
    field = model.model_fields.get("driver")
    driver = field.annotation if field is not None else None
    return next((by_driver[f"`{name}`"] for name in get_args(driver) if f"`{name}`" in by_driver), usual).strip('`"')


def _commands(text: str) -> Iterator[list[str]]:
    """The words after `regia` of each command line in fenced blocks."""
    blocks = re.findall(r"```(?:sh|ini)\n(.*?)```", text, re.DOTALL)
    for line in "\n".join(blocks).replace("\\\n", " ").splitlines():
        for command in re.findall(
            r"(?:^|[(/=]|\s)regia ((?:init|site|plan|serve|token|agent|demo|emulate|pin|backup|restore|store|mail)\b[^|&)#<>]*)",
            line,
        ):
            yield shlex.split(command)


def _name(requirement: str) -> str:
    """The distribution of a requirement like ``aiohttp>=3.14,<4``."""
    return re.split(r"[<>=\[]", requirement)[0].strip()


def _imports(path: Path) -> Iterator[str]:
    """The top names of all that a module imports."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.partition(".")[0]
