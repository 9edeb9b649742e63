"""What the entrance is made of: words for browsers, where somebody goes, cookies between two steps, doors that change."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from config.providers import Provider, ProviderName
from integrations.services.openid import Line
from orchestrator.entrance.browsers import browser_of
from orchestrator.entrance.destinations import DONE, HOME, destination
from orchestrator.entrance.doors import Doors, door_of, offered
from orchestrator.entrance.half_way import LASTS, HalfWay, from_cookie, to_cookie

NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)
KEY = b"k" * 32
WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("agent", "told"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox, Linux"),
        (f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WEBKIT} Chrome/140.0.0.0 Safari/537.36", "Chrome, Windows"),
        (f"Mozilla/5.0 (Windows NT 10.0) {WEBKIT} Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0", "Edge, Windows"),
        (f"Mozilla/5.0 (Linux; Android 15; K) {WEBKIT} Chrome/140.0.0.0 Mobile Safari/537.36", "Chrome, Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18.0 Safari/605.1.15", "Safari, macOS"),
        ("curl/8.14.1", ""),
        ("", ""),
    ],
)
def test_browser_given_what_it_calls_itself_when_told_then_its_owner_knows_it(agent: str, told: str) -> None:
    assert browser_of(agent) == told


@pytest.mark.parametrize("then", ["/bookings?week=48", "/sign-in/done", "/sign-inn", "/account#x"])
def test_destination_given_a_place_of_ours_when_asked_then_it_is_that(then: str) -> None:
    assert destination(then) == then
    assert destination(DONE) == DONE


@pytest.mark.parametrize("then", ["", "//x", "/sign-in", "/sign-in?a", "/sign-in/code", "/sign-out", "/" + "x" * 1024])
def test_destination_given_no_place_to_go_when_asked_then_it_is_the_first_page(then: str) -> None:
    assert destination(then) == HOME


def test_half_way_given_another_browser_key_or_time_when_read_then_it_is_nothing() -> None:
    kept = HalfWay("abc", 3, "password", "firefox", "/account")
    cookie = to_cookie(KEY, kept, NOW)

    assert from_cookie(KEY, cookie, "firefox", NOW + LASTS - timedelta(seconds=1)) == kept
    assert from_cookie(KEY, cookie, "firefox", NOW + LASTS) is None
    assert from_cookie(KEY, cookie, "chrome", NOW) is None
    assert from_cookie(b"x" * 32, cookie, "firefox", NOW) is None
    others = to_cookie(KEY, replace(kept, account="abd"), NOW)
    assert from_cookie(KEY, cookie[:40] + others[40:], "firefox", NOW) is None


def provider(name: str, **keys: object) -> Provider:
    told = {"name": ProviderName(it=name, en=name), "issuer": "https://x.example", "client_id": "regia"}
    return Provider.model_validate({"id": name, "secret": "env:REGIA_SECRET_X", **told, **keys}, strict=False)


async def test_doors_given_other_settings_or_another_secret_when_opened_then_what_was_published_is_asked_anew() -> None:
    known, secret = [provider("scuola")], ["uno"]
    async with httpx.AsyncClient() as http:
        doors = Doors(lambda: known, lambda _: secret[0], Line(http))
        first = doors.at(known[0])
        same = doors.at(known[0])
        secret[0] = "due"
        other_secret = doors.at(known[0])
        known[0] = provider("scuola", domains=("scuola.example",))
        other_settings = doors.at(known[0])

    assert first is same
    assert len({id(at_work) for at_work in (first, other_secret, other_settings)}) == 3
    assert (doors.find("scuola"), doors.find("altro")) == (known[0], None)


def test_doors_given_an_address_when_offered_then_those_of_its_domain_come_first() -> None:
    town, school = provider("comune"), provider("scuola", domains=("scuola.example", "liceo.example"))

    assert offered([town, school], "") == [town, school]
    assert offered([town, school], "ada@SCUOLA.example") == [school, town]
    assert door_of(school, "it").domains == "@scuola.example, @liceo.example"
