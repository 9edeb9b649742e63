"""Pages ask the database as often with a thousand bookings as with ten, and show no more than a page of them."""

from datetime import timedelta

import pytest

from orchestrator.web.keys import FACTS
from schedules.bookings import OWN_CALENDAR, Key, Occurrence
from schedules.store.diary import book
from schedules.store.transaction import Transaction
from tests.support.busy_house import HALLS, NOW
from tests.support.house_pages import House, Visitor
from tests.support.people import SCHOOL
from tests.support.queries import counted

FEW, MANY = 10, 1_000
OF_THIS_WEEK = 100
VISITS = 4
PAGES = (
    "/",
    "/bookings?site=casa&week=2026-W48",
    "/bookings?site=casa&day=2026-11-27",
    "/bookings/list",
    "/bookings/list?q=prova",
)


def fill(db: Transaction, secret: bytes, account: str, first: int, last: int) -> None:
    """Bookings of ten minutes: some of this week, most later, all of one account and one school."""
    halls = list(HALLS)
    for number in range(first, last):
        hall, slot = halls[number % len(halls)], number // len(halls)
        start = NOW + timedelta(days=7 + slot // 20, minutes=20 * (slot % 20))
        if number % len(halls) == 0 and slot < OF_THIS_WEEK:
            hall, start = "laboratorio", NOW - timedelta(days=4) + timedelta(minutes=15 * slot)
        wanted = Occurrence(
            Key(OWN_CALENDAR, f"prova-{number}", start),
            start,
            start + timedelta(minutes=10),
            f"Prova {number}",
            (hall,),
            "riunione",
            organisation=SCHOOL,
            booked_by=account,
        )
        book(db, secret, wanted, NOW - timedelta(days=30))


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("who", ["maria", "luca"])
async def test_page_given_a_thousand_bookings_when_it_is_opened_then_it_asks_as_often_as_with_ten(
    house: House, who: str, path: str
) -> None:
    visitor = await house.visitor(getattr(house.people, who))
    asked: list[int] = []
    for first, last in ((0, FEW), (FEW, MANY)):
        await house.database.write(fill, house.client.app[FACTS].ids_key, house.people.maria, first, last)
        asked.append(await least(house, visitor, path))

    assert asked[0] == asked[1] <= 40


async def least(house: House, visitor: Visitor, path: str) -> int:
    """How many statements the page needs, of some visits: the service does other things meanwhile, and believes who asks for a moment."""
    found = []
    for _ in range(VISITS):
        with counted(house.database) as statements:
            assert (await visitor.get(path)).status == 200
        found.append(len(statements))
    return min(found)


async def test_booking_given_a_thousand_bookings_when_it_is_opened_then_it_asks_as_often_as_with_ten(
    house: House,
) -> None:
    maria = await house.visitor(house.people.maria)
    here = f"/bookings/{house.bookings['Collegio dei docenti conferenze +0']}"
    for path in (here, f"{here}/change", "/bookings/new?room=conferenze&day=2026-11-27&from=10:30&to=12:00"):
        asked: list[int] = []
        for first, last in ((0, FEW), (FEW, MANY)) if path == here else ((0, 0), (0, 0)):
            await house.database.write(fill, house.client.app[FACTS].ids_key, house.people.maria, first, last)
            asked.append(await least(house, maria, path))
        assert asked[0] == asked[1] <= 40, path
