"""Where a redirect of a feed may lead: by http(s), never out of TLS, and into our own network only to hosts of the room file."""

import asyncio
import ipaddress
import socket
from collections.abc import Collection, Mapping, Sequence
from urllib.request import getproxies, proxy_bypass

import httpx

from integrations.services.feed_errors import FeedError, FeedTrouble

NAT64 = ipaddress.ip_network("64:ff9b::/96")
"""IPv6 addresses that hold an IPv4 address (RFC 6052 2.1)."""
PORTS = {"http": 80, "https": 443}
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def hop(here: httpx.URL, location: str) -> httpx.URL:
    """The address to which a redirect leads from *here* (RFC 9110 10.2.2). Raises FeedError if it must not."""
    try:
        there = here.join(location)
    except (httpx.InvalidURL, ValueError) as error:
        raise FeedError("a redirect to something that is no address", FeedTrouble.REDIRECT) from error
    if there.scheme not in ("http", "https") or not there.host:
        raise FeedError("a redirect to something that is neither http nor https", FeedTrouble.REDIRECT)
    if here.scheme == "https" and there.scheme == "http":
        raise FeedError("a redirect from https to http", FeedTrouble.REDIRECT)
    if there.netloc == here.netloc and there.scheme == here.scheme and not there.userinfo:
        there = there.copy_with(userinfo=here.userinfo)  # the user of the first address goes on to the same host only
    return there


def is_named(there: httpx.URL, named: Collection[str]) -> bool:
    """Whether one of the addresses *named* has the host of *there*, and its port or one of the web's."""
    for url in map(httpx.URL, named):
        if url.host == there.host and _port(there) in {_port(url), *PORTS.values()}:
            return True
    return False


async def addresses_of(there: httpx.URL) -> Sequence[str]:
    """The IP addresses of *there*, all outside our network; none if a proxy looks the name up. Raises FeedError.

    The caller connects to these and does not resolve the name again: a second answer may differ (DNS rebinding).
    """
    literal = _address(there.host)
    if literal is None and _by_proxy(there):
        return ()
    found = [literal] if literal is not None else await _looked_up(there)
    if not all(map(is_outer, found)):
        raise FeedError("a redirect to an inner address, which the room file does not name", FeedTrouble.REDIRECT)
    return [str(address) for address in found]


async def ask(
    client: httpx.AsyncClient, url: httpx.URL, headers: Mapping[str, str], addresses: Sequence[str]
) -> httpx.Response:
    """The answer of *url*, with its body unread, from the first of *addresses* that can be reached, if any are given.

    The certificate is still checked against the name in *url*. Raises httpx.HTTPError.
    """
    name = url.raw_host.decode()
    for at, address in enumerate(addresses):
        request = client.build_request(
            "GET",
            url.copy_with(host=address),
            headers={**headers, "Host": url.netloc.decode(), "Connection": "close"},
            extensions={"sni_hostname": name},
        )
        try:
            return await client.send(request, stream=True, follow_redirects=False)
        except httpx.ConnectError:
            if at == len(addresses) - 1:
                raise
    return await client.send(client.build_request("GET", url, headers=headers), stream=True, follow_redirects=False)


def is_outer(address: Address) -> bool:
    """Whether *address* belongs to the internet, and not to this machine, its network or nobody."""
    if isinstance(address, ipaddress.IPv6Address):
        within = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
        if address in NAT64:
            within = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if within is not None:
            return is_outer(within)
    return address.is_global and not address.is_multicast


def _port(url: httpx.URL) -> int:
    return url.port or PORTS[url.scheme]


def _address(host: str) -> Address | None:
    try:
        return ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return None


def _by_proxy(there: httpx.URL) -> bool:
    """Whether a proxy of the environment fetches *there*; the proxy sees another network than we do."""
    return bool(getproxies().get(there.scheme) or getproxies().get("all")) and not proxy_bypass(there.host)


async def _looked_up(there: httpx.URL) -> Sequence[Address]:
    loop = asyncio.get_running_loop()
    try:  # the resolver also reads what is hardly a number: 127.1, 0x7f000001, 2130706433
        found = await loop.getaddrinfo(there.raw_host.decode(), _port(there), type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise FeedError("a redirect to a host that is not known", FeedTrouble.REDIRECT) from error
    return [ipaddress.ip_address(str(address[0]).partition("%")[0]) for _, _, _, _, address in found]
