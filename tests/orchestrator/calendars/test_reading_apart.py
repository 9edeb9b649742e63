"""Long calendars in a process of their own: it gives what would be given here, and its troubles are the calendar's."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from config.site_file.loading import load_texts
from integrations.services.feed import Fetched
from orchestrator.calendars.reading import Compared, Portion, ToCompare, ToRead, compare, read, unpacked
from orchestrator.calendars.reading_apart import LONG, LONG_PACKED, compared, read_text
from orchestrator.commands.store import open_store
from schedules.calendar_text.ics import BrokenCalendar
from schedules.store.facts import store_facts
from tests.orchestrator.conftest import SITE
from tests.support.town import calendar, event

NOW = datetime(2026, 10, 20, 6, tzinfo=UTC)
HOUR = timedelta(hours=1)
WORDS = "0123456789abcdef"


def long_text(tail: bytes = b"") -> ToRead:
    """A calendar that is read in a process; its titles differ, so that it does not pack well either."""
    events = [
        event(f"{number}", NOW + number * HOUR, NOW + (number + 1) * HOUR, title=f"{hash((number, 'x')):x}" * 8)
        for number in range(1_200)
    ]
    text = calendar(*events) + tail
    assert len(text) > LONG
    return ToRead("feed", "Europe/Rome", Fetched(text), NOW, NOW.date())


async def test_read_text_given_a_long_one_when_read_apart_then_it_is_what_is_read_here() -> None:
    work = long_text()

    here, apart = read(work), await read_text(work)

    assert unpacked(apart.packed) == unpacked(here.packed)
    assert apart.lasting == here.lasting


@pytest.mark.parametrize("text", [b"x" * LONG, b"BEGIN:VCALENDAR\r\n" + b" " * LONG], ids=["none", "cut off"])
async def test_read_text_given_a_long_one_that_is_no_calendar_when_read_then_that_is_said(text: bytes) -> None:
    work = ToRead("feed", "Europe/Rome", Fetched(text), NOW, NOW.date())
    with pytest.raises(BrokenCalendar) as here:
        read(work)

    with pytest.raises(BrokenCalendar) as apart:
        await read_text(work)

    assert str(apart.value) == str(here.value)


async def test_compared_given_a_long_calendar_when_done_apart_then_it_is_what_is_found_here(tmp_path: Path) -> None:
    installation = load_texts((("sito.toml", SITE + '[[calendars]]\nid = "feed"\npath = "a.ics"\n'),)).installation
    assert installation is not None
    packed = read(long_text()).packed
    assert len(packed) > LONG_PACKED
    database = open_store(tmp_path, None)
    try:
        key = (await database.write(store_facts)).ids_key
        source = next(calendar for calendar in installation.calendars if calendar.id == "feed")
        work = ToCompare(installation, [(source, packed)], ["feed"], key, NOW)
        first, portions = await compare(work, database)
        apart: Sequence[Compared | Portion] = [one async for one in compared(work, database)]
    finally:
        database.close()

    assert apart == [first, *portions]
    assert first.occurrences == 1_200
