"""Addresses of electronic mail, as people write them. Pure."""

import re

LONGEST = 254
"""RFC 5321 4.5.3.1.3, without the brackets."""
_LOCAL = re.compile(r"[^\s@<>\"(),:;\[\]\\]{1,64}")
_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")


class NotAnAddress(ValueError):
    """The text is no address of electronic mail."""


def address_of(text: str) -> str:
    """The address in *text*, with its domain in lower case and in ASCII (RFC 5891). Raises NotAnAddress.

    Quoted local parts and addresses without a domain of two labels are refused: nobody's account has one.
    """
    local, at, domain = text.strip().rpartition("@")
    try:
        ascii_domain = domain.encode("idna").decode().lower() if domain else ""
    except UnicodeError as error:
        raise NotAnAddress(text) from error
    labels = ascii_domain.split(".")
    if not at or not _LOCAL.fullmatch(local) or len(labels) < 2 or not all(map(_LABEL.fullmatch, labels)):
        raise NotAnAddress(text)
    address = f"{local}@{ascii_domain}"
    if len(address) > LONGEST or local.startswith(".") or local.endswith(".") or ".." in local:
        raise NotAnAddress(text)
    return address


def key_of(address: str) -> str:
    """What two addresses have in common that are one mailbox in practice: all in lower case."""
    return address.casefold()
