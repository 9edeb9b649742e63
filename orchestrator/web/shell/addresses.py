"""Addresses within this service, as pages pass them around. Pure."""

from urllib.parse import urlsplit


def local(address: str, otherwise: str = "/") -> str:
    """*address* if it is a path of this service, else *otherwise*: nobody is sent elsewhere by a link that was doctored.

    Browsers take a backslash for a slash, and drop tabs and line ends within an address (WHATWG URL 4.4).
    """
    if not address.startswith("/") or address[1:2] in {"/", "\\"} or any(mark < "!" for mark in address):
        return otherwise
    parts = urlsplit(address)
    return otherwise if parts.scheme or parts.netloc else address
