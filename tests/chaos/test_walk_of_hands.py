"""A long walk of hands around one room: `make chaos`, with CHAOS_WALKS and CHAOS_SEED."""

import os
import random
from pathlib import Path

import pytest

from tests.support.walk_of_hands import walk_fast

pytestmark = pytest.mark.chaos

WALKS = int(os.environ.get("CHAOS_WALKS", "20"))
SEED = int(os.environ.get("CHAOS_SEED") or random.SystemRandom().randrange(100_000))
STEPS = 25


@pytest.mark.parametrize("number", range(WALKS))
def test_hands_given_a_long_walk_when_looked_at_then_people_are_respected_and_the_rest_is_as_wished(
    number: int, tmp_path: Path
) -> None:
    assert walk_fast(SEED + number, STEPS, tmp_path) == []
