"""Hands, bookings, faults and restarts at random; `make chaos` walks much further."""

from pathlib import Path

import pytest

from tests.support.walk_of_hands import walk_fast


@pytest.mark.parametrize("seed", [1, 2])
def test_hands_given_a_walk_at_random_when_looked_at_then_people_are_respected_and_the_rest_is_as_wished(
    seed: int, tmp_path: Path
) -> None:
    assert walk_fast(seed, 12, tmp_path) == []
