"""With what address links begin: the room file's, or that of this machine, and never one that a request claims."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient
from pytest_aiohttp import AiohttpClient

from config.site_file.loading import load_texts
from orchestrator.site.address import service_url, url_of
from orchestrator.site.in_force import SiteInForce, no_deployments
from orchestrator.site.keys import SITE
from orchestrator.web.errors import answer_errors
from orchestrator.web.keys import PROXY
from tests.orchestrator.conftest import SITE as HOUSE

TOLD = '\n[service]\nurl = "https://regia.comune.example"\n'
TRICKS = [
    {"Host": "evil.example"},
    {"Host": "evil.example:80"},
    {"Host": "localhost.evil.example"},
    {"Host": "localhost:666@evil.example"},
    {"Host": "127.0.0.1.evil.example"},
    {"Host": "[::1"},
    {"Host": ""},
    {"Host": "evil.example", "X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example"},
]

Client = TestClient[web.Request, web.Application]
Serve = Callable[..., Awaitable[Client]]


@pytest.fixture
def serve(aiohttp_client: AiohttpClient) -> Serve:
    """Serves, at /, the address that links would begin with."""

    async def tell(request: web.Request) -> web.Response:
        return web.Response(text=service_url(request))

    async def serve(site: str = HOUSE, *, proxy: str | None = None) -> Client:
        app = web.Application(middlewares=[answer_errors])
        app[SITE] = SiteInForce(load_texts((("sito.toml", site),)), no_deployments)
        app[PROXY] = proxy
        app.router.add_get("/", tell)
        return await aiohttp_client(app)

    return serve


async def said(client: Client, **headers: str) -> tuple[int, Any]:
    answer = await client.get("/", headers=headers)
    return answer.status, await answer.text() if answer.status == 200 else (await answer.json())["error"]


async def test_address_given_the_room_files_when_asked_then_it_is_that_whatever_the_request_claims(
    serve: Serve,
) -> None:
    client = await serve(HOUSE + TOLD)

    answers = [await said(client, **trick) for trick in [{}, *TRICKS]]

    assert set(answers) == {(200, "https://regia.comune.example")}


async def test_address_given_none_when_this_machine_asks_then_it_is_that_at_which_it_came(serve: Serve) -> None:
    client = await serve()

    answers = [await said(client, Host=f"{name}:666") for name in ("127.0.0.1", "localhost", "[::1]", "LOCALHOST")]

    names = ("127.0.0.1", "localhost", "[::1]", "localhost")
    assert answers == [(200, f"http://{name}:{client.port}") for name in names]


@pytest.mark.parametrize("trick", TRICKS)
async def test_address_given_none_when_a_request_claims_another_host_then_no_link_is_made(
    serve: Serve, trick: dict[str, str]
) -> None:
    status, error = await said(await serve(), **trick)

    assert (status, error["code"]) == (409, "no_service_url")
    assert "evil" not in str(error)


@pytest.mark.parametrize("host", ["regia.comune.example", "localhost:8080"])
async def test_address_given_none_when_somebody_comes_by_the_proxy_then_the_administrator_is_told_what_to_write(
    serve: Serve, host: str
) -> None:
    client = await serve(proxy="127.0.0.1")

    status, error = await said(client, **{"Host": host, "Accept-Language": "it"})

    assert (status, error["code"]) == (409, "no_service_url")
    assert "[service]" in error["message"]
    assert 'url = "https://' in error["message"]


def test_address_given_room_files_when_a_command_asks_then_it_is_theirs_or_none() -> None:
    with_one, without = (load_texts((("sito.toml", text),)).installation for text in (HOUSE + TOLD, HOUSE))

    assert with_one is not None
    assert without is not None
    assert (url_of(with_one), url_of(without)) == ("https://regia.comune.example", None)
