"""The benches can be started: they are no part of the tests, and would break unseen."""

import subprocess
import sys


def test_given_a_bench_that_is_none_when_asked_for_then_those_there_are_named() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench", "nothing"], capture_output=True, text=True, check=False, timeout=30
    )

    assert done.returncode == 1
    assert done.stderr.startswith(
        "There is no bench nothing; there are: planning, press, room, booking, agents, starting"
    )
