"""Where a redirect may lead, as tables, and that a server reached by its address is held to its name."""

import ipaddress
import ssl
import subprocess
from pathlib import Path

import httpx
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from integrations.services.feed_errors import FeedError
from integrations.services.hops import addresses_of, ask, hop, is_named, is_outer

OUTER = ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "64:ff9b::5db8:d822", "::ffff:93.184.216.34"]
INNER = [
    "127.0.0.1",
    "127.9.9.9",
    "0.0.0.0",
    "10.0.0.5",
    "172.16.3.4",
    "192.168.1.21",
    "169.254.169.254",
    "100.64.0.1",
    "192.0.2.1",
    "198.18.0.1",
    "224.0.0.251",
    "255.255.255.255",
    "::",
    "::1",
    "fe80::1",
    "fc00::1",
    "fd12:3456::1",
    "ff02::fb",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.5",
    "64:ff9b::7f00:1",
    "64:ff9b::a00:5",
    "2002:7f00:1::",
    "2002:c0a8:115::1",
    "2001:0:4136:e378:8000:63bf:80ff:fffe",
]


@pytest.mark.parametrize("address", OUTER)
def test_is_outer_given_an_address_of_the_internet_when_looked_at_then_it_is(address: str) -> None:
    assert is_outer(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", INNER)
def test_is_outer_given_an_address_of_this_machine_or_network_in_whatever_clothes_when_looked_at_then_it_is_not(
    address: str,
) -> None:
    assert not is_outer(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    ("here", "location", "there"),
    [
        ("http://a.example/x/y", "z", "http://a.example/x/z"),
        ("http://a.example/x", "//b.example/z", "http://b.example/z"),
        ("http://a.example/x", "https://b.example:8443/", "https://b.example:8443/"),
        ("https://chi:segreto@a.example/x", "/z", "https://chi:segreto@a.example/z"),
        ("https://chi:segreto@a.example/x", "https://b.example/z", "https://b.example/z"),
        ("https://chi:segreto@a.example/x", "https://a.example:444/z", "https://a.example:444/z"),
    ],
)
def test_hop_given_where_a_redirect_leads_when_followed_then_a_password_goes_to_its_own_server_alone(
    here: str, location: str, there: str
) -> None:
    assert str(httpx.URL(there)) == str(hop(httpx.URL(here), location))
    assert hop(httpx.URL(here), location).userinfo == httpx.URL(there).userinfo


@pytest.mark.parametrize("location", ["ftp://a.example/", "javascript:1", "http://a.example/", "http://[", "http:///x"])
def test_hop_given_something_else_than_https_when_one_comes_from_there_then_it_is_refused(location: str) -> None:
    with pytest.raises(FeedError):
        hop(httpx.URL("https://a.example/"), location)


@pytest.mark.parametrize(
    ("there", "named"),
    [
        ("http://radicale.lan:5232/x", True),
        ("http://radicale.lan/x", True),
        ("https://radicale.lan/x", True),
        ("http://radicale.lan:6379/", False),
        ("http://127.0.0.1:5232/", False),
        ("http://altro.radicale.lan:5232/", False),
    ],
)
def test_is_named_given_a_calendar_of_the_own_network_when_a_redirect_leads_there_then_its_port_counts(
    there: str, *, named: bool
) -> None:
    assert is_named(httpx.URL(there), ["http://radicale.lan:5232/sale", "https://b.example/"]) is named


@pytest.mark.parametrize("host", ["localhost", "127.1", "0x7f000001", "2130706433", "[::1]", "10.0.0.5", "[fe80::1]"])
async def test_addresses_of_given_an_inner_host_in_any_spelling_when_looked_up_then_it_is_refused(
    host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("no_proxy", "*")
    with pytest.raises(FeedError, match="inner address"):
        await addresses_of(httpx.URL(f"http://{host}/"))


async def test_addresses_of_given_a_proxy_when_a_name_is_to_be_looked_up_then_that_is_the_proxys_work(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("http_proxy", "http://proxy.example:3128")
    monkeypatch.setenv("no_proxy", "")

    assert await addresses_of(httpx.URL("http://nessuno.invalid/")) == ()
    with pytest.raises(FeedError):
        await addresses_of(httpx.URL("http://127.0.0.1/"))


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for a name that no resolver knows, and its key."""
    folder = tmp_path_factory.mktemp("certificate")
    files = folder / "casa.pem", folder / "casa.key"
    request = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    names = ["-subj", "/CN=casa", "-addext", "subjectAltName=DNS:casa.invalid", "-days", "2"]
    subprocess.run([*request, *names, "-out", files[0], "-keyout", files[1]], check=True, capture_output=True)
    return files


@pytest.mark.parametrize(("name", "held"), [("casa.invalid", True), ("altra.invalid", False)])
async def test_ask_given_a_servers_addresses_when_the_first_is_dead_then_the_next_is_asked_and_held_to_its_name(
    certificate: tuple[Path, Path], name: str, *, held: bool
) -> None:
    async def hosts(request: web.Request) -> web.Response:
        return web.Response(text=request.host)

    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(*certificate)
    trust = ssl.create_default_context(cafile=certificate[0])
    app = web.Application()
    app.router.add_get("/", hosts)
    server = TestServer(app, scheme="https")
    await server.start_server(ssl=context)
    try:
        async with httpx.AsyncClient(trust_env=False, verify=trust) as client:
            url = httpx.URL(f"https://{name}:{server.port}/")
            if held:
                answer = await ask(client, url, {}, ["127.0.0.2", "127.0.0.1"])
                assert await answer.aread() == f"{name}:{server.port}".encode()
            else:
                with pytest.raises(httpx.ConnectError, match="certificate"):
                    await ask(client, url, {}, ["127.0.0.1"])
    finally:
        await server.close()
