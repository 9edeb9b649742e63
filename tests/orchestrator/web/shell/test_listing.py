"""Lists by their address: what is looked for, sorted and shown can be sent to somebody."""

import pytest

from orchestrator.web.shell.listing import listing

SORTS = ("name", "members")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, ("name", False, 1, "", {})),
        ({"sort": "-members", "page": "3", "q": " scuola "}, ("members", True, 3, "scuola", {})),
        ({"kind": "scuola", "other": "x"}, ("name", False, 1, "", {"kind": "scuola"})),
        ({"sort": "password", "page": "-1", "kind": "boh"}, ("name", False, 1, "", {})),
        ({"page": "0"}, ("name", False, 1, "", {})),
        ({"page": "9" * 5000}, ("name", False, 1, "", {})),
        ({"page": "²"}, ("name", False, 1, "", {})),
    ],
)
def test_list_given_an_address_when_it_is_read_then_it_is_what_that_says_and_the_rest_is_passed_over(
    query: dict[str, str], expected: tuple[object, ...]
) -> None:
    look = listing("/scuole", query, SORTS, {"kind": ("comune", "scuola")})

    assert (look.sort, look.descending, look.page, look.search, look.filters) == expected


def test_list_given_many_rows_when_it_is_counted_then_a_page_has_fifty_and_one_beyond_the_last_is_the_last() -> None:
    second = listing("/scuole", {"page": "2"}, SORTS).of(120)
    beyond = listing("/scuole", {"page": "99"}, SORTS).of(120)
    nothing = listing("/scuole", {"page": "2"}, SORTS).of(0)

    assert (second.offset, second.first, second.last, second.pages) == (50, 51, 100, 3)
    assert (beyond.page, beyond.first, beyond.last) == (3, 101, 120)
    assert (nothing.page, nothing.pages, nothing.offset) == (1, 1, 0)


def test_list_given_a_look_when_it_is_turned_over_or_sorted_then_the_address_keeps_the_rest() -> None:
    look = listing("/scuole", {"q": "d’Alì & co", "kind": "scuola", "page": "2"}, SORTS, {"kind": ("scuola",)}).of(500)

    assert look.at(3) == "/scuole?q=d%E2%80%99Al%C3%AC+%26+co&kind=scuola&page=3"
    assert look.at(1) == "/scuole?q=d%E2%80%99Al%C3%AC+%26+co&kind=scuola"
    assert look.sorted_by("members").endswith("&sort=members")
    assert look.sorted_by("name").endswith("&sort=-name")  # it is sorted by that already
    assert (look.order_of("name"), look.order_of("members")) == ("ascending", "")
    assert listing("/scuole", {}, SORTS).at(1) == "/scuole"


def test_list_given_an_order_when_something_else_is_looked_for_then_the_form_says_the_order_again() -> None:
    assert list(listing("/x", {"sort": "-name"}, SORTS).kept()) == [("sort", "-name")]
    assert list(listing("/x", {}, SORTS).kept()) == []
