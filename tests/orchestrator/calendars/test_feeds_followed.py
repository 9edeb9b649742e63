"""Calendars from a real web server: asked for again, failing, cut short, emptied, and after a restart."""

import asyncio
import gzip
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from pytest_aiohttp import AiohttpClient

from config.site_file.loading import Loaded, load_site, load_texts
from orchestrator.app import make_app
from orchestrator.calendars.event_words import what_to_do
from orchestrator.calendars.feeds import TOLD_AT_ONCE
from schedules.store.database import Database
from tests.orchestrator.conftest import SITE
from tests.support.credentials import bearer
from tests.support.town import Client, calendar, event
from tests.support.waiting import wait_for

Start = Callable[..., Awaitable[Client]]
MakeToken = Callable[[str], Awaitable[str]]
Json = dict[str, Any]

FEED = """
[[calendars]]
id = "feed"
url = "{url}"
every = "0.05s"
"""
TOMORROW = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) + timedelta(days=1)


def one(uid: str, hours: int = 0) -> str:
    start = TOMORROW + timedelta(hours=hours)
    return event(uid, start, start + timedelta(hours=1), title=f"Evento {uid}")


class Feed:
    """A web server with one calendar that can be changed, broken and asked conditionally."""

    def __init__(self) -> None:
        self.text = calendar(one("a"))
        self.status = 200
        self.tagged = True
        self.headers: dict[str, str] = {}
        """Further ones, of each answer."""
        self.answers = asyncio.Event()
        self.answers.set()
        self.asked: list[str | None] = []
        """The If-None-Match of each request."""
        self.answered: list[int] = []
        self.url = ""

    async def serve(self, request: web.Request) -> web.Response:
        etag = f'"{hash(self.text)}"'
        self.asked.append(request.headers.get("If-None-Match"))
        await self.answers.wait()
        status = self.status
        if status == 200 and self.tagged and self.asked[-1] == etag:
            status = 304
        self.answered.append(status)
        headers = ({"ETag": etag} if self.tagged else {}) | self.headers
        return web.Response(body=self.text if status == 200 else b"", status=status, headers=headers)

    async def until_asked(self, times: int = 2) -> None:
        """Wait for so many whole rounds more."""
        wanted = len(self.answered) + times

        async def asked() -> bool:
            return len(self.answered) >= wanted

        await wait_for(asked)


@asynccontextmanager
async def silent_server() -> AsyncIterator[int]:
    """A port where somebody listens and never says a word."""
    left = asyncio.Event()

    async def hear(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await left.wait()
        writer.close()

    server = await asyncio.start_server(hear, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]
        left.set()


@pytest.fixture
async def feed() -> AsyncIterator[Feed]:
    feed = Feed()
    app = web.Application()
    app.router.add_get("/sale.ics", feed.serve)
    async with TestServer(app) as server:
        feed.url = str(server.make_url("/sale.ics"))
        yield feed


@pytest.fixture
def site(feed: Feed) -> Loaded:
    return load_texts((("sito.toml", SITE + FEED.format(url=feed.url)),))


class Reader:
    """Somebody who looks at the service from outside."""

    def __init__(self, client: Client, token: str) -> None:
        self.client = client
        self.headers = bearer(token)

    async def get(self, path: str, **query: str) -> Json:
        answer = await self.client.get(f"/api/v1/{path}", params=query, headers=self.headers)
        assert answer.status == 200, await answer.text()
        told: Json = await answer.json()
        return told

    async def titles(self) -> list[str]:
        window = {"from": TOMORROW.isoformat(), "to": (TOMORROW + timedelta(days=2)).isoformat()}
        return [booked["title"] for booked in (await self.get("bookings", **window))["bookings"]]

    async def status(self) -> Json:
        listed = (await self.get("calendars"))["calendars"]
        return dict(listed[0]) if listed else {"fetched_at": None, "failing_since": None}

    async def until(self, wanted: Callable[[Json], bool]) -> Json:
        """The calendar's status as soon as it is as *wanted*."""

        async def is_so() -> bool:
            return wanted(await self.status())

        await wait_for(is_so)
        return await self.status()

    async def until_titles(self, *titles: str) -> None:

        async def are_they() -> bool:
            return await self.titles() == list(titles)

        await wait_for(are_they)

    async def room(self) -> Json:
        return await self.get("rooms/sala-1")


def fails(status: Json) -> bool:
    return status["failing_since"] is not None


def works(status: Json) -> bool:
    return status["failing_since"] is None and status["fetched_at"] is not None


@pytest.fixture
async def reader(start: Start, token: MakeToken) -> Reader:
    reader = Reader(await start(), await token("admin"))
    await reader.until_titles("Evento a")
    return reader


async def test_given_a_feed_with_an_etag_when_it_stays_the_same_then_it_is_asked_conditionally_and_nothing_changes(
    reader: Reader, feed: Feed
) -> None:
    await feed.until_asked(3)  # the rooms have heard of the first reading meanwhile
    before = (await reader.room())["plan"]["wished"]
    await feed.until_asked(3)

    assert feed.asked[0] is None
    assert set(feed.asked[2:]) == {f'"{hash(feed.text)}"'}
    assert feed.answered[-2:] == [304, 304]
    assert (await reader.room())["plan"]["wished"] == before


async def test_given_a_feed_that_stays_the_same_when_asked_again_then_it_counts_as_read_at_that_time(
    reader: Reader, feed: Feed
) -> None:
    first = (await reader.until(works))["fetched_at"]

    later = await reader.until(lambda status: status["fetched_at"] > first)

    assert works(later)
    assert feed.answered[-1] == 304


async def test_given_a_feed_without_an_etag_when_its_text_is_the_same_then_nothing_changes(
    reader: Reader, feed: Feed
) -> None:
    feed.tagged = False
    await feed.until_asked(3)
    before = (await reader.room())["plan"]["wished"]

    await feed.until_asked(3)

    assert (await reader.room())["plan"]["wished"] == before


async def test_given_a_feed_when_it_changes_then_the_bookings_follow(reader: Reader, feed: Feed) -> None:
    feed.text = calendar(one("b", 2), one("c", 3))

    await reader.until_titles("Evento b", "Evento c")


async def test_given_a_feed_when_it_is_emptied_as_a_calendar_is_then_its_bookings_go(
    reader: Reader, feed: Feed
) -> None:
    feed.text = calendar()

    await reader.until_titles()


@pytest.mark.parametrize(
    "broken",
    [
        calendar(one("b"))[:-20],
        calendar(one("b")).replace(b"END:VCALENDAR\r\n", b""),
        b"",
        b"<html>Accesso negato</html>",
    ],
)
async def test_given_a_feed_when_it_does_not_end_as_a_calendar_should_then_the_last_good_events_stay(
    reader: Reader, feed: Feed, broken: bytes
) -> None:
    good, feed.text = feed.text, broken
    failing = await reader.until(fails)
    await feed.until_asked(2)

    assert await reader.titles() == ["Evento a"]
    assert (await reader.status())["failing_since"] == failing["failing_since"]
    assert (await reader.room())["calendars_failing_since"] == {"feed": failing["failing_since"]}
    assert failing["error"]

    feed.text = good
    await reader.until(works)
    assert (await reader.room())["calendars_failing_since"] == {}


@pytest.mark.parametrize(
    ("headers", "text"),
    [
        pytest.param({"Content-Encoding": "gzip"}, gzip.compress(bytes(64 * 1024**2), 1), id="packed gigabytes"),
        pytest.param({"Content-Encoding": "gzip"}, b"\x00" * 40, id="not packed at all"),
        pytest.param({"Content-Encoding": "gzip, gzip"}, gzip.compress(calendar(one("b"))), id="packed twice"),
    ],
)
async def test_given_a_feed_when_its_packing_is_odd_then_the_last_good_events_stay(
    reader: Reader, feed: Feed, headers: dict[str, str], text: bytes
) -> None:
    feed.headers, feed.text = headers, text

    failing = await reader.until(fails)

    assert failing["error"]
    assert await reader.titles() == ["Evento a"]


async def test_given_a_feed_when_it_is_longer_than_its_calendar_may_be_then_that_is_said_and_the_last_good_events_stay(
    reader: Reader, feed: Feed
) -> None:
    feed.text = calendar(one("b")).replace(b"END:VCALENDAR", b"X-LONG:" + b"a" * 16 * 1024**2 + b"\r\nEND:VCALENDAR")

    failing = await reader.until(fails)

    assert failing["error"] == "longer than 16 MiB (largest_mib in the room file)"
    assert await reader.titles() == ["Evento a"]


async def test_given_a_packed_feed_when_read_then_its_events_are_there(reader: Reader, feed: Feed) -> None:
    feed.headers, feed.text = {"Content-Encoding": "gzip"}, gzip.compress(calendar(one("b")))

    await reader.until_titles("Evento b")


@pytest.mark.parametrize(("charset", "title"), [("ISO-8859-2", "Evento ň"), ("boh", "Evento ò"), ("utf-8", "Evento ò")])
async def test_given_a_feed_that_names_a_charset_when_its_text_is_not_utf_8_then_it_is_read_by_it_or_as_windows(
    reader: Reader, feed: Feed, charset: str, title: str
) -> None:
    feed.headers = {"Content-Type": f"text/calendar; charset={charset}"}
    feed.text = calendar(one("X")).replace(b"Evento X", b"Evento \xf2")

    await reader.until_titles(title)


async def test_given_a_feed_when_its_etag_cannot_stand_in_a_request_then_it_is_read_all_the_same(
    reader: Reader, feed: Feed
) -> None:
    feed.tagged, feed.headers = False, {"ETag": '"caffè"', "Last-Modified": "domenica, però"}
    feed.text = calendar(one("b"))
    await reader.until_titles("Evento b")
    feed.text = calendar(one("c"))

    await reader.until_titles("Evento c")

    assert (await reader.status())["failing_since"] is None


async def test_given_a_feed_that_never_answers_when_another_changes_then_that_is_read(
    aiohttp_client: AiohttpClient, database: Database, token: MakeToken, feed: Feed, tmp_path: Path
) -> None:
    async with silent_server() as port:
        calendars = FEED.format(url=f"http://127.0.0.1:{port}/") + '[[calendars]]\nid = "file"\npath = "sale.ics"\n'
        (tmp_path / "sito.toml").write_text(SITE + calendars)
        (tmp_path / "sale.ics").write_bytes(feed.text)
        client = await aiohttp_client(make_app(database, load_site([tmp_path / "sito.toml"])))

        await Reader(client, await token("admin")).until_titles("Evento a")
        await client.close()


async def test_given_a_server_in_trouble_when_it_recovers_unchanged_then_nothing_fails_any_more(
    reader: Reader, feed: Feed
) -> None:
    feed.status = 500
    failing = await reader.until(fails)
    assert failing["error"] == "the server answered 500"
    assert failing["why"] == "il suo server ha un guasto (500)"
    answer = await reader.client.post(
        "/api/v1/rooms/sala-1/details", json={}, headers={**reader.headers, "Accept-Language": "en"}
    )
    (told,) = (await answer.json())["unprepared"]
    assert re.fullmatch(
        r"The calendar “feed” has not been readable since \d\d:\d\d: its server has failed \(500\)\. "
        r"It is tried again\. If it stays so, ask whoever keeps it\.",
        told,
    )
    assert await reader.titles() == ["Evento a"]

    feed.status = 200
    await feed.until_asked(2)

    await reader.until(works)
    assert feed.answered[-1] == 304


async def test_given_a_failing_feed_when_the_service_starts_anew_then_its_last_events_count_and_since_when_is_kept(
    start: Start, token: MakeToken, feed: Feed
) -> None:
    first = Reader(await start(), await token("admin"))
    await first.until_titles("Evento a")
    feed.status = 503
    failing = await first.until(fails)
    await first.client.close()

    again = Reader(await start(), await token("admin"))
    await feed.until_asked(2)

    assert await again.titles() == ["Evento a"]
    assert (await again.status())["failing_since"] == failing["failing_since"]
    feed.status = 200
    await again.until(works)
    assert await again.titles() == ["Evento a"]


async def test_given_an_event_that_a_slow_feed_has_moved_when_the_service_starts_anew_then_it_stays_moved(
    aiohttp_client: AiohttpClient, database: Database, token: MakeToken, feed: Feed, tmp_path: Path
) -> None:
    calendars = FEED.format(url=feed.url) + '[[calendars]]\nid = "file"\npath = "sale.ics"\ncopy_of = "feed"\n'
    (tmp_path / "sito.toml").write_text(SITE + calendars)
    (tmp_path / "sale.ics").write_bytes(calendar(one("a")))
    later = TOMORROW + timedelta(hours=5)
    feed.text = calendar(event("a", later, later + timedelta(hours=1), "SEQUENCE:1", title="Spostato"))
    first = Reader(await aiohttp_client(make_app(database, load_site([tmp_path / "sito.toml"]))), await token("admin"))
    await first.until_titles("Spostato")
    await first.client.close()
    feed.answers.clear()
    (tmp_path / "sale.ics").write_bytes(calendar(one("a"), one("b", hours=1)))

    again = Reader(await aiohttp_client(make_app(database, load_site([tmp_path / "sito.toml"]))), await token("admin"))
    await again.until_titles("Evento b", "Spostato")

    assert len(feed.asked) > len(feed.answered)
    feed.answers.set()
    await again.client.close()


async def test_given_a_calendar_when_the_room_files_name_it_no_more_then_its_bookings_go(
    start: Start, token: MakeToken, aiohttp_client: AiohttpClient, database: Database
) -> None:
    first = Reader(await start(), await token("admin"))
    await first.until_titles("Evento a")
    await first.client.close()
    without = load_texts((("sito.toml", SITE),))

    again = Reader(await aiohttp_client(make_app(database, without)), await token("admin"))

    await again.until_titles()


async def test_given_events_of_every_kind_when_read_then_what_takes_no_room_is_listed_with_its_reason(
    reader: Reader, feed: Feed
) -> None:
    tomorrow = TOMORROW + timedelta(hours=1)
    feed.text = calendar(
        one("a"),
        event("nowhere", TOMORROW, tomorrow, room="Piazza", title="Mercato"),
        event("maybe", TOMORROW, tomorrow, "STATUS:TENTATIVE"),
        event("secret", TOMORROW, tomorrow, "CLASS:PRIVATE", room="Via Zibellina", title="Zibellina"),
        event("broken", TOMORROW, TOMORROW, "X-NOTE:Zibellina"),
    )

    status = await reader.until(lambda one: bool(one.get("notes", {}).get("unplaced")))

    notes = status["notes"]
    assert {note["location"] for note in notes["unplaced"]} == {"Piazza", ""}
    assert [note["reason"] for note in notes["ignored"]] == ["tentative"]
    assert [(note["uid"], note["reason"]) for note in notes["quarantined"]] == [("broken", "has no length")]
    assert [(note["title"], note["start"][:16], note["why"]) for note in notes["quarantined"]] == [
        ("Evento", f"{TOMORROW:%Y-%m-%dT%H:%M}", "comincia e finisce nello stesso momento")
    ]
    assert {(note["title"], note["why"]) for note in notes["unplaced"]} == {
        ("Mercato", "non nomina nessuna sala"),
        ("Occupato", None),
    }
    assert "Zibellina" not in json.dumps(status)
    assert await reader.titles() == ["Evento a"]


async def test_given_events_that_are_not_prepared_when_they_appear_then_each_is_logged_once_and_all_are_counted(
    reader: Reader, feed: Feed, capsys: pytest.CaptureFixture[str]
) -> None:
    tomorrow = TOMORROW + timedelta(hours=1)
    one_more = event("maybe", TOMORROW, tomorrow, "STATUS:TENTATIVE")
    nowhere = [
        event(f"nowhere-{number}", TOMORROW, tomorrow, room="Piazza", title="Mercato")
        for number in range(TOLD_AT_ONCE + 5)
    ]
    secret = event("secret", TOMORROW, tomorrow, "CLASS:PRIVATE", room="Via Zibellina", title="Zibellina")
    feed.text = calendar(one("a"), secret)
    await reader.until(lambda one: len(one["notes"].get("unplaced", ())) == 1)
    feed.text = calendar(one("a"), secret, *nowhere)
    await reader.until(lambda one: len(one["notes"].get("unplaced", ())) == len(nowhere) + 1)
    feed.text = calendar(one("a"), secret, *nowhere, one_more)
    await reader.until(lambda one: len(one["notes"].get("ignored", ())) == 1)

    answer = await reader.client.get("/metrics", headers=reader.headers)
    counted = await answer.text()
    logged = capsys.readouterr().out

    assert logged.count("event.not_prepared") == 1 + TOLD_AT_ONCE + 1
    assert logged.count("event.more_not_prepared") == 1
    assert "reason=no_room" in logged
    assert "Mercato" not in logged
    assert "Zibellina" not in logged
    assert f'regia_calendar_events_not_prepared{{kind="unplaced"}} {len(nowhere) + 1}.0' in counted
    assert 'regia_calendar_events_not_prepared{kind="ignored"} 1.0' in counted


async def test_given_an_event_without_a_room_when_technicians_look_at_the_panel_then_it_stands_there(
    reader: Reader, feed: Feed
) -> None:
    feed.text = calendar(
        one("a"),
        event("nowhere", TOMORROW, TOMORROW + timedelta(hours=1), room="Piazza", title="Mercato"),
        event("maybe", TOMORROW, TOMORROW + timedelta(hours=1), "STATUS:CANCELLED"),
    )
    await reader.until(lambda one: bool(one.get("notes", {}).get("unplaced")))

    answer = await reader.client.post(
        "/api/v1/rooms/sala-1/details", json={}, headers={**reader.headers, "Accept-Language": "en"}
    )

    (told,) = (await answer.json())["unprepared"]
    assert told.endswith("Mercato (Piazza): it names no room. " + what_to_do("no_room", "en"))
