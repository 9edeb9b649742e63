"""What holds for all tests: an environment without what is ours or a terminal's, the examples of properties, less garbage.

The same few in each run, thousands at random by `make chaos`.
"""

import gc
import os
import re
import shutil
from pathlib import Path

import pytest
from aiohttp import web_app
from hypothesis import HealthCheck, settings

MEMORY = Path("/dev/shm")  # noqa: S108 - pytest makes folders of its own in it
ENOUGH = 2 * 1024**3
WAITING = (
    "tests/end_to_end/",
    "tests/integrations/drivers/",
    "tests/integrations/emulators/",
    "tests/orchestrator/commands/",
    "tests/room_agents/pages/",
)
BROWSER = re.compile("browser|chromium")
MANY = 1000
"""Tests: a file with a browser takes as long as one with so many."""

# No deadlines: a busy machine may be slow at any example.
usual = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("few", usual, max_examples=30, derandomize=True)
settings.register_profile("thousands", usual, max_examples=2000)
settings.load_profile("few")

# As it is set up otherwise, the collector takes a fifth of the time.
gc.set_threshold(50_000, 10, 10)

for name in [name for name in os.environ if name.startswith("REGIA_") or name in {"COLUMNS", "LINES"}]:
    del os.environ[name]

# Else what drives the browsers compiles itself at each of fifty starts.
os.environ.setdefault("NODE_COMPILE_CACHE", str(Path(__file__).parents[1] / ".pytest_cache" / "node"))

# Thousands of databases wait for the disk at each commit: those of tests lie in memory, where there is some.
if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ENOUGH:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Where several processes share the tests by files, give out those that wait among those that work, the long ones first.

    Else what mostly waits comes last, and all processors wait with it.
    """
    if not hasattr(config, "workerinput"):
        return
    files: dict[str, list[pytest.Item]] = {}
    for item in items:
        files.setdefault(item.nodeid.partition("::")[0], []).append(item)
    in_order = sorted(files, key=lambda name: -len(files[name]) - (MANY if BROWSER.search(name) else 0))
    for place, name in enumerate([name for name in in_order if name.startswith(WAITING)]):
        in_order.remove(name)
        in_order.insert(3 * place, name)
    items[:] = [item for name in in_order for item in files[name]]


def pytest_runtest_logfinish() -> None:
    """Have aiohttp forget the applications of the test that ended.

    It remembers a thousand handlers with the applications around them: some hundreds of ours, which are 2 GiB by the
    end, through which the garbage collector goes again and again.
    """
    web_app._cached_build_middleware.cache_clear()


def pytest_collection_finish() -> None:
    """Have the garbage collector leave alone what stays until the end: all modules and all tests."""
    gc.collect()
    gc.freeze()
