"""Whose place a newcomer takes, whatever came and went before."""

from collections import Counter
from functools import partial

from hypothesis import given
from hypothesis.strategies import integers, lists, sampled_from, tuples

from integrations.serving.visits import Limits, Visit, Visits

MOST, OF_ADDRESS = 5, 3
PROXY = "10.0.0.9"
HOSTS = ("10.0.0.1", "10.0.0.2", "2001:db8::1", "2001:db8::2", "2001:db8:0:1::1", "::ffff:10.0.0.1", PROXY)
STEPS = lists(tuples(sampled_from(("enter", "enter", "asks", "waits", "leave")), integers(0, 20), sampled_from(HOSTS)))


@given(STEPS)
def test_visits_given_any_coming_and_going_when_counted_then_limits_hold_and_nobody_who_is_answered_is_cut(
    steps: list[tuple[str, int, str]],
) -> None:
    visits = Visits(Limits(most=MOST, most_of_address=OF_ADDRESS), PROXY)
    here: list[Visit] = []
    asking: set[Visit] = set()
    for step, which, host in steps:
        if step == "enter":
            visit = visits.enter(host)
            if visit is not None:
                visit.cut = partial(here.remove, visit)
                here.append(visit)
        elif here:
            visit = here[which % len(here)]
            getattr(visits, step)(visit)
            (asking.add if step == "asks" else asking.discard)(visit)
            if step == "leave":
                here.remove(visit)
        assert len(visits) == len(here) <= MOST
        assert asking <= set(here)
        assert all(
            count <= OF_ADDRESS for address, count in Counter(one.address for one in here).items() if address != PROXY
        )


def test_visits_given_addresses_of_one_network_when_they_come_then_they_count_as_one() -> None:
    visits = Visits(Limits(most=10, most_of_address=5))

    found = {host: visits.enter(host) for host in HOSTS}
    addresses = {host: visit.address for host, visit in found.items() if visit is not None}

    assert addresses["2001:db8::1"] == addresses["2001:db8::2"] != addresses["2001:db8:0:1::1"]
    assert addresses["::ffff:10.0.0.1"] == addresses["10.0.0.1"]


def test_visits_given_who_has_left_when_it_is_told_anything_then_nothing_is_kept_of_it() -> None:
    visits = Visits(Limits(most=2, most_of_address=1))
    visit = visits.enter("10.0.0.1")
    assert visit is not None
    for act in (visits.leave, visits.leave, visits.asks, visits.waits):
        act(visit)

    assert len(visits) == 0
    assert visits.enter("10.0.0.1") is not None
