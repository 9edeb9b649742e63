"""What holds for all tests: nothing of ours or of a terminal's in the environment, and how many examples a property is asked.

The same few in each run, thousands at random by `make chaos`.
"""

import os

from hypothesis import HealthCheck, settings

# No deadlines: a busy machine may be slow at any example.
usual = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("few", usual, max_examples=60, derandomize=True)
settings.register_profile("thousands", usual, max_examples=2000)
settings.load_profile("few")

for name in [name for name in os.environ if name.startswith("REGIA_") or name in {"COLUMNS", "LINES"}]:
    del os.environ[name]
