"""Addresses of machines and mailboxes, as people, sockets and mail servers write them."""

import re
from ipaddress import IPv4Address, ip_address

_LABEL = re.compile(r"(?!-)[\w-]{1,63}(?<!-)")
"""A part of a name (RFC 1123 2.1); letters of all languages and _ too, which names in the field have."""
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
"""What stands before the @: a dot-atom (RFC 5321 4.1.2). What needs quotes, or letters beyond ASCII, many servers refuse."""
_DOMAIN = re.compile(r"(?:(?!-)[a-z0-9-]{1,63}(?<!-)\.)+(?![0-9]+$)(?!-)[a-z0-9-]{1,63}(?<!-)")


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


def mailbox(text: str) -> str:
    """The mail address *text* as mail servers take it: its domain in ASCII (RFC 5890) and small letters.

    Raises ValueError for anything else than one address: a name with it, a domain without a dot (but localhost), an IP
    address in the place of the domain.
    """
    local, _, written = text.rpartition("@")
    try:
        domain = written.encode("idna").decode().lower()
    except UnicodeError:  # an empty label, one that is too long, a letter that no name has
        domain = ""
    whole = _LOCAL.fullmatch(local) and (domain == "localhost" or _DOMAIN.fullmatch(domain))
    if not whole or len(local) > 64 or len(local) + len(domain) >= 254:  # RFC 5321 4.5.3.1
        raise ValueError("a mail address is written like segreteria@comune.example")
    return f"{local}@{domain}"
