"""The longest calendar texts a feed may have, made to cost: each is read or refused within its time and memory."""

import subprocess
import sys

import pytest

from tests.support.hostile_texts import TEXTS

pytestmark = pytest.mark.chaos

MOST_S = 240.0
"""Of a machine that does other things as well; by itself none takes 30 s."""


@pytest.mark.parametrize("name", TEXTS)
def test_texts_given_the_longest_of_a_kind_when_read_then_it_ends_within_its_time_and_memory(name: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.hostile_texts", name],
        capture_output=True,
        text=True,
        check=False,
        timeout=MOST_S,
    )

    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(("read", "refused: it has more than"))
