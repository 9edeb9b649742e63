"""How the pages come to browsers: small, once, and anew when they have changed."""

import gzip
import re

import pytest

from orchestrator.web.headers import SAFETY
from tests.support.town import Client

GZIP = {"Accept-Encoding": "br, gzip"}
PLAIN = {"Accept-Encoding": "identity"}


async def test_page_given_a_browser_that_accepts_gzip_when_it_asks_then_it_is_packed_and_otherwise_the_same(
    client: Client,
) -> None:
    packed = await client.get("/panel/sala-1", headers=GZIP, auto_decompress=False)
    plain = await client.get("/panel/sala-1", headers=PLAIN)

    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Vary"] == plain.headers["Vary"] == "Accept-Encoding"
    assert gzip.decompress(await packed.read()) == await plain.read()
    assert int(packed.headers["Content-Length"]) < 0.7 * int(plain.headers["Content-Length"])


async def test_page_given_one_kept_in_either_form_when_asked_again_then_it_is_not_sent_again(
    client: Client,
) -> None:
    packed = await client.get("/static/texts.js", headers=GZIP)
    plain = await client.get("/static/texts.js", headers=PLAIN)
    again = [
        await client.get("/static/texts.js", headers={**accepted, "If-None-Match": first.headers["ETag"]})
        for first, accepted in ((packed, GZIP), (plain, PLAIN), (packed, PLAIN))
    ]

    assert packed.headers["ETag"] != plain.headers["ETag"]
    assert [answer.status for answer in again] == [304, 304, 304]
    assert [answer.headers["ETag"] for answer in again[:2]] == [packed.headers["ETag"], plain.headers["ETag"]]
    assert {answer.headers.get("Content-Encoding") for answer in again} == {None}
    assert {name: packed.headers.get(name) for name in SAFETY} == SAFETY
    assert {answer.headers.get("Content-Security-Policy") for answer in again} == {None}


async def test_typeface_given_a_browser_that_accepts_gzip_when_it_asks_then_it_is_not_packed_twice(
    client: Client,
) -> None:
    answer = await client.get("/static/atkinson-400.woff2", headers=GZIP)

    assert (answer.status, answer.content_type) == (200, "font/woff2")
    assert "Content-Encoding" not in answer.headers


@pytest.mark.parametrize("refused", ["gzip;q=0", "gzip; q=0.0, *", "br", ""])
async def test_page_given_a_client_that_refuses_gzip_when_it_asks_then_it_is_plain(
    client: Client, refused: str
) -> None:
    answer = await client.get("/panel/sala-1", headers={"Accept-Encoding": refused})

    assert "Content-Encoding" not in answer.headers
    assert (await answer.text()).startswith("<!doctype html>")


async def test_page_given_what_it_loads_when_asked_for_then_it_is_kept_for_good_and_the_page_is_not(
    client: Client,
) -> None:
    page = await client.get("/panel/sala-1")
    named = re.findall(r'"(/static/[^"#]+)', await page.text())
    loaded = [await client.get(name) for name in named]

    assert len(named) > 2
    assert page.headers["Cache-Control"] == "no-cache"
    assert {answer.status for answer in loaded} == {200}
    assert {answer.headers["Cache-Control"] for answer in loaded} == {"public, max-age=31536000, immutable"}


async def test_page_given_an_older_version_when_it_asks_for_its_files_then_it_gets_those_of_today_and_keeps_none(
    client: Client,
) -> None:
    answer = await client.get("/static/0123456789abcdef/panel.js")

    assert (answer.status, answer.headers["Cache-Control"]) == (200, "no-cache")
    assert (await client.get("/static/0123456789abcdef/nothing.js")).status == 404


async def test_worker_given_a_version_when_it_is_read_then_it_keeps_the_files_that_the_page_loads(
    client: Client,
) -> None:
    worker = await (await client.get("/static/panel_worker.js")).text()
    page = await (await client.get("/panel/sala-1")).text()
    version = re.findall(r'^const VERSION = "(\w+)";', worker)[0]

    assert set(re.findall(r'"(/static/[^"#]+)', page)) <= set(re.findall(r'"(/static/[^"]+)"', worker))
    assert f'"/static/{version}/panel.html"' in worker
    assert '"/static/panel_worker.js"' in await (await client.get("/static/self_keeping.js")).text()
