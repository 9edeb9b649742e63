"""Where a redirect of a feed may lead: on by http(s), never out of TLS, and into one's own network only as named."""

import asyncio
import ipaddress
import socket
from collections.abc import Collection, Mapping, Sequence
from urllib.request import getproxies, proxy_bypass

import httpx

from integrations.services.feed_errors import FeedError, Trouble

NAT64 = ipaddress.ip_network("64:ff9b::/96")
"""An IPv4 address in IPv6 clothes (RFC 6052 2.1)."""
PORTS = {"http": 80, "https": 443}
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def hop(here: httpx.URL, location: str) -> httpx.URL:
    """The address to which a redirect leads from *here* (RFC 9110 10.2.2). Raises FeedError where it may not."""
    try:
        there = here.join(location)
    except (httpx.InvalidURL, ValueError) as error:
        raise FeedError("a redirect to something that is no address", Trouble.REDIRECT) from error
    if there.scheme not in ("http", "https") or not there.host:
        raise FeedError("a redirect to something that is neither http nor https", Trouble.REDIRECT)
    if here.scheme == "https" and there.scheme == "http":
        raise FeedError("a redirect from https to http", Trouble.REDIRECT)
    if there.netloc == here.netloc and there.scheme == here.scheme and not there.userinfo:
        there = there.copy_with(userinfo=here.userinfo)  # whom one is asked for again, not whom one is sent to
    return there


def is_named(there: httpx.URL, named: Collection[str]) -> bool:
    """Whether one of the addresses *named* has this host, and its port or the web's."""
    for url in map(httpx.URL, named):
        if url.host == there.host and _port(there) in {_port(url), *PORTS.values()}:
            return True
    return False


async def addresses_of(there: httpx.URL) -> Sequence[str]:
    """The addresses by which *there* may be had, none where a proxy looks its name up. Raises FeedError.

    The caller connects to these and asks for no name again: the second answer may be another one (DNS rebinding).
    """
    literal = _address(there.host)
    if literal is None and _by_proxy(there):
        return ()
    found = [literal] if literal is not None else await _looked_up(there)
    if not all(map(is_outer, found)):
        raise FeedError("a redirect to an inner address, which the room file does not name", Trouble.REDIRECT)
    return [str(one) for one in found]


async def ask(
    client: httpx.AsyncClient, url: httpx.URL, headers: Mapping[str, str], addresses: Sequence[str]
) -> httpx.Response:
    """The answer of *url*, its body unread; of the first of *addresses* that can be reached, where there are any.

    A server is held to the name in *url* by its certificate all the same. Raises httpx.HTTPError.
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
    """Whether an address belongs to the internet, and not to this machine, its network or nobody."""
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
    """Whether a proxy of the environment fetches it; that one sees another network than we."""
    return bool(getproxies().get(there.scheme) or getproxies().get("all")) and not proxy_bypass(there.host)


async def _looked_up(there: httpx.URL) -> Sequence[Address]:
    loop = asyncio.get_running_loop()
    try:  # the resolver also reads what is hardly a number: 127.1, 0x7f000001, 2130706433
        found = await loop.getaddrinfo(there.raw_host.decode(), _port(there), type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise FeedError("a redirect to a host that is not known", Trouble.REDIRECT) from error
    return [ipaddress.ip_address(str(one[4][0]).partition("%")[0]) for one in found]
