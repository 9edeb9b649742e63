"""From which address a request comes: a proxy that was named is believed, and nobody else."""

import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request

from orchestrator.web.keys import PROXY
from orchestrator.web.origin import address_of


def asked(peer: str, *told: str, proxy: str | None) -> str:
    """The address of a request that comes from *peer*, with those lines of X-Forwarded-For."""
    app = web.Application()
    app[PROXY] = proxy
    request = make_mocked_request("GET", "/", [("X-Forwarded-For", line) for line in told], app=app)
    return address_of(request.clone(remote=peer))


@pytest.mark.parametrize(
    ("told", "found"),
    [
        ((), "10.0.0.1"),
        (("192.0.2.7",), "192.0.2.7"),
        (("8.8.8.8, 192.0.2.7",), "192.0.2.7"),
        (("8.8.8.8", "1.1.1.1,192.0.2.7"), "192.0.2.7"),
        (("2001:DB8::1",), "2001:db8::1"),
        (("unknown",), "10.0.0.1"),
        (("192.0.2.7,",), "10.0.0.1"),
    ],
)
def test_address_given_the_named_proxy_when_it_tells_one_then_the_nearest_one_counts(
    told: tuple[str, ...], found: str
) -> None:
    assert asked("10.0.0.1", *told, proxy="10.0.0.1") == found


@pytest.mark.parametrize("proxy", [None, "10.0.0.1"])
def test_address_given_somebody_else_when_they_tell_one_then_their_own_counts(proxy: str | None) -> None:
    assert asked("10.0.0.2", "192.0.2.7", proxy=proxy) == "10.0.0.2"
