"""A copy of the database put in its place: the room's agent, which holds a higher revision, follows what was restored."""

from pathlib import Path

from tests.support.commands import regia
from tests.support.house import House, house_standing
from tests.support.tablet import View


def holds_what_is_wished(view: View) -> bool:
    return view["plan"]["held"] is not None and view["plan"]["held"] == view["plan"]["wished"]


async def book_until_held(house: House, starts_in_s: int) -> View:
    await house.book(starts_in_s=starts_in_s, lasts_s=600)
    return await house.until(holds_what_is_wished)


async def test_restore_given_an_agent_with_a_higher_revision_when_the_service_starts_then_the_agent_follows(
    tmp_path: Path,
) -> None:
    async with house_standing(tmp_path) as house:
        await house.add_agent()
        at_copy = await book_until_held(house, 7200)
        copied = regia("backup", tmp_path / "copy.db", "--data", tmp_path / "server")
        refused = regia("restore", tmp_path / "copy.db", "--data", tmp_path / "server")
        later = [await book_until_held(house, starts_in_s) for starts_in_s in (10_800, 14_400, 18_000)]
        await house.orchestrator.end()

        restored = regia("restore", tmp_path / "copy.db", "--data", tmp_path / "server")
        await house.serve()
        after = await house.until(holds_what_is_wished)
        bookings = await house.bookings()
        booked = await book_until_held(house, 21_600)

    assert (copied.code, refused.code, restored.code) == (0, 1, 0)
    assert later[-1]["plan"]["held"] > at_copy["plan"]["held"]
    assert after["plan"]["held"] < later[-1]["plan"]["held"]
    assert len(bookings) == 1
    assert booked["plan"]["held"] > after["plan"]["held"]
