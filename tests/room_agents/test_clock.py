"""The time an agent follows: the hub's, as far as it is known, whatever this computer's clock says."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from room_agents.clock import HubTime, Instant

NOON = datetime(2026, 10, 19, 12, 0, tzinfo=UTC)


@dataclass
class World:
    """A hub's clock and a room computer's, which may be set."""

    true_s: float = 1000.0
    wall_ahead_s: float = 0.0
    hub_ahead_s: float = 0.0

    def __post_init__(self) -> None:
        self.time = HubTime(lambda: Instant(NOON + timedelta(seconds=self.true_s + self.wall_ahead_s), self.true_s))

    def hub(self) -> datetime:
        return NOON + timedelta(seconds=self.true_s + self.hub_ahead_s)

    def ask(self, *, there_s: float = 0.01, back_s: float = 0.01, live: bool = False) -> None:
        """A question and its answer, so long under way."""
        asked_s = self.true_s
        self.true_s += there_s
        told = self.hub()
        self.true_s += back_s
        self.time.measured(asked_s, told, live=live)

    def ask_for(self, seconds: float, *, live: bool = False) -> None:
        """Ask every 30 s for so long."""
        for _ in range(int(seconds // 30)):
            self.true_s += 30
            self.ask(live=live)

    def error_s(self) -> float:
        return (self.time.now() - self.hub()).total_seconds()


def test_clock_given_no_hub_when_asked_then_it_is_the_wall_clock_unconfirmed_and_not_before_the_plans() -> None:
    world = World(wall_ahead_s=-500)

    assert (world.time.now(), world.time.confirmed) == (NOON + timedelta(seconds=500), False)
    world.time.not_before(NOON + timedelta(seconds=900))
    assert world.time.now() == NOON + timedelta(seconds=900)


def test_clock_given_a_hub_when_heard_then_it_is_confirmed() -> None:
    world = World()
    world.ask()

    assert world.time.confirmed


def test_clock_given_a_hub_when_the_wall_clock_is_set_then_the_time_goes_on() -> None:
    world = World(wall_ahead_s=7)
    world.ask()
    world.wall_ahead_s = 3600
    world.true_s += 100

    assert abs(world.error_s()) < 0.011
    assert world.time.offset() > timedelta(minutes=59)


@given(st.lists(st.tuples(st.floats(0, 2), st.floats(0, 2)), min_size=1, max_size=10))
def test_clock_given_any_answers_when_measured_then_it_is_off_by_half_the_quickest_round_trip_at_most(
    trips: list[tuple[float, float]],
) -> None:
    world = World()
    for there_s, back_s in trips:
        world.ask(there_s=there_s, back_s=back_s)

    assert abs(world.error_s()) <= min(there_s + back_s for there_s, back_s in trips) / 2 + 1e-3


def test_clock_given_a_plan_sent_later_than_believed_when_it_comes_then_it_is_not_followed_late() -> None:
    world = World()
    world.ask(there_s=0, back_s=0.4)  # so the hub is believed 0.2 s behind
    world.time.heard(world.hub(), live=True)

    assert abs(world.error_s()) < 1e-6


def test_clock_given_a_hub_set_back_by_half_a_minute_when_measured_then_it_is_followed_backwards() -> None:
    world = World()
    world.ask()
    world.hub_ahead_s = -30
    world.ask()

    assert abs(world.error_s()) < 0.011


def test_clock_given_a_hub_that_jumps_when_it_agrees_with_itself_for_five_minutes_then_it_is_followed() -> None:
    world = World()
    world.ask()
    world.hub_ahead_s = 3600
    world.ask_for(270)
    early_s = world.error_s()
    world.ask_for(60)

    assert early_s < -3590
    assert abs(world.error_s()) < 0.011


def test_clock_given_a_jump_when_a_session_runs_then_it_waits_for_its_end() -> None:
    world = World()
    world.ask()
    world.hub_ahead_s = 3600
    world.ask_for(3000, live=True)
    meanwhile_s = world.error_s()
    world.ask(live=False)

    assert meanwhile_s < -3590
    assert abs(world.error_s()) < 0.011


def test_clock_given_a_new_connection_when_its_hub_differs_by_an_hour_then_it_is_compared_with_the_last() -> None:
    world = World()
    world.ask()
    world.hub_ahead_s = -3600
    world.time.connected()
    world.ask()

    assert world.error_s() > 3590
