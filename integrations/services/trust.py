"""The authorities that this machine trusts, read once: a client that is given none reads all of them anew."""

import functools
import ssl

import httpx


@functools.cache
def trusted() -> ssl.SSLContext:
    """For each client of this process. A change of the authorities counts from its next start."""
    return httpx.create_ssl_context()
