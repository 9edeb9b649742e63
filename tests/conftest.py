"""What holds for all tests: an environment without what is ours or a terminal's, the examples of properties, less garbage.

The same few in each run, thousands at random by `make chaos`.
"""

import gc
import os

from aiohttp import web_app
from hypothesis import HealthCheck, settings

# No deadlines: a busy machine may be slow at any example.
usual = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("few", usual, max_examples=60, derandomize=True)
settings.register_profile("thousands", usual, max_examples=2000)
settings.load_profile("few")

for name in [name for name in os.environ if name.startswith("REGIA_") or name in {"COLUMNS", "LINES"}]:
    del os.environ[name]


def pytest_runtest_logfinish() -> None:
    """Have aiohttp forget the applications of the test that ended.

    It remembers a thousand handlers with the applications around them: some hundreds of ours, which are 2 GiB by the
    end, through which the garbage collector goes again and again.
    """
    web_app._cached_build_middleware.cache_clear()


def pytest_collection_finish() -> None:
    """Have the garbage collector come seldom, and leave alone what stays until the end: all modules and all tests.

    As it is set up otherwise it takes a fifth of the time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 10, 10)
