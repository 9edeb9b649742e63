"""Addresses of machines, as people and sockets write them."""

import re
from ipaddress import IPv4Address, ip_address

_LABEL = re.compile(r"(?!-)[\w-]{1,63}(?<!-)")
"""A part of a name (RFC 1123 2.1); letters of all languages and _ too, which names in the field have."""


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach *host*; a name other than localhost is not trusted to be."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def is_host(text: str) -> bool:
    """Whether *text* is a name, or an IP address of one machine, and nothing else; no name ends in a number."""
    try:
        address = ip_address(text)
    except ValueError:
        labels = text.removesuffix(".").split(".")
        return len(text) <= 253 and all(map(_LABEL.fullmatch, labels)) and not labels[-1].isdecimal()
    reserved = isinstance(address, IPv4Address) and address.is_reserved
    return not (address.is_unspecified or address.is_multicast or reserved or re.search(r"\s", text))
