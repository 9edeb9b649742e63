"""Addresses of machines, as people and sockets write them."""

from ipaddress import ip_address


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach *host*; a name other than localhost is not trusted to be."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
