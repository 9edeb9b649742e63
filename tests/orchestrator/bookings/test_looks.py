"""Which days a page shows: as its address says, and nothing that nobody can mean."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.bookings.looks import look_of

TODAY = date(2026, 11, 27)
"""A Friday."""


def test_look_given_no_wish_when_it_is_read_then_it_is_this_week_of_the_first_site() -> None:
    look = look_of("/bookings", {}, ["casa", "scuola"], TODAY)

    assert (look.site, look.first, len(look.days)) == ("casa", date(2026, 11, 23), 7)
    assert look.address == "/bookings?site=casa&week=2026-W48"


def test_look_given_a_day_when_it_is_read_then_it_has_neighbours_and_a_week() -> None:
    look = look_of("/bookings", {"day": "2026-11-27"}, ["casa"], date(2026, 1, 1))

    assert look.address == "/bookings?day=2026-11-27"
    assert (look.before.address, look.after.address) == ("/bookings?day=2026-11-26", "/bookings?day=2026-11-28")
    assert look.of_week(look.first).address == "/bookings?week=2026-W48"


def test_look_given_a_week_when_it_is_read_then_it_has_neighbours_over_the_years_end() -> None:
    look = look_of("/bookings", {"week": "2026-W53", "site": "scuola"}, ["casa", "scuola"], TODAY)

    assert look.after.address == "/bookings?site=scuola&week=2027-W01"
    assert look.of_site("casa").address == "/bookings?site=casa&week=2026-W53"
    assert look.at(TODAY).address == "/bookings?site=scuola&week=2026-W48"


@pytest.mark.parametrize(
    "query", [{"day": "ieri"}, {"week": "2026-48"}, {"week": "2025-W53"}, {"week": "2026-W00"}, {"day": "0001-01-01"}]
)
def test_look_given_what_nobody_can_mean_when_it_is_read_then_it_is_this_week(query: dict[str, str]) -> None:
    assert look_of("/bookings", {**query, "site": "x"}, ["casa"], TODAY) == look_of("/bookings", {}, ["casa"], TODAY)


@given(st.dates(date(1991, 1, 1), date(2198, 12, 31)), st.booleans())
def test_look_given_any_when_its_address_is_read_then_it_is_the_same(day: date, is_week: bool) -> None:  # noqa: FBT001
    look = look_of("/bookings", {}, ["casa"], day)
    look = look if is_week else look.of_day(day)
    query = dict([look.address.partition("?")[2].split("=")])

    assert look_of("/bookings", query, ["casa"], TODAY) == look
    assert look.after.before == look
